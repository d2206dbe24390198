"""Finance sees what was drawn in twelve months and in an account year; each total is that of the bills."""

from __future__ import annotations

import csv
import io
from operator import attrgetter

import pytest
from django.db.models import Sum

from tests.payroll.office import OCTOBER
from tests.web.conftest import NOW, Town
from tests.web.test_arrears import _text
from vethanam.acts.executor import look
from vethanam.identity.models import Account
from vethanam.payments.drawn_sums import Sums, drawn_sums, months_of_year, summed, together
from vethanam.payments.vouchers import together as vouchers_together
from vethanam.payments.vouchers import vouchers_of
from vethanam.payroll.models import Bill
from vethanam.periods import Month
from vethanam.web.finance.trends import HEAD, OFFICE, Group, _charted, _groups, trends_of
from vethanam.web.parts.cost_chart import MOST_HEADS

APRIL, MARCH = Month(2026, 4), Month(2027, 3)


def of_bills(town: Town) -> Sums:
    """The sums of the town's bills, read from the bills themselves."""
    found = Bill.objects.filter(pk__in=town.bills.values()).aggregate(
        Sum("gross"), Sum("deductions"), Sum("net")
    )
    return Sums(len(town.bills), found["gross__sum"], found["deductions__sum"], found["net__sum"])


def test_the_totals_of_a_year_are_those_of_its_bills_and_vouchers(town: Town) -> None:
    rows = drawn_sums(APRIL, MARCH)
    assert together(rows) == of_bills(town)
    vouchers = [one for month in APRIL.until(MARCH) for one in vouchers_of(month)]
    drawn = vouchers_together(vouchers)
    assert together(rows) == Sums(drawn.bills, drawn.gross, drawn.deductions, drawn.net)
    for key in ("month", "head", "office"):
        parts = summed(rows, attrgetter(key))
        assert sum(parts.values(), Sums()) == together(rows)


def test_a_span_a_head_and_an_office_narrow_the_sums(town: Town) -> None:
    (october,) = drawn_sums(OCTOBER, OCTOBER)
    bill = Bill.objects.get(pk=town.bills[OCTOBER])
    assert october.sums == Sums(1, bill.gross, bill.deductions, bill.net)
    assert drawn_sums(APRIL, MARCH, head=october.head) == drawn_sums(APRIL, MARCH, office="0412") == (
        drawn_sums(APRIL, MARCH)
    )  # fmt: skip
    assert drawn_sums(APRIL, MARCH, head="0000") == drawn_sums(APRIL, MARCH, office="0999") == []
    assert months_of_year("2026-27") == (APRIL, MARCH)


def test_twelve_months_are_drawn_and_told_in_a_table(town: Town) -> None:
    browser = town.sign_in("finance")
    answer = browser.get("/finance/trends/")
    page, text = answer.context["page"], _text(answer)
    assert page.all == of_bills(town) and len(page.months) == 12
    assert sum(row.sums.gross for row in page.months) == page.all.gross
    assert all(sum(amount for _name, amount in row.amounts) == row.sums.gross for row in page.months)
    assert sum(group.sums.gross for group in page.groups) == page.all.gross
    assert "drawn in twelve months, to October 2026" in text
    content = answer.content.decode()
    assert content.count('role="img"') == 3 and "Gross of each month by head of account, from" in content
    assert "against September 2026" in text


def test_the_page_narrows_by_head_and_office(town: Town) -> None:
    browser = town.sign_in("finance")
    page = browser.get("/finance/trends/", {"by": "office"}).context["page"]
    assert [group.code for group in page.groups] == ["0412"]
    followed = browser.get(page.groups[0].address)
    assert followed.context["office"] == "0412" and followed.context["page"].by == HEAD
    empty = browser.get("/finance/trends/", {"office": "0999"})
    assert "Nothing was drawn in the twelve months to October 2026" in _text(empty)
    assert '<svg class="chart' not in empty.content.decode()
    assert "is not a month" in _text(browser.get("/finance/trends/", {"to": "October"}))
    assert town.sign_in("clerk").get("/finance/trends/").status_code == 403


