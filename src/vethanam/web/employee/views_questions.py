"""My questions: about a use, under a right, or as a complaint; each with its deadline."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.identity.authority import Authority
from vethanam.payroll.payslips.questions import QuestionShown, questions_of_person
from vethanam.privacy.duty_deadlines import ASKED, GRIEVANCE, QUESTION, RIGHT
from vethanam.privacy.queries import use_of
from vethanam.privacy.queries.duties import DutyShown, duties_of
from vethanam.web.parts import words
from vethanam.web.parts.access import employee, theirs
from vethanam.web.parts.forms import sent
from vethanam.web.parts.outcomes import acted
from vethanam.web.pay.questions import asked_row
from vethanam.web.privacy import duties


@employee
@require_http_methods(["GET", "POST"])
def ask_about(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """Ask about one use; the answer appears here."""
    found = theirs(use_of(_person(authority), reference))
    if request.method == "POST":
        asked = {"use": reference, "asked": sent(request).get("asked", "")}
        acted(request, "ask", asked, _("Asked. The answer is owed within 30 days."))
        return redirect("employee:use", reference=reference)
    return render(
        request,
        "employee/ask.html",
        {"use": found.purpose_name(words.language()), "reference": reference, "choices": _choices(QUESTION)},
    )


@employee
@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest, authority: Authority) -> HttpResponse:
    """All my questions, and the ones I can ask."""
    person = _person(authority)
    if request.method == "POST":
        asked = {"asked": sent(request).get("asked", "")}
        acted(request, "ask", asked, _("Asked. The answer is owed within 30 days."))
        return redirect("employee:questions")
    mine, of_pay = duties_of(person, authority.at), questions_of_person(person)
    groups = [
        {"title": _("Use a right"), "kind": RIGHT, "choices": _choices(RIGHT)},
        {"title": _("Complain"), "kind": GRIEVANCE, "choices": _choices(GRIEVANCE)},
    ]
    return render(
        request,
        "employee/questions.html",
        {
            "title": _title(mine, of_pay),
            "rows": [row(duty) for duty in mine],
            "of_pay": [{**asked_row(one, authority.at), "line": _line_of(one)} for one in of_pay],
            "groups": groups,
        },
    )


def row(duty: DutyShown) -> dict[str, object]:
    """A question with its state and answer, for a list."""
    due = timezone.localtime(duty.due_at).date() if duty.due_at else None
    answer = duty.answer
    return {
        "what": _(duties.ASKED[duty.asked]),
        "detail": duties.what_of(duty) if duty.use else _(duties.KINDS[duty.kind]),
        "at": duty.opened_at,
        "shape": "done" if answer else "held",
        "word": _("Answered") if answer else _("Answer by %(day)s") % {"day": words.day(due) if due else ""},
        "answer": answer.says if answer else "",
        "use": duty.use,
    }


def _title(mine: Sequence[DutyShown], of_pay: Sequence[QuestionShown]) -> str:
    waiting = sum(one.is_open for one in mine) + sum(one.is_open for one in of_pay)
    if waiting:
        return _("Answers you are owed: %(count)s") % {"count": waiting}
    return _("No answer is owed to you") if mine or of_pay else _("You have asked nothing yet")


def _line_of(one: QuestionShown) -> str:
    """The page of the question's line or entry."""
    if one.entry:
        return reverse("employee:sheet") + f"?pen={one.number}"
    if not one.component:
        return reverse("employee:month", kwargs={"month": one.month}) + f"?pen={one.number}"
    of = {"month": one.month, "component": one.component}
    return reverse("employee:line", kwargs=of) + f"?pen={one.number}"


def _choices(kind: str) -> list[tuple[str, str]]:
    return [(word, _(duties.ASKED[word])) for word in ASKED[kind]]


def _person(authority: Authority) -> int:
    if authority.person is None:
        raise Http404
    return authority.person
