"""What must be done by when: for what a person asks, and for a case of data reached out of purpose. Pure.

The sections that give these clocks begin in May 2027; we keep them now. ``of_law`` says where the length comes from.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

QUESTION, RIGHT, GRIEVANCE, BREACH = "question", "right", "grievance", "breach"
KINDS = (QUESTION, RIGHT, GRIEVANCE, BREACH)

#: what a person may ask, in words of a closed list: nothing she writes can carry a number into the record
ASKED: Mapping[str, tuple[str, ...]] = {
    QUESTION: ("who_and_why", "did_not_agree", "not_about_me", "too_often"),
    RIGHT: ("summary", "correction", "erasure", "nomination"),
    GRIEVANCE: ("told_after_stop", "contact_wrong", "answer_not_enough"),
    BREACH: ("looked_up_beyond_purpose", "data_reached", "device_lost", "wrong_people", "processor_told"),
}
#: what a data protection officer opens a case for, herself; the other kind opens by itself
NOTICED = ASKED[BREACH][1:]
#: a step that ends the duty, whatever else is open
ENDS = ("answered", "closed")
#: how a case that was opened by hand begins: the words of who opened it
OPENED = "noticed"
#: recorded by the house itself, when nothing was answered for so long: the purpose owners of the office see it from then on
ESCALATED, ESCALATES_AFTER = "escalated", timedelta(days=80)


@dataclass(frozen=True, slots=True)
class Clock:
    """One thing to be done, within how long of the beginning, and by which rule."""

    step: str
    within: timedelta
    of_law: str

    def due(self, opened_at: datetime) -> datetime:
        """The instant by which it is due."""
        return opened_at + self.within


_ANSWER = (
    Clock("answered", timedelta(days=30), "Policy of this system"),
    Clock("answered", timedelta(days=90), "DPDP s.13, Rule 14(3)"),
)
CLOCKS: Mapping[str, tuple[Clock, ...]] = {
    QUESTION: _ANSWER,
    RIGHT: _ANSWER,
    GRIEVANCE: _ANSWER,
    BREACH: (
        Clock("told_agency", timedelta(hours=6), "CERT-In directions 2022"),
        Clock("told_board", timedelta(hours=24),
            "DPDP s.8(6), Rule 7(2): without delay; 24 hours are our policy"),
        Clock("told_people", timedelta(hours=24),
            "DPDP s.8(6), Rule 7(1): without delay; 24 hours are our policy"),
        Clock("told_board_in_full", timedelta(hours=72), "DPDP Rule 7(2)"),
    ),
}  # fmt: skip
#: forms that are kept part by part: Rule 7(2)(a), Rule 7(2)(b), and asking the Board for longer than 72 hours
FORMS: Mapping[str, tuple[str, ...]] = {
    "told_board": ("nature", "extent", "timing", "place", "impact"),
    "told_board_in_full": ("facts", "reasons", "mitigation", "who", "remedy", "notices"),
    "asked_longer": ("why_longer",),
}
#: steps that name a day, and the one whose day moves a clock
NAMES_DAY, GIVEN_LONGER = ("asked_longer", "given_longer"), "given_longer"
#: what may be recorded of each kind
STEPS: Mapping[str, tuple[str, ...]] = {
    QUESTION: (ESCALATED, "answered"),
    RIGHT: (ESCALATED, "answered"),
    GRIEVANCE: (ESCALATED, "answered"),
    BREACH: (OPENED, "contained", *(clock.step for clock in CLOCKS[BREACH]), *NAMES_DAY, "closed"),
}


def running(
    kind: str, opened_at: datetime, done: Collection[str], now: datetime, longer: datetime | None = None
) -> tuple[Clock, ...]:
    """The clocks that still run, the nearest first: of two for one step the first that has not passed, else the last.

    ``longer`` is until when the Board gave time for the whole account.
    """
    if any(step in ENDS for step in done):
        return ()
    open_ones: dict[str, Clock] = {}
    clocks = CLOCKS[kind]
    if longer is not None:
        extended = Clock(
            "told_board_in_full", longer - opened_at, "DPDP Rule 7(2): longer, as the Board allowed"
        )
        clocks = tuple(extended if clock.step == extended.step else clock for clock in clocks)
    for clock in clocks:
        if clock.step in done:
            continue
        known = open_ones.get(clock.step)
        if known is None or known.due(opened_at) < now:
            open_ones[clock.step] = clock
    return tuple(sorted(open_ones.values(), key=lambda clock: clock.within))


def escalates(kind: str, opened_at: datetime, done: Collection[str], now: datetime) -> bool:
    """Whether it has waited so long for its answer that it goes to the head of the office, and has not gone yet."""
    return kind != BREACH and not set(done) & {ESCALATED, *ENDS} and now >= opened_at + ESCALATES_AFTER