def test_more_heads_than_shades_are_one_sum(town: Town) -> None:
    rows = drawn_sums(APRIL, MARCH)
    many = [type(row)(row.month, f"22{place:02}", row.office, row.sums) for row in rows for place in range(8)]
    groups = _groups(many, HEAD, {})
    charted = _charted(groups)
    assert (len(groups), len(charted), charted[-1].code) == (8, MOST_HEADS, "")
    assert sum((group.sums for group in charted), Sums()) == together(many)


def test_more_than_fifty_offices_are_summed_in_a_last_row(town: Town) -> None:
    rows = drawn_sums(OCTOBER, OCTOBER)
    many = [type(row)(row.month, row.head, f"{place:04}", row.sums) for row in rows for place in range(60)]
    groups: list[Group] = _groups(many, OFFICE, {})
    assert len(groups) == 51 and groups[-1].address == ""
    assert sum((group.sums for group in groups), Sums()) == together(many)


def test_the_year_has_its_total_by_head_and_by_office(town: Town) -> None:
    browser = town.sign_in("finance")
    answer = browser.get("/finance/year/")
    page, whole = answer.context["page"], of_bills(town)
    assert page["year"] == "2026-27" and page["all"] == whole
    for groups in (page["heads"], page["offices"]):
        assert sum((group.sums for group in groups), Sums()) == whole
    assert "Account year 2026-27:" in _text(answer) and "2 passed bills" in _text(answer)
    assert browser.get("/finance/year/", {"year": "1999-00"}).context["page"]["year"] == "2026-27"
    assert "/finance/year/" in browser.get("/finance/vouchers/").content.decode()
    assert town.sign_in("clerk").get("/finance/year/").status_code == 403


def test_the_sums_are_taken_out_as_a_file(town: Town) -> None:
    browser = town.sign_in("finance")
    address = "/lists/drawn_sums.csv?from=2026-04&to=2027-03"
    rows = list(csv.DictReader(io.StringIO(browser.get(address).content.decode("utf-8-sig"))))
    assert sum(int(row["gross_paise"]) for row in rows) == of_bills(town).gross
    assert {row["drawing_code"] for row in rows} == {"0412"}
    assert browser.get("/lists/drawn_sums.xlsx").status_code == 200
    assert "0412" in browser.get("/lists/drawn_sums/", {"drawing_code": "0412"}).content.decode()


def test_the_list_is_paged_and_refuses_wrong_months(town: Town) -> None:
    finance = Account.objects.get(username="finance")
    first = look("drawn_sums", finance, {"most": 1}, NOW, is_sample=True).state
    rest = look("drawn_sums", finance, {"after": first["next"]}, NOW, is_sample=True).state
    assert [row["month"] for row in (*first["sums"], *rest["sums"])] == ["2026-09", "2026-10"]
    assert look("drawn_sums", finance, {"after": "2026-01/x/y"}, NOW, is_sample=True).state["sums"] == []
    for given, code in (
        ({"from": "2026-10", "to": "2026-09"}, "months_exchanged"),
        ({"from": "2000-01", "to": "2026-09"}, "months_too_many"),
    ):
        assert look("drawn_sums", finance, given, NOW, is_sample=True).code == code


def test_a_trend_without_bills_has_no_chart(town: Town) -> None:
    page = trends_of(Month(2020, 3), by=HEAD, head="", office="")
    assert page.drawings == [] and not page.all.bills and len(page.months) == 12


def test_large_sums_are_told_in_crore(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vethanam.web.finance.trends.TEN_CRORE", 1)
    answer = town.sign_in("finance").get("/finance/trends/")
    assert answer.context["page"].is_crore and "By month, ₹ crore" in _text(answer)
