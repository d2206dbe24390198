"""Masters by acts: two administrators make a directorate, finance enters a rate; refusals are answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.payroll.office import FOUNDED, at
from tests.people.masters.test_proposals import administrator
from vethanam.acts.executor import Limit, Performed, look, perform
from vethanam.acts.fields import File
from vethanam.acts.masters import kinds, kinds_for
from vethanam.identity.models import Account
from vethanam.people import masters as people_masters
from vethanam.people.masters.sheets import template_book
from vethanam.people.models import Appointment, DrawingCode, MasterProposal, Treasury
from vethanam.people.queries import authority_of
from vethanam.service_book.figures import rulebook_known
from vethanam.tables import as_csv

TREASURY = {"kind": "treasury", "row": {"code": "T01", "name": "District treasury"}}
RATE = {
    "parameter": "dearness_allowance.rate", "key": "state_11", "with_effect_from": "2026-01-01",
    "first_drawn": "2026-11", "value": "38", "order_number": "G.O.(P) No.81/2026/Fin",
    "order_dated": "2026-10-05",
}  # fmt: skip


@pytest.fixture
def officers(db: None) -> dict[str, Account]:
    """Two administrators and two officers of finance."""
    found = {}
    for name, role in (
        ("a1", "administrator"),
        ("a2", "administrator"),
        ("f1", "finance_officer"),
        ("f2", "finance_officer"),
    ):
        authority = administrator(name)
        Appointment.objects.create(
            account_id=authority.account, person_id=authority.person, role=role, office="DEPT",
            valid_from=FOUNDED,
            recorded_at=at(1, month=1),
        )  # fmt: skip
        found[name] = Account.objects.get(pk=authority.account)
    return found


def do(name: str, account: Account, **given: Any) -> Performed:
    return perform(name, account, given, at(20), is_sample=True)


def test_two_administrators_make_a_treasury(officers: dict[str, Account]) -> None:
    proposed = do("propose_master", officers["a1"], **TREASURY)
    assert proposed.says == "Proposed: treasury T01. It waits for a second person."
    number = proposed.state["proposal"]
    own = do("decide_master", officers["a1"], proposal=number, outcome="agree")
    assert (own.ok, own.code) == (False, "decided_by_the_same")
    shown = look("master_proposal", officers["a2"], {"proposal": number}, at(20), is_sample=True).state
    assert shown["changes"][0]["after"] == {"code": "T01", "name": "District treasury", "name_ml": ""}
    assert do("decide_master", officers["a2"], proposal=number, outcome="agree").ok
    assert Treasury.objects.filter(code="T01").exists()
    rows = look("masters", officers["a1"], {"kind": "treasury"}, at(20), is_sample=True).state["rows"]
    assert [row["code"] for row in rows] == ["T01"]


def test_a_directorate_comes_as_one_file(officers: dict[str, Account]) -> None:
    book = File("treasuries.csv", b"code,name\nT01,District treasury\n")
    proposed = do("import_directorate", officers["a1"], file=book, title="Our treasuries")
    assert (proposed.says, proposed.state["changes"]) == (
        "Proposed: Our treasuries. It waits for a second person.",
        1,
    )
    wrong = File("drawing_codes.csv", b"code,kind,title,treasury\n0412,ddo,School,T09\n")
    refused = do("import_directorate", officers["a1"], file=wrong)
    (fault,) = refused.faults
    assert (fault.record, fault.field) == ("drawing_codes.csv, row 2", "treasury")
    empty = do(
        "import_directorate", officers["a1"], file=File("t.xlsx", template_book(kinds_for("administrator")))
    )
    assert empty.code == "nothing_proposed" and not DrawingCode.objects.exists()


def test_finance_enters_a_rate_and_an_administrator_does_not(officers: dict[str, Account]) -> None:
    assert not do("enter_parameter", officers["a1"], **RATE).ok
    number = do("enter_parameter", officers["f1"], **RATE).state["proposal"]
    assert not do("decide_master", officers["a2"], proposal=number, outcome="agree").ok
    assert do("decide_parameter", officers["f2"], proposal=number, outcome="agree").ok
    value = rulebook_known("kerala").parameters["dearness_allowance.rate"].values[-1]
    assert (value.fields["value"], str(value.first_drawn)) == (3800, "2026-11")


def test_faults_of_a_row_name_their_field_and_no_value(officers: dict[str, Account]) -> None:
    answered = do(
        "propose_master", officers["a1"], kind="treasury", row={"code": "T 1!", "name": "Call 94470 12345"}
    )
    assert [fault.field for fault in answered.faults] == ["row.code", "row.name"]
    assert "94470" not in " ".join([answered.says, *(fault.says for fault in answered.faults)])
    unknown = do("propose_master", officers["a1"], kind="minister", row={})
    assert not unknown.ok


def test_a_closing_names_what_stands(officers: dict[str, Account]) -> None:
    refused = do("close_master", officers["a1"], kind="treasury", key="T77", last_day="2026-12-31")
    assert [fault.code for fault in refused.faults] == ["master_not_there"]


def test_a_negative_figure_is_a_number(officers: dict[str, Account]) -> None:
    (fault,) = do("enter_parameter", officers["f1"], **(RATE | {"value": "-3"})).faults
    assert (
        fault.code != "master_formula" and "-3" in fault.says
    )  # no rate is negative: that is what is wrong with it


PAY_DAY = {
    "month": "2026-11", "opens_on": "2026-11-20", "cut_off_on": "2026-11-23", "pays_on": "2026-11-25",
    "order_number": "G.O.(Rt) 61/2026/Fin", "order_dated": "2026-09-25",
}  # fmt: skip


def test_a_pay_day_is_proposed_with_a_signature_and_in_no_sheet(officers: dict[str, Account]) -> None:
    unsigned = do("propose_master", officers["f1"], kind="pay_day", row=PAY_DAY)
    assert (unsigned.ok, unsigned.code) == (False, "no_key_to_sign")
    sheet = File("pay_days.csv", as_csv([*PAY_DAY], [[*PAY_DAY.values()]]).encode())
    refused = do("import_directorate", officers["f1"], file=sheet)
    assert [one.code for one in refused.faults] == ["calendar_in_a_sheet"]
    assert not MasterProposal.objects.exists()


def test_a_token_of_an_administrator_proposes_masters_and_none_of_finance_a_pay_day(
    officers: dict[str, Account],
) -> None:
    administers, pays = Limit("administrator"), Limit("finance_officer")
    by_token = perform("propose_master", officers["a1"], TREASURY, at(20), is_sample=True, limit=administers)
    given = {"proposal": by_token.state["proposal"], "outcome": "agree"}
    assert perform("decide_master", officers["a2"], given, at(20), is_sample=True, limit=administers).ok
    pay_day = {"kind": "pay_day", "row": PAY_DAY}
    refused = perform("propose_master", officers["f1"], pay_day, at(20), is_sample=True, limit=pays)
    assert refused.code == "no_key_to_sign"


@pytest.mark.usefixtures("log_key")
def test_a_file_is_called_void_with_a_signature_and_in_no_sheet(
    officers: dict[str, Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"message": "K7M2QXA-3JF2ZK5W6NQTBH4D", "outcome": "void", "reason": "The bank did not pay it."}
    follows = row | {"outcome": "bill_follows"}
    unsigned = do("propose_master", officers["a1"], kind="found_file", row=row)
    assert (unsigned.ok, unsigned.code) == (False, "no_key_to_sign")
    sheet = File("files_before_a_restore.csv", as_csv([*row], [[*row.values()]]).encode())
    refused = do("import_directorate", officers["a1"], file=sheet)
    assert [(one.field, one.code) for one in refused.faults] == [("outcome", "found_file_in_a_sheet")]
    proposed = do("propose_master", officers["a1"], kind="found_file", row=follows).state["proposal"]
    one = authority_of(officers["a1"], at(20), is_sample=True)
    assert one is not None
    people_masters.propose(one, kinds(), [people_masters.Stated("found_file", "", row)])
    late = do("decide_master", officers["a2"], proposal=proposed, outcome="agree")
    assert (late.ok, late.code) == (False, "found_file_not_signed")
    decided = replace(kinds()["found_file"], standing=lambda: {row["message"]: row})
    monkeypatch.setattr("vethanam.acts.masters.kinds", lambda: {**kinds(), "found_file": decided})
    same = do("import_directorate", officers["a1"], file=sheet)
    assert (same.ok, same.code) == (False, "nothing_proposed")
    again = do("propose_master", officers["a1"], kind="found_file", row=follows)
    assert (again.ok, again.code) == (False, "no_key_to_sign")
