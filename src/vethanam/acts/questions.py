"""Acts on questions about pay: a person asks about a line of her month, and her office answers."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.consents import HERSELF
from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Given, MonthField, Text, one_of, prose
from vethanam.acts.finding import employment_of, person_of
from vethanam.acts.runs import OFFICE
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.payroll.actions import answer_question, ask_about_line
from vethanam.payroll.actions.asking import LONGEST, LONGEST_ANSWER
from vethanam.payroll.models import LineAnswer, LineQuestion
from vethanam.people.models import Employment


class AskAboutPayGiven(Given):
    """Which line of which month, and what is wrong with it."""

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
        description=_(
            "If you like: which order, which day, what you expect. No phone number and no address."
        ),
    )


class AnswerAboutPayGiven(Given):
    """What the office found."""

    question: Text | None = Field(None, title=_("Question"), description=_("Its reference."))
    employment: Code | None = Field(
        None, title=_("Employee number"), description=_("In place of it: the oldest question that is open.")
    )
    outcome: one_of(*LineAnswer.Outcome.values) = Field(  # type: ignore[valid-type]
        title=_("What was found?")
    )
    says: prose(LONGEST_ANSWER) = Field(  # type: ignore[valid-type]
        title=_("What the person reads"),
        description=_("Without a number or an address. It cannot be changed afterwards."),
    )
    drawing_code: Code | None = Field(None, title=_("Drawing code"))


@act("ask_about_pay", title=_("Ask about your pay"), roles=HERSELF)
def ask_about_pay(authority: Authority, given: AskAboutPayGiven) -> Answer:
    """A person asks the office that draws her pay about a line of a month, or about a line that is missing.

    The office answers within 30 days, and pay goes on meanwhile.
    """
    asked = ask_about_line(
        authority,
        _own(authority, given.employment),
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
    """The office says what it found. The person reads it beside her line. Once; never by the person who asked."""
    rows = LineQuestion.objects.filter(drawing_code__code=authority.scope or "").order_by("pk")
    if given.question:
        found = rows.filter(reference=given.question).first()
    else:
        found = rows.filter(employment__number=given.employment or "", answer__isnull=True).first()
    if found is None:
        raise Unsound("no_such_question_of_pay")
    answer_question(authority, found, given.outcome, given.says)
    return Answer.of("answered_about_pay", {"question": found.reference, "outcome": given.outcome})


def _own(authority: Authority, number: str | None) -> Employment:
    """An employment of the person who acts: the one of the number, or the only one."""
    own = list(Employment.objects.filter(person=person_of(authority))[:2])
    if number:
        return employment_of(number)
    if len(own) != 1:
        raise Unsound("employment_not_named")
    return own[0]
