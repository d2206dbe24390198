"""Payments outside the monthly pay on pages: from the leave account to the person's own line."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from tests.conftest import World
from tests.payroll.office import at
from tests.web.conftest import Town, _pay, sequence
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.messaging.actions import intimate_credits
from vethanam.messaging.models import Intimation
from vethanam.orders.models import Order
from vethanam.payments.models import PaymentLeg
from vethanam.payroll.audit import broken_invariants
from vethanam.payroll.models import Bill, Claim
from vethanam.service_book.models import Absence

HERE = "/office/0412/people/100234/surrender/"
ORDER = {"order_number": "SL 4/2026", "order_dated": "2026-11-20", "order_payment_mode": "cash"}
ASKED = {"days": "10", "on": "2026-11-24", **ORDER}
#: 46,700 since October, with dearness allowance of 35 % and house rent of 6 %, by thirty for ten days, to
#: the rupee
TEN_DAYS = 2_194_900


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def with_leave(town: Town) -> None:
    town.office.note(
        town.office.people["100234"], "leave_account", date(2026, 11, 1), at(20, month=11),
        kind_of_leave="earned",
        days=120, order=None,
    )  # fmt: skip


def signed(town: Town, bill: Bill) -> None:
    """Checked, presented and passed on the pages."""
    officer, treasurer = town.sign_in("officer"), town.sign_in("treasurer")
    for act in ("check", "present"):
        assert officer.post(f"/office/0412/bills/{bill.pk}/{act}/").status_code == 302
    page = f"/treasury/T07/bills/{bill.pk}/pass/"
    assert treasurer.post(page, {"voucher_number": "4711", "voucher_date": "2026-11-25"}).status_code == 302
    bill.refresh_from_db()
    assert bill.state == Bill.State.PASSED


def test_leave_is_surrendered_from_the_persons_page_to_her_own_line_of_it(town: Town, world: World) -> None:
    clerk = town.sign_in("clerk")
    assert f'href="{HERE}"' in clerk.get("/office/0412/people/100234/").content.decode()
    assert "No account of earned leave is entered." in text(clerk.get(HERE))
    with_leave(town)
    shown = text(clerk.get(HERE, {"days": "10", "on": "2026-11-24", "order_payment_mode": "cash"}))
    assert "₹ 21,949" in shown.replace("\u202f", " ") and "To credit 120" in shown
    assert not Claim.objects.filter(occasion__isnull=False).exists()
    made = clerk.post(HERE, ASKED)
    bill = Bill.objects.latest("pk")
    assert made["Location"] == f"/office/0412/bills/{bill.pk}/" and (bill.kind, bill.net) == (
        "surrender",
        TEN_DAYS,
    )
    again = text(clerk.post(HERE, ASKED))
    assert f"by this order on bill {bill.number} already" in again and Bill.objects.latest("pk") == bill
    assert "−10" in text(clerk.get(HERE)) and "To credit 110" in text(clerk.get(HERE))
    signed(town, bill)
    worker = Authority(
        Account.objects.get(username="service-worker").pk,
        None,
        "DEPT",
        "service",
        at(26, month=11),
        is_sample=True,
    )
    with world.role("worker"):
        _pay(town.folder, worker)
    sequence(world)
    with world.role("worker"):
        intimate_credits(worker)
    leg = PaymentLeg.objects.get(bill=bill)
    assert (leg.state, leg.amount) == (PaymentLeg.State.SETTLED, TEN_DAYS)
    assert Intimation.objects.get(credit__leg=leg).text.code == "surrender-credited"
    hers = town.sign_in("emp-100234")
    month = text(hers.get("/pay/2026-11/"))
    assert "Surrender of earned leave" in month and "Credited" in month
    assert "Told you that the surrender of leave of November was credited." in month
    assert "less than" not in month and "more than" not in month
    assert "November 2026: drawn apart from pay" in month and "own pay is not on record here" in month
    line = text(hers.get("/pay/2026-11/leave_surrender/"))
    assert "SL 4/2026, dated 20 Nov 2026" in line
    told = line.replace("&nbsp;", "")
    assert "(46,700 basic pay + 16,345 dearness allowance + 2,802 house rent allowance)" in told
    assert "× 10 days surrendered ÷ 30 = ₹ 21,949" in told.replace("\u202f", " ")
    slip = re.search(r'href="(/pay/2026-11/payslip-\d+\.pdf)"', hers.get("/pay/2026-11/").content.decode())
    assert slip and hers.get(slip[1]).content[:4] == b"%PDF"
    assert broken_invariants() == []


def test_a_mode_that_the_order_leaves_open_is_asked_and_never_taken_for_cash(town: Town) -> None:
    with_leave(town)
    clerk, before = town.sign_in("clerk"), Bill.objects.count()
    silent = {name: value for name, value in ASKED.items() if name != "order_payment_mode"}
    assert "The order leaves open how the surrender is paid" in text(clerk.get(HERE, silent))
    page = clerk.post(HERE, silent)
    assert page.status_code == 200 and "The order leaves open how the surrender is paid" in text(page)
    assert Bill.objects.count() == before and not Order.objects.filter(number=ASKED["order_number"]).exists()
    assert clerk.post(HERE, ASKED).status_code == 302 and Bill.objects.count() == before + 1


def test_more_days_than_may_be_is_said_on_the_form_and_keeps_what_was_typed(town: Town) -> None:
    with_leave(town)
    clerk = town.sign_in("clerk")
    page = clerk.post(HERE, ASKED | {"days": "31"})
    assert page.status_code == 200
    assert "At most 30 days may be surrendered in a financial year." in text(page)
    assert not Order.objects.filter(number=ASKED["order_number"]).exists(), (
        "what is refused puts no order on record"
    )
    assert 'value="31"' in page.content.decode() and not Claim.objects.filter(occasion__isnull=False).exists()
    malayalam = town.sign_in("clerk")
    malayalam.cookies["django_language"] = "ml"
    assert "പരമാവധി 30 ദിവസം" in text(malayalam.post(HERE, ASKED | {"days": "31"}))


def test_one_clerk_takes_back_verified_leave_and_the_balance_stays(town: Town) -> None:
    """It rose from 15 to 120 by one person's entry, and what was refused became a bill."""
    office, who, known = town.office, town.office.people["100234"], at(20, month=11)
    office.note(who, "leave_account", date(2026, 1, 1), known, kind_of_leave="earned", days=120, order=None)
    leave = office.note(
        who, "absence", date(2026, 5, 1), known, kind_of_absence="earned", valid_until=date(2026, 8, 13)
    )
    clerk, second = town.sign_in("clerk"), town.sign_in("second")
    asked = ASKED | {"days": "20"}
    refused = "15 days of earned leave stand to credit"
    assert "To credit 15" in text(clerk.get(HERE)) and refused in text(clerk.post(HERE, asked))
    book = "/office/0412/people/100234/book/absence/"
    assert clerk.post(f"{book}{leave.pk}/back/", {}).status_code == 302
    assert "To credit 15" in text(clerk.get(HERE)) and refused in text(clerk.post(HERE, asked))
    assert not Bill.objects.filter(kind="surrender").exists()
    taken = Absence.objects.get(supersedes=leave.pk)
    second.post("/office/0412/entries/", {"fact": f"absence-{taken.pk}"})
    assert "To credit 120" in text(clerk.get(HERE))
    clerk.post(HERE, asked)
    assert Bill.objects.get(kind="surrender").people == 1


