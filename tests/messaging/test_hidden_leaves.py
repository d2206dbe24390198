"""The web process files leaves under rows of another person, so that a proof from rows misses what speaks
against a signature: an end, an earlier key, that both signers are one human.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from tests.forger import Forger
from tests.messaging.test_forged_signers import assert_nothing_went, employee, forged
from tests.messaging.town import Officer, Town
from tests.signers import public_of, seated
from vethanam.identity.actions import mark_of
from vethanam.identity.models import Account, KeyConfirmation, SignedAct, SigningKey
from vethanam.journal.actions import append
from vethanam.journal.models import Staged
from vethanam.ledger.canonical import Json
from vethanam.ledger.signed_acts import SignedList
from vethanam.ledger.signers import statement_of_key
from vethanam.people.actions import close_appointment
from vethanam.people.models import Appointment
from vethanam.privacy import approval_proofs


@pytest.fixture(autouse=True)
def _believing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The attacker's page takes every signer for a person of her own, and every key for one that counts."""
    monkeypatch.setattr(approval_proofs, "_holder", lambda key: 1_000_000 + key.pk)
    monkeypatch.setattr(approval_proofs, "counts_at", lambda key, at: True)


def test_an_ended_officer_does_not_approve_with_copies_of_her_leaves(town: Town) -> None:
    """Enrolment and appointment are copied under another person; the end stays with her."""
    campaign, dpo = town.composed(), town["dpo"]
    seat = Appointment.objects.get(role="data_protection_officer", ends__isnull=True)
    close_appointment(town["desk"].authority, seat, (dpo.authority.at - timedelta(days=1)).date())
    town["owner"].approves(campaign)
    with town.house.world.role("web"):
        other = employee(town, "other").authority.person or 0
        known = filed(dpo.key, other, copied(dpo.key.leaf), public=b"")
        confirmed(known, other, copied(KeyConfirmation.objects.get(key=dpo.key).leaf))
        Appointment.objects.create(
            account_id=seat.account_id, person_id=other, role=seat.role, scope="", office=seat.office,
            valid_from=seat.valid_from, recorded_at=seat.recorded_at, leaf=copied(seat.leaf),
        )  # fmt: skip
        forged(town, campaign, {"dpo": with_further_key(dpo, known, row=other, person=other)})
    assert_nothing_went(town)


def test_one_officer_of_two_roles_does_not_approve_as_two_people(town: Town) -> None:
    """Her further key names another person in its opening, under her own mark."""
    campaign, dpo = town.composed(), town["dpo"]
    seated(Account.objects.get(pk=dpo.authority.account), "purpose_owner", dpo.authority.at, "FIN")
    dpo.approves(campaign)
    with town.house.world.role("web"):
        other = employee(town, "other").authority.person or 0
        forged(
            town,
            campaign,
            {"purpose_owner": with_further_key(dpo, dpo.key, row=dpo.key.person, person=other)},
        )
    assert_nothing_went(town)


def copied(leaf: int | None) -> int:
    """A further entry with the same bytes."""
    return Staged.objects.create(leaf=bytes(Staged.objects.get(pk=leaf or 0).leaf)).pk


def filed(key: SigningKey, person: int, leaf: int, *, public: bytes, reference: str = "") -> SigningKey:
    """The row of a key under a person."""
    return SigningKey.objects.create(
        reference=reference or secrets.token_hex(16), account_id=key.account_id, person=person,
        algorithm=key.algorithm, public_key=public, enrolled_at=key.enrolled_at, recorded_at=timezone.now(),
        leaf=leaf,
    )  # fmt: skip


def confirmed(key: SigningKey, person: int, leaf: int) -> None:
    KeyConfirmation.objects.create(
        key=key, person=person, at=key.enrolled_at, recorded_at=timezone.now(), leaf=leaf
    )


def with_further_key(officer: Officer, by: SigningKey, *, row: int, person: int) -> Forger:
    """The officer with a further key of three days ago under her mark, signed with her first one.

    ``row`` is the person in its rows, ``person`` the one in its opening.
    """
    authority, made = officer.authority, Forger(officer.authority)
    made.private, made.key = officer.private, officer.key
    further, reference = Ed25519PrivateKey.generate(), secrets.token_hex(16)
    public: dict[str, Json] = {
        "key": reference, "algorithm": "ed25519", "public_key": public_of(further).hex(), "relying_on": "",
        "holder": mark_of(authority.person or 0), "is_first": False, "freeze_hours": 24,
    }  # fmt: skip
    leaf = append(
        "key.enrolled", public=public, private={"account": authority.account, "person": person},
        at=authority.at - timedelta(days=3), is_sample=True,
    )  # fmt: skip
    key = filed(officer.key, row, leaf, public=public_of(further), reference=reference)
    listed = SignedList("enrol_key", (statement_of_key(public),))
    part = made.signs_list(listed, "employee")
    SignedAct.objects.create(
        act="enrol_key", signs="rights", commitment=listed.commitment, role="employee",
        account_id=authority.account, person=row, key=by, at=authority.at, recorded_at=timezone.now(),
        leaf=Staged.objects.order_by("-pk").values_list("pk", flat=True)[0],
    )  # fmt: skip
    says: dict[str, Json] = {"key": reference, "signed": part}
    confirmed(key, row, append("key.confirmed", public=says, private=None, at=authority.at, is_sample=True))
    made.private, made.key = further, key
    return made
