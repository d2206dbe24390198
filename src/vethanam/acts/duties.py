"""Acts on duties: a person asks or complains; an officer answers, or records a step of a breach case."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.consents import HERSELF
from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Count, Given, Instant, Reasons, Text, at_most, one_of
from vethanam.acts.record_lookup import person_of
from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.people.models import Role
from vethanam.privacy.actions import ask, ask_about_use, open_case, require_answerer, take_step
from vethanam.privacy.actions.duties import MOST_SAID
from vethanam.privacy.duty_deadlines import ASKED, GRIEVANCE, NOTICED, RIGHT, STEPS
from vethanam.privacy.models import Duty, Use, UseSubject
from vethanam.privacy.queries import use_of
from vethanam.privacy.queries.duties import duty_shown

_ASKED = tuple(sorted({word for words in ASKED.values() for word in words}))
_STEPS = tuple(dict.fromkeys(step for steps in STEPS.values() for step in steps))


class AskGiven(Given):
    """A question or complaint, and the use or purpose it is about."""

    asked: Code = Field(title=_("Request"), json_schema_extra={"examples": list(_ASKED)})
    purpose: Code | None = Field(None, title=_("Purpose"), description=_("Where it is about a use."))
    use: Text | None = Field(
        None, title=_("Use"), description=_("Its reference; left out, the latest of the purpose.")
    )


class StepGiven(Given):
    """An answer, or a step of a case."""

    number: Code = Field(title=_("Its number"))
    step: one_of(*_STEPS) | None = Field(None, title=_("Step"))  # type: ignore[valid-type]
    says: at_most(MOST_SAID, "prose") | None = Field(  # type: ignore[valid-type]
        None,
        title=_("Answer"),
        description=_("Without a number or an address. It cannot be changed afterwards."),
    )
    parts: Reasons | None = Field(None, title=_("Parts of the form"))
    until: Instant | None = Field(None, title=_("Until"))


class CaseGiven(Given):
    """The incident, its time, and the number of people it may concern."""

    asked: one_of(*NOTICED) = Field(title=_("Incident"))  # type: ignore[valid-type]
    noticed: Instant | None = Field(None, title=_("Noticed"), description=_("Empty: now."))
    people: Count | None = Field(
        None,
        title=_("People it may concern"),
        description=_("A number; empty where nobody knows yet."),
    )
    says: at_most(MOST_SAID, "prose") = Field(  # type: ignore[valid-type]
        title=_("Known facts"),
        description=_("Without a number or an address. It cannot be changed afterwards."),
    )


@act("ask", title=_("Ask or complain"), roles=HERSELF)
def ask_something(authority: Authority, given: AskGiven) -> Answer:
    """Use a right, complain, or ask about a ``use``, or about the latest use of a ``purpose``,
    of one's own data.
    """
    if given.use:
        duty = ask_about_use(authority, _use_of(authority, given.use), given.asked)
    elif given.purpose:
        duty = ask_about_use(authority, _latest_use(authority, given.purpose), given.asked)
    else:
        duty = ask(authority, _kind_of(given.asked), given.asked)
    return Answer.of("question_asked", duty_state(authority, duty), number=duty.number)


@act(
    "answer_duty",
    title=_("Answer a request or complaint"),
    roles=(Role.DATA_PROTECTION_OFFICER, Role.PURPOSE_OWNER),
    final=_("The person reads the answer as it stands here, and it is recorded once."),
    final_if=lambda raw: raw.get("step") in (None, "", "answered"),
)
def step(authority: Authority, given: StepGiven) -> Answer:
    """Answer a person, or with ``step`` record a step of a case, each once; a form has ``parts``."""
    duty = next((row for row in Duty.objects.order_by("pk") if row.number == given.number), None)
    if duty is None:
        raise Unsound("no_such_duty", number=typed(given.number, 20))
    require_answerer(authority, duty)
    name = given.step or "answered"
    parts = dict(given.parts) if given.parts else None
    take_step(authority, duty, name, given.says or "", parts=parts, until=given.until)
    return Answer.of(
        "duty_stepped", duty_state(authority, duty), number=duty.number, step=name.replace("_", " ")
    )


@act("open_case", title=_("Open a case"), roles=(Role.DATA_PROTECTION_OFFICER,))
def open_a_case(authority: Authority, given: CaseGiven) -> Answer:
    """Open a breach case for an incident noticed outside this system; its clocks start at that instant."""
    duty = open_case(authority, given.asked, given.noticed or authority.at, given.people or 0, given.says)
    state = {**duty_state(authority, duty), "reference": duty.reference}
    return Answer.of("case_opened", state, number=duty.number)


def _use_of(authority: Authority, reference: str) -> Use:
    found = use_of(person_of(authority), reference)
    if found is None:
        raise Unsound("no_such_use_about_you")
    return Use.objects.get(pk=found.use)


def _latest_use(authority: Authority, purpose: str) -> Use:
    about_her = UseSubject.objects.filter(person=authority.person or 0).values("use")
    use = Use.objects.filter(purpose_code=purpose, pk__in=about_her).order_by("pk").last()
    if use is None:
        raise Unsound("no_use_about_you", purpose=typed(purpose, 24))
    return use


def _kind_of(asked: str) -> str:
    """A right or a complaint; empty if it is neither, which needs a use."""
    return next((kind for kind in (RIGHT, GRIEVANCE) if asked in ASKED[kind]), "")


def duty_state(authority: Authority, duty: Duty) -> dict[str, Any]:
    """A duty with its clocks, in its API form."""
    shown = duty_shown(duty.reference, authority.at)
    clocks = shown.clocks if shown else ()
    return {
        "number": duty.number,
        "kind": duty.kind,
        "due": [{"step": clock.step, "by": clock.due(duty.opened_at).isoformat()} for clock in clocks],
    }
