"""A house with officers of the Finance Department, each with a key of her own, who write to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.signers import enrolled, public_of, seated
from vethanam.acts.declaration import Prepared
from vethanam.acts.executor import Performed, perform
from vethanam.acts.key_signatures import to_base64
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account, SigningKey
from vethanam.ledger.signatures import Signature, challenge_of
from vethanam.messaging.actions import queue_allowed
from vethanam.messaging.actions.campaign_queue import send
from vethanam.messaging.actions.campaigns import Composed, Draft, approve_campaign, asked_of, compose
from vethanam.messaging.models import Campaign
from vethanam.messaging.text_reading import read_text
from vethanam.orders.actions import record_order
from vethanam.orders.models import Order
from vethanam.people.appointments import OF_OFFICE
from vethanam.people.models import Employment, Person
from vethanam.privacy.actions import propose_text_class, sign_text_class
from vethanam.privacy.actions.approvals import role_of
from vethanam.privacy.models import TextClassProposal
from vethanam.privacy.text_classes import asked_of_class
from vethanam.service_book.actions import verify
from vethanam.service_book.models import Fact, Pay, ServiceSpell

if TYPE_CHECKING:
    from tests.messaging.house import House

ROLES = {
    "desk": "communicating_officer", "owner": "purpose_owner", "dpo": "data_protection_officer",
    "law": "law_officer",
}  # fmt: skip


@dataclass
class Officer:
    """An officer of the Finance Department with a key."""

    authority: Authority
    key: SigningKey
    private: Ed25519PrivateKey

    def signs(self, commitment: bytes, role: str) -> Signature:
        return Signature(self.private.sign(challenge_of(commitment, role)))

    def does(self, act: str, **given: Any) -> Performed:
        """An act, signed with her key as on a page."""
        account = Account.objects.get(pk=self.authority.account)

        def sign(_authority: Authority, prepared: Prepared) -> Mapping[str, Any]:
            signature = to_base64(self.private.sign(prepared.challenge))
            return {"key": self.key.reference, "signature": signature}

        return perform(act, account, given, authority=replace(self.authority, is_sample=True), sign=sign)

    def approves(self, campaign: Campaign, at: datetime | None = None) -> Any:
        """Approve as the pages and acts do."""
        authority = self.authority.later(at or self.authority.at)
        asked = asked_of(campaign, authority.at)
        return approve_campaign(
            authority, campaign, self.key, self.signs(asked.commitment, role_of(authority, asked))
        )


@dataclass
class Town:
    """The house, an order of the Finance Department, and its officers."""

    house: House
    order: Order
    officers: dict[str, Officer]

    def __getitem__(self, name: str) -> Officer:
        return self.officers[name]

    def compose(self, **changes: Any) -> Composed:
        """Compose; a second identical message goes with a reason."""
        again = "A test sends it once more."
        return compose(self["desk"].authority, Draft(**{"order": self.order, "again": again, **changes}))

    def composed(self, **changes: Any) -> Campaign:
        found = self.compose(**changes)
        assert found.campaign is not None, found.decision.says
        return found.campaign

    def approved(self, **changes: Any) -> Campaign:
        campaign = self.composed(**changes)
        self["owner"].approves(campaign)
        self["dpo"].approves(campaign)
        self.house.sequence()
        return campaign

    def sent(self, campaign: Campaign) -> None:
        answered = send(self["desk"].authority, campaign)
        assert answered.decision.is_allowed, answered.decision.says
        queue_allowed()
        self.house.sequence()


def officer(house: House, name: str, role: str, office: str = "FIN") -> Officer:
    at = house.desk.service.at
    account = Account.objects.create(username=name, kind=Account.Kind.OFFICER)
    person = Person.objects.create(name=name, born=date(1975, 1, 1), account=account, recorded_at=at)
    seated(account, role, at, office if role in OF_OFFICE else "")
    authority = replace(
        house.desk.officer, account=account.pk, person=person.pk, office=office, role=role, scope=None
    )
    private = Ed25519PrivateKey.generate()
    return Officer(authority, enrolled(authority, public_of(private), signed=True), private)


def town_of(house: House) -> Town:
    """The house with everybody in service, an order, and its officers."""
    at, entered_by = house.desk.service.at, house.desk.service.account
    for employment in Employment.objects.all():
        common: dict[str, Any] = {
            "employment": employment, "valid_from": date(2020, 1, 1), "recorded_at": at,
            "entered_by_id": entered_by,
        }  # fmt: skip
        facts: list[Fact] = [
            ServiceSpell.objects.create(**common),
            Pay.objects.create(
                **common, basis="scale", revision=11, scale="26500-60700", basic_pay=3_650_000
            ),
        ]
        verify(replace(house.desk.officer, scope=None), facts)
    order = record_order(
        house.desk.officer, number="G.O.(P) No.214/2026/Fin", dated=date(2026, 10, 30),
        title="Rate of dearness allowance from 1 July 2026", title_ml="ക്ഷാമബത്ത നിരക്ക് 2026 ജൂലൈ 1 മുതൽ",
        with_effect_from=date(2026, 7, 1), first_drawn_month=202611,
    )  # fmt: skip
    officers = {name: officer(house, f"fin-{name}", role) for name, role in ROLES.items()}
    house.sequence()
    return Town(house, order, officers)


def proposed_class(town: Town, words: Mapping[str, Any] | None, kind: str = "neutral") -> TextClassProposal:
    """The class that the office proposes for words over the order; None is the neutral text of the house."""
    read = read_text("SVC-TERMS", town.order, words)
    return propose_text_class(
        town["desk"].authority, name=read.name, text_hash=read.hash, values_hash=read.values_hash, kind=kind,
        content=read.rendered,
    )  # fmt: skip


def signs_class(officer: Officer, row: TextClassProposal) -> None:
    """Sign a proposed class as an officer."""
    asked = asked_of_class(row)
    signature: Signature = officer.signs(asked.commitment, role_of(officer.authority, asked))
    sign_text_class(officer.authority, row, officer.key, signature)
