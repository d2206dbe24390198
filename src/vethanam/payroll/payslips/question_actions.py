"""Questions about pay and entries: an employee asks or objects, the drawing office answers."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

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
from vethanam.service_book.queries import book_of, counting, holders_of

LONGEST, LONGEST_ANSWER = 500, 1000
#: besides the entries of a book: the person's own data, and the book where an entry is missing
OWN_DATA = ("person-name", "person-born", "person-number", "book")


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
    about = {"for_month": int(month), "component": component, "entry": ""}
    return _ask(authority, employment, drawn_at(employment, month), about, asked, says.strip())


@act
def object_to_entry(
    authority: Authority, employment: Employment, entry: str, asked: str, says: str = ""
) -> LineQuestion:
    """Object to an entry of one's own record: a fact by its key (``pay-12``), or one of :data:`OWN_DATA`.

    The office that has the book answers; the entry changes only by the normal way, with a second person.

    Raises
    ------
    Refused
        It is another person's record, the same objection is open, or nobody else answers for it.
    Unsound
        The book has no such entry, or the text is too long or contains a contact.
    """
    if authority.person is None or authority.person != employment.person_id:
        raise Refused("record_of_another")
    _check_words(asked, says.strip())
    if entry not in OWN_DATA and entry not in {f"{one.kind}-{one.id}" for one in book_of(employment.pk)}:
        raise Unsound("no_such_entry_of_hers")
    month = Month.of(timezone.localdate(authority.at))
    holders = sorted(holders_of([employment.pk], authority.at).get(employment.pk, ()))
    code = DrawingCode.objects.get(code=holders[0]) if holders else drawn_at(employment, month)
    return _ask(authority, employment, code, {"entry": entry}, asked, says.strip(), for_month=int(month))


def _ask(
    authority: Authority,
    employment: Employment,
    code: DrawingCode,
    about: Mapping[str, Any],
    asked: str,
    says: str,
    **more: int,
) -> LineQuestion:
    """Store a question to an office; ``about`` tells it apart from others that wait for an answer."""
    if LineQuestion.objects.filter(employment=employment, answer__isnull=True, **about).exists():
        raise Refused("asked_before")
    others = appointments_at(authority.at, role__in=OFFICE, scope=code.code).exclude(person=authority.person)
    if not others.exists():
        raise Refused("draws_herself")
    reference, columns = secrets.token_hex(16), {**about, **more}
    kept: dict[str, Json] = {
        "employment": employment.pk, "month": str(Month.from_key(columns["for_month"])),
        "component": columns.get("component", ""), "entry": columns["entry"], "asked": asked, "says": says,
    }  # fmt: skip
    return LineQuestion.objects.create(
        reference=reference, employment=employment, drawing_code=code, asked=asked, says=says,
        asked_at=authority.at, recorded_at=timezone.now(),
        leaf=_leaf("pay.asked", reference, kept, authority),
        **columns,
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
    posted = counting(Posting).filter(employment=employment, valid_from__lte=month.last)
    found = posted.select_related("drawing_code").order_by("-valid_from", "-id").first()
    if found is None:
        raise Unsound("no_office")
    return found.drawing_code


def _check(employment: Employment, month: Month, component: str, asked: str, says: str) -> None:
    _check_words(asked, says)
    found = month_of(employment.pk, month)
    known = {line.component for line in found.lines} | {held.component for held in found.held}
    if component and component not in known:
        raise Unsound("no_such_line")


def _check_words(asked: str, says: str) -> None:
    if asked not in LineQuestion.Asked.values:
        raise Unsound("asked_unknown")
    if len(says) > LONGEST:
        raise Unsound("words_length")
    if looks_like_a_contact(says):
        raise Unsound("words_contact")


def _leaf(kind: str, reference: str, private: dict[str, Json], authority: Authority) -> int:
    """Append a leaf. It publishes only the question's reference: some drawing codes have one person."""
    return append(
        kind, public={"question": reference}, private=private, at=authority.at, is_sample=authority.is_sample
    )
