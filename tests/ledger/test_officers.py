"""Terms of officers are read from leaves, with the keys of their holders and the last day of each."""

from __future__ import annotations

import json

from tests.ledger.sent import ADMINISTRATORS, FOUNDED, Sent
from tests.ledger.test_signers import OFFICE, begun
from vethanam.ledger.officers import Term, terms_in
from vethanam.ledger.signers import signers_in


def terms(sent: Sent, scope: str | None = None) -> list[Term]:
    leaves = [(index, json.loads(leaf)) for index, leaf in enumerate(sent.leaves(OFFICE))]
    return terms_in(signers_in(leaves, OFFICE.verifier), scope)


def test_a_term_ends_on_the_earliest_last_day_and_names_the_keys_of_its_holder() -> None:
    sent = begun()
    sent.enrol("k3", "devi")
    sent.confirm("k3")
    sent.seat("devi", "treasury_officer", "0101", until="2026-12-31")
    (open_,) = terms(sent, "0101")
    assert (open_.role, open_.holder, open_.last, open_.keys) == (
        "treasury_officer", "devi", "2026-12-31", ("k3",),
    )  # fmt: skip
    ended = {"holder": "devi", "role": "treasury_officer", "scope": "0101", "until": "2026-11-03"}
    sent.add("appointment_ended", FOUNDED, **ended)
    (closed,) = terms(sent, "0101")
    assert closed.last == "2026-11-03" and closed.as_json()["keys"] == ["k3"]


def test_an_appointment_that_nobody_signed_is_no_term_and_a_key_that_nobody_countersigned_is_not_named() -> (
    None
):
    sent = begun()
    sent.enrol("k3", "devi")
    sent.seat("devi", "treasury_officer", "0101")
    says = {
        "holder": "anil",
        "role": "treasury_officer",
        "scope": "0102",
        "office": "T2",
        "from": "2026-11-01",
    }
    sent.add("appointment", FOUNDED, **says, until=None, proposed=None, agreed=None)
    assert [(one.scope, one.keys) for one in terms(sent) if one.role == "treasury_officer"] == [("0101", ())]


def test_both_first_administrators_are_listed() -> None:
    found = terms(begun())
    assert {one.role for one in found} == {"administrator"}
    assert {key for one in found for key in one.keys} == set(ADMINISTRATORS)