def test_whose_leave_is_asked_by_number(town: Town) -> None:
    clerk = town.sign_in("clerk")
    assert 'href="/office/0412/surrender/"' in clerk.get("/office/0412/").content.decode()
    assert clerk.get("/office/0412/surrender/", {"number": "100234"})["Location"] == HERE
    assert "Nobody of this office has this number." in text(
        clerk.get("/office/0412/surrender/", {"number": "9"})
    )


def test_the_festival_of_a_year_shows_who_draws_and_why_others_do_not(town: Town) -> None:
    clerk, page = town.sign_in("clerk"), "/office/0412/festival/"
    seen = text(clerk.get(page))
    assert (
        "Festival of 2026: nobody draws now" in seen and "No order for the festival of 2026 was read." in seen
    )
    assert "Festival of 2025: three people draw" in text(clerk.get(page, {"year": "2025"}))
    order = {"order_number": "G.O.(P) 1/2025/Fin", "order_dated": "2025-08-29", "order_kind": "government"}
    assert "Nobody is ticked." in text(clerk.post(page, {"year": "2025", **order}))
    clerk.post(page, {"year": "2025", "number": ["100234", "100235"], **order})
    bill = Bill.objects.latest("pk")
    assert (bill.kind, bill.people, bill.gross) == ("festival", 2, 600_000)
    again = text(clerk.get(page, {"year": "2025"}))
    assert "Festival of 2025: one person draws" in again and f"for 2025 on bill {bill.number}" in again


def test_a_countersigning_officer_makes_no_bill_of_it(town: Town) -> None:
    controller = town.sign_in("controller")
    assert controller.get(HERE).status_code == 403
    assert "Surrender of earned leave" not in text(controller.get("/office/0412/people/100234/"))
