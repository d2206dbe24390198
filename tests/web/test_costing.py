"""The worker costs a proposed order: the page follows it, one press asks once, interrupted
or stopped costings resume.
"""

from __future__ import annotations

import re
from typing import Any

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.conftest import World
from tests.web.conftest import Town
from tests.web.test_arrears import _text
from tests.web.test_finance import DA, key_of, worked
from vethanam.errors import Unsound
from vethanam.payroll.costing import actions as costing_actions
from vethanam.payroll.models import Costing, Scenario

MALAYALAM = re.compile("[\u0d00-\u0d7f]")


def press(browser: Any, text: str = DA.format(add=3), name: str = "one") -> str:
    """Send the form; returns the address of the result."""
    asked = browser.post("/finance/", {"text": text, "until": "2027-01", "press": name})
    assert asked.status_code == 302, _text(asked)
    return str(asked["Location"])


def test_the_page_follows_the_worker_and_leads_to_the_result(world: World, town: Town) -> None:
    browser = town.sign_in("finance")
    form = browser.get("/finance/")
    assert form.context["press"] in form.content.decode()
    address = press(browser, name=form.context["press"])
    page = browser.get(address)
    assert "Costing Dearness allowance 3 per cent more" in _text(page) and "You can close this page" in _text(
        page
    )
    assert f'hx-get="{address}"' in page.content.decode()
    part = browser.get(address, headers={"hx-request": "true"})
    assert b"<html" not in part.content and "Waits for its turn" in _text(part)
    assert "ചെലവ് കണക്കാക്കുന്നു" in _text(browser.get(address, headers={"accept-language": "ml"}))
    assert address in browser.get("/finance/").content.decode()
    worked(world, address)
    kept = Scenario.objects.get()
    asked = Costing.objects.get()
    assert (asked.state, asked.done, asked.total) == ("costed", 3, 3)
    assert browser.get(address, headers={"hx-request": "true"})["HX-Redirect"] == f"/finance/{kept.pk}/"
    assert browser.get(address)["Location"] == f"/finance/{kept.pk}/"
    assert address not in browser.get("/finance/").content.decode()


def test_a_double_press_asks_once(world: World, town: Town) -> None:
    browser = town.sign_in("finance")
    first = press(browser)
    assert press(browser) == first
    assert ProcrastinateJob.objects.filter(task_name="payroll.cost").count() == 1
    worked(world, first)
    worked(world, first)
    assert press(browser) == first
    assert (Costing.objects.count(), Scenario.objects.count()) == (1, 1)
    other = {press(browser, DA.format(add=4)), press(browser, name="another page")}
    assert len(other | {first}) == 3
    assert ProcrastinateJob.objects.filter(task_name="payroll.cost").count() == 3


def test_what_was_stopped_says_why_and_is_taken_up_again(
    world: World, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise Unsound("no_such_run")

    browser = town.sign_in("finance")
    address = press(browser)
    with monkeypatch.context() as patched:
        patched.setattr(costing_actions, "people_for", stopped)
        worked(world, address)
    assert browser.get(address, headers={"hx-request": "true"})["HX-Redirect"] == address
    text = _text(browser.get(address))
    assert "could not be costed" in text and "There is no such run. Compute the month." in text
    again = browser.get(f"/finance/?again={key_of(address)}")
    assert again.context["text"] == DA.format(add=3) and again.context["until"] == "2027-01"
    assert browser.get("/finance/?again=x").status_code == 200
    assert browser.post(address)["Location"] == address
    assert "You can close this page" in _text(browser.get(address))
    worked(world, address)
    assert Scenario.objects.count() == 1 and browser.get(address).status_code == 302


def test_a_job_that_failed_is_offered_again(town: Town) -> None:
    browser = town.sign_in("finance")
    address = press(browser)
    assert "The worker left it" not in _text(browser.get(address))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    assert "The worker left it" in _text(browser.get(address))
    browser.post(address)
    assert "The worker left it" not in _text(browser.get(address))


def test_nobody_else_sees_it(town: Town) -> None:
    address = press(town.sign_in("finance"))
    assert town.sign_in("clerk").get(address).status_code == 403
    town.office.appoint("finance-2", "finance_officer", "", office="FIN")
    other = town.sign_in("finance-2")
    assert other.get(address).status_code == other.post(address).status_code == 404
    assert DA.format(add=3) not in other.get(f"/finance/?again={key_of(address)}").context["text"]


@pytest.mark.parametrize(
    "change", ["text = 'other'", "last = 202712", "state = 'stopped'", "scenario_id = NULL"]
)
def test_what_was_asked_and_kept_stays(world: World, town: Town, change: str) -> None:
    worked(world, press(town.sign_in("finance")))
    with pytest.raises(psycopg.errors.CheckViolation):
        world.sql("postgres", f"UPDATE payroll_costing SET {change}")


DAY = "with_effect_from: 2026-10-01\n"
RATE = "dearness_allowance.rate, key: state_11"
MANY = (
    "with_effect_from: 2027-01-02\nfirst_drawn: 2026-11\nchanges:\n"
    "  - {parameter: dearness_allowance.ratio, add: 3}\n"
    "  - {parameter: dearness_allowance.rate, key: state_12, add: 3}\n"
    f"  - {{parameter: {RATE}, add: much}}\n"
    f"  - {{parameter: {RATE}}}\n"
    f"  - {{parameter: {RATE}, value: much}}\n"
    "  - {parameter: house_rent_allowance.slab, key: 11/C, value: 8}\n"
    "  - {parameter: income_tax.slabs_new, value: 8}\n"
    "  - {parameter: accident_insurance.premium, value: 8}\n"
    f"  - {{parameter: {RATE}, add: 3}}\n"
    "  - {parameter: medisep.premium, key: x, value: 8}\n"
)
#: drafts with every kind of fault
WRONG = (
    "",
    "[1]",
    "a: b: c",
    "title: x",
    f"title: x\n{DAY}",
    "x" * 20_001,
    f"{DAY}changes: 5\n",
    f"{DAY}changes: []\nfitment: 5\n",
    f"{DAY}fitment: {{merge: 5, colour: red}}\n",
    f"{DAY}fitment: {{revision: 11, step: 0}}\n",
    f"{DAY}first_drawn: soon\nchanges:\n  - {{parameter: nothing.of.it, add: 3}}\n",
    MANY,
    f"title: x\nwith_effect_from: 1950-01-01\nchanges:\n  - {{parameter: {RATE}, add: 3}}\n",
)


def test_every_fault_of_a_draft_is_said_in_both_languages(town: Town) -> None:
    browser = town.sign_in("finance")
    for text in WRONG:
        draft = {"text": text, "until": "2027-12", "press": "x"}
        english, hers = (
            browser.post("/finance/", draft, headers={"accept-language": language}).context["faults"]
            for language in ("en", "ml")
        )
        assert len(english) == len(hers) > 0, text
        for said, fault in zip(english, hers, strict=True):
            assert MALAYALAM.search(fault.partition(": ")[2]), fault
            assert said.partition(":")[0].replace("Line", "വരി") == fault.partition(":")[0]
