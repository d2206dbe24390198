"""Requests of a person with their deadlines, and cases.

A case opens by itself after many look-ups without a purpose.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Fault, Refused, Unsound, UnsoundInput
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.ledger.leaves import instant
from vethanam.privacy.counts import counted
from vethanam.privacy.duty_deadlines import (
    ASKED,
    BREACH,
    ENDS,
    ESCALATED,
    ESCALATES_AFTER,
    FORMS,
    GIVEN_LONGER,
    NAMES_DAY,
    NOTICED,
    OPENED,
    QUESTION,
    STEPS,
    escalates,
)
from vethanam.privacy.free_words import looks_like_a_contact
from vethanam.privacy.models import Duty, DutyStep, Use, UseSubject
from vethanam.privacy.queries.duties import ANSWERS, WITHIN, is_look_up

#: people looked up in a day, without a purpose or one by one, that open a case
LOOKED_UP = 20
MOST_SAID = 1000
_OFFICER, _HEAD = "data_protection_officer", "purpose_owner"
_ESCALATED_SAYS = "Not answered within 80 days. The head of the office has it too from now on."


@transaction.atomic
def ask_about_use(authority: Authority, use: Use, asked: str) -> Duty:
    """A person asks about one use of her data; the data protection officer owes an answer.

    Raises
    ------
    Refused
        The use was not about her, or she asked before.
    """
    if authority.person is None or not UseSubject.objects.filter(use=use, person=authority.person).exists():
        raise Refused("use_of_another")
    if Duty.objects.filter(person=authority.person, use=use).exists():
        raise Refused("asked_before")
    return _opened(authority, QUESTION, asked, person=authority.person, use=use)


@transaction.atomic
def ask(authority: Authority, kind: str, asked: str) -> Duty:
    """A person exercises a right, or complains. One request of a kind is open at a time.

    Raises
    ------
    Refused
        The request is not her own, or the same one is open.
    Unsound
        The request is none of the known kinds.
    """
    if authority.person is None:
        raise Refused("asked_for_another")
    mine = Duty.objects.filter(person=authority.person, kind=kind, asked=asked)
    if mine.exclude(steps__kind__in=ENDS).exists():
        raise Refused("asked_before")
    return _opened(authority, kind, asked, person=authority.person)


@transaction.atomic
def ask_for(authority: Authority, person: int, kind: str, asked: str) -> Duty:
    """A nominee exercises a right of a person who died; the caller has checked the nomination.

    Raises
    ------
    Refused
        The same request is open.
    """
    mine = Duty.objects.filter(person=person, kind=kind, asked=asked)
    if mine.exclude(steps__kind__in=ENDS).exists():
        raise Refused("asked_before")
    return _opened(authority, kind, asked, person=person)


@transaction.atomic
def take_step(
    authority: Authority,
    duty: Duty,
    step: str,
    says: str = "",
    *,
    parts: Mapping[str, str] | None = None,
    until: datetime | None = None,
    naming: str = "",
) -> DutyStep:
    """Record a step: an answer for the person, a step of a case, or a form with its ``parts``.

    ``naming`` is an internal reference inside ``says``; its digits are not taken for a contact.

    Raises
    ------
    Refused
        The step is not of this kind, was done before, or the duty has ended; more time is given before
        it was requested.
    Unsound
        The text is empty, too long or looks like a contact, or a day is missing or past.
    UnsoundInput
        The same for a form: every faulty part at once.
    """
    done = set(duty.steps.values_list("kind", flat=True))
    if step not in STEPS[duty.kind] or step in (ESCALATED, OPENED) or step in done or done & set(ENDS):
        raise Refused("step_not_open", number=duty.number)
    if step == GIVEN_LONGER and not done & set(NAMES_DAY):
        raise Refused("longer_not_asked")
    given = {"says": says} if step not in FORMS else dict.fromkeys(FORMS[step], "") | dict(parts or {})
    faults = [fault for name in given if (fault := _fault_of(step, name, str(given[name]), naming))]
    if (step in NAMES_DAY) != (until is not None) or (until is not None and until <= authority.at):
        faults.append(Fault(step, "until", "step_day"))
    if len(faults) == 1 and step not in FORMS:
        raise Unsound(faults[0].code, **faults[0].facts)
    if faults:
        raise UnsoundInput("duty_form_unsound", faults, count=len(faults))
    words = {name: str(text).strip() for name, text in given.items()}
    if step not in FORMS:
        return _stepped(authority, duty, step, words["says"], until=until)
    return _stepped(authority, duty, step, "", parts=words, until=until)


def _fault_of(step: str, part: str, says: str, naming: str) -> Fault | None:
    """The fault in one part of a form or in the words of a step; it never repeats the text."""
    words = says.strip()
    if step in FORMS and part not in FORMS[step]:
        return Fault(step, part[:40], "form_parts", {"parts": [*FORMS[step]]})
    if not words or len(words) > MOST_SAID:
        return Fault(step, part, "answer_length")
    if looks_like_a_contact(words.replace(naming, "") if naming else words):
        return Fault(step, part, "answer_contact")
    return None


def require_answerer(authority: Authority, duty: Duty) -> None:
    """Refuse a purpose owner who has not received the duty by escalation.

    Raises
    ------
    Refused
        The duty waited less than 80 days, or the officer is of another office than the owner of the register.
    """
    if authority.role != _HEAD:
        return
    if authority.office != ANSWERS or not duty.steps.filter(kind=ESCALATED).exists():
        raise Refused("duty_of_the_officer", number=duty.number)


@transaction.atomic
def escalate(authority: Authority) -> int:
    """Escalate every duty unanswered for 80 days to the head of the office, a step each; returns how many."""
    waiting = Duty.objects.filter(opened_at__lte=authority.at - ESCALATES_AFTER).exclude(kind=BREACH)
    sent = 0
    for duty in waiting.exclude(steps__kind__in=(ESCALATED, *ENDS)).order_by("id"):
        if escalates(duty.kind, duty.opened_at, (), authority.at):
            _stepped(authority, duty, ESCALATED, _ESCALATED_SAYS)
            sent += 1
    return sent


def _stepped(
    authority: Authority,
    duty: Duty,
    step: str,
    words: str,
    *,
    parts: Mapping[str, str] | None = None,
    until: datetime | None = None,
) -> DutyStep:
    day: dict[str, Json] = {"until": instant(until)} if until else {}
    leaf = append(
        f"duty.{step}",
        public={"duty": duty.reference, "kind": duty.kind, **day},
        private={"says": words, "by": authority.account, "parts": dict(parts or {})},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return DutyStep.objects.create(
        duty=duty,
        kind=step,
        says=words,
        parts=dict(parts or {}),
        until=until,
        at=authority.at,
        recorded_at=timezone.now(),
        by_id=authority.account,
        leaf=leaf,
    )


@transaction.atomic
def open_case(authority: Authority, asked: str, noticed_at: datetime, people: int, says: str) -> Duty:
    """A data protection officer opens a case by hand; its clocks run from ``noticed_at``.

    Raises
    ------
    Refused
        The actor is not the data protection officer.
    Unsound
        ``noticed_at`` lies in the future, or the text is empty, too long or looks like a contact.
    """
    if authority.role != _OFFICER:
        raise Refused("not_the_officer")
    if asked not in NOTICED:
        raise Unsound("asked_unknown")
    if noticed_at > authority.at:
        raise Unsound("noticed_later")
    if people < 0:
        raise Unsound("people_in_digits")
    if (fault := _fault_of(OPENED, "says", says, "")) is not None:
        raise Unsound(fault.code, **fault.facts)
    duty = _opened(authority, BREACH, asked, people=people, opened_at=noticed_at)
    _stepped(authority, duty, OPENED, says.strip())
    return duty


def open_incident(authority: Authority, asked: str, says: str) -> Duty:
    """Open a case that a comparison found, with its words, in the caller's transaction."""
    duty = _opened(authority, BREACH, asked, opened_at=authority.at)
    _stepped(authority, duty, OPENED, says)
    return duty


