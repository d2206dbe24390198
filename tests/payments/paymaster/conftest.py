"""An office whose month is signed by acts, with a bank, a journal and a log of its own."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest
from django.conf import settings

from tests.conftest import Furnished, Furnisher, World
from tests.payments.paymaster_rounds import PAY_KEY, PAY_PUB
from tests.payroll.office import SmallOffice, at, small_office
from tests.signers import do, enrolled, private_of, public_of, seated
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.actions import append
from vethanam.journal.sequencer import sequence_once
from vethanam.ledger.notes import SigningKey
from vethanam.payments import actions
from vethanam.payments.channel import Channel, open_channel
from vethanam.payments.findings import sentence_of
from vethanam.payments.models import PaymentFinding, PaymentLeg
from vethanam.payments.paymaster.answers import read_answers
from vethanam.payments.paymaster.file_proofs import Proofs
from vethanam.payments.paymaster.files import Paymaster
from vethanam.payments.paymaster.journal import Journal
from vethanam.people.models import Person
from vethanam.people.queries import authority_of
from vethanam.sample.bank import Bank, Terms, make_bank_keys, read_key, statement

ACCOUNT = {
    "fact": "payee_account", "valid_from": "2026-10-01", "kind_of_account": "bank", "branch": "SBIN0070028",
}  # fmt: skip


@dataclass
class ActingOffice:
    """The office with its acts."""

    office: SmallOffice

    def do(self, name: str, by: str, when: datetime | None = None, **given: Any) -> Mapping[str, Any]:
        """The state of an act, signed with the officer's own key."""
        return do(name, self.office.officers[by], when or at(28), **given)

    def account(self, number: str, digits: str, by: str = "clerk", verifier: str | None = "officer") -> int:
        """An account recorded by one officer and verified by another, both by signed acts."""
        state = self.do("record", by, at(20), employment=number, number=digits, **ACCOUNT)
        if verifier:
            self.do("verify", verifier, at(20), employment=number)
        return int(state["id"])

    def pass_month(self) -> str:
        """October's bill made, checked, presented and passed; its number."""
        self.do("run", "clerk", month="2026-10", drawing_code="0412")
        bill = str(self.do("make", "clerk", month="2026-10", drawing_code="0412")["bills"][0]["bill"])
        self.do("check", "officer", bill=bill)
        self.do("present", "officer", bill=bill)
        self.do("pass", "treasurer", bill=bill)
        return bill


@dataclass
class SignedOffice(ActingOffice):
    """And the rounds of worker, paymaster and bank."""

    world: World
    log_key: SigningKey
    channel: Channel
    bank: Bank
    folder: Path
    service: Authority = field(default=cast("Authority", None))

    def sign_log(self) -> None:
        """A head over everything."""
        with self.world.role("sequencer"):
            while sequence_once(self.log_key):
                pass

    def pay(self) -> None:
        """Rounds of worker, paymaster and bank until nothing moves."""
        for _ in range(3):
            actions.settle_pending(self.service)
            self.sign_log()
            with self.world.role("paymaster"):
                journal = Journal(self.folder)
                read_answers(self.channel, self.service.at)
                try:
                    Paymaster(self.channel, PAY_KEY, journal, Proofs.of(self.log_key.verifier)).pay(
                        self.service.at
                    )
                finally:
                    journal.close()
            self.bank.round()
        actions.settle_pending(self.service)

    @property
    def paid(self) -> dict[str, int]:
        """What the bank paid."""
        return statement(self.folder.parent / "own")

    def states(self) -> dict[str, str]:
        """The latest leg's state by employee."""
        rows = PaymentLeg.objects.filter(employment__isnull=False).order_by("id")
        return dict(rows.values_list("employment__number", "state"))

    def says(self) -> set[str]:
        """The open findings that something is not proven, in words."""
        rows = PaymentFinding.objects.filter(code="payment_not_proven", resolved_at__isnull=True)
        return {sentence_of(one.code, one.facts).says for one in rows}

    def why(self) -> set[str]:
        """The reasons in open findings that something is not proven."""
        rows = PaymentFinding.objects.filter(code="payment_not_proven", resolved_at__isnull=True)
        return {facts["why"]["code"] for facts in rows.values_list("facts", flat=True)}


def appointed(account: Account, person: Person, role: str, scope: str, office: str) -> None:
    """An appointment that two administrators signed."""
    person.account = account
    person.save(update_fields=["account"])
    seated(account, role, at(1, month=1), scope)


def enrol(account: Account) -> None:
    """An officer's countersigned key."""
    authority = authority_of(account, at(1), is_sample=True)
    enrolled(authority, public_of(private_of(authority.person)), signed=True)


def _furnish(world: World, _nothing: Any) -> SmallOffice:
    """Two employees, a clerk, a drawing and a treasury officer, with keys."""
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    office = small_office(seats=appointed)
    for number in ("100234", "100235"):
        office.hire(number)
    for account in {one.pk: one for one in office.officers.values()}.values():
        enrol(account)
    Account.objects.create(username="service-worker", kind=Account.Kind.SERVICE)
    # the sample's clock stands after October's pay-day
    append("act", public={}, private=None, at=at(2, month=11), is_sample=True)
    return office


@pytest.fixture(scope="session")
def furnished_signed(furnish: Furnisher) -> Furnished:
    """A database with the office and its officers' signatures."""
    return furnish("signed", _furnish)


@pytest.fixture
def world(furnish: Furnisher, furnished_signed: Furnished) -> Iterator[World]:
    """A copy of that database."""
    with furnish.copy_of(furnished_signed) as world:
        yield world


@pytest.fixture
def signed(
    world: World,
    furnished_signed: Furnished,
    log_key: SigningKey,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[SignedOffice]:
    """The office with a bank and a journal of its own; as the worker."""
    state = tmp_path / "state"
    (state / "keys").mkdir(parents=True)
    private, public = make_bank_keys()
    for name, content in (("bank.key", private), ("bank.pub", public), ("pay.pub", PAY_PUB)):
        (state / "keys" / name).write_bytes(content)
    monkeypatch.setattr(settings, "VETHANAM_STATE", state)
    channel = open_channel(state / "bank", state / "keys" / "bank.pub")
    bank = Bank(
        inbox=channel.outgoing, outbox=channel.incoming, own=state / "own",
        key=read_key(state / "keys" / "bank.key"),
        pay_key=PAY_KEY.public_key(), terms=Terms(rejects=0, returns=0), return_after=0,
    )  # fmt: skip
    journal = state / "paymaster"
    journal.mkdir()
    office: SmallOffice = copy.deepcopy(furnished_signed.made)
    with world.role("worker"):
        made = SignedOffice(office, world, log_key, channel, bank, journal)
        service = Account.objects.get(username="service-worker")
        made.service = Authority(service.pk, None, "DEPT", "service", at(29), is_sample=True)
        yield made
