"""The treasury officer's pages: presented bills and their faults; pass, object or queue with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.identity.authority import Authority
from vethanam.money import grouped
from vethanam.payroll.bills.act_permissions import account_year, grant_year
from vethanam.payroll.models import Bill
from vethanam.payroll.queries import BillView, RegisterRow, bill_view, register_of
from vethanam.people.models import Role, Treasury
from vethanam.web.bills import batch
from vethanam.web.bills.pages import shown_bill, word_of
from vethanam.web.parts import words
from vethanam.web.parts.access import account_of, officer, theirs
from vethanam.web.parts.forms import ActForm, sent, typed_again
from vethanam.web.parts.inbox import waiting_at_home
from vethanam.web.parts.office_handover import handed_by, handing_over_page
from vethanam.web.parts.people import People, people_named
from vethanam.web.parts.signatures import summary_of_page
from vethanam.web.parts.view_values import Offer
from vethanam.web.pay.pay_days import leaves_on, months_without_pay_day, waiting_for_pay_day

DECIDED = (*Bill.PAID, *Bill.AGAIN)
MOST_DECIDED = 20
LINES_ASKED = 4
MOST_LINES_SHOWN = 40
#: upper limit of waiting days of each age group, and its name
AGES: tuple[tuple[int, str], ...] = (
    (2, gettext_noop("up to 2 days")),
    (7, gettext_noop("3 to 7 days")),
    (30, gettext_noop("8 to 30 days")),
    (1_000_000, gettext_noop("more than 30 days")),
)


@officer(Role.TREASURY_OFFICER, scope="code")
@require_GET
def register(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Waiting bills, oldest first; then decided ones."""
    waiting = register_of(code, authority)
    decided = register_of(code, authority, states=DECIDED, newest=MOST_DECIDED)
    over = {row.id: year for row in waiting if (year := year_over(row.id, row.presented_at, authority.at))}
    own = next((row for row in waiting if not row.drew_oneself), None)
    return render(
        request,
        "treasury/register.html",
        {
            "inbox": waiting_at_home(request, authority, without=("bill_to_pass",)),
            "page": {
                "place": _treasury_name(code),
                "title": _title(waiting),
                "waiting": [{**_row(code, row), "over": over.get(row.id, "")} for row in waiting],
                "ageing": ageing_of(waiting),
                "pay_days": waiting_for_pay_day(code, authority.at),
                "no_pay_days": months_without_pay_day(authority.at),
                "hand_over": reverse("treasury:hand_over", kwargs={"code": code})
                if handed_by(Role.TREASURY_OFFICER, code, authority)
                else "",
                "passes": batch.offered(
                    request,
                    [row.id for row in waiting if not row.drew_oneself and row.id not in over],
                    {_("Pass the ticked"): reverse("treasury:pass_several", kwargs={"code": code})},
                ),
                "decided": [{**_row(code, row), **_decision(row)} for row in decided],
                "next": {
                    "address": _address(code, own.id, "bill"),
                    "says": _("Bill %(number)s") % {"number": own.number},
                }
                if own
                else None,
            },
        },
    )


@officer(Role.TREASURY_OFFICER, scope="code")
@require_GET
def bill(request: HttpRequest, authority: Authority, code: str, bill: int) -> HttpResponse:
    """One bill with its presentations and the office's sign-offs."""
    view = _bill_of(code, bill, authority)
    return render(
        request,
        "treasury/bill.html",
        {"bill": shown_bill(view, Role.TREASURY_OFFICER).offering(_offers(code, view))},
    )


@officer(Role.TREASURY_OFFICER, scope="code", power="present")
@require_http_methods(["GET", "POST"])
def pass_it(request: HttpRequest, authority: Authority, code: str, bill: int) -> HttpResponse:
    """Pass a bill with its voucher."""
    view = _bill_of(code, bill, authority)
    form = ActForm(
        "pass",
        fields=("voucher_number", "voucher_date"),
        fixed={"bill": view.number},
        initial={"voucher_date": timezone.localtime(authority.at).date().isoformat()},
        needed=("voucher_date",),
    )
    if form.is_sent_by(request) and form.perform(request):
        day = leaves_on(view.id, authority.at)
        says = (
            _("Passed. Its payment file goes to the bank on %(day)s, its pay-day.") % {"day": words.day(day)}
            if day
            else _("Passed. The payment file goes to the bank.")
        )
        messages.success(request, says)
        return redirect("treasury:bill", code=code, bill=bill)
    return _page(
        request,
        code,
        view,
        form,
        question=_("Pass bill %(number)s?") % {"number": view.number},
        notice=pay_day_notice(view.id, authority.at),
        stays=_("Its claims are drawn and the money is paid. Overpaid amounts come back by refund only."),
        verb=_("Pass"),
        is_filled=True,
        summary=summary_of_page(account_of(request), "pass", {"bill": view.number}, authority),
    )


