"""Deadlines for requests of persons and for data breaches. Pure.

The sections behind these clocks begin in May 2027; the product keeps them now. ``of_law`` cites the
source of each.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

QUESTION, RIGHT, GRIEVANCE, BREACH = "question", "right", "grievance", "breach"
KINDS = (QUESTION, RIGHT, GRIEVANCE, BREACH)

#: requests a person may make, from a closed list, so that no free text can carry a number into the record
ASKED: Mapping[str, tuple[str, ...]] = {
    QUESTION: ("who_and_why", "did_not_agree", "not_about_me", "too_often"),
    RIGHT: ("summary", "correction", "erasure", "nomination"),
    GRIEVANCE: ("told_after_stop", "contact_wrong", "answer_not_enough"),
    BREACH: (
        "looked_up_beyond_purpose",
        "data_reached",
        "device_lost",
        "wrong_people",
        "processor_told",
        "header_used_elsewhere",
        "looks_unwritten",
        "keys_differ",
        "canary_reached",
    ),
}
#: reasons for a case opened by hand; the remaining kind opens by itself
NOTICED = ASKED[BREACH][1:]
#: steps that end the duty, whatever else is open
ENDS = ("answered", "closed")
#: first step of a case opened by hand: the words of the officer
OPENED = "noticed"
#: step recorded automatically after this long without an answer: purpose owners of the office see the duty
#: from then on
ESCALATED, ESCALATES_AFTER = "escalated", timedelta(days=80)


@dataclass(frozen=True, slots=True)
class Clock:
    """One step, its time limit from the beginning, and the rule behind it."""

    step: str
    within: timedelta
    of_law: str

    def due(self, opened_at: datetime) -> datetime:
        """The deadline."""
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
#: forms kept part by part: CERT-In's, Rule 7(2)(a), Rule 7(2)(b), and the request to the Board for more than
#: 72 hours
FORMS: Mapping[str, tuple[str, ...]] = {
    "told_agency": ("incident", "noticed", "systems", "effects", "actions"),
    "told_board": ("nature", "extent", "timing", "place", "impact"),
    "told_board_in_full": ("facts", "reasons", "mitigation", "who", "remedy", "notices"),
    "asked_longer": ("why_longer",),
}
#: steps that name a day, and the one that moves a clock
NAMES_DAY, GIVEN_LONGER = ("asked_longer", "given_longer"), "given_longer"
#: steps allowed per kind
STEPS: Mapping[str, tuple[str, ...]] = {
    QUESTION: (ESCALATED, "answered"),
    RIGHT: (ESCALATED, "answered"),
    GRIEVANCE: (ESCALATED, "answered"),
    BREACH: (OPENED, "contained", *(clock.step for clock in CLOCKS[BREACH]), *NAMES_DAY, "closed"),
}


def running(
    kind: str, opened_at: datetime, done: Collection[str], now: datetime, longer: datetime | None = None
) -> tuple[Clock, ...]:
    """The running clocks, nearest first.

    Of two clocks for one step: the first that has not passed, else the last.

    ``longer`` is the Board's extended deadline for the full account.
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
    """Whether a duty is due for escalation: open, not yet escalated, older than 80 days. Breach cases never
    are.
    """
    return kind != BREACH and not set(done) & {ESCALATED, *ENDS} and now >= opened_at + ESCALATES_AFTER
