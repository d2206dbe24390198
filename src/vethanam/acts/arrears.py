"""Acts on arrears: list them before drawing, make a bill of a list, claim those of every office."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.fields import Code, Count, Flag, Given, MonthField
from vethanam.acts.record_lookup import employment_of
from vethanam.acts.runs import OFFICE
from vethanam.acts.states import bill_state
from vethanam.acts.worker_rights import is_worker
from vethanam.errors import Sentence, Unsound
from vethanam.identity.authority import Authority
from vethanam.payroll.actions import ask_arrears, complete_arrears, list_arrears, make_arrear_bill
from vethanam.payroll.arrears import report
from vethanam.payroll.arrears.home_offices import of_post
from vethanam.payroll.arrears.statement import people_of
from vethanam.payroll.models import ArrearList, ArrearsRequest
from vethanam.payroll.tasks import defer_arrears, take_up_arrears
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.service_book.reader import BookReader

#: requests shown by the view
SHOWN = 20


class ArrearsGiven(Given):
    """Months and people of an arrears list."""

    drawing_code: Code = Field(title=_("Drawing code"))
    first: MonthField = Field(alias="from", title=_("First month"))
    last: MonthField = Field(alias="to", title=_("Last month"))
    employment: Code | None = Field(None, title=_("Employee number"))
    post: Code | None = Field(None, title=_("Designation"), description=_("Its code."))
    bill: Flag | None = Field(None, title=_("Is the bill made at once?"))


@act("arrears", title=_("List arrears"), roles=OFFICE, scope="drawing_code")
def arrears(authority: Authority, given: ArrearsGiven) -> Answer:
    """List arrears: due with today's knowledge minus drawn, by month, with the order
    that caused each difference.

    ``bill: true`` makes the arrear bill of the list.
    """
    people = _people(authority, given)
    listed = list_arrears(given.first, given.last, given.drawing_code, authority, employments=people)
    state: dict[str, Any] = {"list": listed.arrear_list.pk, **report.as_json(BookReader(), listed.arrears)}
    state["findings"] = [{"record": f.record, "code": f.code, "says": f.says} for f in listed.findings]
    if not given.bill:
        return Answer(listed.sentence, state)
    made = make_arrear_bill(listed.arrear_list.pk, authority)
    state["bills"] = [bill_state(bill) for bill in made.bills]
    state["findings"] = [{"record": f.record, "code": f.code, "says": f.says} for f in made.findings]
    return Answer(made.sentence, state)


def _people(authority: Authority, given: ArrearsGiven) -> list[int] | None:
    """Those who are named, by number or designation; None for everybody of the code."""
    reader = BookReader()
    if given.employment:
        return [employment_of(given.employment).pk]
    if given.post:
        return of_post(reader, given.post, people_of(reader, given.drawing_code, authority.at), authority.at)
    return None


class ListNamed(Given):
    """A list of arrears."""

    drawing_code: Code = Field(title=_("Drawing code"))
    listed: Count = Field(alias="list", title=_("Number of the list"))


@act("bill_arrears", title=_("Make the arrear bill"), roles=OFFICE, scope="drawing_code", power="prepare")
def bill_arrears(authority: Authority, given: ListNamed) -> Answer:
    """Claim the next instalment of each order in a stored list."""
    rows = ArrearList.objects.filter(pk=given.listed, drawing_code__code=given.drawing_code)
    if (kept := rows.first()) is None:
        raise Unsound("no_such_list", number=given.listed, drawing_code=given.drawing_code)
    made = make_arrear_bill(kept.pk, authority)
    findings = [{"record": f.record, "code": f.code, "says": f.says} for f in made.findings]
    return Answer(made.sentence, {"bills": [bill_state(bill) for bill in made.bills], "findings": findings})


class EverybodysArrears(Given):
    """Months of the arrears of everybody."""

    first: MonthField = Field(alias="from", title=_("First month"))
    last: MonthField = Field(alias="to", title=_("Last month"))
    press: Code | None = Field(None, title=_("Key"), description=_("The same key asks once."))


class ArrearsRequestNamed(Given):
    """One request about everybody's arrears, or the latest ones."""

    request: Count | None = Field(None, title=_("Number of the request"))


