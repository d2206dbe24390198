"""A small town with two months of real actions: pay, bills, bank, a refused request. Copied for each test."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.conftest import Furnished, Furnisher, World
from tests.identity.conftest import furnished_office, office, office_world
from tests.payments.paymaster_rounds import PAY_KEY, settle_pending
from tests.payroll.office import OCTOBER, SmallOffice, at, small_office
from tests.signers import signs
from tests.web.markup import compact
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal import keys as journal_keys
from vethanam.journal import known_heads
from vethanam.journal.sequencer import sequence_once
from vethanam.messaging.actions import ask_for_use, intimate_credits, register_texts
from vethanam.payments.channel import open_channel
from vethanam.payroll.actions import (
    check_bill,
    compute_run,
    lock_run,
    make_bill,
    pass_bill,
    present_bill,
)
from vethanam.payroll.models import Bill
from vethanam.payroll.rulebook import stages_on
from vethanam.periods import Month
from vethanam.privacy.actions import publish_notices, register_purposes, seal_contacts
from vethanam.privacy.vault.keys import new_vault_keys
from vethanam.privacy.vault.number import parse
from vethanam.sample.bank import Bank, Terms, make_bank_keys, read_key
from vethanam.web.parts import access, signatures
from vethanam.web.pay import line_explanation

__all__ = ["furnished_office", "office", "office_world"]

SEPTEMBER = OCTOBER.plus(-1)
NOW = at(25, month=11)
#: nobody's number, invented for the tests
MOBILE = "+91 00000 12345"
REFUSED_REQUEST = {
    "purpose": "SAL-CREDIT",
    "mode": "message",
    "source_register": "SPARK",
    "fields": ["name", "mobile"],
    "channel": "sms",
    "sender": "PRD",
    "recipient": "employee_self",
    "template": {"class": "publicity", "parts": ["praise"]},
    "cohort": "all employees",
}


@pytest.fixture(autouse=True)
def officers_sign() -> Iterator[None]:
    """The officers of a test sign on pages with keys that its own administrators countersigned."""
    offered = list(signatures._offered)
    signatures.offer(lambda authority, _username, prepared: signs(authority, prepared))
    yield
    signatures._offered[:] = offered


@dataclass
class Town:
    """The town's one office, its bills by month, and its sign-ins."""

    office: SmallOffice
    bills: dict[Month, int]
    folder: Path

    def sign_in(self, name: str) -> Client:
        """A browser without JavaScript, signed in."""
        client = Client()
        client.force_login(
            Account.objects.get(username=name), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client


def draw(office: SmallOffice, month: Month, when: datetime) -> int:
    """A month computed, billed and passed."""
    run = compute_run(month, "0412", office.by("clerk", when))
    lock_run(run.run, office.by("clerk", when))
    (bill,) = make_bill(run.run, office.by("clerk", when)).bills
    check_bill(bill, office.by("officer", when))
    present_bill(bill, office.by("officer", when))
    pass_bill(bill, office.by("treasurer", when))
    return bill.pk


def _furnish(folder: Path, world: World) -> Town:
    office = small_office()
    first = at(1, month=9)
    office.hire("100234", gpf=500_000, known=first)
    office.hire("100235", basic_pay=3_740_000, gpf=400_000, known=first)
    office.hire("100236", known=first)
    office.note(
        office.people["100236"], "payee_account", date(2010, 6, 2), first,
        branch="TEST0000001", number="22222220001", tail="0001", holder="Person 100236",
    )  # fmt: skip
    for employment in office.people.values():
        account = Account.objects.create(username=f"emp-{employment.number}", kind=Account.Kind.PERSON)
        employment.person.account = account
        employment.person.save(update_fields=["account"])
    office.appoint("dpo", "data_protection_officer", "", office="FIN")
    office.appoint("finance", "finance_officer", "", office="FIN")
    office.appoint("information", "communicating_officer", "PRD", office="PRD")
    service = Account.objects.create(username="service-worker", kind=Account.Kind.SERVICE)
    worker = Authority(service.pk, None, "DEPT", "service", at(30), is_sample=True)
    register_purposes(worker)
    publish_notices(worker)
    register_texts(worker)
    persons = [employment.person_id for employment in office.people.values()]
    seal_contacts(
        worker,
        [(person, parse("email_official", f"p{n}@office.example")) for n, person in enumerate(persons)],
        verified_on=first.date(),
    )
    with world.role("web"):
        bills = {SEPTEMBER: draw(office, SEPTEMBER, at(28, month=9))}
    _increment(office)
    with world.role("web"):
        bills[OCTOBER] = draw(office, OCTOBER, at(28))
    _pay(folder, worker)
    sequence(world)
    intimate_credits(worker)
    ask_for_use(office.by("information", at(21, month=11)), REFUSED_REQUEST)
    sequence(world)
    return Town(office, bills, folder)


def sequence(world: World) -> None:
    """Sign a head over waiting entries, because a head older than a quarter of an hour is stale."""
    with world.role("sequencer"):
        sequence_once()


def _increment(office: SmallOffice) -> None:
    """The next stage for one of them, from the first of October."""
    stages = stages_on(OCTOBER)(11, "37400-79000") or []
    stage = next(stage for stage in stages if stage > 4_560_000)
    office.note(
        office.people["100234"], "pay", OCTOBER.first, at(5), basis="scale", revision=11, scale="37400-79000",
        basic_pay=stage, reason="increment",
    )  # fmt: skip


def _pay(folder: Path, worker: Authority) -> None:
    """The bank credits everybody except one person with an unknown account."""
    private, public = make_bank_keys()
    (folder / "bank.key").write_bytes(private)
    (folder / "bank.pub").write_bytes(public)
    channel = open_channel(folder / "bank", folder / "bank.pub")
    bank = Bank(
        inbox=folder / "bank" / "out", outbox=folder / "bank" / "in", own=folder / "own",
        key=read_key(folder / "bank.key"), pay_key=PAY_KEY.public_key(), terms=Terms(rejects=0, returns=0),
        return_after=0,
    )  # fmt: skip
    settle_pending(channel, worker)
    bank.round()
    settle_pending(channel, worker)


@pytest.fixture(scope="session")
def furnished_town(furnish: Furnisher, tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    """A database with the town, and the town itself."""
    folder = tmp_path_factory.mktemp("town")
    keys = folder / "keys"
    keys.mkdir()
    public, private = new_vault_keys()
    (keys / "vault.pub").write_bytes(public)
    (keys / "vault.key").write_bytes(private)
    (keys / "vault.key").chmod(0o600)
    journal_keys.create(folder / "log.key", "vethanam.example/town")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal_keys, "key_path", lambda: folder / "log.key")
        patch.setattr("django.conf.settings.VETHANAM_STATE", folder)
        return furnish("town", lambda world, _: _furnish(folder, world))


@pytest.fixture(autouse=True)
def compact_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client reads a page without the white space that a browser does not show."""
    request = Client.request

    def compacted(client: Client, **wanted: Any) -> Any:
        answer = request(client, **wanted)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        is_saved = answer.headers.get("Content-Disposition", "").startswith("attachment")
        if is_page and not is_saved and not answer.streaming:
            answer.content = compact(answer.content.decode()).encode()
        return answer

    monkeypatch.setattr(Client, "request", compacted)


@pytest.fixture
def world(furnish: Furnisher, furnished_town: Furnished) -> Iterator[World]:
    """A copy of the town for one test, as the web role."""
    with furnish.copy_of(furnished_town) as world:
        yield world


@pytest.fixture
def town(world: World, furnished_town: Furnished, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The town on a late November morning, independent of today; its head is signed now, not an hour ago."""
    for kept in (
        line_explanation._kept,
        line_explanation._kept_lines,
    ):  # cached for another copy with the same claim ids
        kept.cache_clear()
    town: Town = furnished_town.made
    monkeypatch.setattr(access, "business_now", lambda: (NOW, True))
    monkeypatch.setattr(journal_keys, "key_path", lambda: town.folder / "log.key")
    known_heads.path_of_heads().unlink(missing_ok=True)  # of another copy, whose log went on
    shutil.rmtree(town.folder / "bank" / "paymaster", ignore_errors=True)
    sequence(world)
    return copy.deepcopy(town)


@pytest.fixture
def bill(town: Town) -> Bill:
    """October's bill."""
    return Bill.objects.get(pk=town.bills[OCTOBER])