@officer(Role.TREASURY_OFFICER, scope="code", power="present")
@require_http_methods(["GET", "POST"])
def object_to(request: HttpRequest, authority: Authority, code: str, bill: int) -> HttpResponse:
    """Return a bill with a reason, and with reasons for single lines."""
    view = _bill_of(code, bill, authority)
    numbers = list(dict.fromkeys(line.number for line in view.lines))
    whose = people_named(numbers)
    asked = numbers if len(numbers) <= MOST_LINES_SHOWN else [""] * LINES_ASKED
    form = ActForm("object", fields=("reason",), fixed={"bill": view.number})
    if form.is_sent_by(request) and form.perform(request, {"lines": _line_reasons(sent(request))}):
        messages.success(request, _("Sent back. The office sees the reason at once."))
        return redirect("treasury:register", code=code)
    places = range(1, len(asked) + 1)
    typed = typed_again(request, [f"{part}_{place}" for place in places for part in ("number", "why")])
    return _page(
        request,
        code,
        view,
        form,
        question=_("Send bill %(number)s back?") % {"number": view.number},
        stays=_("The office reads the reason, mends it and presents the bill again under the same number."),
        verb=_("Send back"),
        numbers=[whose[number] for number in numbers],
        lines=[_line_asked(place, number, whose, typed) for place, number in enumerate(asked, 1)],
    )


@officer(Role.TREASURY_OFFICER, scope="code", power="present")
@require_http_methods(["GET", "POST"])
def lapse(request: HttpRequest, authority: Authority, code: str, bill: int) -> HttpResponse:
    """Lapse a bill that was presented in an account year that has ended."""
    view = _bill_of(code, bill, authority)
    form = ActForm("lapse", fields=("reason",), fixed={"bill": view.number})
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Lapsed. The office can present it again, or cancel it."))
        return redirect("treasury:register", code=code)
    return _page(
        request,
        code,
        view,
        form,
        question=_("Let bill %(number)s lapse?") % {"number": view.number},
        stays=_(
            "The account year in which it was presented is over. Its claims stay on it until the office "
            "presents it again under the same number, or cancels it."
        ),
        verb=_("Let it lapse"),
    )


@officer(Role.TREASURY_OFFICER, scope="code", power="present")
@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest, authority: Authority, code: str, bill: int) -> HttpResponse:
    """Keep a bill waiting, with a reason."""
    view = _bill_of(code, bill, authority)
    form = ActForm("queue", fields=("reason",), fixed={"bill": view.number})
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Queued. The office sees the reason."))
        return redirect("treasury:bill", code=code, bill=bill)
    return _page(
        request,
        code,
        view,
        form,
        question=_("Keep bill %(number)s waiting?") % {"number": view.number},
        stays=_("It keeps its place and can still be passed, sent back or taken back."),
        verb=_("Queue"),
    )


def _page(request: HttpRequest, code: str, view: BillView, form: ActForm, **told: Any) -> HttpResponse:
    """The form of an act on a bill; where it cannot be done, the bill with the reason."""
    if request.method == "GET" and (why := view.can[form.act.name]):
        messages.warning(request, _(why))
        return redirect("treasury:bill", code=code, bill=view.id)
    return render(request, "parts/act.html", {**_asked(code, view), "form": form, **told})


