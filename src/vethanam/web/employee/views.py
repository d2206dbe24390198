"""A person's own pages: pay, the reason of each line, the uses of her contacts."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vethanam.documents.month_explanation import explained_pdf
from vethanam.documents.payslip import payslip_pdf
from vethanam.errors import Unsound
from vethanam.evidence.absences import absence_from_use
from vethanam.evidence.bundles import bundle_of_person, bundle_of_use
from vethanam.evidence.person_maps import complete_list
from vethanam.evidence.signed_slips import sealed_slip
from vethanam.identity.authority import Authority
from vethanam.messaging.queries import intimations_of
from vethanam.payroll.payslips.questions import questions_on
from vethanam.payroll.queries import month_of
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.privacy.queries import use_of
from vethanam.privacy.queries.duties import question_about
from vethanam.web.employee.explanation_files import file_of as why_file_of
from vethanam.web.employee.explanation_files import paper_of as why_paper_of
from vethanam.web.employee.net_difference import moved_of
from vethanam.web.employee.pages import employment_of, home_of, pen_of, place_of
from vethanam.web.employee.payslip import paper_of, slip_of
from vethanam.web.employee.views_questions import row
from vethanam.web.parts.access import employee, theirs
from vethanam.web.parts.file_response import file_response
from vethanam.web.parts.names import said
from vethanam.web.pay.line_explanation import line_page
from vethanam.web.pay.questions import asked_row
from vethanam.web.privacy.uses import row_of, uses_shown, with_place


@employee
@require_GET
def home(request: HttpRequest, authority: Authority, month: Month | None = None) -> HttpResponse:
    """My pay, its reasons, and the uses of my contacts."""
    mine = _mine(request, authority)
    shown = home_of(mine, month, authority.at)
    if shown is None:
        if month is not None:
            raise Http404
        uses = uses_shown(mine.person_id, authority.at)
        return render(request, "employee/none.html", {"place": place_of(mine), "uses": uses})
    return render(request, "employee/home.html", {"home": shown})


@employee
@require_GET
def line(request: HttpRequest, authority: Authority, month: Month, component: str) -> HttpResponse:
    """The explanation of a line."""
    mine = _mine(request, authority)
    paid = [row.amount for row in month_of(mine.pk, month).lines if row.component == component]
    back = reverse("employee:month", kwargs={"month": month}) + pen_of(mine)
    try:
        shown = line_page(mine.pk, month, component, back, is_mine=True, paid=sum(paid) if paid else None)
    except Unsound as unsound:
        messages.warning(request, said(unsound))
        return redirect("employee:home")
    asked = [asked_row(one, authority.at) for one in questions_on(mine.pk, month, component)]
    ask = reverse("employee:ask_line", kwargs={"month": month, "component": component}) + pen_of(mine)
    return render(
        request,
        "employee/line.html",
        {"line": shown, "asked": asked, "ask": "" if any(one["is_open"] for one in asked) else ask},
    )


@employee
@require_GET
def payslip(request: HttpRequest, authority: Authority, month: Month, slip: int) -> HttpResponse:
    """One payslip as a PDF, always with the same bytes."""
    found = theirs(slip_of(_person(authority), slip))
    mine = found.employment
    try:
        pdf = payslip_pdf(paper_of(mine, found))
    except Unsound as unsound:
        messages.warning(request, said(unsound))
        return redirect("employee:home")
    return _pdf(pdf, f"payslip-{mine.number}-{month}.pdf")


@employee
@require_GET
def signed_payslip(request: HttpRequest, authority: Authority, month: Month, slip: int) -> HttpResponse:
    """One payslip as a sealed PDF with its proof, to save and hand on."""
    found = theirs(slip_of(_person(authority), slip))
    mine = found.employment
    try:
        pdf = sealed_slip(found, payslip_pdf(paper_of(mine, found)))
    except Unsound as unsound:
        messages.warning(request, said(unsound))
        return redirect("employee:home")
    return file_response(pdf, f"signed-payslip-{mine.number}-{month}.pdf", is_saved=True)


@employee
@require_GET
def why(request: HttpRequest, authority: Authority, month: Month) -> HttpResponse:
    """Every line of a month explained, as a PDF in the reader's language."""
    mine = _mine(request, authority)
    try:
        pdf = explained_pdf(why_paper_of(mine, month))
    except Unsound as unsound:
        messages.warning(request, said(unsound))
        return redirect("employee:home")
    return _pdf(pdf, f"why-{mine.number}-{month}.pdf")


@employee
@require_GET
def changed(request: HttpRequest, authority: Authority, month: Month) -> HttpResponse:
    """The changes since the month before, line by line, with the facts and parameters behind them."""
    try:
        found = moved_of(_mine(request, authority), month)
    except Unsound as unsound:
        messages.warning(request, said(unsound))
        return redirect("employee:home")
    return render(request, "employee/changed.html", {"moved": found})


@employee
@require_GET
def why_file(request: HttpRequest, authority: Authority, month: Month) -> HttpResponse:
    """The explained month as a file that anyone can recompute."""
    mine = _mine(request, authority)
    try:
        return _file(why_file_of(mine, month), f"why-{mine.number}-{month}.json")
    except Unsound as unsound:
        messages.warning(request, said(unsound))
        return redirect("employee:home")


@employee
@require_GET
def uses(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Every use and every refused request about me."""
    return render(request, "employee/uses.html", {"uses": uses_shown(_person(authority), authority.at)})


@employee
@require_GET
def use(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """One request about me, and its result."""
    person = _person(authority)
    found = theirs(use_of(person, reference))
    told = {row.use: row for row in intimations_of(person)}
    asked = question_about(person, reference, authority.at)
    return render(
        request,
        "employee/use.html",
        {
            "use": with_place(row_of(found, told.get(found.use)), found),
            "asked": row(asked) if asked else None,
        },
    )


@employee
@require_GET
def proof(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """The proof of one use as a file that can be checked independently."""
    person = _person(authority)
    found = theirs(use_of(person, reference))
    try:
        return _file(bundle_of_use(found.use, person), f"proof-{reference}.json")
    except Unsound as unsound:
        messages.warning(request, said(unsound))
        return redirect("employee:use", reference=reference)


@employee
@require_GET
def absent(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """The proof that I am not in a use, as a file that can be checked independently."""
    person = _person(authority)
    if use_of(person, reference) is not None:
        messages.warning(request, _("You are in this one. Keep the proof of it."))
        return redirect("employee:use", reference=reference)
    try:
        return _file(absence_from_use(reference, person), f"absent-{reference}.json")
    except Unsound as unsound:
        messages.warning(request, said(unsound))
        return redirect("employee:uses")


@employee
@require_GET
def complete(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Every use about me up to the latest map of a day, with the proof that none is missing."""
    try:
        return _file(complete_list(_person(authority)), "complete.json")
    except Unsound as unsound:
        messages.warning(request, said(unsound))
        return redirect("employee:uses")


@employee
@require_GET
def everything(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Every record about me in the ledger, with its proofs."""
    try:
        return _file(bundle_of_person(_person(authority)), "everything-with-proofs.json")
    except Unsound as unsound:
        messages.warning(request, said(unsound))
        return redirect("employee:uses")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _person(authority: Authority) -> int:
    if authority.person is None:
        raise Http404
    return authority.person


def _mine(request: HttpRequest, authority: Authority) -> Employment:
    """Her latest employment, or the one in the address."""
    return theirs(employment_of(_person(authority), request.GET.get("pen", "")))
