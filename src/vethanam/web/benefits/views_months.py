"""The months of a scheme: computed, looked at, approved, reopened; due and drawn by payer; releases."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.benefit_cycle_views import release_state
from vethanam.acts.benefit_cycles import cycle_of, cycle_state, latest_cycles, state_of
from vethanam.acts.benefit_fields import SCHEME
from vethanam.benefits.models import Cycle, Release, SchemeOffice
from vethanam.benefits.queries.changes import waiting_changes
from vethanam.benefits.queries.cycles import in_force, month_shares, months_in_force, totals_of
from vethanam.benefits.queries.differences import Difference, differences_of
from vethanam.errors import VethanamError
from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.web.benefits import words
from vethanam.web.benefits.forms import BenefitForm
from vethanam.web.benefits.views_computing import open_requests
from vethanam.web.parts import words as page_words
from vethanam.web.parts.access import officer
from vethanam.web.parts.names import said

_STATES = {"computed": "look", "approved": "done", "reopened": "open"}


@officer(SCHEME, scope="code")
@require_GET
def months(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """The computed months of a scheme, and where to compute the next one."""
    rows = [_row(code, one) for one in latest_cycles(code)]
    page = {"place": _place(code), "rows": rows, "code": code, "requests": open_requests(code)}
    return render(request, "benefits/months.html", page)


@officer(SCHEME, scope="code")
@require_GET
def month(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """One cycle: its sums, people by decision and change, and the next step of this officer."""
    row = _cycle(code, number)
    latest = Cycle.objects.filter(scheme=row.scheme, month=row.month).order_by("-version").first()
    state = state_of(row)
    page = {
        "place": _place(code), "code": code, "row": _row(code, row), "number": str(row),
        "facts": cycle_state(row), "hash": bytes(row.result_hash).hex(),
        "waits": waiting_changes(row) if in_force(row) else 0,
        "totals": [_total(one) for one in totals_of(row)],
        "differences": [_difference(one) for one in differences_of(row, is_changed=True)],
        "is_to_approve": state == "computed" and latest == row and row.entered_by_id != authority.account,
        "is_to_reopen": in_force(row), "is_own": row.entered_by_id == authority.account,
    }  # fmt: skip
    return render(request, "benefits/month.html", page)


@officer(SCHEME, scope="code")
@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """Approve a cycle by the result that the page shows."""
    row = _cycle(code, number)
    fixed = {"cycle": number, "office": code, "result_hash": bytes(row.result_hash).hex()}
    form = BenefitForm("approve_cycle", fields=(), fixed=fixed)
    return act_page(request, form, _("Approve the month"), _("Approve"), _about(row), _back(code, number))


@officer(SCHEME, scope="code")
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """Reopen an approved cycle by order."""
    row = _cycle(code, number)
    needed = ("order_number", "order_dated")
    form = BenefitForm(
        "reopen_cycle", fields=(*needed, "reason"), fixed={"cycle": number, "office": code}, needed=needed
    )
    return act_page(request, form, _("Reopen the month"), _("Reopen"), _about(row), _back(code, number))


@officer(SCHEME, scope="code")
@require_GET
def shares(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Due, drawn and open by month and payer, and the releases."""
    office = _office(code)
    approved = months_in_force(office)
    page = {
        "place": _place(code), "code": code, "rows": _shares(office, approved), "releases": _releases(office),
    }  # fmt: skip
    return render(request, "benefits/shares.html", page)


