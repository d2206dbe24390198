"""A master enters its table only after a second person's approval; each fault of a row is a sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.payroll.office import at, small_office
from vethanam.errors import Refused, Unsound, UnsoundInput
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.people.masters import CLOSINGS, KINDS, Stated, by_name, decide, propose
from vethanam.people.masters.master_kinds import Kinds
from vethanam.people.models import (
    BillArrangement,
    District,
    DrawingCode,
    LocalBody,
    MasterDecision,
    MasterProposal,
    Office,
    OfficeClass,
    Person,
    Treasury,
)
from vethanam.service_book.models import Posting

ALL: Kinds = by_name(*KINDS)
ORDER = {"order_number": "G.O.(Ms) 4/2026/Fin", "order_dated": "2026-03-02"}


def administrator(name: str) -> Authority:
    """An administrator with a person of her own."""
    account, _ = Account.objects.get_or_create(username=name, defaults={"kind": Account.Kind.OFFICER})
    person, _ = Person.objects.get_or_create(
        name=f"Officer {name}", defaults={"born": date(1975, 1, 1), "recorded_at": at(1)}
    )
    return Authority(account.pk, person.pk, "DEPT", "administrator", at(20), is_sample=True)


def stated(kind: str, /, **cells: Any) -> Stated:
    return Stated(kind, f"{kind} row", cells)


def proposed(*rows: Stated, by: str = "first") -> MasterProposal:
    return propose(administrator(by), ALL, rows)


def agreed(*rows: Stated) -> MasterProposal:
    proposal = proposed(*rows)
    decide(administrator("second"), ALL, proposal.pk, outcome="agreed")
    return proposal


def faults(*rows: Stated) -> dict[tuple[str, str], str]:
    with pytest.raises(UnsoundInput) as told:
        proposed(*rows)
    return {(fault.record, fault.field): fault.code for fault in told.value.faults}


TREASURY = stated("treasury", code="T01", name="District treasury", name_ml="ജില്ലാ ട്രഷറി")
CODE = stated("drawing_code", code="0412", kind="ddo", title="School", treasury="T01")
PLACE = (
    stated("district", name="Ernakulam"),
    stated("local_body", name="Kochi", kind="corporation", district="Ernakulam"),
)


def office(code: str, **more: Any) -> tuple[Stated, Stated]:
    return (
        stated(
            "office",
            **{"code": code, "name": "School", "district": "Ernakulam", "local_body": "Kochi"} | more,
        ),
        stated("office_class", office=code, place_class="A", valid_from="2020-04-01", **ORDER),
    )


def test_a_master_stands_once_a_second_person_agreed(db: None) -> None:
    proposal = proposed(TREASURY)
    assert not Treasury.objects.filter(code="T01").exists()
    decide(administrator("second"), ALL, proposal.pk, outcome="agreed")
    assert Treasury.objects.get(code="T01").name_ml == "ജില്ലാ ട്രഷറി"


def test_who_proposed_does_not_agree_nor_does_the_same_person_under_another_account(db: None) -> None:
    proposal = proposed(TREASURY)
    with pytest.raises(Refused, match="Another person decides"):
        decide(administrator("first"), ALL, proposal.pk, outcome="agreed")
    same = administrator("first")
    other = Account.objects.create(username="first-again", kind=Account.Kind.OFFICER)
    as_another = Authority(other.pk, same.person, "DEPT", "administrator", at(20), is_sample=True)
    with pytest.raises(Refused, match="Another person decides"):
        decide(as_another, ALL, proposal.pk, outcome="agreed")
    with pytest.raises(DatabaseError, match="decided by another person"), transaction.atomic():
        MasterDecision.objects.create(
            proposal=proposal,
            outcome="agreed",
            decided_by=other,
            decided_person_id=same.person or 0,
            recorded_at=at(20),
        )


def test_the_web_writes_no_master_by_itself(db: None) -> None:
    with pytest.raises(DatabaseError, match="second person agrees"), transaction.atomic():
        Treasury.objects.create(code="T09", name="Alone")
    agreed(TREASURY)
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="denied"), transaction.atomic():
        cursor.execute("UPDATE people_masterchange SET given = '{}'")


def test_declining_needs_a_reason_and_a_proposal_is_decided_once(db: None) -> None:
    proposal = proposed(TREASURY)
    with pytest.raises(Unsound, match="Say why"):
        decide(administrator("second"), ALL, proposal.pk, outcome="declined")
    decide(administrator("second"), ALL, proposal.pk, outcome="declined", reason="Not this code.")
    with pytest.raises(Refused, match="declined already"):
        decide(administrator("second"), ALL, proposal.pk, outcome="agreed")
    assert not Treasury.objects.filter(code="T01").exists()


def test_only_the_person_who_proposed_withdraws(db: None) -> None:
    proposal = proposed(TREASURY)
    with pytest.raises(Refused, match="can withdraw"):
        decide(administrator("second"), ALL, proposal.pk, outcome="withdrawn")
    decide(administrator("first"), ALL, proposal.pk, outcome="withdrawn")
    assert MasterDecision.objects.get(proposal=proposal).outcome == "withdrawn"


def test_another_role_proposes_nothing(db: None) -> None:
    clerk = administrator("first")
    with pytest.raises(Refused, match="does not propose"):
        propose(Authority(clerk.account, clerk.person, "DEPT", "clerk", at(20)), ALL, [TREASURY])


def test_a_code_with_its_treasury_and_head_comes_in_one_proposal(db: None) -> None:
    agreed(
        TREASURY, CODE,
        stated("head", code="2202-01", title="Schools"),
        stated("head", code="2202-02", title="Colleges"),
        stated("bill_class", code="establishment", title="Establishment", signing="maker_checker"),
        stated("arrangement", drawing_code="0412", bill_class="establishment", head="2202-01",
            valid_from="2024-04-01", **ORDER),
    )  # fmt: skip
    assert DrawingCode.objects.get(code="0412").treasury.code == "T01"
    agreed(
        stated(
            "arrangement",
            drawing_code="0412",
            bill_class="establishment",
            head="2202-02",
            valid_from="2026-04-01",
            **ORDER,
        )
    )
    days = BillArrangement.objects.order_by("valid_from").values_list(
        "head__code", "valid_from", "valid_until"
    )
    assert list(days) == [
        ("2202-01", date(2024, 4, 1), date(2026, 3, 31)),
        ("2202-02", date(2026, 4, 1), None),
    ]


def test_an_office_has_its_parent_local_body_and_class_by_order(db: None) -> None:
    agreed(*PLACE, *office("OF2", parent="OF1"), *office("OF1"))
    found = Office.objects.get(code="OF2")
    assert (found.parent and found.parent.code, found.local_body_kind) == ("OF1", "corporation")
    agreed(stated("office_class", office="OF2", place_class="B", valid_from="2026-04-01", **ORDER))
    rows = OfficeClass.objects.filter(office=found).order_by("valid_from")
    assert [(row.place_class, str(row.order)) for row in rows] == [
        ("A", "G.O.(Ms) 4/2026/Fin dated 02 Mar 2026"),
        ("B", "G.O.(Ms) 4/2026/Fin dated 02 Mar 2026"),
    ]


def test_a_correction_changes_a_name_and_nothing_that_months_rest_on(db: None) -> None:
    agreed(TREASURY, CODE, stated("treasury", code="T02", name="Other"))
    agreed(stated("drawing_code", code="0412", kind="ddo", title="High school", treasury="T01"))
    assert DrawingCode.objects.get(code="0412").title == "High school"
    moved = stated("drawing_code", code="0412", kind="ddo", title="High school", treasury="T02")
    assert faults(moved) == {("drawing_code row", "treasury"): "master_is_fixed"}


def test_two_corrections_of_one_master_do_not_overwrite_each_other(db: None) -> None:
    agreed(TREASURY)
    one = proposed(stated("treasury", code="T01", name="One"))
    two = proposed(stated("treasury", code="T01", name="Two"))
    decide(administrator("second"), ALL, one.pk, outcome="agreed")
    with pytest.raises(Refused, match="T01 was changed after this was proposed"):
        decide(administrator("second"), ALL, two.pk, outcome="agreed")
    assert Treasury.objects.get(code="T01").name == "One"


def test_what_changes_nothing_is_no_proposal(db: None) -> None:
    agreed(TREASURY)
    with pytest.raises(Unsound, match="no row that changes anything"):
        proposed(TREASURY)


def test_nothing_new_names_what_is_closed(db: None) -> None:
    agreed(TREASURY)
    agreed(Stated(CLOSINGS, "row", {"kind": "treasury", "key": "T01", "last_day": "2026-03-31"}))
    assert faults(CODE) == {("drawing_code row", "treasury"): "master_was_closed"}
    twice = Stated(CLOSINGS, "row", {"kind": "treasury", "key": "T01", "last_day": "2026-04-30"})
    assert faults(twice) == {("row", "key"): "master_was_closed"}


def test_all_faults_of_all_rows_are_told_at_once(db: None) -> None:
    found = faults(
        stated("treasury", code="T 01!", name="Treasury"),
        Stated("drawing_code", "first row", {"code": "0412", "kind": "dro", "title": "", "treasury": "T09"}),
        stated("drawing_code", code="0413", kind="ddo", title="School", treasury="T09", colour="red"),
        stated("drawing_code", code="0414", kind="ddo", title="Call 0484 2345678", treasury="T09"),
        stated("drawing_code", code="0415", kind="ddo", title="School", treasury="T09"),
        stated("post", code="clerk", designation="Clerk", is_gazetted="perhaps"),
        stated("local_body", name="Kochi", kind="corporation", district="Mars"),
        stated("office_class", office="OF1", place_class="A", valid_from="2026-02-30"),
        Stated("office", "office row",
            {"code": "OF1", "name": "x" * 200, "district": "Mars", "local_body": "Kochi"}),
    )  # fmt: skip
    assert set(found.values()) == {
        "master_not_a_code", "master_unknown_word", "master_missing", "master_unknown_field",
        "master_contact", "master_not_registered", "master_not_yes_or_no", "master_not_a_day",
        "master_too_long",
    }  # fmt: skip
    assert (
        not MasterProposal.objects.exists()
        and not LocalBody.objects.exists()
        and not District.objects.exists()
    )


def test_a_new_office_needs_a_class_and_is_not_above_itself(db: None) -> None:
    first, one_class = office("OF1", parent="OF2")
    second, _ = office("OF2", parent="OF1")
    assert faults(*PLACE, first, one_class, second) == {
        ("office row", "parent"): "master_parent_circle",
        ("office row", "code"): "master_no_class",
    }


def test_a_class_names_its_order_and_one_key_stands_once(db: None) -> None:
    agreed(*PLACE, *office("OF1"))
    row = {"office": "OF1", "place_class": "B", "valid_from": "2026-05-01"}
    assert faults(stated("office_class", **row)) == {("office_class row", "order_number"): "master_no_order"}
    half = stated("office_class", **row, order_number="G.O. 1/2026")
    assert faults(half) == {("office_class row", "order_dated"): "master_order_by_halves"}
    again = (stated("office_class", **row, **ORDER), Stated("office_class", "row 9", {**row, **ORDER}))
    assert faults(*again) == {("row 9", "office"): "master_stands_twice"}


def test_no_value_that_was_typed_stands_in_a_sentence(db: None) -> None:
    with pytest.raises(UnsoundInput) as told:
        proposed(stated("treasury", code="T01", name="Call 94470 12345"))
    assert "94470" not in " ".join([told.value.says, *(fault.says for fault in told.value.faults)])


def test_nobody_is_posted_where_it_is_closed(desk_db: None) -> None:
    small = small_office()
    agreed(Stated(CLOSINGS, "row", {"kind": "office", "key": "O0412", "last_day": "2012-03-31"}))
    small.hire("100234")  # from before the last day
    with pytest.raises(Refused, match="the office O0412 is closed since"):
        small.hire("100235", joined=date(2013, 6, 1))
    posted = Posting.objects.get(employment=small.people["100234"])
    values = {
        name: getattr(posted, name) for name in ("post_id", "office_id", "drawing_code_id", "bill_class_id")
    }
    with pytest.raises(DatabaseError, match="after its last day"), transaction.atomic():
        Posting.objects.create(
            employment=posted.employment, valid_from=date(2013, 6, 1), recorded_at=at(2),
            entered_by=posted.entered_by,
            order=posted.order, **values,
        )  # fmt: skip
