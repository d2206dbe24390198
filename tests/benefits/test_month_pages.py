"""A month of a scheme on its pages: computed, approved by another, money released by finance."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.benefits.bodies import OLD_AGE, Bodies, at
from tests.benefits.months import Person, award_of
from tests.benefits.test_cycle_requests import worked
from tests.benefits.test_pages import signed_in, text
from vethanam.acts.executor import look
from vethanam.benefits.models import Award, Cycle, CycleRequest, Release
from vethanam.identity.models import Account
from vethanam.money import shown
from vethanam.periods import Month

MONTHS = f"/benefits/{OLD_AGE}/months/"


def test_a_month_is_computed_approved_and_released(web_bodies: Bodies) -> None:
    award_of(web_bodies, OLD_AGE, Person(date(1960, 5, 5), Month(2026, 1), {}))
    maker, checker, finance = signed_in("old-age"), signed_in("old-age-2"), signed_in("finance")
    assert "No month is computed yet" in text(maker.get(MONTHS))
    computed = maker.post(f"{MONTHS}compute/", {"month": "2026-01"}, follow=True)
    assert "Computing January 2026" in text(computed), text(computed)
    worked(CycleRequest.objects.get().pk)
    cycle = Cycle.objects.get()
    where = f"{MONTHS}{cycle}/"
    assert "Another officer approves it" in text(maker.get(where))
    page = text(checker.get(where))
    assert "Approve the month" in page and "₹ 2,000" in page and "Sample Panchayat" in page
    assert "You computed this cycle" in text(maker.post(f"{where}approve/", follow=True))
    assert "approved and frozen" in text(checker.post(f"{where}approve/", follow=True))
    assert "Reopen the month" in text(checker.get(where))

    shown = text(finance.get("/finance/benefits/"))
    assert "Old age pension" in shown and "₹ 2,000" in shown
    form = {
        "for_months": ["2026-01"], "sum": "2000", "payer": "state", "order_number": "G.O. 7/2026",
        "order_dated": "2026-10-20",
    }  # fmt: skip
    done = finance.post(f"/finance/benefits/{OLD_AGE}/release/", form, follow=True)
    assert "draws ₹ 2,000" in text(done), text(done)
    assert Release.objects.get().months == [202601]
    assert "R2600000001" in text(maker.get(f"/benefits/{OLD_AGE}/shares/"))
    views_and_pages(str(cycle))


def viewed(who: str, view: str, **given: str) -> Any:
    """The rows of a view, or all that it tells."""
    seen = look(view, Account.objects.get(username=who), given, at(), is_sample=True)
    assert seen.ok, seen.says
    return next((rows for rows in seen.state.values() if isinstance(rows, list)), seen.state)


def rupees(paise: int) -> str:
    """An amount as the text of a page has it."""
    return " ".join(shown(paise).split())


def views_and_pages(number: str) -> None:
    """The views of a month tell what its pages show."""
    officer = signed_in("old-age")
    (cycle,) = viewed("old-age", "benefit_cycles")
    assert cycle["cycle"] == number and number in officer.get(MONTHS).content.decode()
    given = {"cycle": number}
    told = look("benefit_cycle", Account.objects.get(username="old-age"), given, at(), is_sample=True).state
    page = text(officer.get(f"{MONTHS}{number}/"))
    assert told["result_hash"] in page and rupees(told["due_paise"]) in page
    changed = [one for one in viewed("old-age", "benefit_differences", cycle=number) if one["change"]]
    assert changed and "Sample Panchayat" in page and all(str(one["people"]) in page for one in changed)
    (release,) = viewed("finance", "benefit_releases", scheme=OLD_AGE)
    share = next(one for one in viewed("finance", "benefit_shares", scheme=OLD_AGE) if one["drawn_paise"])
    pages = [
        text(signed_in("finance").get("/finance/benefits/")),
        text(officer.get(f"/benefits/{OLD_AGE}/shares/")),
    ]
    assert all(release["release"] in page and rupees(share["drawn_paise"]) in page for page in pages)
    given = {"award": Award.objects.get().number, "month": "2026-01"}
    month = look("award_month", Account.objects.get(username="clerk"), given, at(), is_sample=True).state
    assert (month["award"], month["decision"]) == (given["award"], "eligible")
