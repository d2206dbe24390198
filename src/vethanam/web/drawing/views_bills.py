"""The bills of a drawing office: where the money is, and the next acts."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.identity.authority import Authority
from vethanam.money import grouped, shown
from vethanam.payroll.models import Bill
from vethanam.payroll.queries import BillView, bill_view, bills_of
from vethanam.people.models import DrawingCode, Role
from vethanam.periods import Month
from vethanam.web.bills.pages import apart_said, shown_bill, word_of
from vethanam.web.bills.papers import register_pdf
from vethanam.web.drawing.desk import drawn_apart, place_of
from vethanam.web.drawing.refunds import MAIN, challan_form
from vethanam.web.drawing.returned_credits import Returned, account_form, returned_of
from vethanam.web.drawing.ticks import ticks_of
from vethanam.web.drawing.views_objected import left_out_by
from vethanam.web.parts import words
from vethanam.web.parts.access import account_of, officer, theirs
from vethanam.web.parts.file_response import file_response
from vethanam.web.parts.forms import ActForm, sent
from vethanam.web.parts.outcomes import acted
from vethanam.web.parts.people import people_named
from vethanam.web.parts.signatures import summary_of_page
from vethanam.web.parts.view_values import Offer

ACCOUNT_YEAR = re.compile(r"20\d\d-\d\d")
OFFICE = (Role.DRAWING_OFFICER, Role.COUNTERSIGNING_OFFICER, Role.CLERK)


@dataclass(frozen=True, slots=True)
class Act:
    """An act on a bill: its label, its outcome; its question if it needs words, and their key."""

    verb: str
    outcome: str
    question: str = ""
    stays: str = ""
    asks: str = "reason"


#: the question before an act that the officer's own key signs, shown with the statement
SIGNED: dict[str, str] = {
    "check": gettext_noop("Check bill %(number)s?"),
    "countersign": gettext_noop("Countersign bill %(number)s?"),
    "present": gettext_noop("Present bill %(number)s?"),
}
#: kinds of papers of a bill -> page
PAPERS: dict[str, str] = {
    gettext_noop("Lines"): "bill_lines",
    gettext_noop("Lines, CSV"): "lines",
    gettext_noop("Lines, XLSX"): "bill_xlsx",
    gettext_noop("Schedules"): "schedules",
    gettext_noop("Bill, PDF"): "bill_pdf",
    gettext_noop("Acquittance roll, PDF"): "acquittance_pdf",
}
ACTS: dict[str, Act] = {
    "check": Act(
        gettext_noop("Check"),
        gettext_noop("Checked. It can be presented."),
    ),
    "countersign": Act(
        gettext_noop("Countersign"),
        gettext_noop("Countersigned. It can be presented."),
    ),
    "present": Act(
        gettext_noop("Present"),
        gettext_noop("The bill is with the treasury."),
        gettext_noop("Present bill %(number)s again?"),
        gettext_noop("Write in one line how you settled the objection. The bill keeps its number."),
        "answer",
    ),
    "withdraw": Act(
        gettext_noop("Take back"),
        gettext_noop("Taken back. It can be presented again, or cancelled."),
        gettext_noop("Take bill %(number)s back from the treasury?"),
        gettext_noop("It keeps its number and can be presented again."),
    ),
    "cancel": Act(
        gettext_noop("Cancel the bill"),
        gettext_noop("Cancelled. Its claims can be claimed again."),
        gettext_noop("Cancel bill %(number)s?"),
        gettext_noop("Its number is not used again. Its claims are free for another bill."),
    ),
}
#: columns of the lines of a bill as CSV
_COLUMNS = (
    "employee", "name", "name_ml", "post", "for_month", "part", "gross_paise", "deductions_paise",
    "net_paise",
    "unconfirmed",
)  # fmt: skip


@officer(*OFFICE, scope="code")
@require_GET
def bills(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Every bill of the office, newest first."""
    rows = [
        {
            "id": row.id,
            "address": reverse("drawing:bill", kwargs={"code": code, "bill": row.id}),
            "number": row.number,
            "what": " · ".join(filter(None, (words.month(row.drawn_in), apart_said(row.kind)))),
            "shape": word_of(row.state)[0],
            "word": word_of(row.state)[1],
            "people": row.people,
            "net": row.net,
            "since": _("since %(day)s") % {"day": words.day(timezone.localdate(row.presented_at))}
            if row.presented_at and row.state == Bill.State.PRESENTED
            else "",
        }
        for row in bills_of(code)
    ]
    open_ones = sum(row.state not in (Bill.State.CLOSED, Bill.State.CANCELLED) for row in bills_of(code))
    title = (
        ngettext("%(count)s bill is under way", "%(count)s bills are under way", open_ones)
        % {"count": words.count_in_words(open_ones, capital=True)}
        if open_ones
        else _("No bill is under way")
    )
    works = authority.role in (Role.DRAWING_OFFICER, Role.CLERK)
    several = reverse("drawing:several", kwargs={"code": code}) if works else ""
    institutions = reverse("drawing:institutions", kwargs={"code": code}) if works else ""
    page = {
        "place": place_of(code, 0),
        "bills": rows,
        "title": title,
        "ticks": ticks_of(request, code, authority),
        "several": several,
        "institutions": institutions,
        "register": reverse("drawing:register", kwargs={"code": code}),
        "apart": drawn_apart(code, authority),
    }
    return render(request, "drawing/bills.html", page)


