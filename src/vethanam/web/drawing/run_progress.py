"""The page of a run: steps, progress, next acts."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from vethanam.payroll.models import Run
from vethanam.payroll.queries import RunProgress, run_progress
from vethanam.payroll.tasks import compute_in_background, is_left
from vethanam.web.drawing.desk import place_of
from vethanam.web.parts import words
from vethanam.web.parts.job_progress import UnderWay, begun, facts_known
from vethanam.web.parts.names import said
from vethanam.web.parts.view_values import Offer, Step, offered


def running(code: str, run: int) -> UnderWay:
    """The values of the page of a run in its current state."""
    found = run_progress(run)
    return UnderWay(
        place=place_of(code, 0),
        title=_title(found, words.month(found.month)),
        lead=_lead(found),
        steps=_steps(found),
        done=found.done,
        total=found.total,
        small=_started(found),
        address=reverse("drawing:run", kwargs={"code": code, "run": run}),
        is_moving=not found.is_over,
        offers=offered(_offers(code, found)),
    )


def _offers(code: str, run: RunProgress) -> list[Offer]:
    """The next acts; a run with a failed job can be requested again."""
    here = {"code": code, "month": run.month}
    if run.is_over:
        return [Offer(_("See the month"), reverse("drawing:month_of", kwargs=here))]
    if is_left(compute_in_background, run=run.run):
        beside = _("The worker left it. Asking again does no harm.")
        return [
            Offer(_("Compute again"), reverse("drawing:compute", kwargs=here), is_post=True, beside=beside)
        ]
    return []


def _title(run: RunProgress, month: str) -> str:
    if not run.is_over:
        return _("Computing %(month)s") % {"month": month}
    if run.state == Run.State.STOPPED:
        return _("%(month)s could not be computed") % {"month": month}
    return _("%(month)s is computed") % {"month": month}


def _lead(run: RunProgress) -> str:
    if not run.is_over:
        return _("You can close this page. The run goes on, and nothing is paid by computing.")
    if run.state == Run.State.UNCHANGED:
        return _("Nothing has changed since the last version.")
    return said(run.sentence) if run.sentence else ""


def _steps(run: RunProgress) -> list[Step]:
    return [
        facts_known(run.known_at),
        Step(_("Computing"), kind="behind" if run.is_over else "ahead", is_current=not run.is_over),
        Step(
            _("Comparing with %(month)s") % {"month": words.month(run.month.plus(-1))},
            is_current=run.is_over,
            kind="ahead",
        ),
        Step(_("Locked by you"), kind="behind" if run.state == Run.State.LOCKED else "ahead"),
    ]


def _started(run: RunProgress) -> str:
    started = begun(run.known_at, is_waiting=run.state == Run.State.ASKED)
    if not run.version:
        return started
    return f"{started} · {_('version %(version)s of this month') % {'version': run.version}}"
