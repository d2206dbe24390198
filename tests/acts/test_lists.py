"""Lists come page by page, each row once, and a stranger is shown none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acts.keys import signs
from tests.payroll.office import SmallOffice, at, small_office
from vethanam.acts.performing import Performed, look, perform
from vethanam.identity.models import Account
from vethanam.people.models import Person
from vethanam.privacy.models import Use, UseSubject


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    office = small_office()
    for number in ("1", "2", "3"):
        office.hire(number)
    return office


def shown(office: SmallOffice, name: str, by: str = "clerk", **given: Any) -> Performed:
    return look(name, office.officers[by], given, at(29), is_sample=True)


def test_people_come_page_by_page(office: SmallOffice) -> None:
    given: dict[str, Any] = {"drawing_code": "0412", "month": "2026-10", "most": 2}
    first = shown(office, "people", **given).state
    second = shown(office, "people", **given, after=first["next"]).state
    assert [row["employment"] for row in (*first["people"], *second["people"])] == ["1", "2", "3"]
    assert second["next"] is None


def test_a_month_its_bills_and_the_register_are_shown(office: SmallOffice) -> None:
    month = {"month": "2026-10", "drawing_code": "0412"}
    assert shown(office, "month", **month).code == "no_run"
    for do, by in (("run", "clerk"), ("make", "clerk"), ("check", "officer"), ("present", "officer")):
        performed = perform(do, office.officers[by], month, at(28), is_sample=True, sign=signs)
        assert performed.ok, performed.says
    assert shown(office, "month", **month).state["people"] == 3
    assert [row["state"] for row in shown(office, "bills", drawing_code="0412").state["bills"]] == [
        "presented"
    ]
    (waits,) = shown(office, "register", by="treasurer", treasury="T07").state["bills"]
    assert (waits["bill"], waits["presentation"]) == ("2026/0412/1", 1)


def test_entries_that_wait_are_listed_with_who_entered_them(office: SmallOffice) -> None:
    perform(
        "record",
        office.officers["clerk"],
        {"fact": "membership", "employment": "1", "fund": "gpf", "amount": 5000, "valid_from": "2026-10-01"},
        at(20),
        is_sample=True,
    )
    (mine,) = shown(office, "entries", drawing_code="0412").state["entries"]
    assert (mine["fact"], mine["entered_oneself"]) == ("membership", True)
    (hers,) = shown(office, "entries", by="second", drawing_code="0412").state["entries"]
    assert hers["entered_oneself"] is False


def test_a_stranger_is_shown_no_list(office: SmallOffice) -> None:
    office.appoint("stranger", "drawing_officer", "0999")
    for name, given in (
        ("bills", {}),
        ("people", {"month": "2026-10"}),
        ("month", {"month": "2026-10"}),
        ("entries", {}),
    ):
        assert shown(office, name, by="stranger", drawing_code="0412", **given).code == "not_acting_as", name
    assert shown(office, "register", by="treasurer", treasury="T99").code == "not_acting_as"
    assert shown(office, "vouchers", month="2026-10").code == "not_acting_as"
    assert shown(office, "uses").code == "not_acting_as"


def test_uses_of_oneself_come_page_by_page(office: SmallOffice) -> None:
    """More than a page reads at once, each once, the newest first."""
    person = office.people["1"].person
    account = Account.objects.create(username="emp-1", kind=Account.Kind.PERSON)
    Person.objects.filter(pk=person.pk).update(account=account)
    for number in range(5):
        use = Use.objects.create(
            reference=f"use-{number}", purpose_code="SVC-TERMS", mode="message",
            asked_by=office.officers["clerk"], office="FIN",
            role="clerk", subjects=1, allowed=0, outcome="deny", request={"sources": []}, rules_hash=b"x",
            leaf=10**9 + number,
            at=at(10 + number // 2), recorded_at=at(10),
        )  # fmt: skip
        UseSubject.objects.create(
            use=use,
            person=person.pk,
            outcome="deny",
            commitment=bytes(32),
            salt=bytes(16),
            record={},
            position=0,
        )
    seen: list[str] = []
    after: dict[str, Any] = {}
    while True:
        page = look("uses", account, {"most": 2, **after}, at(29), is_sample=True)
        assert page.ok, page.says
        seen += [row["use"] for row in page.state["uses"]]
        if page.state["next"] is None:
            break
        after = {"after": page.state["next"]}
    assert seen == [f"use-{number}" for number in (4, 3, 2, 1, 0)]
    assert look("uses", account, {"after": "none"}, at(29), is_sample=True).state["uses"] == []