@officer(*OFFICE, scope="code")
@require_GET
def register(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """The pay bill register of an account year as a PDF: the current one, or that of ``?year=``."""
    of = theirs(DrawingCode.objects.filter(code=code).first())
    year = request.GET.get("year") or Month.of(timezone.localdate(authority.at)).account_year
    if not ACCOUNT_YEAR.fullmatch(year):
        raise Http404
    return file_response(register_pdf(of, year, authority.at), f"register-{code}-{year}.pdf")


@officer(*OFFICE, scope="code")
@require_GET
def bill(request: HttpRequest, authority: Authority, code: str, bill: int) -> HttpResponse:
    """One bill, and where its money is."""
    view = _bill_of(code, bill, authority)
    cancel = "" if view.can["cancel"] else _act_address(view, "cancel")
    return render(
        request,
        "drawing/bill.html",
        {"bill": shown_bill(view, Role.DRAWING_OFFICER).offering(_offers(view), cancel)},
    )


@officer(*OFFICE, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, authority: Authority, code: str, bill: int, act: str) -> HttpResponse:
    """Perform an act; a page of its own asks for a needed reason or signature."""
    view = _bill_of(code, bill, authority)
    chosen = ACTS.get(act)
    if chosen is None:
        raise Http404
    asks, is_signed = _needs_reason(view, act), act in SIGNED
    page = redirect("drawing:bill", code=code, bill=bill)
    if request.method == "GET" and (why := view.can[act]):
        messages.warning(request, _(why))
        return page
    if request.method == "GET" and not asks and not is_signed:
        return page
    if request.method == "POST" and not asks and not is_signed:
        acted(request, act, {"bill": view.number}, _(chosen.outcome), shows=_sums(view))
        return page
    named = (chosen.asks,) if asks else ()
    form = ActForm(act, fields=named, fixed={"bill": view.number}, needed=named)
    if form.is_sent_by(request) and form.perform(request, shows=_sums(view)):
        messages.success(request, _(chosen.outcome))
        return page
    return render(
        request,
        "parts/act.html",
        {
            "back": page["Location"],
            "back_word": _("Bill %(number)s") % {"number": view.number},
            "question": _(chosen.question if asks else SIGNED[act]) % {"number": view.number},
            "stays": _(chosen.stays) if asks else _("You sign for exactly this."),
            "verb": _(chosen.verb),
            "is_filled": is_signed,
            "form": form,
            "summary": summary_of_page(account_of(request), act, {"bill": view.number}, authority)
            if is_signed
            else [],
        },
    )


def _sums(view: BillView) -> list[tuple[str, str]]:
    """Month, people and total of a bill, beside its number."""
    return [
        (_("Month"), words.month(view.drawn_in)),
        (_("People"), grouped(view.people)),
        (_("Total"), shown(view.net)),
    ]


@officer(*OFFICE, scope="code")
@require_http_methods(["GET", "POST"])
def accounts(request: HttpRequest, authority: Authority, code: str, bill: int) -> HttpResponse:
    """Failed credits: record the right account, and the same payment is sent again."""
    view = _bill_of(code, bill, authority)
    rows = returned_of(view.id)
    forms = {row.leg: account_form(row, authority) for row in rows}
    if request.method == "POST":
        leg = sent(request).get("leg", "")
        wanted = theirs(next((row for row in rows if str(row.leg) == leg), None))
        is_done = (
            _sent_again(request, wanted)
            if "again" in sent(request)
            else _account_recorded(request, forms[wanted.leg])
        )
        if is_done:
            return redirect("drawing:accounts", code=code, bill=bill)
    title = ngettext("%(count)s credit came back", "%(count)s credits came back", len(rows)) % {
        "count": words.count_in_words(len(rows), capital=True)
    }
    return render(
        request,
        "drawing/accounts.html",
        {
            "rows": [(row, forms[row.leg]) for row in rows],
            "title": title if rows else _("No credit waits for an account"),
            "can": authority.role == Role.DRAWING_OFFICER,
            "records": authority.role in (Role.DRAWING_OFFICER, Role.CLERK),
            "entries": reverse("drawing:entries", kwargs={"code": code}),
            "back": reverse("drawing:bill", kwargs={"code": code, "bill": bill}),
            "back_word": _("Bill %(number)s") % {"number": view.number},
        },
    )


def _sent_again(request: HttpRequest, row: Returned) -> bool:
    return acted(request, "present", {"reference": row.reference}, _("The payment is sent again.")).ok


def _account_recorded(request: HttpRequest, form: ActForm) -> bool:
    if form.is_sent_by(request) and form.perform(request):
        messages.success(
            request, _("Recorded. Another person verifies it; then the drawing officer has it sent again.")
        )
        return True
    return False


@officer(Role.CLERK, Role.DRAWING_OFFICER, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def refund(request: HttpRequest, authority: Authority, code: str, bill: int) -> HttpResponse:
    """Enter a challan by which a person returned pay of this bill."""
    view = _bill_of(code, bill, authority)
    form = challan_form(view)
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Entered. The treasury confirms it."))
        return redirect("drawing:bill", code=code, bill=bill)
    whose = people_named({line.number for line in view.lines})
    return render(
        request,
        "drawing/refund.html",
        {
            "back": reverse("drawing:bill", kwargs={"code": code, "bill": bill}),
            "back_word": _("Bill %(number)s") % {"number": view.number},
            "question": _("Pay returned on bill %(number)s") % {"number": view.number},
            "numbers": [whose[number] for number in dict.fromkeys(line.number for line in view.lines)],
            "form": form,
            "main": [form[name] for name in MAIN],
            "parts": [field for field in form if field.name not in MAIN],
        },
    )


@officer(*OFFICE, scope="code")
@require_GET
def lines(request: HttpRequest, authority: Authority, code: str, bill: int) -> HttpResponse:
    """The lines of a bill as CSV, exact to the paisa."""
    view = _bill_of(code, bill, authority)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="bill-{view.number.replace("/", "-")}.csv"'
    writer = csv.writer(response)
    writer.writerow(_COLUMNS)
    whose = people_named({row.number for row in view.lines})
    for row in view.lines:
        writer.writerow(
            [
                *whose.cells(row.number),
                str(row.for_month),
                row.part,
                row.gross,
                row.deductions,
                row.net,
                "yes" if row.is_unconfirmed else "no",
            ]
        )
    return response


def _bill_of(code: str, bill: int, authority: Authority) -> BillView:
    theirs(Bill.objects.filter(pk=bill, drawing_code__code=code).first())
    return bill_view(bill, authority)


def _needs_reason(view: BillView, act: str) -> bool:
    return bool(ACTS[act].question) and not (act == "present" and view.state != Bill.State.OBJECTED)


def _act_address(view: BillView, act: str) -> str:
    return reverse("drawing:act", kwargs={"code": view.drawing_code, "bill": view.id, "act": act})


def _offers(view: BillView) -> list[Offer]:
    """The viewer's links and acts on a bill: correct accounts, acts, challan, papers.

    If no act is hers and the bill is made, the next signature is shown with its signatory.
    """
    here = {"code": view.drawing_code, "bill": view.id}
    papers = [
        Offer(_(word), reverse(f"drawing:{page}", kwargs=here), is_link=True) for word, page in PAPERS.items()
    ]
    found = []
    if returned_of(view.id):
        count = len(returned_of(view.id))
        verb = ngettext("Correct the account", "Correct %(count)s accounts", count) % {
            "count": words.count_in_words(count)
        }
        found.append(
            Offer(verb, reverse("drawing:accounts", kwargs={"code": view.drawing_code, "bill": view.id}))
        )
    found += [
        Offer(
            _(ACTS[name].verb),
            _act_address(view, name),
            is_post=name not in SIGNED and not _needs_reason(view, name),
            is_quiet=name == "withdraw",
        )
        for name in ("check", "countersign", "present", "withdraw")
        if not view.can[name]
    ]
    if not found and view.state == Bill.State.MADE and (why := _who_signs(view)):
        found.append(Offer(_("Check") if view.signing == "maker_checker" else _("Countersign"), beside=why))
    if objected := left_out_by(view):
        verb = ngettext(
            "Make it without the one objected to", "Make it without the %(count)s objected to", len(objected)
        ) % {"count": words.count_in_words(len(objected))}
        found.append(Offer(verb, reverse("drawing:make_again", kwargs=here)))
    if not view.can["refund"]:
        address = reverse("drawing:refund", kwargs={"code": view.drawing_code, "bill": view.id})
        found.append(Offer(_("Enter a challan"), address, is_link=True))
    return [*found, *papers]


def _who_signs(view: BillView) -> str:
    if view.signing == "maker_checker":
        mine = view.can["check"].startswith("You made")
        return (
            _("You made this bill. Another person checks it.")
            if mine
            else _("The drawing officer checks it.")
        )
    if view.signing == "countersigned":
        return _("The controlling officer countersigns it.")
    return ""