class ArrearsRequestGiven(Given):
    """One request about everybody's arrears."""

    request: Count = Field(title=_("Number of the request"))


@act(
    "count_arrears",
    title=_("Work out the arrears of everybody"),
    roles=(Role.FINANCE_OFFICER,),
    power="prepare",
)
def count_arrears(authority: Authority, given: EverybodysArrears) -> Answer:
    """Let the worker compute the result of ``claim_arrears`` by order and drawing code.

    Nothing is claimed.
    """
    return _asked(authority, given, claims=False)


@act(
    "claim_arrears", title=_("Claim the arrears of everybody"), roles=(Role.FINANCE_OFFICER,), power="prepare"
)
def claim_arrears(authority: Authority, given: EverybodysArrears) -> Answer:
    """Let the worker list the arrears of every drawing code and claim those payable at once in cash.

    Each office makes the bill of its list. Arrears paid in instalments, or to the provident fund, are claimed
    by the offices. Over the API the act only starts the work; the view ``arrears_requests`` shows its
    progress.
    """
    return _asked(authority, given, claims=True)


@act(
    "arrears_again",
    title=_("Take a request about arrears up again"),
    roles=(Role.FINANCE_OFFICER,),
    power="prepare",
)
def arrears_again(_authority: Authority, given: ArrearsRequestGiven) -> Answer:
    """Let the worker resume an interrupted request."""
    asked = ArrearsRequest.objects.filter(pk=given.request).first()
    if asked is None:
        raise Unsound("no_such_arrears_request", number=given.request)
    if is_worker():
        asked = complete_arrears(asked.pk)
        return Answer(says_of(asked), request_state(asked))
    take_up_arrears(asked)
    return Answer.of("arrears_under_way", request_state(asked), number=asked.pk)


@view("arrears_requests", title=_("Arrears of everybody"), roles=(Role.FINANCE_OFFICER,), rows="requests")
def arrears_requests(_authority: Authority, given: ArrearsRequestNamed) -> dict[str, Any]:
    """The requests of finance about everybody's arrears, latest first, with sums by
    order and drawing code.
    """
    rows = ArrearsRequest.objects.order_by("-pk")
    if given.request is not None:
        rows = rows.filter(pk=given.request)
        if not rows:
            raise Unsound("no_such_arrears_request", number=given.request)
    return {"requests": [request_state(row) for row in rows[:SHOWN]]}


def request_state(asked: ArrearsRequest) -> dict[str, Any]:
    """A request in its API form; amounts in paise."""
    return {
        "request": asked.pk,
        "claims": asked.claims,
        "from": str(Month.from_key(asked.first)),
        "to": str(Month.from_key(asked.last)),
        "asked_at": asked.asked_at.isoformat(),
        "state": asked.state,
        "done": asked.done,
        "total": asked.total,
        "says": asked.says,
        "result": asked.result,
    }


def _asked(authority: Authority, given: EverybodysArrears, *, claims: bool) -> Answer:
    press = given.press or uuid4().hex
    if not is_worker():
        asked = defer_arrears(given.first, given.last, authority, claims=claims, press=press)
        return Answer.of("arrears_under_way", request_state(asked), number=asked.pk)
    asked, _is_new = ask_arrears(given.first, given.last, authority, claims=claims, press=press)
    done = complete_arrears(asked.pk)
    return Answer(says_of(done), request_state(done))


def says_of(done: ArrearsRequest) -> Sentence:
    """The result of a finished request as a sentence."""
    result = done.result or {}
    facts = {"people": result.get("people", 0), "lists": result.get("lists", 0)}
    return Sentence("arrears_claimed" if done.claims else "arrears_counted", facts)
