"""A person's arrears: one sentence if nothing is owed; months with equal figures share a row; the
same on the statement.
"""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import polars as pl

from tests.conftest import World
from tests.payroll.office import at
from tests.payroll.test_arrears import draw_elsewhere, raise_pay
from tests.web.conftest import SEPTEMBER, Town, draw
from vethanam.payroll.models import ArrearList, Bill
from vethanam.periods import Month
from vethanam.service_book.models import Obligation
from vethanam.web.employee.arrears import paid_as_arrears, shown_of


def _text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_what_was_drawn_as_arrears_is_told_by_month() -> None:
    months = pl.DataFrame(
        {
            "for_month": [202608, 202608, 202609, 202609, 202610],
            "kind": ["earning", "earning", "earning", "deduction", "earning"],
            "drawn_as_arrears": [260_000, 91_000, 260_000, 9_900, 0],
        }
    )
    assert [(one.name, one.amount) for one in paid_as_arrears(months)] == [
        ("September 2026", 260_000),
        ("August 2026", 351_000),
    ]


def test_nothing_owed_is_one_sentence(town: Town) -> None:
    browser = town.sign_in("emp-100235")
    assert "No arrears. Every order in force has been drawn." in _text(browser.get("/pay/arrears/"))
    assert browser.get("/pay/arrears/statement.pdf").status_code == 404


def test_months_with_equal_figures_share_a_row(town: Town) -> None:
    who = town.office.people["100235"]
    draw_elsewhere(town.office, who, Month(2025, 6).until(Month(2025, 9)))
    page = shown_of(who, at(20, month=11))
    assert [(row.span, row.count) for row in page.rows] == [
        ("June 2025", 1),
        ("July 2025", 1),
        ("Aug to Sep 2025", 2),
    ]
    assert page.sums.owed == sum(row.total for row in page.rows) == page.due - page.drawn
    assert [name for name, _ in page.drawings] == ["narrow", "wide"]
    assert {one.says for one in page.orders} == {"In 8 instalments."}
    browser = town.sign_in("emp-100235")
    text = _text(browser.get("/pay/arrears/"))
    assert "Owed to you, Jun to Sep 2025" in text
    assert "G.O.(P) No.135/2025/Fin" in text
    paper = browser.get("/pay/arrears/statement.pdf")
    assert paper.content.startswith(b"%PDF")
    assert browser.get("/pay/arrears/statement.pdf").content == paper.content
    assert "കിട്ടാനുള്ളത്" in _text(browser.get("/pay/arrears/", headers={"accept-language": "ml"}))


def test_drawn_above_due_is_said_with_its_sum(town: Town) -> None:
    raise_pay(town.office, SEPTEMBER.first, 4_450_000)
    text = _text(town.sign_in("emp-100234").get("/pay/arrears/"))
    assert "is recovered only by notice and order. Bills claim" in text
    assert "−" in text


def test_list_that_holds_only_overdrawn_people_says_what_is_recovered(town: Town) -> None:
    raise_pay(town.office, SEPTEMBER.first, 4_450_000)
    page = town.sign_in("clerk").get("/office/0412/arrears/", {"from": "2026-09", "to": "2026-09"})
    text = _text(page)
    assert "Owed to" not in text
    assert "To be recovered from one person, September 2026" in text
    assert page.context["arrears"].net < 0
    assert "ഒരാളിൽനിന്ന് തിരിച്ചുപിടിക്കേണ്ടത്" in _text(
        town.sign_in("clerk").get("/office/0412/arrears/", headers={"accept-language": "ml"})
    )


def test_office_lists_before_it_draws_and_prints_the_same(town: Town) -> None:
    for number in ("100234", "100235"):
        draw_elsewhere(town.office, town.office.people[number], Month(2025, 7).until(Month(2025, 9)))
    browser = town.sign_in("clerk")
    query = {"from": "2025-07", "to": "2025-09"}
    page = browser.get("/office/0412/arrears/", query)
    text = _text(page)
    owed = page.context["arrears"]
    assert owed.people == 2 and f"Owed to two people, {owed.span}" in text
    assert owed.net == sum(row.total for row in owed.rows) == sum(one.amount for one in owed.orders)
    assert sum(row.total for row in owed.cadres) == sum(one.amount for one in owed.tax_years) == owed.net
    assert not ArrearList.objects.exists()
    paper = browser.get("/office/0412/arrears/statement.pdf", query)
    assert paper.content.startswith(b"%PDF")
    kept = browser.post("/office/0412/arrears/list/?from=2025-07&to=2025-09")
    assert ArrearList.objects.get().owed == owed.owed
    assert not Bill.objects.filter(kind="arrear").exists()
    assert browser.get(kept["Location"]).context["arrears"] == owed
    made = browser.post(kept["Location"] + "bill/")
    assert "/office/0412/bills/" in made["Location"]
    assert Bill.objects.get(kind="arrear").gross < owed.owed  # the first of eight instalments
    assert "തസ്തിക അനുസരിച്ച്" in _text(
        browser.get("/office/0412/arrears/", query, headers={"accept-language": "ml"})
    )