@officer(Role.TREASURY_OFFICER, scope="code")
@require_http_methods(["GET", "POST"])
def handing_over(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Hand the treasury to another officer after a last day."""
    register = reverse("treasury:register", kwargs={"code": code})
    return handing_over_page(
        request,
        lambda: handed_by(Role.TREASURY_OFFICER, code, authority),
        authority,
        question=_("Hand treasury %(code)s over?") % {"code": code},
        says=_(
            "Held since %(since)s. After the last day the named officer passes bills and sees earlier "
            "ones; the former officer no longer does. A person who drew a bill can never pass it. "
            "Earlier signatures stay valid."
        ),
        back=(register, _("Bills")),
        done=register,
    )


def _line_reasons(typed: Mapping[str, str]) -> dict[str, str]:
    """Reasons by employee number; incomplete pairs are dropped."""
    places = [name.removeprefix("number_") for name in typed if name.startswith("number_")]
    pairs = (
        (typed.get(f"number_{place}", "").strip(), typed.get(f"why_{place}", "").strip()) for place in places
    )
    return {number: why for number, why in pairs if number and why}


def _line_asked(place: int, number: str, whose: People, typed: Mapping[str, str]) -> dict[str, Any]:
    """The field for the reason of one line: of a listed employee, or of a typed number."""
    return {
        "place": place,
        "number": number,
        "person": whose[number],
        "typed": typed.get(f"number_{place}", ""),
        "why": typed.get(f"why_{place}", ""),
    }


def ageing_of(waiting: Sequence[RegisterRow]) -> str:
    """The number of bills by waiting time: ``3 up to 2 days · 1 more than 30 days``."""
    told: list[str] = []
    since = -1
    for most, name in AGES:
        count = sum(since < row.waits_days <= most for row in waiting)
        told += [f"{words.count_in_words(count, capital=not told)} {_(name)}"] if count else []
        since = most
    return " · ".join(told)


def _bill_of(code: str, bill: int, authority: Authority) -> BillView:
    theirs(Bill.objects.filter(pk=bill, treasury__code=code).first())
    return bill_view(bill, authority)


def _offers(code: str, view: BillView) -> list[Offer]:
    papers = [
        Offer(_("Lines"), _address(code, view.id, "bill_lines"), is_link=True),
        Offer(_("Schedules"), _address(code, view.id, "schedules"), is_link=True),
        Offer(_("Orders"), _address(code, view.id, "bill_orders"), is_link=True),
        Offer(_("Bill, PDF"), _address(code, view.id, "bill_pdf"), is_link=True),
    ]
    if view.state not in (Bill.State.PRESENTED, Bill.State.QUEUED):
        return papers
    why = view.can["pass"]
    found = [Offer(_("Pass"), beside=_(why)) if why else Offer(_("Pass"), _address(code, view.id, "pass"))]
    if not view.can["object"]:
        found.append(Offer(_("Send back"), _address(code, view.id, "object")))
    if not view.can["queue"] and view.state != Bill.State.QUEUED:
        found.append(Offer(_("Queue"), _address(code, view.id, "queue")))
    if not view.can["lapse"]:
        found.append(Offer(_("Let it lapse"), _address(code, view.id, "lapse"), is_link=not why))
    return [*found, *papers]


def _row(code: str, row: RegisterRow) -> dict[str, Any]:
    shape, word = word_of(row.state)
    days = ngettext("%(days)s day", "%(days)s days", row.waits_days) % {"days": grouped(row.waits_days)}
    presented = words.instant(row.presented_at) if row.presented_at else ""
    waits_for = (
        _("you drew it; another officer decides")
        if row.drew_oneself
        else f"{days} · {presented}"
        if row.waits_days
        else presented
    )
    return {
        "id": row.id,
        "address": _address(code, row.id, "bill"),
        "number": row.number,
        "office": _("Office %(code)s") % {"code": row.drawing_code},
        "coming": _coming(row.ordinal),
        "shape": shape,
        "word": word,
        "waits": waits_for,
        "token": row.token,
        "people": row.people,
        "net": row.net,
        "voucher": "",
    }


def pay_day_notice(bill: int, at: datetime) -> str:
    """The sentence about a pay-day that is still ahead; else empty."""
    day = leaves_on(bill, at)
    return _("Its pay-day is %(day)s. The money leaves on that day.") % {"day": words.day(day)} if day else ""


def year_over(bill: int, presented: datetime | None, at: datetime) -> str:
    """The account year that grants a bill's money, if it is over; else empty."""
    if presented is None or account_year(presented) == account_year(at):
        return ""
    year = grant_year(bill, presented)
    return year if year < account_year(at) else ""


def _decision(row: RegisterRow) -> dict[str, str]:
    """The time of the last decision, and its voucher."""
    if row.decided_at is None:
        return {}
    return {"waits": words.instant(row.decided_at), "voucher": row.voucher}


def _coming(ordinal: int) -> str:
    return _("first presentation") if ordinal <= 1 else _("presentation %(which)s") % {"which": ordinal}


def _title(waiting: list[RegisterRow]) -> str:
    if not waiting:
        return _("No bill waits")
    oldest = min((row.presented_at for row in waiting if row.presented_at), default=None)
    title = ngettext(
        "%(count)s bill waits, since %(day)s", "%(count)s bills wait, the oldest since %(day)s", len(waiting)
    )
    day = words.day(timezone.localtime(oldest).date()) if oldest else ""
    return title % {"count": words.count_in_words(len(waiting), capital=True), "day": day}


def _asked(code: str, view: BillView) -> dict[str, str]:
    return {
        "back": _address(code, view.id, "bill"),
        "back_word": _("Bill %(number)s") % {"number": view.number},
    }


def _address(code: str, bill: int, page: str) -> str:
    return reverse(f"treasury:{page}", kwargs={"code": code, "bill": bill})


def _treasury_name(code: str) -> str:
    found = Treasury.objects.filter(code=code).values("name", "name_ml").first() or {
        "name": "",
        "name_ml": "",
    }
    name = found["name_ml"] if words.language() == "ml" and found["name_ml"] else found["name"]
    return f"{name} · {code}"
