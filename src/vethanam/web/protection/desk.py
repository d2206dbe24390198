"""The desk: duties with their deadlines; one duty with its steps; the processors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.identity.authority import Authority
from vethanam.journal.queries import position_of
from vethanam.money import grouped
from vethanam.people.models import Employment, Role
from vethanam.periods import Month
from vethanam.privacy.duty_deadlines import CLOCKS, ESCALATED, FORMS, NAMES_DAY, OPENED, STEPS, Clock
from vethanam.privacy.policies import waiting_uses
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries import uses_overview
from vethanam.privacy.queries.duties import (
    ANSWERS,
    DutyShown,
    StepShown,
    duties_due,
    duties_ended,
    duty_shown,
)
from vethanam.web.administration.views_policies import waiting_words
from vethanam.web.campaign.pages import CHANNELS
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.people import people_named
from vethanam.web.parts.view_values import Pair
from vethanam.web.privacy import duties
from vethanam.web.privacy.ledger_health import health_of, ledger_state
from vethanam.web.protection import forms
from vethanam.web.protection.reviews import due_rows
from vethanam.web.protection.views import purpose_rows, start_of, uncertain, use_row

REVIEW_AHEAD = timedelta(days=60)


@officer(Role.DATA_PROTECTION_OFFICER)
@require_GET
def desk(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Duties by deadline; then the month's uses, the ledger, refusals."""
    due = [_due_row(duty, authority.at) for duty in duties_due(authority.at)] + _reviews(authority.at)
    month = Month.of(timezone.localtime(authority.at).date())
    overview, reviews = uses_overview(since=start_of(month)), due_rows(authority.at)
    return render(
        request,
        "protection/desk.html",
        {
            "title": _title(due) if due or not reviews else _("Reviews of months wait for your signature"),
            "due": due,
            "month": words.month(month),
            "reviews": reviews,
            "purposes": purpose_rows(overview),
            "ledger": health_of(ledger_state()),
            "unwitnessed": waiting_words(waiting_uses()),
            "uncertain": uncertain(),
            "refused": [use_row(use) for use in overview.refused[:8]],
        },
    )


