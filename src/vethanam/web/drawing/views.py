"""The month of a drawing office: open work, the run, its differences, its findings."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vethanam.acts.executor import Performed
from vethanam.identity.authority import Authority
from vethanam.payroll.models import Bill, Resolution, Run, RunFinding
from vethanam.payroll.queries import findings_of, run_progress
from vethanam.payroll.runs.change_causes import NOT_EXPLAINED
from vethanam.people.models import Delegation, Role
from vethanam.periods import Month
from vethanam.web.drawing.comparison import cause_page, comparison_of
from vethanam.web.drawing.desk import current_month, desk_of, drawn_apart, noted, place_of
from vethanam.web.drawing.month_checks import checks_shown
from vethanam.web.drawing.roll import PAGE
from vethanam.web.drawing.run_progress import running
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm, sent
from vethanam.web.parts.inbox import waiting_at_home
from vethanam.web.parts.job_progress import answered, is_over_soon
from vethanam.web.parts.names import said
from vethanam.web.parts.outcomes import acted, sentence_to
from vethanam.web.parts.paging import paged
from vethanam.web.parts.people import People, numbers_of, people_named

OFFICE = (Role.DRAWING_OFFICER, Role.COUNTERSIGNING_OFFICER, Role.CLERK)
WORKING = (Role.DRAWING_OFFICER, Role.CLERK)


@officer(*OFFICE, scope="code")
@require_GET
def month(request: HttpRequest, authority: Authority, code: str, month: Month | None = None) -> HttpResponse:
    """The month's open work, and the next step."""
    chosen = month or current_month(code, authority.at)
    return render(
        request,
        "drawing/month.html",
        {
            "desk": desk_of(code, chosen, authority),
            "inbox": waiting_at_home(request, authority),
            "apart": drawn_apart(code, authority),
        },
    )


@officer(*OFFICE, scope="code")
@require_GET
def checks(request: HttpRequest, authority: Authority, code: str, month: Month) -> HttpResponse:
    """Everybody whom the checks before a run name, by kind of finding."""
    return render(
        request,
        "drawing/checks.html",
        {
            "checks": checks_shown(code, month, authority, few=None),
            "title": _("%(month)s: before the run") % {"month": words.month(month)},
            "place": place_of(code, 0),
            "month": month,
            "back": reverse("drawing:month_of", kwargs={"code": code, "month": month}),
        },
    )


@officer(*WORKING, scope="code", power="prepare")
@require_POST
def compute(request: HttpRequest, authority: Authority, code: str, month: Month) -> HttpResponse:
    """Ask the worker to compute; if it finishes within a second, go straight to the result."""
    asked = acted(request, "run", {"month": month, "drawing_code": code})
    if not asked.ok:
        return redirect("drawing:month_of", code=code, month=month)
    run = asked.state["run"]
    if is_over_soon(lambda: run_progress(run).is_over):
        return _to_result(request, code, run)
    return redirect("drawing:run", code=code, run=run)


@officer(*OFFICE, scope="code")
@require_GET
def run(request: HttpRequest, authority: Authority, code: str, run: int) -> HttpResponse:
    """The progress of a run. The page reloads each second; closing it loses nothing."""
    theirs(_run_of(code, run))
    return answered(request, running(code, run))


@officer(*OFFICE, scope="code")
@require_GET
def differences(request: HttpRequest, authority: Authority, code: str, run: int) -> HttpResponse:
    """The run compared with the month before."""
    theirs(_run_of(code, run))
    return render(request, "drawing/differences.html", {"page": comparison_of(code, run)})


@officer(*OFFICE, scope="code")
@require_GET
def cause(request: HttpRequest, authority: Authority, code: str, run: int, cause: str) -> HttpResponse:
    """The people whose pay changes from the month before for one cause, forty per page."""
    theirs(_run_of(code, run))
    page = cause_page(code, run, cause)
    if not page.people:
        raise Http404
    rows, pages = paged(request, page.people, PAGE)
    return render(request, "drawing/cause.html", {"page": page, "rows": rows, "pages": pages})


