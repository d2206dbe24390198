"""The web process enters an officer's earlier signature a second time: a copy makes nothing later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.messaging.test_dispatch import superuser
from tests.messaging.test_lawful_and_not import FACTS
from tests.messaging.test_text_classes import restrained
from tests.messaging.test_window_ends import begun, ended, false_agreement, false_entry, is_open
from tests.messaging.town import Town, proposed_class, signs_class
from vethanam.errors import Refused
from vethanam.evidence.bundles import whole_log
from vethanam.identity.authority import Authority
from vethanam.identity.models import SignedAct
from vethanam.journal.actions import append
from vethanam.journal.queries import leaf_content, openings_of
from vethanam.ledger import standalone
from vethanam.ledger.verifier import verify
from vethanam.privacy.actions import Position, positions, propose_position
from vethanam.privacy.actions.approvals import approve
from vethanam.privacy.current_restraints import asked_of_position, restraints_now
from vethanam.privacy.models import Approval, Restraint
from vethanam.privacy.text_classes import signed_classes


def entered_again(town: Town, kind: str, row: Any, by: Authority) -> None:
    """A further entry and row with the signature of a row."""
    with town.house.world.role("web"):
        opening = openings_of([row.leaf]).get(row.leaf)
        leaf = append(
            kind, public=leaf_content(row.leaf)["public"],
            private=dict(opening.private) if opening else None, at=by.at, is_sample=True,
        )  # fmt: skip
        fields = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}
        type(row).objects.create(**{**fields, "id": None, "at": by.at, "leaf": leaf})


def approvals_again(town: Town, reference: str, by: Authority) -> None:
    """Both approvals of a subject entered again at a later time."""
    for row in Approval.objects.filter(reference=reference).order_by("pk"):
        entered_again(town, "approval.given", row, by)
    town.house.sequence()


def test_a_class_signed_before_a_restraint_is_none_after_it(town: Town) -> None:
    row = proposed_class(town, FACTS)
    for name in ("law", "dpo"):
        signs_class(town[name], row)
    restrained(town)
    approvals_again(town, row.reference, town["law"].authority)
    with town.house.world.role("dispatcher"):
        (found,) = signed_classes(
            bytes(row.template_hash).hex(), bytes(row.values_hash or b"").hex() or None, is_closed=False,
            log_key=town.house.log_key.verifier,
        )  # fmt: skip
    assert found.since < Restraint.objects.get().leaf
    if (campaign := town.compose(words=FACTS).campaign) is not None:  # the page believes the rows
        for name in ("owner", "dpo"):
            town[name].approves(campaign)
        town.sent(campaign)
    town.house.dispatch()
    assert town.house.mailbox.received == []


def test_a_key_gives_the_same_signature_once(town: Town) -> None:
    """Her approval has lapsed: a software key signs the same text with the same bytes."""
    restrained(town)
    law = town["law"].authority
    proposal = propose_position(law, Position("WPC-1", "continued", until=law.at + timedelta(days=30)))
    asked = asked_of_position(proposal)
    signed = town["law"].signs(asked.commitment, "law_officer")
    approve(law, asked, town["law"].key, signed)
    town.house.sequence()
    for hours, code in ((1, "approved_already"), (73, "signed_the_same_before")):
        with pytest.raises(Refused) as told:
            approve(law.later(law.at + timedelta(hours=hours)), asked, town["law"].key, signed)
        assert told.value.code == code
    assert Approval.objects.filter(reference=proposal.reference).count() == 1


def test_copies_make_no_lapsed_approval_fresh(town: Town) -> None:
    desk = town["desk"].authority
    campaign = town.approved(send_until=desk.at + timedelta(days=9))
    town.sent(campaign)
    later = desk.later(desk.at + timedelta(hours=72, minutes=1))
    approvals_again(town, campaign.reference, later)
    hours = "interval '72 hours 1 minute'"
    superuser(town.house, f"UPDATE privacy_use SET recorded_at = recorded_at - {hours}")
    town.house.dispatch()
    assert town.house.mailbox.received == []
    log = whole_log()
    assert verify(log).outcome == standalone.verify(log)["outcome"]


def test_copies_of_both_signatures_end_no_later_window(town: Town) -> None:
    row = ended(town, begun(town).starts_at)
    begun(town)
    assert is_open(town)
    said = leaf_content(row.agreements.get().leaf)["public"]
    for part in ("proposed", "agreed"):
        signed = SignedAct.objects.get(commitment=bytes.fromhex(said[part]["approves"]))
        entered_again(town, "act.signed", signed, town["law"].authority)
    false_agreement(
        town, false_entry(town, row.starts_at, said["proposed"]), proposed=said["proposed"],
        agreed=said["agreed"],
    )  # fmt: skip
    town.house.sequence()
    assert is_open(town)


def test_a_position_whose_row_comes_late_is_not_the_latest(town: Town) -> None:
    """The court continued its order twice; web enters the first position after the second."""
    restrained(town)
    law, first_day = town["law"].authority, town["law"].authority.at + timedelta(days=1)
    first = propose_position(law, Position("WPC-1", "continued", until=first_day))
    last = propose_position(law, Position("WPC-1", "continued", until=first_day + timedelta(days=30)))
    for proposal in (first, last):
        for name, role in (("law", "law_officer"), ("dpo", "dpo")):
            asked = asked_of_position(proposal)
            approve(town[name].authority, asked, town[name].key, town[name].signs(asked.commitment, role))
    with town.house.world.role("web"):
        for proposal in (last, first):
            positions._take_effect(law, proposal)
    town.house.sequence()
    with town.house.world.role("dispatcher"):
        (found,) = restraints_now(log_key=town.house.log_key.verifier)
    assert found.until == last.until