@officer(Role.PURPOSE_OWNER)
@require_GET
def escalated(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Duties without an answer for 80 days, for the head of the responsible office."""
    if authority.office != ANSWERS:
        raise Http404
    due = [_due_row(duty, authority.at) for duty in duties_due(authority.at) if duty.is_escalated]
    title = _("Not answered within 80 days") if due else _("Nothing waits longer than 80 days")
    return render(request, "protection/escalated.html", {"title": title, "due": due})


@officer(Role.DATA_PROTECTION_OFFICER)
@require_GET
def ended(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Answered and closed duties, latest first."""
    rows = [
        {
            "what": duties.what_of(one),
            "number": one.number,
            "at": one.steps[-1].at,
            "word": _(duties.STEPS[one.steps[-1].kind]),
            "address": reverse("protection:duty", kwargs={"reference": one.reference}),
        }
        for one in duties_ended(authority.at)
    ]
    return render(request, "protection/ended.html", {"rows": rows})


@officer(Role.DATA_PROTECTION_OFFICER, Role.PURPOSE_OWNER)
@require_http_methods(["GET", "POST"])
def duty(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """One duty: its clocks, its steps, and the next step with the text to be sent."""
    found = theirs(duty_shown(reference, authority.at))
    if authority.role == Role.PURPOSE_OWNER and not (found.is_escalated and authority.office == ANSWERS):
        raise Http404
    page = _page(found, authority.at)
    form = ActForm(
        "answer_duty",
        fields=("step", "says"),
        fixed={"number": found.number},
        choices={"step": page["open_steps"]},
        radios=("step",),
        labels={
            "step": _("Which step?"),
            "says": _("Result") if page["is_case"] else _("Text for the person"),
        },
    )
    if form.is_sent_by(request) and form.perform(request):
        name = {"step": _(duties.STEPS[form.typed("step") or "answered"])}
        messages.success(request, _("Recorded: %(step)s.") % name)
        return redirect("protection:duty", reference=reference)
    return render(
        request,
        "protection/duty.html",
        {"duty": page, "form": form, "is_head": authority.role == Role.PURPOSE_OWNER},
    )


@officer(Role.DATA_PROTECTION_OFFICER)
@require_GET
def processors(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The processors of controllers: task, messages they hand on, country, contract."""
    day, language = authority.at.date(), words.language()
    rows = []
    for one in catalogue_now().processors.values():
        if one.contract is None:
            state = ("look", _("No contract on record"))
        elif one.is_over(day):
            state = ("refused", _("Contract is over"))
        else:
            state = ("done", _("Under contract"))
        until = one.contract_until
        rows.append({
            "code": one.code, "name": one.name.get(language, one.name["en"]),
            "does": one.does.get(language, one.does["en"]),
            "carries": ", ".join(_(CHANNELS.get(channel, channel)) for channel in one.carries),
            "country": _("India") if one.country == "IN" else one.country, "shape": state[0],
            "word": state[1], "contract": one.contract or "", "until": words.day(until) if until else "",
        })  # fmt: skip
    title = ngettext(
        "%(count)s processor acts for the offices", "%(count)s processors act for the offices", len(rows)
    )
    counted = {"count": words.count_in_words(len(rows), capital=True)}
    return render(request, "protection/processors.html", {"title": title % counted, "rows": rows})


def _title(due: Sequence[Any]) -> str:
    if not due:
        return _("Nothing is due")
    told = ngettext("One thing is due", "%(count)s things are due", len(due))
    return told % {"count": words.count_in_words(len(due), capital=True)}


def _due_row(duty: DutyShown, now: datetime) -> dict[str, Any]:
    due = timezone.localtime(duty.due_at or now)
    return {
        "day": words.day(due.date()),
        "hour": words.instant(due) if duty.kind == "breach" else "",
        "clock": duties.when_of(duty, now),
        "is_late": duties.is_late(duty, now),
        "what": duties.what_of(duty),
        "next": duties.next_of(duty),
        "address": reverse("protection:duty", kwargs={"reference": duty.reference}),
        "verb": _("Continue") if duty.kind == "breach" else _("Answer"),
    }


def _reviews(now: datetime) -> list[dict[str, Any]]:
    """Purposes near their review day; after it a purpose becomes inactive."""
    rows, day = [], timezone.localtime(now).date()
    for purpose in catalogue_now().in_force(day):
        if purpose.status == "active" and purpose.review_by and purpose.review_by <= day + REVIEW_AHEAD:
            name = purpose.short.get(words.language(), purpose.short["en"])
            rows.append({
                "day": words.day(purpose.review_by), "hour": "", "clock": _("yearly"),
                "is_late": purpose.review_by < day,
                "what": _("Review of “%(purpose)s” lapses") % {"purpose": name},
                "next": _("After this day its requests are refused. Its office proposes a further version."),
                "address": reverse("public:purpose", kwargs={"code": purpose.code}), "verb": _("Look"),
            })  # fmt: skip
    return rows


def _page(duty: DutyShown, now: datetime) -> dict[str, Any]:
    taken = {ESCALATED, *(step.kind for step in duty.steps)}
    pairs = [
        Pair(_("Opened"), words.instant(timezone.localtime(duty.opened_at), seconds=True)),
        Pair(_("Kind"), _(duties.KINDS[duty.kind])),
        Pair(_("Asked"), _(duties.ASKED[duty.asked])),
    ]
    if duty.kind == "breach" and not duty.account:
        who = grouped(duty.people) if duty.people else _("not known")
        pairs[2:] = [
            Pair(_("Cause"), _(duties.ASKED[duty.asked])),
            Pair(_("People it may concern"), who),
        ]
    elif duty.kind == "breach":
        says = _("One account asked about this many people within a day, to see them one by one or refused.")
        pairs[2:] = [Pair(_("Cause"), says), Pair(_("Account"), duty.account)]
    elif (employment := Employment.objects.filter(person=duty.person).order_by("-pk").first()) is not None:
        pairs.append(Pair(_("Person"), str(people_named([employment.number])[employment.number])))
    if missing := _left_undone(duty):
        pairs.append(Pair(_("Not done when it was closed"), missing))
    return {
        "title": duties.what_of(duty),
        "number": duty.number,
        "lead": (
            f"{duties.next_of(duty)} ({duties.when_of(duty, now)})"
            if duty.is_open
            else duties.when_of(duty, now)
        ),
        "pairs": pairs,
        "use": duty.use,
        "clocks": [_clock_row(clock, duty, now) for clock in duty.clocks],
        "steps": [_step_row(step, duty) for step in duty.steps],
        "open_steps": [
            (step, _(duties.STEPS[step]))
            for step in STEPS[duty.kind]
            if step not in (*taken, OPENED, *FORMS, *NAMES_DAY)
        ] if duty.is_open else [],
        "forms": [row for row in forms.form_rows(duty, now) if row["may_file"]],
        "board_file": _board_file(duty),
        "is_case": duty.kind == "breach",
        "entry": position_of(duty.leaf),
    }  # fmt: skip


def _board_file(duty: DutyShown) -> str:
    """The form for a file of a case that holds the forms for the Board, filled in."""
    asked = {"kind": "case", "reference": duty.number, "purpose": "AUDIT", "recipient": "board"}
    return f"{reverse('protection:evidence_files')}?{urlencode(asked)}"


def _left_undone(duty: DutyShown) -> str:
    """The unmet clocks of a closed case."""
    done_steps = {step.kind for step in duty.steps}
    if duty.kind != "breach" or duty.is_open:
        return ""
    left = dict.fromkeys(clock.step for clock in CLOCKS[duty.kind] if clock.step not in done_steps)
    return ", ".join(_(duties.STEPS[step]) for step in left)


def _step_row(step: StepShown, duty: DutyShown) -> dict[str, Any]:
    """One step; the contents of a form have a page of their own."""
    kept = {"reference": duty.reference, "step": step.kind}
    return {
        "at": step.at, "name": _(duties.STEPS[step.kind]), "says": step.says, "until": step.until,
        "form": reverse("protection:form", kwargs=kept) if step.parts else "",
    }  # fmt: skip


def _clock_row(clock: Clock, duty: DutyShown, now: datetime) -> dict[str, Any]:
    due = clock.due(duty.opened_at)
    return {
        "name": _(duties.STEPS[clock.step]),
        "due": due,
        "law": _(clock.of_law),
        "shape": "look" if due < now else "held",
        "word": _("Overdue") if due < now else _("Running"),
    }
