"""Duties in words, for the person and the officer: the request, the next step, its deadline."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from vethanam.privacy.duty_deadlines import GRIEVANCE, QUESTION, RIGHT
from vethanam.privacy.queries.duties import DutyShown
from vethanam.web.parts import words

ASKED: dict[str, str] = {
    "who_and_why": gettext_noop("Who asked for this, and why?"),
    "did_not_agree": gettext_noop("I did not agree to this."),
    "not_about_me": gettext_noop("This was not meant for me."),
    "too_often": gettext_noop("This comes too often."),
    "summary": gettext_noop("Tell me which data about me you hold, and who received it."),
    "correction": gettext_noop("Something kept about me is wrong."),
    "erasure": gettext_noop("Erase data that is no longer needed."),
    "nomination": gettext_noop("Let somebody act for me after my death."),
    "told_after_stop": gettext_noop("I was told something after I stopped it."),
    "contact_wrong": gettext_noop("A contact on my record is not mine."),
    "answer_not_enough": gettext_noop("An answer I got is not enough."),
    "looked_up_beyond_purpose": gettext_noop("Many people looked up beyond a purpose"),
    "data_reached": gettext_noop("Somebody reached data from outside"),
    "device_lost": gettext_noop("A device or disk with data was lost"),
    "wrong_people": gettext_noop("Data went to the wrong people"),
    "processor_told": gettext_noop("A processor told of it"),
    "header_used_elsewhere": gettext_noop("Our header was used elsewhere"),
    "looks_unwritten": gettext_noop("Views of pages were not written"),
    "keys_differ": gettext_noop("More contacts were opened than used, or fewer"),
    "canary_reached": gettext_noop("Something reached a canary"),
}
KINDS: dict[str, str] = {
    QUESTION: gettext_noop("Question about a use"),
    RIGHT: gettext_noop("Use of a right"),
    GRIEVANCE: gettext_noop("Complaint"),
    "breach": gettext_noop("Breach case"),
}
STEPS: dict[str, str] = {
    "noticed": gettext_noop("Noticed, and the case opened"),
    "answered": gettext_noop("Answered"),
    "escalated": gettext_noop("Gone to the head of the office"),
    "contained": gettext_noop("Stopped and secured"),
    "told_agency": gettext_noop("Computer emergency agency told"),
    "told_board": gettext_noop("Data Protection Board told at once"),
    "told_people": gettext_noop("People told"),
    "told_board_in_full": gettext_noop("Data Protection Board told in full"),
    "asked_longer": gettext_noop("Longer than 72 hours asked of the Board"),
    "given_longer": gettext_noop("Longer given by the Board"),
    "closed": gettext_noop("Closed"),
}
#: the headings of a case's forms: CERT-In's, then those of Rule 7(2)
PARTS: dict[str, str] = {
    "incident": gettext_noop("Kind of incident"),
    "noticed": gettext_noop("When it was noticed"),
    "systems": gettext_noop("Systems concerned"),
    "effects": gettext_noop("Effects so far"),
    "actions": gettext_noop("Action taken"),
    "nature": gettext_noop("Nature of the breach"),
    "extent": gettext_noop("How many people, which data"),
    "timing": gettext_noop("From when until when"),
    "place": gettext_noop("Where it happened"),
    "impact": gettext_noop("Likely consequences"),
    "facts": gettext_noop("The facts: events and circumstances"),
    "reasons": gettext_noop("Causes"),
    "mitigation": gettext_noop("Measures taken or proposed to reduce the harm"),
    "who": gettext_noop("Findings about the person who caused it"),
    "remedy": gettext_noop("Measures against a repetition"),
    "notices": gettext_noop("The notices given to the people concerned"),
    "why_longer": gettext_noop("Why more than 72 hours are needed"),
}


#: the legal source of a clock's length, from :mod:`vethanam.privacy.duty_deadlines`
GROUNDS: tuple[str, ...] = (
    gettext_noop("Policy of this system"),
    gettext_noop("DPDP s.13, Rule 14(3)"),
    gettext_noop("CERT-In directions 2022"),
    gettext_noop("DPDP s.8(6), Rule 7(2): without delay; 24 hours are our policy"),
    gettext_noop("DPDP s.8(6), Rule 7(1): without delay; 24 hours are our policy"),
    gettext_noop("DPDP Rule 7(2)"),
    gettext_noop("DPDP Rule 7(2): longer, as the Board allowed"),
)


def what_of(duty: DutyShown) -> str:
    """The duty in one line."""
    if duty.kind == "breach" and not duty.account:
        return _("Case %(number)s: %(what)s") % {"number": duty.number, "what": _(ASKED[duty.asked])}
    if duty.kind == "breach":
        told = ngettext(
            "Case %(number)s: %(count)s person asked about beyond a purpose",
            "Case %(number)s: %(count)s people asked about beyond a purpose",
            duty.people,
        )
        return told % {"number": duty.number, "count": words.count_in_words(duty.people)}
    if duty.kind == QUESTION and duty.used_at is not None:
        return _("A person asks about a use on %(day)s") % {
            "day": words.day(timezone.localtime(duty.used_at).date())
        }
    return f"{_(KINDS[duty.kind])}: {_(ASKED[duty.asked])}"


def when_of(duty: DutyShown, now: datetime) -> str:
    """The progress of the nearest clock: hours for a case, days for an answer."""
    if not duty.clocks:
        return _("Nothing is left to do.")
    clock = duty.clocks[0]
    gone = now - duty.opened_at
    if duty.kind == "breach":
        hours = {"gone": int(gone.total_seconds() // 3600), "of": int(clock.within.total_seconds() // 3600)}
        return _("%(gone)s of %(of)s hours gone") % hours
    return _("day %(gone)s of %(of)s") % {"gone": gone.days + 1, "of": clock.within.days}


def next_of(duty: DutyShown) -> str:
    """The next step in words."""
    if not duty.clocks:
        return ""
    step = duty.clocks[0].step
    return {
        "answered": _("An answer is owed."),
        "told_agency": _("The computer emergency agency is to be told."),
        "told_board": _("The Data Protection Board is to be told."),
        "told_people": _("Each person concerned is to be told."),
        "told_board_in_full": _("The Data Protection Board gets the whole account."),
    }[step]


def is_late(duty: DutyShown, now: datetime) -> bool:
    """True if its nearest clock has run out, or the first of its two."""
    due = duty.due_at
    return due is not None and (due < now or (duty.kind != "breach" and duty.clocks[0].within.days > 30))
