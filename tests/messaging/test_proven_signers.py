"""Who signed is proven from leaves under a head, and no row is believed."""

from __future__ import annotations

from tests.messaging.town import Town
from tests.signers import administrators
from vethanam.identity.models import SignedAct
from vethanam.identity.signers import prove
from vethanam.privacy.models import Approval


def test_an_approver_is_proven_from_the_first_key_on(town: Town) -> None:
    town.approved()
    key = town.house.log_key.verifier
    owner, dpo = [prove(row.leaf, key) for row in Approval.objects.order_by("id")]
    assert owner is not None and dpo is not None
    assert (owner.person, owner.role, owner.office) == (
        town["owner"].authority.person,
        "purpose_owner",
        "FIN",
    )
    assert (dpo.role, dpo.act) == ("dpo", "campaign")
    assert dpo.holds("data_protection_officer") and not dpo.holds("law_officer")
    assert owner.holds("purpose_owner", "FIN") and not owner.holds("purpose_owner", "PRD")


def test_both_administrators_are_proven(town: Town) -> None:
    first, second = administrators()
    key = town.house.log_key.verifier
    acts = {(one.account_id, one.act): prove(one.leaf, key) for one in SignedAct.objects.all()}
    assert acts and all(acts.values())
    proposed, agreed = acts[first.pk, "propose_appointment"], acts[second.pk, "agree_appointment"]
    assert proposed is not None and agreed is not None
    assert proposed.role == agreed.role == "administrator" and proposed.mark != agreed.mark
