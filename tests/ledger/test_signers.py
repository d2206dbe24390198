"""A key counts once it is countersigned, and a further one a day later by the sequencer's time."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from tests.ledger.sent import ADMINISTRATORS, FOUNDED, Sent, found, said_of
from vethanam.ledger import standalone
from vethanam.ledger.notes import SigningKey
from vethanam.ledger.signers import COPIED, Signer, signers_in
from vethanam.ledger.stamps import name_at, renamed, stamp_in, stamp_leaf

OFFICE = SigningKey("pay.example.gov.in/log/1", Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
HOST = "pay.example.gov.in"


def begun() -> Sent:
    """A real log: two administrators with passkeys."""
    sent = Sent(host=HOST)
    found(sent)
    return sent


def repeated(people: standalone.People, index: int, leaf: dict[str, Any]) -> str:
    """What the stand-alone program says of a signature that stands before this place too."""
    return COPIED if people.is_repeated(index, leaf) else ""


def verdict(sent: Sent) -> str:
    """What both say of the last signature; empty if it counts."""
    leaves = [(index, json.loads(leaf)) for index, leaf in enumerate(sent.leaves(OFFICE))]
    index, leaf = next(
        (i, one) for i, one in reversed(leaves) if one["kind"] in ("act.signed", "approval.given")
    )
    ours = signers_in(leaves, OFFICE.verifier).signer(index, leaf)
    people = standalone.People(leaves, standalone.key_of(str(OFFICE.verifier)))
    alone = people.objection(index, leaf) or people.misfit(leaf["public"]) or repeated(people, index, leaf)
    assert ("" if isinstance(ours, Signer) else ours) == alone
    return alone


def signs(
    sent: Sent, key: str, role: str = "administrator", hours: float = FOUNDED, logged: float | None = None
) -> None:
    sent.sign_list("pass", key, role, {"bill": "2026/0412/1"}, hours, logged)


def test_a_further_key_waits_for_a_day_of_the_sequencers_time() -> None:
    """Whatever time the leaf of its enrolment names."""
    for hours, says in ((23.9, "its key did not count yet"), (24, "")):
        sent = begun()
        sent.enrol("k2", "head", hours=-1000)
        sent.confirm("k2", by=ADMINISTRATORS[0])  # with her first key
        signs(sent, "k2", hours=1000, logged=FOUNDED + hours)
        assert verdict(sent) == says


@pytest.mark.parametrize(
    ("hours", "logged", "counts"),
    [
        pytest.param(-1, -1, True, id="on the last day"),
        pytest.param(-0.1, 0.5, True, id="logged within the hour"),
        pytest.param(-0.1, 1.5, False, id="back-dated"),
        pytest.param(-1000, 24, False, id="far back-dated"),
        pytest.param(24, 24, False, id="later"),
    ],
)
def test_after_an_end_no_time_in_a_leaf_brings_the_role_back(
    hours: float, logged: float, counts: bool
) -> None:
    """Counted from the midnight in India after the last day."""
    sent, midnight = begun(), 14.0
    sent.enrol("k3", "devi")
    sent.confirm("k3")
    sent.seat("devi", "treasury_officer", "0101")
    ended = {"holder": "devi", "role": "treasury_officer", "scope": "0101", "until": "2026-11-03"}
    sent.add("appointment_ended", FOUNDED, **ended)
    signs(sent, "k3", "treasury_officer", midnight + hours, midnight + logged)
    assert verdict(sent) == ("" if counts else "nobody gave its signer the role of treasury officer")


@pytest.mark.parametrize(("logged", "counts"), [(13.9, False), (14.1, True)])
def test_before_its_first_day_no_time_in_a_leaf_brings_a_role(logged: float, counts: bool) -> None:
    sent = begun()
    sent.enrol("k3", "devi")
    sent.confirm("k3")
    sent.seat("devi", "treasury_officer", "0101", **{"from": "2026-11-04"})
    signs(sent, "k3", "treasury_officer", 100, logged)
    assert verdict(sent) == ("" if counts else "nobody gave its signer the role of treasury officer")


def test_a_file_without_the_stamp_after_a_signature_does_not_date_it_by_another() -> None:
    sent = begun()
    signs(sent, ADMINISTRATORS[0])
    sent.add("entry", 30)
    sent.add("log.time", 30)
    leaves = [(index, json.loads(leaf)) for index, leaf in enumerate(sent.leaves(OFFICE))]
    index, leaf = next((i, one) for i, one in reversed(leaves) if one["kind"] == "act.signed")
    del leaves[index + 1]
    ours = signers_in(leaves, OFFICE.verifier).signer(index, leaf)
    people = standalone.People(leaves, standalone.key_of(str(OFFICE.verifier)))
    assert ours == people.objection(index, leaf) == "the file does not hold the time at which the log took it"


def test_stamps_of_earlier_versions_date_the_entries_before_them() -> None:
    key, leaves = OFFICE, []
    sent = begun()
    signs(sent, ADMINISTRATORS[0])
    for index, leaf in enumerate(sent.leaves(OFFICE)):
        stamp = stamp_in(index, json.loads(leaf), key.verifier)
        old = leaf if stamp is None else stamp_leaf(replace(stamp, opens=None), key)
        leaves.append((index, json.loads(old)))
    index, leaf = leaves[-2]
    assert isinstance(signers_in(leaves, key.verifier).signer(index, leaf), Signer)
    assert standalone.People(leaves, standalone.key_of(str(key.verifier))).objection(index, leaf) == ""


def test_after_a_restore_the_stamps_kept_count_under_the_name_that_the_log_had() -> None:
    sent = begun()
    sent.enrol("k2", "head")
    sent.confirm("k2")
    signs(sent, "k2", hours=26)
    leaves = [(index, json.loads(leaf)) for index, leaf in enumerate(sent.leaves(OFFICE))]
    index, leaf = leaves[-2]
    again = renamed(renamed(OFFICE.name, len(leaves), "K7M2QXA"), len(leaves) + 5, "ABCDEFG")
    for name, says in (
        (renamed(OFFICE.name, len(leaves), "K7M2QXA"), ""),
        (again, ""),
        (renamed(OFFICE.name, 3, "K7M2QXA"), "its key was not countersigned"),
        (f"{OFFICE.name}/K7M2QXA", "its key was not countersigned"),
    ):
        log = SigningKey(name, OFFICE.signer).verifier
        ours = signers_in(leaves, log).signer(index, leaf)
        people = standalone.People(leaves, standalone.key_of(str(log)))
        assert ("" if isinstance(ours, Signer) else ours) == people.objection(index, leaf) == says
        assert all(
            name_at(name, place) == standalone.name_at(name, place) for place in range(len(leaves) + 6)
        )


def test_a_stamp_that_the_log_did_not_sign_or_of_another_place_is_no_time() -> None:
    for change in (
        {"time": "2027-11-03T04:30:00.000000Z"}, {"index": 3}, {"opens": 3}, {"opens": "3"},
        {"signature": "00" * 64},
    ):  # fmt: skip
        sent = begun()
        sent.enrol("k2", "head")
        sent.confirm("k2")
        signs(sent, "k2", hours=26)
        leaves = [(index, json.loads(leaf)) for index, leaf in enumerate(sent.leaves(OFFICE))]
        leaves[-1][1]["public"] |= change
        (index, leaf) = leaves[-2]
        assert signers_in(leaves, OFFICE.verifier).signer(index, leaf) == "its key did not count yet"
        people = standalone.People(leaves, standalone.key_of(str(OFFICE.verifier)))
        assert people.objection(index, leaf) == "its key did not count yet"


def test_a_first_key_counts_once_an_administrator_countersigned_it() -> None:
    sent = begun()
    sent.enrol("k3", "cini")
    signs(sent, "k3", "employee")
    assert verdict(sent) == "its key was not countersigned"
    sent.confirm("k3")
    signs(sent, "k3", "employee")
    assert verdict(sent) == ""
    signs(sent, "k3", "data_protection_officer")
    assert verdict(sent) == "nobody gave its signer the role of data protection officer"


def _by_an_officer(sent: Sent) -> None:
    sent.enrol("k4", "devi")
    sent.confirm("k4")
    sent.seat("devi", "law_officer")
    says = next(said for kind, _, said in sent.events if kind == "key.enrolled" and said["key"] == "k3")
    from vethanam.ledger.signers import statement_of_key

    part = sent.sign_list("confirm_keys", "k4", "law_officer", statement_of_key(says))
    sent.add("key.confirmed", FOUNDED, key="k3", signed=part)


def _for_another_key(sent: Sent) -> None:
    sent.enrol("k4", "devi")
    sent.confirm("k4")
    sent.events[-1][2]["key"] = "k3"


def _for_another_act(sent: Sent) -> None:
    sent.confirm("k3")
    sent.events[-1][2]["signed"]["act"] = "pass"


def _unsigned(sent: Sent) -> None:
    sent.add("key.confirmed", FOUNDED, key="k3")


@pytest.mark.parametrize("how", [_by_an_officer, _for_another_key, _for_another_act, _unsigned])
def test_a_countersignature_of_anybody_else_or_for_anything_else_does_not_count(
    how: Callable[[Sent], None],
) -> None:
    sent = begun()
    sent.enrol("k3", "cini")
    how(sent)
    signs(sent, "k3", "employee")
    assert verdict(sent) == "its key was not countersigned"


def test_an_administrator_makes_no_third_one_alone() -> None:
    sent = begun()
    sent.enrol("k3", "cini")
    sent.confirm("k3", administers=True)
    signs(sent, "k3")
    assert verdict(sent) == "its key was not countersigned"
    sent.confirm("k3")
    sent.seat("cini", "administrator")
    signs(sent, "k3")
    assert verdict(sent) == ""


def test_nobody_gives_herself_a_role_and_one_person_alone_gives_none() -> None:
    first, second = ADMINISTRATORS
    for holder, by in (("second", (first, second)), ("head", (first, second)), ("cini", (first, first))):
        sent = begun()
        says: dict[str, Any] = {
            "holder": holder, "role": "law_officer", "scope": "", "office": "FIN", "from": "2026-01-01",
            "until": None,
        }  # fmt: skip
        proposed = sent.sign_list("propose_appointment", by[0], "administrator", says)
        agreed = sent.sign_list("agree_appointment", by[1], "administrator", says)
        sent.add("appointment", FOUNDED, **says, proposed=proposed, agreed=agreed)
        sent.enrol("k3", "cini")
        sent.confirm("k3")
        signs(sent, {"second": second, "head": first, "cini": "k3"}[holder], "law_officer")
        assert verdict(sent) == "nobody gave its signer the role of law officer"


def test_a_controlling_officer_gives_the_roles_of_her_code_and_a_holder_names_a_successor() -> None:
    sent = begun()
    for key, holder in (("k-ctrl", "anu"), ("k-ddo", "binu"), ("k-new", "cini")):
        sent.enrol(key, holder)
        sent.confirm(key)
    sent.seat("anu", "countersigning_officer", "0412", "DEPT")
    sent.seat("binu", "drawing_officer", "0412", "DEPT")
    says: dict[str, Any] = {
        "holder": "cini", "role": "drawing_officer", "scope": "0412", "office": "DEPT", "from": "2026-01-01",
        "until": None,
    }  # fmt: skip
    proposed = sent.sign_list("hand_over", "k-ddo", "drawing_officer", says)
    agreed = sent.sign_list("agree_appointment", "k-ctrl", "countersigning_officer", says)
    sent.add("appointment", FOUNDED, **says, proposed=proposed, agreed=agreed)
    signs(sent, "k-new", "drawing_officer")
    assert verdict(sent) == ""
    other = {**says, "scope": "0413"}
    proposed = sent.sign_list("propose_appointment", ADMINISTRATORS[0], "administrator", other)
    agreed = sent.sign_list("agree_appointment", "k-ctrl", "countersigning_officer", other)
    sent.add("appointment", FOUNDED, **other, proposed=proposed, agreed=agreed)
    leaves = [(index, json.loads(leaf)) for index, leaf in enumerate(sent.leaves(OFFICE))]
    held = signers_in(leaves, OFFICE.verifier).appointments["cini"]
    assert [one.seat.scope for one in held] == ["0412"]


LOAN: dict[str, Any] = {
    "holder": "cini", "by": "binu", "role": "drawing_officer", "scope": "0412", "power": "present",
    "from": "2026-01-01", "until": "2026-12-31",
}  # fmt: skip
NO_ROLE = "nobody gave its signer the role of drawing officer"


def _a_loan_waits() -> Sent:
    """Binu lends Cini a power; Anu is the controlling officer of the code."""
    sent = begun()
    for key, holder in (("k-ddo", "binu"), ("k-help", "cini"), ("k-ctrl", "anu")):
        sent.enrol(key, holder)
        sent.confirm(key)
    sent.seat("binu", "drawing_officer", "0412", "DEPT")
    sent.seat("anu", "countersigning_officer", "0412", "DEPT")
    part = sent.sign_list("delegate", "k-ddo", "drawing_officer", LOAN)
    sent.add("delegation", FOUNDED, **LOAN, signed=part)
    return sent


def _agrees(
    sent: Sent, key: str, role: str, says: dict[str, Any] = LOAN, hours: float = FOUNDED, **changed: Any
) -> None:
    part = sent.sign_list("agree_delegation", key, role, says, hours)
    sent.add("delegation.agreed", hours, **{**says, **changed}, signed=part)


@pytest.mark.parametrize(
    ("key", "role"), [("k-ctrl", "countersigning_officer"), (ADMINISTRATORS[0], "administrator")]
)
def test_a_power_is_lent_by_its_holder_with_a_superior_and_ends_with_her_appointment(
    key: str, role: str
) -> None:
    sent = _a_loan_waits()
    _agrees(sent, key, role)
    signs(sent, "k-help", "drawing_officer")
    assert verdict(sent) == ""
    ended = {"holder": "binu", "role": "drawing_officer", "scope": "0412", "until": "2026-10-01"}
    sent.add("appointment_ended", FOUNDED, **ended)
    signs(sent, "k-help", "drawing_officer")
    assert verdict(sent) == NO_ROLE


def _by_nobody(sent: Sent) -> None:
    """As leaves of versions before."""


def _by_the_lender(sent: Sent) -> None:
    sent.seat("binu", "administrator")
    _agrees(sent, "k-ddo", "administrator")


def _by_the_borrower(sent: Sent) -> None:
    sent.seat("cini", "administrator")
    _agrees(sent, "k-help", "administrator")


def _by_an_equal(sent: Sent) -> None:
    _other_officer(sent, "drawing_officer", "0412")
    _agrees(sent, "k-other", "drawing_officer")


def _by_another_offices_superior(sent: Sent) -> None:
    _other_officer(sent, "countersigning_officer", "0413")
    _agrees(sent, "k-other", "countersigning_officer")


def _on_a_loan(sent: Sent) -> None:
    """Eby was lent the controlling officer's role, with an administrator's agreement."""
    _other_officer(sent, "clerk", "0412")
    says = {**LOAN, "holder": "eby", "by": "anu", "role": "countersigning_officer"}
    part = sent.sign_list("delegate", "k-ctrl", "countersigning_officer", says)
    sent.add("delegation", FOUNDED, **says, signed=part)
    _agrees(sent, ADMINISTRATORS[0], "administrator", says)
    _agrees(sent, "k-other", "countersigning_officer")


def _for_another_power(sent: Sent) -> None:
    _agrees(sent, "k-ctrl", "countersigning_officer", {**LOAN, "power": "view"}, power="present")


def _as_another_act(sent: Sent) -> None:
    part = sent.sign_list("agree_appointment", "k-ctrl", "countersigning_officer", LOAN)
    sent.add("delegation.agreed", FOUNDED, **LOAN, signed=part)


def _unsigned_agreement(sent: Sent) -> None:
    sent.add("delegation.agreed", FOUNDED, **LOAN)


def _with_the_lenders_signature(sent: Sent) -> None:
    (part,) = (said["signed"] for kind, _, said in sent.events if kind == "delegation")
    sent.add("delegation.agreed", FOUNDED, **LOAN, signed=part)


def _after_its_end(sent: Sent) -> None:
    ended = {name: LOAN[name] for name in ("holder", "role", "scope", "power")}
    sent.add("delegation_revoked", FOUNDED, **ended)
    _agrees(sent, "k-ctrl", "countersigning_officer")


def _before_it(sent: Sent) -> None:
    """The agreement stands before the delegation in the log."""
    lent = sent.events.pop()
    _agrees(sent, "k-ctrl", "countersigning_officer")
    sent.events.append(lent)


def _without_a_loan(sent: Sent) -> None:
    del sent.events[-1]
    _agrees(sent, "k-ctrl", "countersigning_officer")


def _other_officer(sent: Sent, role: str, scope: str) -> None:
    sent.enrol("k-other", "eby")
    sent.confirm("k-other")
    sent.seat("eby", role, scope, "DEPT")


@pytest.mark.parametrize(
    "how",
    [
        _by_nobody, _by_the_lender, _by_the_borrower, _by_an_equal, _by_another_offices_superior, _on_a_loan,
        _for_another_power, _as_another_act, _unsigned_agreement, _with_the_lenders_signature, _after_its_end,
        _before_it, _without_a_loan,
    ],
)  # fmt: skip
def test_a_power_does_not_count_without_a_superiors_agreement(how: Callable[[Sent], None]) -> None:
    sent = _a_loan_waits()
    how(sent)
    signs(sent, "k-help", "drawing_officer")
    assert verdict(sent) == NO_ROLE


def test_a_superior_whose_appointment_ended_agrees_to_nothing() -> None:
    for until, counts in (("2026-11-01", True), ("2026-10-31", False)):
        sent = _a_loan_waits()
        ended = {"holder": "anu", "role": "countersigning_officer", "scope": "0412", "until": until}
        sent.add("appointment_ended", FOUNDED, **ended)
        _agrees(sent, "k-ctrl", "countersigning_officer", hours=FOUNDED)
        signs(sent, "k-help", "drawing_officer")
        assert verdict(sent) == ("" if counts else NO_ROLE)


def test_a_power_counts_for_signatures_after_the_agreement_alone() -> None:
    sent = _a_loan_waits()
    signs(sent, "k-help", "drawing_officer")
    assert verdict(sent) == NO_ROLE
    _agrees(sent, "k-ctrl", "countersigning_officer")
    signs(sent, "k-help", "drawing_officer")
    assert verdict(sent) == ""
    early = [(index, json.loads(leaf)) for index, leaf in enumerate(sent.leaves(OFFICE))]
    assert NO_ROLE in signers_in(early, OFFICE.verifier).faults.values()


def test_an_officer_of_two_roles_lends_one_of_them() -> None:
    """Binu signs as the clerk she is too; the statement names the role she lends."""
    sent = _a_loan_waits()
    sent.seat("binu", "clerk", "0500", "DEPT")
    says = {**LOAN, "until": "2026-11-30"}
    part = sent.sign_list("delegate", "k-ddo", "clerk", says)
    sent.add("delegation", FOUNDED, **says, signed=part)
    _agrees(sent, "k-ctrl", "countersigning_officer", says)
    signs(sent, "k-help", "drawing_officer")
    assert verdict(sent) == ""


def test_a_copy_of_its_leaf_does_not_bring_an_ended_appointment_back() -> None:
    sent = begun()
    sent.enrol("k3", "cini")
    sent.confirm("k3")
    sent.seat("cini", "law_officer")
    given = sent.events[-1]
    ended = {"holder": "cini", "role": "law_officer", "scope": "", "until": "2026-10-01"}
    sent.add("appointment_ended", FOUNDED, **ended)
    sent.events.append(given)
    signs(sent, "k3", "law_officer")
    assert verdict(sent) == "nobody gave its signer the role of law officer"
    sent.seat("cini", "law_officer", **{"from": "2026-10-02"})
    signs(sent, "k3", "law_officer")
    assert verdict(sent) == ""


def test_a_log_in_which_somebody_signs_in_a_role_that_nobody_gave_her_is_rejected() -> None:
    sent = Sent()
    found(sent)
    signs(sent, ADMINISTRATORS[0], "treasury_officer")
    (said,) = said_of(sent)
    last = len(sent.events) - 1
    assert said[:2] == ("tampered", last) and "nobody gave its signer the role of treasury officer" in said[2]


def test_without_a_stamp_no_key_is_the_first() -> None:
    sent = begun()
    signs(sent, ADMINISTRATORS[0])
    sent.events = [event for event in sent.events if event[0] != "log.time"]
    assert verdict(sent) == "its key was not countersigned"


def _lends(sent: Sent, key: str, by: str, holder: str, scope: str, power: str = "act") -> None:
    says = {
        "holder": holder, "by": by, "role": "drawing_officer", "scope": scope, "power": power,
        "from": "2026-01-01", "until": None,
    }  # fmt: skip
    part = sent.sign_list("delegate", key, "drawing_officer", says)
    sent.add("delegation", FOUNDED, **says, signed=part)
    _agrees(sent, ADMINISTRATORS[0], "administrator", says)


def _two_drawing_officers() -> Sent:
    sent = begun()
    for key, holder, scope in (("k3", "devi", "0101"), ("k4", "eby", "0102")):
        sent.enrol(key, holder)
        sent.confirm(key)
        sent.seat(holder, "drawing_officer", scope)
    return sent


def test_two_officers_who_lent_each_other_roles_and_ended_hold_none() -> None:
    sent = _two_drawing_officers()
    _lends(sent, "k3", "devi", "eby", "0101")
    _lends(sent, "k4", "eby", "devi", "0102")
    for holder, scope in (("devi", "0101"), ("eby", "0102")):
        ended = {"holder": holder, "role": "drawing_officer", "scope": scope, "until": "2026-10-31"}
        sent.add("appointment_ended", FOUNDED, **ended)
    signs(sent, "k3", "drawing_officer")
    assert verdict(sent) == "nobody gave its signer the role of drawing officer"


@pytest.mark.parametrize(("power", "counts"), [("act", True), ("", False)])
def test_a_loan_without_a_power_gives_no_role(power: str, counts: bool) -> None:
    sent = _two_drawing_officers()
    sent.enrol("k5", "faisal")
    sent.confirm("k5")
    _lends(sent, "k3", "devi", "faisal", "0101", power)
    signs(sent, "k5", "drawing_officer")
    assert verdict(sent) == ("" if counts else "nobody gave its signer the role of drawing officer")


@pytest.mark.parametrize("is_copied_first", [True, False])
@pytest.mark.parametrize("spelling", [str, str.upper, lambda key: f"{key[:2]} {key[2:]}"])
def test_an_ended_key_does_not_count_under_another_name(
    is_copied_first: bool, spelling: Callable[[str], str]
) -> None:
    """The web process copies enrolment and countersignature; whoever has the key signs a day later."""
    sent = begun()
    sent.enrol("k3", "devi")
    sent.confirm("k3")
    (enrolled,) = (
        said for kind, _, said in sent.events if said.get("key") == "k3" and kind == "key.enrolled"
    )
    confirmed = sent.events[-1][2]

    def copy() -> None:
        sent.add(
            "key.enrolled",
            FOUNDED,
            **{**enrolled, "key": "k9", "public_key": spelling(enrolled["public_key"])},
        )
        sent.add("key.confirmed", FOUNDED, **{**confirmed, "key": "k9"})

    if is_copied_first:
        copy()
    sent.add("key.revoked", FOUNDED, key="k3")
    if not is_copied_first:
        copy()
    sent.keys["k9"] = sent.keys["k3"]
    signs(sent, "k9", "employee", 100)
    assert verdict(sent) == "its key had been ended"


def test_a_copied_countersignature_makes_no_ended_administrator_one_again() -> None:
    sent = begun()
    second = ADMINISTRATORS[1]
    founding = {
        kind: said for kind, _, said in sent.events if said.get("key") == second and kind != "act.signed"
    }
    ended = {"holder": "second", "role": "administrator", "scope": "", "until": "2026-10-31"}
    sent.add("appointment_ended", FOUNDED, **ended)
    for kind in ("key.enrolled", "key.confirmed"):
        sent.add(kind, FOUNDED, **{**founding[kind], "key": "k9"})
    sent.keys["k9"] = sent.keys[second]
    signs(sent, "k9", hours=100)
    assert verdict(sent) == "its key was not countersigned"
    signs(sent, second, hours=100)
    assert verdict(sent) == "nobody gave its signer the role of administrator"


def test_a_key_without_a_name_and_client_data_without_an_end_are_read() -> None:
    sent = begun()
    sent.enrol("k3", "devi")
    sent.confirm("k3")
    for kind, hours, said in [event for event in sent.events if event[2].get("key") == "k3"]:
        sent.add(kind, hours, **{name: value for name, value in said.items() if name != "key"})
    sent.add("log.time", FOUNDED)
    signs(sent, "k3", "employee", 100)
    said = sent.events[-2][2]
    del said["key"]
    assert verdict(sent) == ""
    said["key"] = "k3"
    said["signature"] |= {"client_data": (b"[" * 14_000).hex()}
    assert verdict(sent) == "its key did not sign this"


def turned(signed: str) -> str:
    """The same signature by an elliptic curve with its second number turned around, which fits too."""
    one, other = decode_dss_signature(bytes.fromhex(signed))
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    return encode_dss_signature(one, order - other).hex()


@pytest.mark.parametrize("bytes_of", [str, str.upper, turned])
def test_a_copy_of_a_signature_counts_at_its_first_place_alone(bytes_of: Callable[[str], str]) -> None:
    sent = begun()
    signs(sent, ADMINISTRATORS[0], hours=0)
    assert verdict(sent) == ""
    said = next(public for kind, _, public in reversed(sent.events) if kind == "act.signed")
    signed = {**said["signature"], "signed": bytes_of(said["signature"]["signed"])}
    junk = {**signed, "signed": signed["signed"][:-2] + "00"}
    for signature in (junk, signed):
        sent.add("act.signed", 100, **{**said, "signature": signature})
        sent.add("log.time", 100)
    assert verdict(sent) == COPIED
    signs(sent, ADMINISTRATORS[0], hours=100)
    assert verdict(sent) == "", "she signs the same once more"


def test_bytes_that_fit_no_key_take_no_signature_its_place() -> None:
    sent = begun()
    signs(sent, ADMINISTRATORS[0], hours=0)
    at = next(i for i, (kind, *_) in reversed([*enumerate(sent.events)]) if kind == "act.signed")
    kind, hours, said = sent.events[at]
    signed = said["signature"]["signed"]
    forged = {**said["signature"], "signed": signed[:-2] + ("00" if signed[-2:] != "00" else "01")}
    sent.events.insert(at, (kind, hours, {**said, "signature": forged}))
    assert verdict(sent) == ""