def open_case_of_looks(authority: Authority, account: int, people: int) -> Duty | None:
    """Open a case on an account that saw many people outside its desk within a day, unless one is open."""
    open_ones = Duty.objects.filter(kind=BREACH, account_id=account).exclude(steps__kind__in=ENDS)
    if open_ones.exists():
        return None
    return _opened(authority, BREACH, ASKED[BREACH][0], account=account, people=people)


def open_case_of(authority: Authority, use: Use) -> Duty | None:
    """Open a case if this account looked up many people within a day, refused or one by one.

    Runs in the transaction of the request, so that every look-up counts. Each account has at most
    one open case.
    """
    if not is_look_up(use):
        return None
    since = use.at - WITHIN
    asked = Use.objects.filter(asked_by_id=authority.account, at__gt=since, at__lte=use.at)
    people = sum(one.subjects for one in asked if is_look_up(one))
    if people < LOOKED_UP:
        return None
    open_ones = Duty.objects.filter(kind=BREACH, account_id=authority.account).exclude(steps__kind__in=ENDS)
    if open_ones.exists():
        return None
    return _opened(authority, BREACH, ASKED[BREACH][0], account=authority.account, people=people)


def _opened(
    authority: Authority, kind: str, asked: str, *, person: int | None = None, use: Use | None = None,
    account: int | None = None, people: int = 0, opened_at: datetime | None = None,
) -> Duty:  # fmt: skip
    if asked not in ASKED.get(kind, ()):
        raise Unsound("asked_unknown")
    reference = secrets.token_hex(16)
    leaf = append(
        "duty.opened",
        public={
            "duty": reference,
            "kind": kind,
            "asked": asked,
            "people": counted(people) if people else None,
            **({"noticed": instant(opened_at)} if opened_at else {}),
        },
        private={
            "person": person,
            "use": use.reference if use else None,
            "account": account,
            "people": people,
        },
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return Duty.objects.create(
        reference=reference, kind=kind, asked=asked, person=person, use=use, account_id=account,
        people=people, opened_at=opened_at or authority.at, recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip
