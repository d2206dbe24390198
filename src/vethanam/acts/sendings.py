"""Acts on a sending: pause and resume it; compare an operator's counts; enter a report of the portal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, Prepared, act, view
from vethanam.acts.fields import Code, FileGiven, Given, prose
from vethanam.acts.key_signatures import SignedGiven, prepared_list
from vethanam.acts.messages import REASON, WRITES
from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.messaging.actions.portal_reports import record_portal_report
from vethanam.messaging.actions.reconciliations import reconcile_counts
from vethanam.messaging.count_files import count_files_of
from vethanam.messaging.models import CountFile
from vethanam.messaging.portal_report_models import PortalReport
from vethanam.messaging.portal_reports import portal_reports_of
from vethanam.people.models import Role
from vethanam.privacy.actions.pauses import USE, pause_use, resume_use, statement_to_resume
from vethanam.privacy.counts import counted
from vethanam.privacy.models import Use
from vethanam.privacy.pause_proofs import RESUMES

PAUSES = (*WRITES, Role.DATA_PROTECTION_OFFICER, Role.LAW_OFFICER)
COMPARES = (Role.COMMUNICATING_OFFICER, Role.PURPOSE_OWNER, Role.DATA_PROTECTION_OFFICER)


class UseNamed(Given):
    """A use with messages under way."""

    use: Code = Field(title=_("Use"))


class PauseGiven(UseNamed):
    """The use that is paused, and why."""

    reason: prose(REASON) = Field(title=_("Reason"))  # type: ignore[valid-type]


class ResumeGiven(SignedGiven, UseNamed):
    """The paused use that goes on."""


class CountsGiven(Given):
    """An operator's count file: CSV with header, template, day and count."""

    file: FileGiven = Field(title=_("Count file of the operator"))


class CountFilesAsked(Given):
    """No fields."""


class PortalReportGiven(Given):
    """A report file of the portal: CSV with message, header and status, and no other column."""

    file: FileGiven = Field(title=_("Report file of the portal"))


class PortalReportsAsked(Given):
    """No fields."""


@act("pause_message", title=_("Pause a sending"), roles=PAUSES)
def pause(authority: Authority, given: PauseGiven) -> Answer:
    """Stop the messages of a use for now: what has begun ends, and nothing more begins.

    Another person resumes it (``resume_message``).
    """
    row = pause_use(authority, _use(given.use), given.reason)
    return Answer.of(
        "sending_paused", {"use": row.use.reference, "waiting": counted(row.waiting)},
        waiting=counted(row.waiting),
    )  # fmt: skip


def _prepare_resume(authority: Authority, given: ResumeGiven) -> Prepared:
    says = statement_to_resume(authority, _use(given.use))
    return prepared_list(authority, RESUMES, {USE: says}, summary=says)


@act(RESUMES, title=_("Resume a sending"), roles=PAUSES, signs="decision", prepares=_prepare_resume)
def resume(authority: Authority, given: ResumeGiven) -> Answer:
    """Let a paused sending go on, as another person than the one who paused it, with her own key.

    The dispatcher goes on once it has proven the signature. The permit is asked anew for each message; one
    past its time is cancelled.
    """
    row = resume_use(authority, _use(given.use))
    return Answer.of(
        "sending_resumed", {"use": row.pause.use.reference, "waiting": counted(row.waiting)},
        waiting=counted(row.waiting),
    )  # fmt: skip


@act("reconcile_counts", title=_("Compare an operator's counts"), roles=COMPARES)
def reconcile(authority: Authority, given: CountsGiven) -> Answer:
    """Compare an operator's own counts, by header, text and day, with the messages that we handed over.

    If the operator counted more, another body sends under our header: a case opens.
    """
    row = reconcile_counts(authority, given.file.content)
    state = counts_state(row)
    if row.case is None:
        return Answer.of("counts_agree", state, lines=len(row.lines))
    return Answer.of("counts_over", state, over=row.over, case=row.case.number)


@view("count_files", title=_("Counts of operators"), roles=COMPARES, rows="files")
def count_files(authority: Authority, given: CountFilesAsked) -> Mapping[str, Any]:
    """The count files that the office compared with ours; all for the data protection officer."""
    del given
    return {"files": [counts_state(row) for row in count_files_of(reads_of(authority))]}


@act("record_portal_report", title=_("Enter a report of the portal"), roles=COMPARES)
def report(authority: Authority, given: PortalReportGiven) -> Answer:
    """Enter the report file of the portal Mobile Seva: each message that it took, or may have taken, becomes
    sent or failed.

    Nothing is sent because of a report. Leave the column of telephone numbers out: a file with it is refused.
    """
    row = record_portal_report(authority, given.file.content)
    state = report_state(row)
    return Answer.of(
        "portal_reported", state, delivered=state["delivered"], failed=state["failed"],
        unknown=state["unknown"],
    )  # fmt: skip


@view("portal_reports", title=_("Reports of the portal"), roles=COMPARES, rows="reports")
def portal_reports(authority: Authority, given: PortalReportsAsked) -> Mapping[str, Any]:
    """The report files that the office entered; all for the data protection officer."""
    del given
    return {"reports": [report_state(row) for row in portal_reports_of(reads_of(authority))]}


def report_state(row: PortalReport) -> dict[str, Any]:
    """A report file as acts and views answer it."""
    return {"report": row.reference, "at": row.at.isoformat(), **row.counts}


def reads_of(authority: Authority) -> str | None:
    """The office with the files that an officer reads; None for all."""
    return None if authority.role == Role.DATA_PROTECTION_OFFICER else authority.office


def counts_state(row: CountFile) -> dict[str, Any]:
    """A compared count file as acts and views answer it."""
    return {
        "counts": row.reference, "at": row.at.isoformat(), "over": row.over,
        "case": row.case.number if row.case else None, "lines": list(row.lines),
    }  # fmt: skip


def _use(reference: str) -> Use:
    found = Use.objects.filter(reference=reference).first()
    if found is None:
        raise Unsound("no_such_use", use=typed(reference, 32))
    return found