@officer(*WORKING, scope="code", power="prepare")
@require_POST
def make(request: HttpRequest, authority: Authority, code: str, run: int) -> HttpResponse:
    """Lock the run and make its bills."""
    found = theirs(_run_of(code, run))
    made = acted(request, "make", {"drawing_code": code, "runs": [run]})
    if made.code == "entries_since":
        return redirect(_month_page(code, found))
    return to_bill(request, made) or redirect("drawing:differences", code=code, run=run)


def to_bill(request: HttpRequest, made: Performed) -> HttpResponse | None:
    """The page of the first new bill; None if none was made, and the next page gives the reason."""
    if not (bills := made.state.get("bills")):
        if made.ok:
            messages.warning(request, sentence_to(request, made))
        return None
    messages.success(request, _("The bill is made. Another person checks or presents it."))
    bill = Bill.objects.select_related("drawing_code").get(number=bills[0]["bill"])
    return redirect("drawing:bill", code=bill.drawing_code.code, bill=bill.pk)


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def finding(request: HttpRequest, authority: Authority, code: str, finding: int) -> HttpResponse:
    """Hold a person for the month, accept a change, or sign a finding off, always with a reason."""
    row = theirs(
        RunFinding.objects.filter(pk=finding, run__drawing_code__code=code)
        .select_related("run", "employment")
        .first()
    )
    is_change = row.code == NOT_EXPLAINED
    of: dict[str, object] = {"finding": row.pk}
    if is_change and row.employment:
        of = {"employment": row.employment.number, "code": row.code}
    back = (
        reverse("drawing:differences", kwargs={"code": code, "run": row.run_id})
        if is_change
        else _month_page(code, row.run)
    )
    form = ActForm(
        "resolve",
        fields=("reason",),
        fixed={
            "month": Month.from_key(row.run.month),
            "drawing_code": code,
            **of,
            "how": Resolution.Kind.SIGNED_OFF if is_change or not row.employment_id else Resolution.Kind.HELD,
        },
        hints={"reason": _consequence(row)},
    )
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Recorded, with your reason."))
        return redirect(back)
    view = next(f for f in findings_of(row.run_id) if f.id == row.pk)
    whose = people_named(numbers_of([view]))
    return render(
        request,
        "parts/act.html",
        {
            "back": back,
            "back_word": words.month(Month.from_key(row.run.month)),
            "question": _question(row, whose),
            "stays": noted(code, view, whose).says,
            "verb": _("Accept")
            if is_change
            else _("Hold this month")
            if row.employment_id
            else _("Sign off"),
            "form": form,
        },
    )


@officer(Role.DRAWING_OFFICER, scope="code")
@require_POST
def end_help(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """End a delegation now."""
    key = sent(request).get("delegation", "")
    theirs(
        Delegation.objects.filter(pk=int(key), appointment__scope=code).first() if key.isdecimal() else None
    )
    acted(request, "revoke", {"delegation": key}, _("Ended. Earlier acts stay valid."))
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


def _question(row: RunFinding, whose: People) -> str:
    person = {"person": whose.of(row.record)}
    if row.code == NOT_EXPLAINED:
        return _("Accept the change of %(person)s?") % person
    if row.employment_id:
        return _("Hold %(person)s for this month?") % person
    return _("Sign this finding off?")


def _consequence(row: RunFinding) -> str:
    if row.code == NOT_EXPLAINED:
        return _("The bill can then be made with it. The reason stays with this run.")
    if row.employment_id:
        return _("Nobody is paid less for ever: the month can be drawn later on a supplementary bill.")
    return _("The reason stays with this run.")


def _month_page(code: str, run: Run) -> str:
    return reverse("drawing:month_of", kwargs={"code": code, "month": Month.from_key(run.month)})
