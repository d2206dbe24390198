"""Acts on questions about pay: a person asks about a line of a month, and her office answers."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.consents import HERSELF
from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Given, MonthField, Text, one_of, prose
from vethanam.acts.record_lookup import employment_of, person_of
from vethanam.acts.runs import OFFICE
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.payroll.actions import answer_question, ask_about_line
from vethanam.payroll.models import LineAnswer, LineQuestion
from vethanam.payroll.payslips.question_actions import LONGEST, LONGEST_ANSWER
from vethanam.people.models import Employment


class AskAboutPayGiven(Given):
    """A line of a month, and its suspected fault."""

    employment: Code | None = Field(
        None, title=_("Employee number"), description=_("One of her own; left out: her only one.")
    )
    month: MonthField = Field(title=_("Month"))
    component: Code | None = Field(
        None,
        title=_("Line"),
        description=_("The name of its component; left out: something that is missing."),
    )
    asked: one_of(*LineQuestion.Asked.values) = Field(  # type: ignore[valid-type]
        title=_("What looks wrong?")
    )
    says: prose(LONGEST) | None = Field(  # type: ignore[valid-type]
        None,
        title=_("In your words"),
        description=_("Optional: the order, the day, the amount you expect. No phone number and no address."),
    )


class AnswerAboutPayGiven(Given):
    """The office's finding."""

    question: Text | None = Field(None, title=_("Question"), description=_("Its reference."))
    employment: Code | None = Field(
        None, title=_("Employee number"), description=_("In place of it: the oldest question that is open.")
    )
    outcome: one_of(*LineAnswer.Outcome.values) = Field(title=_("Finding"))  # type: ignore[valid-type]
    says: prose(LONGEST_ANSWER) = Field(  # type: ignore[valid-type]
        title=_("Text for the person"),
        description=_("Without a number or an address. It cannot be changed afterwards."),
    )
    drawing_code: Code | None = Field(None, title=_("Drawing code"))


@act("ask_about_pay", title=_("Ask about your pay"), roles=HERSELF)
def ask_about_pay(authority: Authority, given: AskAboutPayGiven) -> Answer:
    """Ask the office that draws one's pay about a line of a month, or about a missing line.

    The office answers within 30 days; pay continues meanwhile.
    """
    asked = ask_about_line(
        authority,
        own_employment(authority, given.employment),
        given.month,
        given.component or "",
        given.asked,
        given.says or "",
    )
    state = {"question": asked.reference, "drawing_code": asked.drawing_code.code}
    return Answer.of("asked_about_pay", state, drawing_code=asked.drawing_code.code)


@act(
    "answer_about_pay",
    title=_("Answer a question about pay"),
    roles=OFFICE,
    scope="drawing_code",
    power="prepare",
)
def answer_about_pay(authority: Authority, given: AnswerAboutPayGiven) -> Answer:
    """Answer a question about pay, once.

    The person reads the answer beside her line; she cannot answer her own question.
    """
    rows = LineQuestion.objects.filter(drawing_code__code=authority.scope or "").order_by("pk")
    if given.question:
        found = rows.filter(reference=given.question).first()
    else:
        found = rows.filter(employment__number=given.employment or "", answer__isnull=True).first()
    if found is None:
        raise Unsound("no_such_question_of_pay")
    answer_question(authority, found, given.outcome, given.says)
    return Answer.of("answered_about_pay", {"question": found.reference, "outcome": given.outcome})


def own_employment(authority: Authority, number: str | None) -> Employment:
    """An employment of the acting person: by number, or her only one."""
    own = list(Employment.objects.filter(person=person_of(authority))[:2])
    if number:
        return employment_of(number)
    if len(own) != 1:
        raise Unsound("employment_not_named")
    return own[0]
