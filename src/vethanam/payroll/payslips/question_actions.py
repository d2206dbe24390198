"""Questions about pay: an employee asks about a line, the drawing office answers."""

from __future__ import annotations

import secrets

from django.utils import timezone

from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.payroll.models import BillLine, LineAnswer, LineQuestion
from vethanam.payroll.powers import OFFICE, PREPARE, act, require
from vethanam.payroll.queries import month_of
from vethanam.people.models import DrawingCode, Employment
from vethanam.people.queries import appointments_at
from vethanam.periods import Month
from vethanam.privacy.free_words import looks_like_a_contact
from vethanam.service_book.models import Posting
from vethanam.service_book.queries import entered

LONGEST, LONGEST_ANSWER = 500, 1000


@act
def ask_about_line(
    authority: Authority, employment: Employment, month: Month, component: str, asked: str, says: str = ""
) -> LineQuestion:
    """Ask about a line of one's own month. An empty ``component`` asks about a missing line.

    Raises
    ------
    Refused
        It is another person's pay, the same question is open, or nobody else draws it.
    Unsound
        The month has no such line, or the text is too long or contains a contact.
    """
    if authority.person is None or authority.person != employment.person_id:
        raise Refused("pay_of_another")
    _check(employment, month, component, asked, says.strip())
    standing = LineQuestion.objects.filter(employment=employment, for_month=int(month), component=component)
    if standing.filter(answer__isnull=True).exists():
        raise Refused("asked_before")
    code = drawn_at(employment, month)
    others = appointments_at(authority.at, role__in=OFFICE, scope=code.code).exclude(person=authority.person)
    if not others.exists():
        raise Refused("draws_herself")
    reference = secrets.token_hex(16)
    kept: dict[str, Json] = {
        "employment": employment.pk, "month": str(month), "component": component, "asked": asked,
        "says": says.strip(),
    }  # fmt: skip
    return LineQuestion.objects.create(
        reference=reference, employment=employment, for_month=int(month), component=component,
        drawing_code=code, asked=asked, says=says.strip(), asked_at=authority.at, recorded_at=timezone.now(),
        leaf=_leaf("pay.asked", reference, kept, authority),
    )  # fmt: skip


@act
def answer_question(authority: Authority, question: LineQuestion, outcome: str, says: str) -> LineAnswer:
    """Answer a question, once. The employee reads the answer beside the line.

    Raises
    ------
    Refused
        The officer is of another office or asked the question, or it has an answer.
    Unsound
        The answer is empty, too long, or contains a contact.
    """
    code = question.drawing_code.code
    require(authority, roles=OFFICE, scope=code, power=PREPARE, doing="Answering a question about pay")
    if authority.person is None or authority.person == question.employment.person_id:
        raise Refused("answered_by_another")
    if LineAnswer.objects.filter(question=question).exists():
        raise Refused("answered_before")
    if outcome not in LineAnswer.Outcome.values:
        raise Unsound("outcome_unknown")
    words = says.strip()
    if not words or len(words) > LONGEST_ANSWER:
        raise Unsound("answer_length")
    if looks_like_a_contact(words):
        raise Unsound("answer_contact")
    kept: dict[str, Json] = {"outcome": outcome, "says": words, "by": authority.account}
    return LineAnswer.objects.create(
        question=question, outcome=outcome, says=words, answered_at=authority.at, recorded_at=timezone.now(),
        by_id=authority.person, leaf=_leaf("pay.answered", question.reference, kept, authority),
    )  # fmt: skip


def drawn_at(employment: Employment, month: Month) -> DrawingCode:
    """The code whose bill drew the month, else the code of the latest posting by the month's last day.

    Raises
    ------
    Unsound
        No office draws this person.
    """
    lines = BillLine.objects.filter(claim__employment=employment, claim__for_month=int(month), is_live=True)
    if (line := lines.select_related("bill__drawing_code").order_by("-bill").first()) is not None:
        return line.bill.drawing_code
    posted = entered(Posting).filter(employment=employment, valid_from__lte=month.last)
    found = posted.select_related("drawing_code").order_by("-valid_from", "-id").first()
    if found is None:
        raise Unsound("no_office")
    return found.drawing_code


def _check(employment: Employment, month: Month, component: str, asked: str, says: str) -> None:
    if asked not in LineQuestion.Asked.values:
        raise Unsound("asked_unknown")
    if len(says) > LONGEST:
        raise Unsound("words_length")
    if looks_like_a_contact(says):
        raise Unsound("words_contact")
    found = month_of(employment.pk, month)
    known = {line.component for line in found.lines} | {held.component for held in found.held}
    if component and component not in known:
        raise Unsound("no_such_line")


def _leaf(kind: str, reference: str, private: dict[str, Json], authority: Authority) -> int:
    """Append a leaf. It publishes only the question's reference: some drawing codes have one person."""
    return append(
        kind, public={"question": reference}, private=private, at=authority.at, is_sample=authority.is_sample
    )
