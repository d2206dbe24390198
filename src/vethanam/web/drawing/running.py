"""A run for its own page: steps, the count that moves, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from vethanam.money import grouped
from vethanam.payroll.models import Run
from vethanam.payroll.queries import RunProgress, run_progress
from vethanam.payroll.tasks import compute_in_background
from vethanam.web import words
from vethanam.web.drawing.desk import place_of
from vethanam.web.parts import Offer, Step, offered


@dataclass(frozen=True, slots=True)
class Running:
    """The page of a run."""

    place: str
    title: str
    lead: str
    steps: Sequence[Step]
    done: int
    total: int
    of: str
    small: str
    address: str
    is_moving: bool
    offers: Sequence[Offer]


def running(code: str, run: int) -> Running:
    """The run as it stands."""
    found = run_progress(run)
    return Running(
        place=place_of(code, 0),
        title=_title(found, words.month_name(found.month)),
        lead=_lead(found),
        steps=_steps(found),
        done=found.done,
        total=found.total,
        of=_("of %(total)s people") % {"total": grouped(found.total)},
        small=_started(found),
        address=reverse("drawing:run", kwargs={"code": code, "run": run}),
        is_moving=not found.is_over,
        offers=offered(_offers(code, found)),
    )


def _offers(code: str, run: RunProgress) -> list[Offer]:
    """What comes next; a run whose job failed can be asked for again."""
    here = {"code": code, "month": run.month}
    if run.is_over:
        return [Offer(_("See the month"), reverse("drawing:month_of", kwargs=here))]
    if _is_left(run.run):
        beside = _("The worker left it. Asking again does no harm.")
        return [
            Offer(_("Compute again"), reverse("drawing:compute", kwargs=here), is_post=True, beside=beside)
        ]
    return []


def _is_left(run: int) -> bool:
    """Whether the job of a run ended without its result."""
    jobs = ProcrastinateJob.objects.filter(task_name=compute_in_background.name, args__run=run)
    return jobs.order_by("-id").values_list("status", flat=True).first() == "failed"


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
    return run.says


def _steps(run: RunProgress) -> list[Step]:
    known = timezone.localtime(run.known_at)
    facts = _("Facts as known %(day)s, %(time)s") % {
        "day": words.day(known.date(), year=False),
        "time": f"{known:%H:%M}",
    }
    return [
        Step(facts, kind="behind"),
        Step(_("Computing"), kind="behind" if run.is_over else "ahead", is_current=not run.is_over),
        Step(
            _("Comparing with %(month)s") % {"month": words.month_name(run.month.plus(-1))},
            is_current=run.is_over,
            kind="ahead",
        ),
        Step(_("Locked by you"), kind="behind" if run.state == Run.State.LOCKED else "ahead"),
    ]


def _started(run: RunProgress) -> str:
    if run.state == Run.State.ASKED:
        return _("Waits for its turn since %(time)s") % {
            "time": f"{timezone.localtime(run.known_at):%H:%M:%S}"
        }
    started = _("Started %(time)s") % {"time": f"{timezone.localtime(run.known_at):%H:%M:%S}"}
    return (
        f"{started} · {_('version %(version)s of this month') % {'version': run.version}}"
        if run.version
        else started
    )
