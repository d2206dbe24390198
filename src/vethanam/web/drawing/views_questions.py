"""Questions about lines of pay: an office's list, one question with its line, and the answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.identity.authority import Authority
from vethanam.payroll.payslips.questions import QuestionShown, question_at, questions_at
from vethanam.payroll.queries import month_of
from vethanam.people.models import Employment, Role
from vethanam.web.drawing.desk import place_of
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.people import people_named
from vethanam.web.pay.questions import asked_row, entry_about, outcomes_of

OFFICE = (Role.DRAWING_OFFICER, Role.COUNTERSIGNING_OFFICER, Role.CLERK)
WORKING = (Role.DRAWING_OFFICER, Role.CLERK)


@officer(*OFFICE, scope="code")
@require_GET
def questions(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """The questions that wait for an answer, oldest first, then the answered ones."""
    found = questions_at(code)
    waiting = sum(one.is_open for one in found)
    told = ngettext(
        "%(count)s question waits for an answer", "%(count)s questions wait for an answer", waiting
    )
    title = (
        told % {"count": words.count_in_words(waiting, capital=True)}
        if waiting
        else _("No question waits for an answer")
    )
    whose = people_named({one.number for one in found})
    rows = [{**asked_row(one, authority.at), "person": whose[one.number]} for one in found]
    return render(
        request,
        "drawing/questions.html",
        {
            "title": title,
            "place": place_of(code, 0),
            "rows": rows,
            "back": reverse("drawing:month", kwargs={"code": code}),
        },
    )


@officer(*OFFICE, scope="code")
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, authority: Authority, code: str, reference: str) -> HttpResponse:
    """One question: the drawn line, links to mend its parts, and the answer to the person."""
    found = theirs(question_at(code, reference))
    form = ActForm(
        "answer_about_pay",
        fields=("outcome", "says"),
        fixed={"question": reference, "drawing_code": code},
        choices={"outcome": [(outcome, _(name)) for outcome, name in outcomes_of(found).items()]},
        radios=("outcome",),
    )
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Answered. The person reads it beside the line."))
        return redirect("drawing:questions", code=code)
    return render(
        request,
        "drawing/question.html",
        {
            "question": asked_row(found, authority.at),
            "asker": people_named([found.number])[found.number],
            "amount": None if found.entry else _amount(found),
            "entry": _entry(found),
            **_links(code, found),
            "back": reverse("drawing:questions", kwargs={"code": code}),
            "may_answer": found.is_open and authority.role in WORKING and authority.person != found.person,
            "is_mine": authority.person == found.person,
            "form": form,
        },
    )


def _amount(found: QuestionShown) -> int | None:
    """The line's amount on bills; None without a bill."""
    employment = Employment.objects.get(number=found.number)
    paid = [
        line.amount
        for line in month_of(employment.pk, found.month).lines
        if line.component == found.component
    ]
    return sum(paid) if paid else None


def _links(code: str, found: QuestionShown) -> dict[str, str]:
    """Links to the explanation of the line, and to the entries behind it."""
    person = reverse("drawing:person", kwargs={"code": code, "number": found.number})
    new = reverse("drawing:kinds", kwargs={"code": code, "number": found.number})
    if found.entry:
        return {"line": "", "person": person, "new": new, "correct": _correct(code, found)}
    of = {"code": code, "number": found.number, "month": found.month, "component": found.component}
    return {
        "line": reverse("drawing:line", kwargs=of) if found.component else "",
        "person": f"{person}?month={found.month}",
        "new": new,
    }


def _correct(code: str, found: QuestionShown) -> str:
    """The form that corrects the entry; an account is entered anew, a person's own data by a master."""
    kind, _dash, fact = found.entry.rpartition("-")
    if not fact.isdecimal() or kind == "payee_account":
        return ""
    of = {"code": code, "number": found.number, "kind": kind, "fact": int(fact)}
    return reverse("drawing:correct", kwargs=of)


def _entry(found: QuestionShown) -> str:
    """The entry as it stands, if it still does."""
    if not found.entry:
        return ""
    return entry_about(Employment.objects.get(number=found.number).pk, found.entry) or ""
