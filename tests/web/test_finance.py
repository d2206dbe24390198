"""Finance costs an order: a draft with sums, chart and tables; orders in force stay unchanged."""

from __future__ import annotations

import csv
import io
from typing import Any

from procrastinate.contrib.django.models import ProcrastinateJob

from tests.conftest import World
from tests.payroll.office import OCTOBER
from tests.payroll.test_arrears import draw_elsewhere
from tests.web.conftest import Town
from tests.web.test_arrears import _text
from vethanam.payments.queries import settlement_of
from vethanam.payroll.models import Bill, Claim, Costing, Run, Scenario
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.tasks import cost_in_background
from vethanam.periods import Month

DA = """title: Dearness allowance {add} per cent more
with_effect_from: 2026-10-01
first_drawn: 2026-12
changes:
  - {{parameter: dearness_allowance.rate, key: state_11, add: {add}}}
"""
#: basic pay of the town's three people from October on, including one increment
PAY = 46_700 + 37_400 + 45_600


def key_of(address: str) -> int:
    return int(address.strip("/").split("/")[-1])


def worked(world: World, address: str) -> None:
    """The worker processes the costing."""
    with world.role("worker"):
        cost_in_background(key_of(address))


def costed(world: World, town: Town, add: int = 3) -> tuple[Any, str]:
    browser = town.sign_in("finance")
    asked = browser.post("/finance/", {"text": DA.format(add=add), "until": "2027-01"})
    assert asked.status_code == 302, _text(asked)
    worked(world, asked["Location"])
    kept = browser.get(asked["Location"])
    assert kept.status_code == 302, _text(kept)
    return browser, kept["Location"]


def test_cost_of_an_order_is_told_and_drawn(world: World, town: Town) -> None:
    browser, address = costed(world, town)
    page = browser.get(address)
    cost, text = page.context["cost"], _text(page)
    assert cost.total == 4 * PAY * 3 == cost.arrears + cost.with_salary
    assert cost.arrears == 2 * PAY * 3
    assert cost.total == sum(row.together for row in cost.heads) == sum(row.together for row in cost.scales)
    assert cost.total == sum(amount for _, amount in cost.components)
    assert "until January 2027" in text and "of arrears once" in text
    assert page.content.count(b'class="head-1 worked"') == 6 and page.content.count(b'<svg class="chart') == 3
    rows = list(csv.DictReader(io.StringIO(browser.get(address + "cost.csv?by=offices").content.decode())))
    assert [(row["office"], row["people"], row["cost_paise"]) for row in rows] == [
        ("0412", "3", str(cost.total))
    ]
    assert browser.get(address + "cost.csv?by=people").status_code == 404
    assert "ആകെ" in _text(browser.get(address, headers={"accept-language": "ml"}))


def test_drafts_are_put_beside_each_other_and_nobody_else_sees_them(world: World, town: Town) -> None:
    browser, one = costed(world, town)
    _, two = costed(world, town, 5)
    keys = [address.strip("/").split("/")[-1] for address in (one, two)]
    page = browser.get("/finance/beside/", {"with": keys})
    assert [cost.title for cost in page.context["page"]["costs"]] == [
        f"Dearness allowance {add} per cent more" for add in (3, 5)
    ]
    assert page.context["page"]["dearest"].total == 4 * PAY * 5
    assert town.sign_in("clerk").get(one).status_code == 403
    town.office.appoint("finance-2", "finance_officer", "", office="FIN")
    assert town.sign_in("finance-2").get(one).status_code == 404


def test_nothing_in_force_is_touched(world: World, town: Town) -> None:
    figures, before = rulebook_in_use().parameters, (Claim.objects.count(), Run.objects.count())
    held = dict(figures)
    costed(world, town)
    assert dict(rulebook_in_use().parameters) == held
    assert (Claim.objects.count(), Run.objects.count()) == before


def test_faults_are_told_together_and_nothing_is_kept(town: Town) -> None:
    browser = town.sign_in("finance")
    wrong = DA.format(add=3).replace("state_11", "state_12").replace("title", "name")
    text = _text(browser.post("/finance/", {"text": wrong, "until": "2027-01"}))
    assert "has no key state_12" in text and "has no title" in text
    assert "before the order takes effect" in _text(
        browser.post("/finance/", {"text": DA.format(add=3), "until": "2026-01"})
    )
    assert not Costing.objects.exists() and not Scenario.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_arrears_of_everybody_by_office_and_cadre(town: Town) -> None:
    draw_elsewhere(town.office, town.office.people["100235"], [Month(2025, 9)])
    browser = town.sign_in("finance")
    page = browser.get("/finance/arrears/?from=2025-09&to=2025-09").context["arrears"]
    assert page.owed == sum(row.total for row in page.offices) == sum(row.total for row in page.cadres) > 0
    paper = browser.get("/finance/arrears/statement.pdf?from=2025-09&to=2025-09")
    assert paper.content.startswith(b"%PDF")
    assert "Exchange the months" in _text(browser.get("/finance/arrears/?from=2025-09&to=2025-01"))


def test_vouchers_of_a_month_say_what_was_drawn_and_what_became_of_it(world: World, town: Town) -> None:
    browser = town.sign_in("finance")
    page = browser.get("/finance/vouchers/")
    drawn, text = page.context["page"].all, _text(page)
    bill = Bill.objects.get(pk=town.bills[OCTOBER])
    assert (drawn.bills, drawn.gross, drawn.deductions, drawn.net) == (
        1,
        bill.gross,
        bill.deductions,
        bill.net,
    )
    assert drawn.pay.total == bill.net and drawn.others.total == bill.deductions
    assert drawn.pay.settled == settlement_of(bill.pk).settled and drawn.pay.rejected > 0
    assert (
        "One bill with a voucher of October 2026" in text
        and "some of the money of October 2026 came back" in text
    )
    assert "2 payments wait for their offices to correct an account" in text
    one_by_one = browser.get(page.context["page"].treasuries[0].address)
    assert "One voucher, " in _text(one_by_one) and bill.number in _text(one_by_one)
    rows = list(csv.DictReader(io.StringIO(browser.get(page.context["table"]).content.decode())))
    assert [(row["bill"], row["net_paise"]) for row in rows] == [(bill.number, str(bill.net))]
    assert "ഒക്ടോബർ" in _text(browser.get("/finance/vouchers/", headers={"accept-language": "ml"}))


def test_a_month_without_vouchers_says_so_and_a_wrong_one_in_a_sentence(world: World, town: Town) -> None:
    browser = town.sign_in("finance")
    assert "Nothing was drawn in March 2026" in _text(browser.get("/finance/vouchers/", {"month": "2026-03"}))
    assert "is not a month" in _text(browser.get("/finance/vouchers/", {"month": "March"}))
    assert browser.get("/finance/vouchers/list/", {"month": "March"}).status_code == 404
    assert town.sign_in("clerk").get("/finance/vouchers/").status_code == 403
