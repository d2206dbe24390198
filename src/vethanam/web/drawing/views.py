"""The month of a drawing office: what is left, the run, its differences, its findings."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.payroll.actions import accept_difference, lock_run, make_bill, resolve_finding
from vethanam.payroll.changes import NOT_EXPLAINED
from vethanam.payroll.models import Resolution, Run, RunFinding
from vethanam.payroll.queries import findings_of, run_progress
from vethanam.payroll.tasks import defer_run
from vethanam.people.actions import revoke
from vethanam.people.models import Delegation, Role
from vethanam.periods import Month
from vethanam.web import words
from vethanam.web.access import officer, theirs
from vethanam.web.drawing.comparison import comparison_of
from vethanam.web.drawing.desk import current_month, desk_of, drawn_apart, noted
from vethanam.web.drawing.running import running
from vethanam.web.names import said
from vethanam.web.outcomes import done, fault_of
from vethanam.web.under_way import answered, is_over_soon

OFFICE = (Role.DRAWING_OFFICER, Role.COUNTERSIGNING_OFFICER, Role.CLERK)
WORKING = (Role.DRAWING_OFFICER, Role.CLERK)


@officer(*OFFICE, scope="code")
@require_GET
def month(request: HttpRequest, authority: Authority, code: str, month: Month | None = None) -> HttpResponse:
    """What is left this month, and the single next thing."""
    chosen = month or current_month(code, authority.at)
    return render(
        request,
        "drawing/month.html",
        {"desk": desk_of(code, chosen, authority), "apart": drawn_apart(code, authority)},
    )


@officer(*WORKING, scope="code", power="prepare")
@require_POST
def compute(request: HttpRequest, authority: Authority, code: str, month: Month) -> HttpResponse:
    """Ask the worker to compute; over in a second, so go straight to the result where it is."""
    try:
        with transaction.atomic():
            asked = defer_run(month, code, authority)
    except (Refused, Unsound) as error:
        messages.error(request, said(error))
        return redirect("drawing:month_of", code=code, month=month)
    if is_over_soon(lambda: run_progress(asked.pk).is_over):
        return _to_result(request, code, asked.pk)
    return redirect("drawing:run", code=code, run=asked.pk)


@officer(*OFFICE, scope="code")
@require_GET
def run(request: HttpRequest, authority: Authority, code: str, run: int) -> HttpResponse:
    """Where a run is. The page asks again each second; nothing is lost by closing it."""
    theirs(_run_of(code, run))
    return answered(request, running(code, run))


@officer(*OFFICE, scope="code")
@require_GET
def differences(request: HttpRequest, authority: Authority, code: str, run: int) -> HttpResponse:
    """The run beside the month before."""
    theirs(_run_of(code, run))
    return render(request, "drawing/differences.html", {"page": comparison_of(code, run)})


@officer(*WORKING, scope="code", power="prepare")
@require_POST
def make(request: HttpRequest, authority: Authority, code: str, run: int) -> HttpResponse:
    """Lock the run and make its bills."""
    theirs(_run_of(code, run))
    try:
        lock_run(run, authority)
        made = make_bill(run, authority)
    except (Refused, Unsound) as error:
        messages.error(request, said(error))
        if error.code == "entries_since":
            return redirect(_month_page(code, Run.objects.get(pk=run)))
        return redirect("drawing:differences", code=code, run=run)
    if not made.bills:
        messages.warning(request, said(made))
        return redirect("drawing:differences", code=code, run=run)
    messages.success(request, _("The bill is made. Another person checks or presents it."))
    return redirect("drawing:bill", code=code, bill=made.bills[0].pk)


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def finding(request: HttpRequest, authority: Authority, code: str, finding: int) -> HttpResponse:
    """Hold a person for the month, accept a change, or sign a finding off: always with a reason."""
    row = theirs(
        RunFinding.objects.filter(pk=finding, run__drawing_code__code=code).select_related("run").first()
    )
    is_change = row.code == NOT_EXPLAINED
    back = (
        reverse("drawing:differences", kwargs={"code": code, "run": row.run_id})
        if is_change
        else _month_page(code, row.run)
    )
    fault = ""
    if request.method == "POST":
        fault = fault_of(lambda: _settle(row, authority, request.POST.get("reason", "")))
        if not fault:
            messages.success(request, _("Recorded, with your reason."))
            return redirect(back)
    view = next(f for f in findings_of(row.run_id) if f.id == row.pk)
    return render(
        request,
        "parts/reasoned.html",
        {
            "back": back,
            "back_word": words.month(Month.from_key(row.run.month)),
            "question": _question(row),
            "stays": noted(code, view).says,
            "verb": _("Accept")
            if is_change
            else _("Hold this month")
            if row.employment_id
            else _("Sign off"),
            "hint": _consequence(row),
            "fault": fault,
        },
    )


@officer(Role.DRAWING_OFFICER, scope="code")
@require_POST
def end_help(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """End a delegation now."""
    key = request.POST.get("delegation", "")
    lent = theirs(
        Delegation.objects.select_related("appointment").filter(pk=int(key), appointment__scope=code).first()
        if key.isdecimal()
        else None
    )
    done(request, lambda: revoke(authority, lent), _("Ended. What was done before stands."))
    return redirect("drawing:month", code=code)


def _run_of(code: str, run: int) -> Run | None:
    return Run.objects.filter(pk=run, drawing_code__code=code).first()


def _to_result(request: HttpRequest, code: str, run: int) -> HttpResponse:
    result = run_progress(run)
    if result.state == Run.State.STOPPED and result.sentence:
        messages.error(request, said(result.sentence))
    elif result.state == Run.State.UNCHANGED:
        messages.success(request, _("Nothing has changed since the last version."))
    return redirect("drawing:month_of", code=code, month=result.month)


def _settle(row: RunFinding, authority: Authority, reason: str) -> object:
    if row.code == NOT_EXPLAINED and row.employment_id:
        return accept_difference(row.run_id, row.employment_id, row.component, authority, reason=reason)
    kind = Resolution.Kind.HELD if row.employment_id else Resolution.Kind.SIGNED_OFF
    return resolve_finding(row.pk, authority, kind=kind, reason=reason)


def _question(row: RunFinding) -> str:
    number = row.record.removeprefix("Employee ")
    if row.code == NOT_EXPLAINED:
        return _("Accept the change of employee %(number)s?") % {"number": number}
    if row.employment_id:
        return _("Hold employee %(number)s for this month?") % {"number": number}
    return _("Sign this finding off?")


def _consequence(row: RunFinding) -> str:
    if row.code == NOT_EXPLAINED:
        return _("The bill can then be made with it. The reason stays with this run.")
    if row.employment_id:
        return _("Nobody is paid less for ever: the month can be drawn later on a supplementary bill.")
    return _("The reason stays with this run.")


def _month_page(code: str, run: Run) -> str:
    return reverse("drawing:month_of", kwargs={"code": code, "month": Month.from_key(run.month)})