def test_office_asks_for_one_cadre_and_is_told_of_wrong_months(town: Town) -> None:
    draw_elsewhere(town.office, town.office.people["100235"], [Month(2025, 9)])
    browser = town.sign_in("clerk")
    query = {"from": "2025-09", "to": "2025-09", "post": "HST"}
    assert browser.get("/office/0412/arrears/", query).context["arrears"].people == 1
    assert "There is no post XYZ" in _text(browser.get("/office/0412/arrears/", {**query, "post": "XYZ"}))
    assert "Exchange the months" in _text(browser.get("/office/0412/arrears/", {**query, "to": "2025-01"}))
    assert town.sign_in("emp-100234").get("/office/0412/arrears/").status_code == 403


def test_what_was_drawn_above_due_leads_to_the_order_that_recovers_it(town: Town) -> None:
    """Leave without allowances in a drawn month, recorded later."""
    who = town.office.people["100235"]
    town.office.note(
        who, "absence", date(2026, 10, 5), at(22, month=11), kind_of_absence="without_allowances",
        valid_until=date(2026, 10, 9),
    )  # fmt: skip
    clerk, officer = town.sign_in("clerk"), town.sign_in("officer")
    asked = "/office/0412/arrears/?from=2026-10&to=2026-10"
    page = clerk.get(asked).content.decode()
    (form,) = re.findall(r'href="(/office/0412/people/100235/new/obligation/[^"]+)"', page)
    begun = clerk.get(html.unescape(form)).content.decode()
    left = re.search(r'name="principal" value="(\d+)"', begun)
    assert left and int(left[1]) > 0 and 'value="overpayment" selected' in begun
    alone = clerk.get(f"{asked}&number=100235").content.decode()
    assert "To be recovered from one person" in alone and "number=100235" in alone
    assert (
        clerk.get("/office/0412/arrears/statement.pdf?from=2026-10&to=2026-10&number=100235").status_code
        == 200
    )
    order = {
        "kind_of_due": "overpayment", "payee": "Government", "principal": left[1], "instalment": "1000",
        "valid_from": "2026-12-01", "is_divisible": "yes", "order_number": "REC 3/2026",
        "order_dated": "2026-11-20",
    }  # fmt: skip
    assert 'name="excess_since" value="2026-10-01"' in begun
    order["excess_since"] = "2026-10-01"
    asks = _text(clerk.post("/office/0412/people/100235/new/obligation/", order))
    assert "Rafiq Masih, 2014" in asks and "is not gazetted" in asks and "the reason" in asks
    order["in_spite_of"] = "She undertook to repay."
    kept = clerk.post("/office/0412/people/100235/new/obligation/", order, follow=True)
    assert "recovered all the same: She undertook to repay." in _text(kept)
    officer.post("/office/0412/entries/", {"fact": f"obligation-{Obligation.objects.latest('pk').pk}"})
    assert "/new/obligation/" not in clerk.get(asked).content.decode()
    assert "/new/obligation/" not in town.sign_in("controller").get(asked).content.decode()


def test_deductions_alone_that_were_not_taken_stand_person_by_person(town: Town, world: World) -> None:
    who = town.office.hire("100299", joined=date(2015, 6, 1))
    with world.role("web"):
        draw(town.office, Month(2026, 10), at(29))
    town.office.note(who, "membership", date(2026, 10, 1), at(5, month=11), fund="nps", number="1" * 12)
    clerk, asked = town.sign_in("clerk"), {"from": "2026-10", "to": "2026-10"}
    page = clerk.get("/office/0412/arrears/", asked)
    text = _text(page)
    assert "Deductions not taken" in text, text
    assert "No arrears, October 2026" in text, text
    (row,) = page.context["arrears"].untaken
    assert row.number == "100299" and row.drawn == 0 and row.total == row.due > 0
    assert "NPS" in row.under or "pension" in row.under.lower()
    assert "പിടിക്കാത്ത കിഴിവുകൾ" in _text(
        clerk.get("/office/0412/arrears/", asked, headers={"accept-language": "ml"})
    )
    clerk.post("/office/0412/arrears/list/?from=2026-10&to=2026-10")
    kept = clerk.get(f"/office/0412/arrears/{ArrearList.objects.get().pk}/")
    assert "Deductions not taken" in _text(kept) and "Make the arrear bill" not in _text(kept)


def test_an_entry_that_reaches_back_and_moves_nothing_is_written_down_as_looked_into(town: Town) -> None:
    raise_pay(town.office, SEPTEMBER.first, 4_560_000)
    clerk = town.sign_in("clerk")
    text = _text(clerk.get("/office/0412/arrears/", {"from": "2026-09", "to": "2026-09"}))
    assert "No arrears, September 2026" in text and "Write the list down" in text
    clerk.post("/office/0412/arrears/list/?from=2026-09&to=2026-09")
    text = _text(clerk.get("/office/0412/arrears/", {"from": "2026-09", "to": "2026-09"}))
    assert "Write the list down" not in text


def test_a_list_whose_arrears_were_drawn_since_says_so(town: Town) -> None:
    raise_pay(town.office, SEPTEMBER.first, 4_560_000)
    clerk = town.sign_in("clerk")
    address = clerk.post("/office/0412/arrears/list/?from=2026-09&to=2026-09")["Location"]
    assert "No arrears, September 2026" in _text(clerk.get(address))
    drawn = ArrearList.objects.get()
    drawn.pk, drawn.owed, drawn.people = None, 125_000, 1
    drawn.save()
    text = _text(clerk.get(f"/office/0412/arrears/{drawn.pk}/"))
    assert "Nothing left to draw, September 2026" in text and "had ₹ 1,250 for 1 person. All of it" in text
    assert "No arrears" not in text
