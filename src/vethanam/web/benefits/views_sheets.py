"""Taking over a register of beneficiaries: give a sheet, see its faults; another person decides on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.benefit_fields import CLERK, OFFICERS, SCHEME
from vethanam.acts.benefit_sheets import template_csv, template_workbook
from vethanam.benefits.models import BeneficiarySheet, SchemeOffice
from vethanam.benefits.queries.sheets import sample_of, state_of
from vethanam.benefits.sheets.verification import VERIFIERS, sheets_of
from vethanam.errors import Fault
from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.web.benefits import words
from vethanam.web.benefits.forms import BenefitForm
from vethanam.web.benefits.views import place_of
from vethanam.web.parts.access import officer
from vethanam.web.parts.names import said
from vethanam.web.parts.paging import page_of

#: faults listed on a page
MOST_SHOWN = 200
_A_PAGE = 50
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LOOKS = {"waits": "look", "verified": "done", "declined": "refused"}


@officer(*OFFICERS, scope="code")
@require_http_methods(["GET", "POST"])
def sheets(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Give a sheet, and see those of the office."""
    offices = SchemeOffice.objects.order_by("code")
    own = offices.filter(code=code) if authority.role == SCHEME else offices.filter(takes_local_bodies=True)
    form = BenefitForm(
        "take_over_beneficiaries", fields=("scheme", "file", "dry_run"), fixed={"office": code},
        choices={"scheme": [(one.code, words.scheme_title(one)) for one in own]},
        initial={"scheme": code if authority.role == SCHEME else ""},
    )  # fmt: skip
    if form.is_sent_by(request) and form.perform(request) and form.performed is not None:
        done = form.performed
        messages.success(request, said(done.sentence) if done.sentence else done.says)
        number = done.state.get("number")
        place = {"code": code, "number": number} if number else {"code": code}
        return redirect(reverse("benefits:sheet" if number else "benefits:sheets", kwargs=place))
    faults = form.performed.faults if form.performed else ()
    found = sheets_of(authority)
    at, pages = page_of(request, found.count(), _A_PAGE)
    page = {
        "place": place_of(authority, code), "code": code, "form": form, "pages": pages,
        "takes": authority.role in (CLERK, SCHEME),
        "faults": [_fault(one) for one in faults[:MOST_SHOWN] if one.record],
        "rows": [_row(one) for one in found[(at - 1) * _A_PAGE : at * _A_PAGE]],
    }  # fmt: skip
    return render(request, "benefits/sheets.html", page)


@officer(*OFFICERS, scope="code")
@require_GET
def template(request: HttpRequest, authority: Authority, code: str, ending: str) -> HttpResponse:
    """An empty sheet as CSV or XLSX; ``?example=yes`` adds one filled row."""
    if ending not in ("csv", "xlsx"):
        raise Http404
    filled = request.GET.get("example") == "yes"
    if ending == "csv":
        answer = HttpResponse(template_csv(with_example=filled), content_type="text/csv; charset=utf-8")
    else:
        answer = HttpResponse(template_workbook(with_example=filled), content_type=_WORKBOOK)
    answer["Content-Disposition"] = f'attachment; filename="beneficiaries.{ending}"'
    return answer


@officer(*OFFICERS, scope="code")
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, authority: Authority, code: str, number: int) -> HttpResponse:
    """Counts, sums and random rows of a sheet, which a second person verifies."""
    found = _sheet(authority, number)
    form = BenefitForm("verify_beneficiaries", fields=(), fixed={"sheet": number, "office": code})
    if form.is_sent_by(request) and form.perform(request) and form.performed is not None:
        done = form.performed
        messages.success(request, said(done.sentence) if done.sentence else done.says)
        return redirect(reverse("benefits:sheet", kwargs={"code": code, "number": number}))
    state = state_of(found)
    is_own = authority.person == found.person_id or authority.account == found.entered_by_id
    page = {
        "place": place_of(authority, code), "code": code, "form": form, "sheet": state, "row": _row(found),
        "totals": [*_totals(state["totals"])], "sample": [_shown(one) for one in sample_of(found)],
        "is_to_decide": state["state"] == "waits" and authority.role in VERIFIERS and not is_own,
        "is_own": is_own and state["state"] == "waits",
    }  # fmt: skip
    return render(request, "benefits/sheet.html", page)


@officer(*VERIFIERS, scope="code")
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, authority: Authority, code: str, number: int) -> HttpResponse:
    """Decline a sheet with a reason."""
    found = _sheet(authority, number)
    form = BenefitForm("decline_beneficiaries", fields=("reason",), fixed={"sheet": number, "office": code})
    back = reverse("benefits:sheet", kwargs={"code": code, "number": number})
    if form.is_sent_by(request) and form.perform(request) and form.performed is not None:
        done = form.performed
        messages.success(request, said(done.sentence) if done.sentence else done.says)
        return redirect(back)
    page = {
        "question": _("Decline the sheet"), "stays": f"{_('Sheet')} {number} · {found.file_name}",
        "form": form, "verb": _("Decline"), "is_filled": False, "back": back,
        "back_word": f"{_('Sheet')} {number}",
    }  # fmt: skip
    return render(request, "parts/act.html", page)


def _sheet(authority: Authority, number: int) -> BeneficiarySheet:
    found = sheets_of(authority).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _row(one: BeneficiarySheet) -> dict[str, Any]:
    state = state_of(one)
    word = _("Verified") if state["state"] == "verified" else words.state_words(state["state"])[1]
    return {
        **state,
        "look": _LOOKS[state["state"]],
        "word": word,
        "scheme_title": words.scheme_title(one.scheme),
    }


def _totals(totals: dict[str, int]) -> Any:
    """The counts by way of payment, the suspended, and the sums drawn a month."""
    for name, count in totals.items():
        if name.startswith("paid_"):
            yield words.word(words.ROUTES, name.removeprefix("paid_")), count, ""
    yield _("Suspended"), totals.get("suspended", 0), ""
    for name, label in (("drawn_state_paise", _("Drawn a month, of the State")),
                        ("drawn_centre_paise", _("Drawn a month, of the Centre"))):  # fmt: skip
        if totals.get(name):
            yield label, 0, shown(totals[name])


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    """A random row for comparing it with the former register."""
    stated = one["stated"]
    stated_facts = stated.get("circumstances", {}).items()
    facts = [(words.circumstance(kind), words.value(kind, value)) for kind, value in stated_facts]
    drawn = [shown(stated[name]) for name in ("drawn_state", "drawn_centre") if stated.get(name)]
    months = [words.month(stated[name]) for name in ("drawn_from", "drawn_until") if stated.get(name)]
    account = f"{one['branch']} ••{one['tail']}" if one["tail"] else one["branch"] or one["society"]
    return {
        **one, "facts": facts, "paid": words.word(words.ROUTES, one["route"]), "account": account,
        "drawn": f"{' – '.join(months)}: {' + '.join(drawn)}" if drawn else "",
        "suspended": words.word(words.CAUSES, stated["suspension"]) if stated.get("suspension") else "",
    }  # fmt: skip


def _fault(fault: Fault) -> dict[str, str]:
    return {"where": fault.record, "column": fault.field, "says": str(said(fault))}
