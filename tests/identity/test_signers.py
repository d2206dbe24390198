"""A proven signer's roles: her own, and lent ones only where a caller takes them."""

from __future__ import annotations

import pytest

from vethanam.identity.signers import ProvenSigner
from vethanam.ledger.signers import Seat, Signer


def signer_with(*seats: Seat) -> ProvenSigner:
    said = ("drawing_officer", "pass", "00")
    signer = Signer(1, "", "", "key", "mark", *said, seats)
    return ProvenSigner(1, "mark", "drawing_officer", "DEPT", "pass", "00", "", signer)


@pytest.mark.parametrize(
    ("power", "alone", "lent"), [("", True, True), ("prepare", False, True), ("view", False, False)]
)
def test_a_lent_role_counts_only_where_it_is_asked_for(power: str, alone: bool, lent: bool) -> None:
    signer = signer_with(Seat("drawing_officer", "0412", "DEPT", power))
    assert signer.holds("drawing_officer", "0412") is signer.holds("drawing_officer") is alone
    assert signer.holds("drawing_officer", "0412", is_lent=True) is lent
    assert not signer.holds("drawing_officer", "0413", is_lent=True)
    assert not signer.holds("clerk", is_lent=True)
