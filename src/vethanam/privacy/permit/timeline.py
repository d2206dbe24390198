"""A request after its answer: messages go, consents are withdrawn, windows open, orders are recorded.

:func:`~vethanam.privacy.permit.engine.permit` runs at submission and again for each message at dispatch. A
message handed over lawfully stays lawful; a queued one is cancelled, never deferred, when the answer changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from vethanam.privacy.law.windows import Window
from vethanam.privacy.permit import decision as d
from vethanam.privacy.permit.decision import Decision, SubjectAnswer, Task
from vethanam.privacy.permit.engine import permit
from vethanam.privacy.permit.reason_order import HOLDING, ROWS
from vethanam.privacy.permit.reason_texts import sentence
from vethanam.privacy.permit.request import Request, Subject
from vethanam.privacy.permit.table import codes_of
from vethanam.privacy.permit.world import World
from vethanam.privacy.permit.world_reader import CONTINUES

SENT, CANCELLED = "sent", "cancelled"
#: a restraint includes its last instant and excludes the instant it is vacated
INSTANT = timedelta(microseconds=1)
PURGE_WITHIN, TELL_WITHIN = timedelta(seconds=60), timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Happening:
    """One event: ``dispatch`` or ``withdraw_consent`` of ``who``, ``open_window``, or
    ``record_order`` of a restraint.

    ``due`` is not in files: it is the dispatch instant that a subject names.
    """

    at: datetime
    do: str
    who: tuple[str, ...] = ()
    area: tuple[str, ...] = ("state",)
    starts_at: datetime | None = None
    restraint: str = ""
    state: str = ""


@dataclass(slots=True)
class _Course:
    """The state of a request while events are applied."""

    request: Request
    world: World
    answered: Decision
    subjects: dict[str, Subject]
    ends: dict[str, SubjectAnswer] = field(default_factory=dict)
    tasks: list[Task] = field(default_factory=list)

    @property
    def left_out(self) -> set[str]:
        """Subjects left out at submission: no message to them was queued, and no event makes one."""
        return {answer.id for answer in self.answered.per_subject if answer.status == d.DROPPED}


def follow(request: Request, at: datetime, world: World, events: Sequence[Happening] = ()) -> Decision:
    """The answer to a request after the events.

    Without events each subject is dispatched at submission, or at its own instant. With events a message goes
    on ``dispatch``; the others wait and are cancelled once they are no longer allowed. Events within the
    minute of a subject's own instant come before it.
    """
    answered = permit(request, at, world)
    course = _Course(request, world, answered, {subject.id: subject for subject in request.subjects})
    if answered.outcome == d.DENY:
        return answered
    told = {subject for event in events if event.do == "dispatch" for subject in _meant(course, event)}
    due = [
        Happening(subject.dispatch_at, "due", (subject.id,))
        for subject in request.subjects
        if subject.dispatch_at not in (None, at) and subject.id not in told
    ]
    for event in sorted((*events, *due), key=lambda event: event.at):
        _apply(course, event)
    return _answer(course, has_events=bool(events))


def _arrive(course: _Course, subject: str, at: datetime, *, is_sent: bool) -> None:
    """Dispatch one message: send it, or cancel it if it is no longer allowed."""
    asked = replace(course.request, subjects=(course.subjects[subject],))
    (answer,) = permit(asked, at, course.world).per_subject
    if answer.status == d.ALLOW:
        course.ends[subject] = replace(answer, status=SENT if is_sent else d.ALLOW)
    elif answer.reason in HOLDING:
        course.ends[subject] = replace(answer, status=d.HOLD)
    else:
        course.ends[subject] = replace(answer, status=CANCELLED)


def _apply(course: _Course, event: Happening) -> None:
    if event.do in ("dispatch", "due"):
        for subject in _meant(course, event):
            if subject in course.left_out:
                continue
            if subject not in course.ends or course.ends[subject].status == d.HOLD:
                _arrive(course, subject, event.at, is_sent=event.do == "dispatch")
        return
    if event.do == "withdraw_consent":
        for subject in _meant(course, event):
            consent = course.subjects[subject].consent
            if consent is not None:
                withdrawn = replace(consent, withdrawn=event.at)
                course.subjects[subject] = replace(course.subjects[subject], consent=withdrawn)
        course.tasks += [
            Task("purge_queue", event.at + PURGE_WITHIN),
            Task("tell_processors", event.at + TELL_WITHIN),
        ]
    else:
        course.world = _after(course.world, event)
        if event.do == "open_window" and event.starts_at is not None and event.starts_at < event.at:
            course.tasks.append(Task("gap_report", None))
    _cancel_queued(course, event.at)


def _cancel_queued(course: _Course, at: datetime) -> None:
    """Re-check waiting messages: cancel those no longer allowed, and queue held ones
    that nothing holds now.
    """
    waiting = [
        subject
        for key, subject in course.subjects.items()
        if key not in course.left_out and (key not in course.ends or course.ends[key].status == d.HOLD)
    ]
    if not waiting:
        return
    for answer in permit(replace(course.request, subjects=waiting), at, course.world).per_subject:
        if answer.status == d.DROPPED and answer.reason not in HOLDING:
            course.ends[answer.id] = replace(answer, status=CANCELLED)
        elif answer.status == d.ALLOW:
            course.ends.pop(answer.id, None)


def _meant(course: _Course, event: Happening) -> list[str]:
    return [key for key in course.subjects if not event.who or "all" in event.who or key in event.who]


def _after(world: World, event: Happening) -> World:
    """The world after an event; a late entry holds from its entry."""
    if event.do == "open_window":
        window = Window(f"opened-{event.at.isoformat()}", event.area, event.starts_at or event.at)
        return replace(world, windows=(*world.windows, window))
    if event.do == "record_order":
        goes_on = event.state in CONTINUES
        return replace(
            world,
            restraints=tuple(
                replace(
                    restraint,
                    until=None if goes_on else min(restraint.until or event.at, event.at - INSTANT),
                    is_case_pending=goes_on,
                    is_next_order_recorded=True,
                )
                if restraint.id == event.restraint
                else restraint
                for restraint in world.restraints
            ),
        )
    return world


def _answer(course: _Course, *, has_events: bool) -> Decision:
    answered = course.answered
    final = [course.ends.get(answer.id, answer) for answer in answered.per_subject]
    if has_events and any(answer.status == d.HOLD for answer in final):
        final = _no_longer_held(course, final)
    good = sum(answer.status in (d.ALLOW, SENT) for answer in final)
    outcome = _outcome(final, good)
    reason, also = _reasons(answered, final, outcome)
    return replace(
        answered,
        outcome=outcome,
        reason=reason,
        also=also,
        per_subject=final,
        says=sentence(outcome, reason, "en", request=course.request, allowed=good),
        tasks=(*answered.tasks, *course.tasks),
    )


def _no_longer_held(course: _Course, final: Sequence[SubjectAnswer]) -> list[SubjectAnswer]:
    """Update subjects that were on hold at submission and are not any more; none goes by itself."""
    held = {answer.id for answer in final if answer.status == d.HOLD and answer.id not in course.ends}
    if not held:
        return list(final)
    subjects = [subject for key, subject in course.subjects.items() if key in held]
    now = permit(replace(course.request, subjects=subjects), course.answered.at, course.world)
    fresh = {answer.id: answer for answer in now.per_subject}
    return [fresh.get(answer.id, answer) for answer in final]


def _outcome(final: Sequence[SubjectAnswer], good: int) -> str:
    if good == len(final) and final:
        return d.ALLOW
    if good:
        return d.PARTIAL
    return d.HOLD if any(answer.status == d.HOLD for answer in final) else d.DENY


def _reasons(
    answered: Decision, final: Sequence[SubjectAnswer], outcome: str
) -> tuple[str | None, tuple[str, ...]]:
    if outcome in (d.ALLOW, d.PARTIAL):
        return None, ()
    if answered.reason is not None and any(answer.reason == answered.reason for answer in final):
        return answered.reason, answered.also
    order = codes_of(ROWS)
    reasons = sorted({answer.reason for answer in final if answer.reason}, key=order.index)
    return (reasons[0], tuple(reasons[1:])) if reasons else (answered.reason, answered.also)


def as_json(decision: Decision) -> Mapping[str, object]:
    """The answer as plain values, in the form of ``permit ask --json``."""
    return {
        "outcome": decision.outcome,
        "reason": decision.reason,
        "also": list(decision.also),
        "per_subject": {
            answer.id: {
                "status": answer.status,
                "reason": answer.reason,
                "route": answer.route,
                "channel": dict(answer.channels),
                "note": _NOTES.get(answer.note, answer.note) if answer.note else None,
            }
            for answer in decision.per_subject
        },
        "tasks": [
            {"kind": task.kind, "due": task.due.isoformat() if task.due else None} for task in decision.tasks
        ],
        "says": decision.says,
    }


_NOTES = {"portal_copy": "The copy on the portal stays."}
