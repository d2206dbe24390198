"""A page offers only acts and choices that will be accepted."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest

from tests.payroll.office import KOLKATA, OCTOBER, at
from tests.web.confirming import confirmed
from tests.web.conftest import Town
from vethanam.payroll.actions import check_bill, compute_run, lock_run, make_bill, present_bill
from vethanam.payroll.models import Bill
from vethanam.web.parts import access, choices

NOVEMBER = OCTOBER.plus(1)


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def made(town: Town) -> Bill:
    """A bill of November that nobody has checked."""
    clerk = town.office.by("clerk", at(24, month=11))
    run = compute_run(NOVEMBER, "0412", clerk).run
    lock_run(run, clerk)
    (bill,) = make_bill(run, clerk).bills
    return Bill.objects.get(pk=bill.pk)


def test_the_clerk_cancels_a_bill_that_nobody_has_checked(town: Town, made: Bill) -> None:
    clerk, page = town.sign_in("clerk"), f"/office/0412/bills/{made.pk}/"
    assert f'href="{page}cancel/"' in clerk.get(page).content.decode()
    done = confirmed(clerk, f"{page}cancel/", {"reason": "Leave is missing."}, follow=True)
    made.refresh_from_db()
    assert "Cancelled." in text(done) and made.state == Bill.State.CANCELLED


@pytest.mark.parametrize(
    ("who", "page"),
    [
        *(("treasurer", f"/treasury/T07/bills/{{}}/{act}/") for act in ("pass", "object", "queue", "lapse")),
        *(("officer", f"/office/0412/bills/{{}}/{act}/") for act in ("check", "present", "cancel")),
    ],
)
def test_a_form_that_cannot_be_accepted_is_not_shown(town: Town, bill: Bill, who: str, page: str) -> None:
    shown = town.sign_in(who).get(page.format(bill.pk), follow=True)
    assert shown.redirect_chain and "The bill is " in text(shown) and "<textarea" not in text(shown)


def test_after_the_year_a_bill_can_be_sent_back_or_lapse_and_not_be_passed(
    town: Town, made: Bill, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = town.office.by("officer", at(25, hour=9, month=11))
    check_bill(made, officer)
    present_bill(made, officer)
    april = datetime(2027, 4, 2, 10, tzinfo=KOLKATA)
    monkeypatch.setattr(access, "business_now", lambda: (april, True))
    page = f"/treasury/T07/bills/{made.pk}/"
    shown = town.sign_in("treasurer").get(page).content.decode()
    offered = set(re.findall(rf'href="{page}(\w+)/"', shown)) & {"pass", "object", "queue", "lapse"}
    assert offered == {"object", "queue", "lapse"}


def test_a_recovery_is_stopped_only_where_there_is_one(town: Town) -> None:
    clerk, page = town.sign_in("clerk"), "/office/0412/people/100234/new/"
    assert "recovery_suspension" not in clerk.get(page).content.decode()
    town.office.note(
        town.office.people["100234"], "obligation", date(2026, 11, 1), at(2, month=11),
        kind_of_due="festival_advance", payee="Government", principal=500_000, instalment=100_000,
        instalments=5,
    )  # fmt: skip
    assert f"{page}recovery_suspension/" in clerk.get(page).content.decode()


def test_a_member_of_the_provident_fund_is_not_offered_the_pension_system(town: Town) -> None:
    clerk = town.sign_in("clerk")
    member, other = (
        clerk.get(f"/office/0412/people/{number}/new/membership/").content.decode()
        for number in ("100234", "100236")
    )
    assert 'value="gpf"' in member and 'value="nps"' not in member
    assert 'value="gpf"' in other and 'value="nps"' in other


def test_a_closed_office_is_not_offered_and_a_closed_post_says_its_last_day(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk, page = town.sign_in("clerk"), "/office/0412/people/100234/new/posting/"
    before = clerk.get(page).content.decode()
    assert '<option value="O0412"' in before and "until 30 Sep 2026" not in before
    closed = {("office", "O0412"): date(2026, 9, 30), ("post", "HST"): date(2026, 9, 30)}
    monkeypatch.setattr(choices, "closed_days", lambda: closed)
    after = clerk.get(page).content.decode()
    assert '<option value="O0412"' not in after and "until 30 Sep 2026" in after
