"""Acts on what is owed: a person asks or complains; the officer answers, or records a step of a breach case."""

from __future__ import annotations

from typing import Any

from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.privacy.actions import ask, ask_about_use, take_step
from vethanam.privacy.clocks import ASKED, QUESTION
from vethanam.privacy.duties import duty_shown
from vethanam.privacy.models import Duty, Use, UseSubject
from vethanam.sample.acts import Act, Answer, instant


def ask_something(authority: Authority, act: Act) -> Answer:
    """``{asked}``, with ``purpose`` where it is about the latest use of that purpose: a right, a complaint, a question."""
    act.only("asked", "purpose")
    asked = str(act["asked"])
    if act.get("purpose"):
        duty = ask_about_use(authority, _latest_use(authority, str(act["purpose"])), asked)
    else:
        duty = ask(authority, _kind_of(asked), asked)
    return Answer(f"Asked. The answer is owed within 30 days: {duty.number}.", _state(authority, duty))


def step(authority: Authority, act: Act) -> Answer:
    """``{number, says}``, with ``step`` for a case: an answer, or what was done of a case, each once; a form has ``parts``."""
    act.only("number", "step", "says", "parts", "until")
    number = str(act["number"])
    duty = next((row for row in Duty.objects.order_by("pk") if row.number == number), None)
    if duty is None:
        raise Unsound("no_such_duty", number=typed(number, 20))
    name = str(act.get("step", "answered"))
    parts = {key: str(value) for key, value in act.mapping("parts").items()} if act.get("parts") else None
    until = instant(act["until"]) if act.get("until") else None
    take_step(authority, duty, name, str(act.get("says", "")), parts=parts, until=until)
    return Answer(f"{duty.number}: {name.replace('_', ' ')}.", _state(authority, duty))


def _latest_use(authority: Authority, purpose: str) -> Use:
    about_her = UseSubject.objects.filter(person=authority.person or 0).values("use")
    use = Use.objects.filter(purpose_code=purpose, pk__in=about_her).order_by("pk").last()
    if use is None:
        raise Unsound("no_use_about_you", purpose=typed(purpose, 24))
    return use


def _kind_of(asked: str) -> str:
    return next((kind for kind, words in ASKED.items() if asked in words and kind != QUESTION), QUESTION)


def _state(authority: Authority, duty: Duty) -> dict[str, Any]:
    shown = duty_shown(duty.reference, authority.at)
    clocks = shown.clocks if shown else ()
    return {
        "number": duty.number,
        "kind": duty.kind,
        "due": [{"step": clock.step, "by": clock.due(duty.opened_at).isoformat()} for clock in clocks],
    }
