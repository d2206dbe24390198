"""A scheme whose money is ordered by signed acts, with a bank, a journal and a log of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from django.conf import settings

from tests.benefits.bodies import OLD_AGE, Bodies, at, two_bodies
from tests.benefits.months import Person, approved, award_of, released, with_month_officers
from tests.conftest import Furnisher, World
from tests.payments.paymaster_rounds import PAY_KEY, PAY_PUB
from tests.signers import do, enrolled, private_of, public_of, seated
from vethanam.benefits.actions.releases import ReleaseSaid
from vethanam.benefits.actions.routes import RouteSaid, change_route
from vethanam.benefits.models import Award, Leg, Release
from vethanam.benefits.queries.payments import places_of
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.actions import append
from vethanam.journal.sequencer import sequence_once
from vethanam.ledger.notes import SigningKey
from vethanam.payments import actions
from vethanam.payments.actions.benefit_parts import settle_benefits
from vethanam.payments.channel import Channel, open_channel
from vethanam.payments.paymaster.benefit_proofs import BenefitProofs
from vethanam.payments.paymaster.file_proofs import Proofs
from vethanam.payments.paymaster.files import Paymaster
from vethanam.payments.paymaster.journal import Journal
from vethanam.payments.paymaster.process import go_round
from vethanam.people.models import Person as Human
from vethanam.people.queries import authority_of
from vethanam.periods import Month
from vethanam.sample.bank import Bank, Terms, make_bank_keys, read_key

JANUARY = Month(2026, 1)


@dataclass
class SignedScheme:
    """The scheme with its acts, and the rounds of worker, paymaster and bank."""

    bodies: Bodies
    world: World
    log_key: SigningKey
    channel: Channel
    bank: Bank
    folder: Path
    service: Authority = field(default=cast("Authority", None))

    def do(self, name: str, by: str, when: datetime | None = None, **given: Any) -> Mapping[str, Any]:
        """The state of an act, signed with the officer's own key."""
        return do(name, self.bodies.officers[by], when or at(28), **given)

    def award(self, number: str, name: str, kind: str = "bank") -> Award:
        """An award from January, paid into an account or at home; its route is checked, not signed."""
        made = award_of(self.bodies, OLD_AGE, Person(date(1960, 5, 5), JANUARY, {}, name))
        self.route(made, number, JANUARY, kind)
        return made

    def route(self, award: Award, number: str, month: Month, kind: str = "bank") -> None:
        """A route that the clerk enters and the secretary checks."""
        said = RouteSaid("home", society="S1") if kind == "home" else RouteSaid("bank", "SBIN0070028", number)
        change_route(self.bodies.by("clerk"), award, said, month)
        self.bodies.check_all()

    def release(self, rupees: int) -> Release:
        """January, computed, approved and released."""
        approved(self.bodies, OLD_AGE, JANUARY)
        return released(self.bodies, OLD_AGE, ReleaseSaid([JANUARY], rupees * 100))

    def sign_accounts(self, by: str = "signing-secretary", when: datetime | None = None) -> int:
        """The accounts that an officer signs."""
        return int(self.do("sign_benefit_accounts", by, when)["signed"])

    def order(self, release: Release, when: datetime | None = None) -> None:
        """Both orders."""
        self.do("order_benefit_payment", "signing-scheme", when, release=release.number)
        self.do("order_benefit_payment", "signing-finance", when, release=release.number)

    def sign_log(self) -> None:
        """A head over everything."""
        with self.world.role("sequencer"):
            while sequence_once(self.log_key):
                pass

    def paymaster(self) -> None:
        """One round of the paymaster, in its role."""
        self.sign_log()
        with self.world.role("paymaster"):
            journal = Journal(self.folder)
            proofs = Proofs.of(self.log_key.verifier)
            try:
                own = Paymaster(self.channel, PAY_KEY, journal, proofs)
                go_round(own, self.service.at, BenefitProofs(proofs.log))
            finally:
                journal.close()

    def pay(self, rounds: int = 2, most: int = 50_000) -> None:
        """Rounds of worker, paymaster and bank."""
        for _ in range(rounds):
            settle_benefits(self.service, most)
            self.paymaster()
            self.bank.round()
            self.paymaster()
            actions.take_answers(self.service)

    def states(self) -> dict[str, str]:
        """The state of the latest leg of each award, by name."""
        rows = Leg.objects.order_by("id").values_list("award__beneficiary__person__name", "state")
        return dict(rows)

    def places(self, release: Release) -> dict[str, tuple[int, int]]:
        """People and rupees of each place."""
        found = places_of(release, Month(2026, 10))
        return {one.place: (one.people, one.amount // 100) for one in found}


@pytest.fixture
def world(furnish: Furnisher) -> Iterator[World]:
    """A copy of the empty template."""
    with furnish.copy_of(furnish.template) as world:
        yield world


def signer(bodies: Bodies, name: str, role: str, scope: str) -> None:
    """An officer with a signed appointment and a countersigned key."""
    account = Account.objects.create(username=name, kind=Account.Kind.OFFICER)
    Human.objects.create(name=name, born=date(1975, 1, 1), recorded_at=at(1), account=account)
    seated(account, role, at(1, month=1), scope)
    bodies.officers[name] = account
    authority = authority_of(account, at(1), is_sample=True)
    enrolled(authority, public_of(private_of(authority.person)), signed=True)


@contextmanager
def signed_scheme(world: World, log_key: SigningKey, state: Path) -> Iterator[SignedScheme]:
    """The local bodies, a secretary, an officer of the scheme and one of finance with keys; as the worker."""
    (state / "keys").mkdir(parents=True, exist_ok=True)
    private, public = make_bank_keys()
    for name, content in (("bank.key", private), ("bank.pub", public), ("pay.pub", PAY_PUB)):
        (state / "keys" / name).write_bytes(content)
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    channel = open_channel(state / "bank", state / "keys" / "bank.pub")
    bank = Bank(
        inbox=channel.outgoing, outbox=channel.incoming, own=state / "own",
        key=read_key(state / "keys" / "bank.key"),
        pay_key=PAY_KEY.public_key(), terms=Terms(rejects=0, returns=0), return_after=0,
    )  # fmt: skip
    journal = state / "paymaster"
    journal.mkdir()
    with world.role("worker"):
        bodies = with_month_officers(two_bodies())
        signer(bodies, "signing-secretary", "local_body_secretary", "221001")
        signer(bodies, "signing-scheme", "scheme_officer", OLD_AGE)
        signer(bodies, "signing-finance", "finance_officer", "")
        service = Account.objects.create(username="service-worker", kind=Account.Kind.SERVICE)
        made = SignedScheme(bodies, world, log_key, channel, bank, journal)
        made.service = Authority(service.pk, None, "DEPT", "service", at(29), is_sample=True)
        append("act", public={}, private=None, at=at(29), is_sample=True)
        yield made


@pytest.fixture
def scheme(
    world: World, log_key: SigningKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SignedScheme]:
    """The scheme with its own vault folder."""
    monkeypatch.setattr(settings, "VETHANAM_STATE", tmp_path / "state")
    with signed_scheme(world, log_key, tmp_path / "state") as made:
        yield made