@officer(Role.FINANCE_OFFICER)
@require_GET
def schemes(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Finance: each scheme with its open sums, and where to release money."""
    rows = [
        {
            "title": words.scheme_title(office), "code": office.code,
            "shares": _shares(office, months_in_force(office, most=6)), "releases": _releases(office)[:6],
            "address": reverse("finance:release", kwargs={"scheme": office.code}),
            "payments": reverse("finance:payments", kwargs={"scheme": office.code}),
        }
        for office in SchemeOffice.objects.order_by("code")
    ]  # fmt: skip
    return render(request, "benefits/schemes.html", {"rows": rows})


@officer(Role.FINANCE_OFFICER)
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, authority: Authority, scheme: str) -> HttpResponse:
    """Release money for approved months of a scheme, by order."""
    office = _office(scheme)
    needed = ("order_number", "order_dated")
    fields = ("for_months", "sum", "instalment", "rate_of", "payer", *needed)
    approved = [(str(Month.from_key(one)), words.month(one)) for one in months_in_force(office)]
    form = BenefitForm(
        "release_benefit", fields=fields, fixed={"scheme": scheme}, needed=needed,
        initial={"payer": "state"},
        choices={"for_months": approved, "payer": words.choices(words.PAYERS)},
    )  # fmt: skip
    back = reverse("finance:benefits")
    about = words.scheme_title(office)
    return act_page(request, form, _("Release money"), _("Release"), about, back)


def act_page(
    request: HttpRequest, form: BenefitForm, question: str, verb: str, about: str, back: str, notice: str = ""
) -> HttpResponse:
    """The page of one act; back to its list once it is performed. ``notice`` stands above the form."""
    if form.is_sent_by(request) and form.perform(request) and form.performed is not None:
        done = form.performed
        messages.success(request, said(done.sentence) if done.sentence else done.says)
        return redirect(back)
    page = {
        "question": question, "stays": about, "form": form, "verb": verb, "is_filled": True, "back": back,
        "back_word": about, "notice": notice,
    }  # fmt: skip
    return render(request, "parts/act.html", page)


def _cycle(code: str, number: str) -> Cycle:
    try:
        row = cycle_of(number)
    except VethanamError:
        raise Http404 from None
    if row.scheme.code != code:
        raise Http404
    return row


def _office(code: str) -> SchemeOffice:
    row = SchemeOffice.objects.filter(code=code).first()
    if row is None:
        raise Http404
    return row


def _place(code: str) -> str:
    return words.scheme_title(_office(code))


def _about(row: Cycle) -> str:
    return f"{words.scheme_title(row.scheme)} · {words.month(row.month)} · {row}"


def _back(code: str, number: str) -> str:
    return reverse("benefits:month", kwargs={"code": code, "number": number})


def _row(code: str, row: Cycle) -> dict[str, Any]:
    facts, state = cycle_state(row), state_of(row)
    return {
        "month": words.month(row.month), "number": str(row), "address": _back(code, str(row)),
        "state": (_STATES[state], words.word(words.CYCLES, state)), "eligible": facts["eligible"],
        "held": facts["held"], "due": shown(facts["due_paise"]),
    }  # fmt: skip


def _total(one: Any) -> dict[str, Any]:
    return {
        "month": words.month(one.month), "state": words.state_words(one.state),
        "change": words.word(words.CHANGES, one.change), "people": one.people,
        "due": shown(one.due) if one.due is not None else "",
        "of_state": shown(one.of_state) if one.of_state is not None else "",
        "of_centre": shown(one.of_centre) if one.of_centre is not None else "",
        "held": shown(one.held) if one.held else "", "unknown": one.unknown,
    }  # fmt: skip


def _difference(one: Difference) -> dict[str, Any]:
    is_ml = page_words.language() == "ml"
    return {
        "month": words.month(one.month),
        "local_body": one.local_body_ml if is_ml and one.local_body_ml else one.local_body,
        "change": words.word(words.CHANGES, one.change), "state": words.state_words(one.state),
        "reason": words.reason(one.reason), "people": one.people,
    }  # fmt: skip


def _shares(office: SchemeOffice, approved: list[int]) -> list[dict[str, Any]]:
    rows = month_shares(office, approved) if approved else []
    return [
        {
            "month": words.month(one.month), "payer": words.word(words.PAYERS, one.payer),
            "due": shown(one.due), "drawn": shown(one.here), "elsewhere": shown(one.elsewhere),
            "kept": shown(one.kept),
            "open": shown(one.open), "held": one.held,
        }
        for one in reversed(rows)
    ]  # fmt: skip


def _releases(office: SchemeOffice) -> list[dict[str, Any]]:
    rows = Release.objects.filter(scheme=office).select_related("order").order_by("-pk")
    found = []
    for row in rows[:50]:
        facts = release_state(row)
        found.append({
            "number": row.number, "order": str(row.order), "instalment": row.instalment,
            "months": words.release_said(row), "sum": shown(row.sum),
            "drawn": shown(facts["drawn_paise"]), "left": shown(facts["left_paise"]),
        })  # fmt: skip
    return found
