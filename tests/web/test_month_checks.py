"""The panel before a run, a cause opened to its people, and one row for all changes of a person."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from tests.acts.test_lists import shown, shown_on
from tests.conftest import World
from tests.payroll.office import OCTOBER, at
from tests.web.conftest import Town
from vethanam.errors import templates
from vethanam.payroll.actions import compute_run
from vethanam.payroll.models import Resolution, RunFinding
from vethanam.payroll.queries import differences
from vethanam.payroll.runs import change_causes
from vethanam.payroll.runs.change_causes import NOT_EXPLAINED
from vethanam.service_book.reader import BookReader
from vethanam.web.drawing.month_checks import KINDS

NOVEMBER = OCTOBER.plus(1)
MONTH = "/office/0412/2026-11/"


def _text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def _leave(town: Town, number: str = "100235", **fields: Any) -> None:
    town.office.note(
        town.office.people[number], "absence", date(2026, 11, 3), at(4, month=11),
        **{"kind_of_absence": "without_allowances"} | fields,
    )  # fmt: skip


def test_the_panel_names_who_is_blocked_before_anything_is_computed(town: Town) -> None:
    _leave(town)
    page = town.sign_in("clerk").get(MONTH)
    text = _text(page)
    assert "November 2026 is not computed yet" in text
    assert (
        "Before the run One person cannot be computed until this is mended. The others can. Blocks 1" in text
    )
    assert "Leave without an end 1 Person 100235" in text and "Worth a look" in text
    assert 'href="/office/0412/people/100235/"' in page.content.decode()


def test_after_the_run_the_month_links_to_the_same_checks(town: Town) -> None:
    _leave(town)
    compute_run(NOVEMBER, "0412", town.office.by("clerk", at(25, month=11)))
    clerk = town.sign_in("clerk")
    page = clerk.get(MONTH)
    assert "Blocks 1" not in _text(page) and f'href="{MONTH}checks/"' in page.content.decode()
    assert "Blocks 1" in _text(clerk.get(f"{MONTH}checks/"))


def test_a_finding_opens_to_the_page_where_it_is_mended(town: Town) -> None:
    one = town.office.people["100235"]
    pay = {"basis": "scale", "revision": 11, "scale": "37400-79000", "reason": "increment"}
    town.office.note(one, "pay", date(2026, 11, 1), at(4, month=11), **pay, basic_pay=3_740_000)
    town.office.note(one, "pay", date(2026, 10, 15), at(5, month=11), **pay, basic_pay=3_840_000)
    clerk = town.sign_in("clerk")
    page = clerk.get(f"{MONTH}checks/")
    assert "Later pay below earlier pay 1" in _text(page)
    (mends,) = re.findall(r'href="(/office/0412/people/100235/book/pay/\d+/)"', page.content.decode())
    assert clerk.get(mends).status_code == 200
    for address in re.findall(r'class="fix">\s*<a href="([^"]+)"', page.content.decode()):
        assert clerk.get(address).status_code == 200, address


def test_the_panel_is_in_malayalam(town: Town) -> None:
    _leave(town)
    clerk = town.sign_in("clerk")
    page = clerk.get(MONTH, headers={"accept-language": "ml"}).content.decode()
    assert "കണക്കാക്കും മുൻപ്" in page and "അവസാനതീയതിയില്ലാത്ത അവധി" in page


def test_every_kind_of_check_has_a_name() -> None:
    assert set(KINDS) <= set(templates())


def test_another_office_sees_neither_panel_nor_view(town: Town) -> None:
    assert town.sign_in("treasurer").get(f"{MONTH}checks/").status_code in (302, 403, 404)
    refused = shown(town.office, "checks", by="treasurer", drawing_code="0412", month="2026-11")
    assert not refused.ok


def test_the_view_of_an_office_has_the_same_findings_page_by_page(town: Town) -> None:
    _leave(town)
    given: dict[str, Any] = {"drawing_code": "0412", "month": "2026-11", "most": 1}
    first = shown_on(at(5, month=11), town.office, "checks", "clerk", **given).state
    assert (first["blocking"], first["checks"][0]["finding"]) == (1, "open_absence")
    assert first["checks"][0]["blocks"] and first["checks"][0]["name"] == "Person 100235"
    if first["next"]:
        second = shown_on(at(5, month=11), town.office, "checks", "clerk", **given, after=first["next"]).state
        assert not second["checks"][0]["blocks"]


def test_each_cause_opens_to_its_people_with_one_row_each(town: Town) -> None:
    _leave(town, valid_until=date(2026, 11, 6))
    run = compute_run(NOVEMBER, "0412", town.office.by("clerk", at(25, month=11))).run
    clerk = town.sign_in("clerk")
    page = clerk.get(f"/office/0412/runs/{run}/differences/").content.decode()
    opened = re.findall(rf'href="(/office/0412/runs/{run}/differences/\w+/)"', page)
    assert f"/office/0412/runs/{run}/differences/leave/" in opened
    people = clerk.get(f"/office/0412/runs/{run}/differences/leave/")
    assert "Leave or suspension · 1 person" in _text(people)
    assert people.content.decode().count('class="under"') >= 1
    assert people.content.decode().count('href="/office/0412/people/100235/"') == 1
    assert "/office/0412/people/100235/2026-11/basic_pay/" in people.content.decode()
    assert clerk.get(f"/office/0412/runs/{run}/differences/promotion/").status_code == 404


def test_the_causes_of_the_view_add_up_to_the_change_of_net(town: Town) -> None:
    _leave(town, valid_until=date(2026, 11, 6))
    run = compute_run(NOVEMBER, "0412", town.office.by("clerk", at(25, month=11))).run
    state = shown(town.office, "differences", drawing_code="0412", month="2026-11").state
    found = differences(BookReader(), run)
    assert sum(row["change_paise"] for row in state["differences"]) == state["change_paise"] == found.change
    assert len({(row["employment"], row["cause"]) for row in state["differences"]}) == len(
        state["differences"]
    )


def test_all_unexplained_changes_of_a_person_are_one_row_and_accepted_together(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_causes._Causes, "of", lambda _self, _row: (NOT_EXPLAINED, "no_entry_says_why"))
    monkeypatch.setattr(
        "vethanam.payroll.runs.month_comparison.changes_of",
        lambda months, questions_only=False: change_causes.changes_of(months),
    )
    _leave(town, valid_until=date(2026, 11, 6))
    run = compute_run(NOVEMBER, "0412", town.office.by("clerk", at(25, month=11))).run
    rows = RunFinding.objects.filter(run=run, code=NOT_EXPLAINED, employment__number="100235")
    assert rows.count() > 1
    clerk = town.sign_in("clerk")
    page = clerk.get(f"/office/0412/runs/{run}/differences/").content.decode()
    accepts = re.findall(r'href="(/office/0412/findings/\d+/)"', page)
    unexplained = RunFinding.objects.filter(run=run, code=NOT_EXPLAINED)
    assert len(accepts) == unexplained.values("employment").distinct().count()
    (accept,) = (one for one in accepts if f"/{rows[0].pk}/" in one)
    clerk.post(accept, {"reason": "Seen with the order."}, follow=True)
    assert Resolution.objects.filter(finding__in=rows, kind="signed_off").count() == rows.count()


def test_a_name_that_papers_cannot_show_is_worth_a_look(town: Town, world: World) -> None:
    whose = town.office.people["100235"].person_id
    world.sql("postgres", f"UPDATE people_person SET name = 'Thamilselvi த→' WHERE id = {whose}")
    text = _text(town.sign_in("clerk").get(f"{MONTH}checks/"))
    assert "Name that papers cannot show 1" in text
    assert "த (U+0BA4)" in text and "→ (U+2192)" in text and "Papers print ? for each of these" in text
