"""Sendings: the messages by state, and the stop."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.identity.authority import Authority
from vethanam.messaging.campaign_views import told_outside
from vethanam.messaging.queries import common_values, words_of_text
from vethanam.money import grouped
from vethanam.privacy.counts import counted
from vethanam.privacy.current_restraints import RestraintShown, restraints_on
from vethanam.privacy.models import Use, UsePause
from vethanam.privacy.pause_proofs import open_pause
from vethanam.privacy.policies import waiting_uses
from vethanam.privacy.queries import (
    SendingTimes,
    UseShown,
    ended_by_reason,
    handed_over,
    message_counts,
    sending_times,
    sendings_of,
    use_shown,
)
from vethanam.web.campaign.pages import people_in_words
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import sent
from vethanam.web.parts.outcomes import acted
from vethanam.web.parts.view_values import Link
from vethanam.web.privacy.uses import asked_for, became_of, ended_said, register_state
from vethanam.web.restraint.pages import (
    KINDS,
    LOOKERS,
    SENDERS,
    Instant,
    banner_of,
    pairs_of,
    role_in_words,
    to_the_millisecond,
    to_the_second,
)

#: state of a message -> shape and word
ROWS = (
    ("sent", "done", gettext_noop("With the gateway")),
    ("accepted", "done", gettext_noop("With the mail server or operator")),
    ("sending", "under-way", gettext_noop("Being handed over")),
    ("failed", "refused", gettext_noop("Not deliverable")),
    ("uncertain", "look", gettext_noop("Not known")),
    ("cancelled", "refused", gettext_noop("Will not be sent")),
    ("queued", "open", gettext_noop("Not yet begun")),
)


@officer(*LOOKERS, *SENDERS)
@require_GET
def sendings(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Current and past sendings, newest first: one's own office's, or all for those responsible for all."""
    found = sendings_of(None if authority.role in LOOKERS else authority.office)
    running = sum(use.state == "sending" for use in found)
    title = ngettext("%(count)s sending runs", "%(count)s sendings run", running) % {
        "count": words.count_in_words(running, capital=True)
    }
    rows = [_row(use) for use in found]
    return render(
        request,
        "restraint/sendings.html",
        {"title": title if running else _("Nothing is being sent"), "rows": rows},
    )


@officer(*LOOKERS, *SENDERS)
@require_http_methods(["GET", "POST"])
def sending(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """One sending: its progress, and the stop."""
    use = theirs(use_shown(reference))
    theirs(use if authority.role in LOOKERS or use.office == authority.office else None)
    if request.method == "POST":
        given = sent(request)
        if "pause" in given:
            acted(request, "pause_message", {"use": reference, "reason": given.get("reason", "")})
        elif "resume" in given:
            acted(request, "resume_message", {"use": reference})
        else:
            acted(request, "restrain", {"use": reference})
        return redirect("restraint:sending", reference=reference)
    pause = open_pause(Use.objects.get(pk=use.use))
    counts, times = dict(message_counts(use.use)), sending_times(use.use)
    if not counts and (coming := told_outside(use.use)):
        counts = {"queued": coming}  # allowed, but not yet queued by the worker
    is_waiting = bool(counts.get("queued") or counts.get("sending"))
    is_moving = is_waiting and pause is None
    stops = [
        one
        for one in restraints_on(reference, authority.at)
        if counts.get("cancelled") or one.state != "over"
    ]
    page = _stopped(use, counts, times, stops[0]) if stops else _running(use, counts, times)
    is_part = bool(request.headers.get("HX-Request"))
    if is_part and not is_moving:
        return HttpResponse(status=200, headers={"HX-Redirect": request.path})
    return render(
        request,
        "restraint/sending_moving.html" if is_part else "restraint/sending.html",
        {
            "page": {
                "above": _above(use),
                "rows": rows_of_sending(use, counts),
                "people": use.allowed,
                "text": _text(use),
                "can_stop": not stops and is_waiting,
                "can_pause": not stops and is_moving,
                "pause": _paused(pause, authority) if pause else None,
                "is_moving": is_moving,
                "address": request.path,
                **page,
                **({"title": _("Paused")} if pause and is_waiting and not stops else {}),
            },
            **({"banner": banner_of(stops[0])} if stops and stops[0].state != "over" else {}),
        },
    )


def _running(use: UseShown, counts: Mapping[str, int], times: SendingTimes) -> dict[str, Any]:
    sent, all_of = handed_over(counts), sum(counts.values())
    if not (counts.get("queued") or counts.get("sending")):
        return {
            "title": _title(use, sent),
            "lead": became_of(use) if use.messages else "",
            "began": _began(times),
        }
    return {
        "title": _("Sending"),
        "figure": sent,
        "of": _("of %(all)s handed to the gateway") % {"all": grouped(all_of)},
        "done": sent,
        "all": all_of,
        "began": _began(times),
    }


def _title(use: UseShown, sent: int) -> str:
    """The result in the heading: the number of people it was sent to, if any."""
    if not use.messages:
        return _("Nobody of them is told outside this site")
    if not sent:
        return _("Nothing was sent")
    return ngettext("Sent to %(count)s person", "Sent to %(count)s people", sent) % {"count": grouped(sent)}


def _stopped(
    use: UseShown, counts: Mapping[str, int], times: SendingTimes, stop: RestraintShown
) -> dict[str, Any]:
    ended, sent = counts.get("cancelled", 0) + counts.get("queued", 0), handed_over(counts)
    by = {"stop": _("Stopped by an officer."), "undertaking": _("Stopped by an undertaking.")}.get(
        stop.kind, _("Stopped by a court order.")
    )
    rest = ngettext("%(count)s message will not be sent.", "%(count)s messages will not be sent.", ended)
    before = ngettext(
        "%(count)s was handed to the gateway before %(at)s. Nothing began after it.",
        "%(count)s were handed to the gateway before %(at)s. Nothing began after it.",
        sent,
    ) % {"count": grouped(sent), "at": to_the_second(stop.recorded_at)}
    again = _("Lifting the restraint will not send the rest; that needs a new request.")
    return {
        "title": f"{by} {rest % {'count': grouped(ended)}}",
        "lead": f"{before} {again}",
        "done": sent,
        "all": sent + ended,
        "before": sent,
        "ended": ended,
        "pairs": pairs_of(stop),
        "instants": _instants(stop, times),
        "restraint": Link(
            stop.case_number or _(KINDS[stop.kind]),
            reverse("restraint:one", kwargs={"reference": stop.reference}),
        ),
    }


def _instants(stop: RestraintShown, times: SendingTimes) -> list[Instant]:
    found = [
        Instant(
            to_the_millisecond(stop.recorded_at),
            "refused",
            _("Restraint takes effect"),
            _("Entered by the %(role)s. The queue is stated.") % {"role": role_in_words(stop.role)},
        )
    ]
    if times.last:
        found.append(Instant(to_the_millisecond(times.last), "done", _("Last message handed over")))
    if times.first:
        found.append(Instant(to_the_millisecond(times.first), "done", _("Sending began")))
    return found


def _paused(pause: UsePause, authority: Authority) -> dict[str, Any]:
    """The pause for the page: when, why, and whether this officer resumes it."""
    return {
        "at": to_the_second(pause.at),
        "reason": pause.reason,
        "by": role_in_words(pause.role),
        "may_resume": pause.person != authority.person,
    }


def rows_of_sending(use: UseShown, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Rows that add up to the number of people."""
    rows = [
        {"shape": shape, "word": _(word), "count": counts[state], "says": _why(use, state)}
        for state, shape, word in ROWS
        if counts.get(state)
    ]
    portal = use.allowed - sum(counts.values())
    if portal > 0:
        rows.append({"shape": "part", "word": _("Told on the portal only"), "count": portal})
    return rows


def _why(use: UseShown, state: str) -> list[str]:
    """The reasons why messages were ended before sending, with counts if there are several."""
    if state == "queued":
        return waits_for_witnesses(use.use)
    if state != "cancelled":
        return []
    reasons = ended_by_reason(use.use)
    said = [ended_said(why) for why in reasons]
    told = [
        f"{people_in_words(counted(count))}: {why}" for why, count in zip(said, reasons.values(), strict=True)
    ]
    return told if len(said) > 1 else said


def waits_for_witnesses(use: int) -> list[str]:
    """Why the messages of a use wait, where they wait for witnesses."""
    found = next((one for one in waiting_uses() if one.use == use), None)
    if found is None:
        return []
    return [
        _("They wait until the witnesses of the policy %(policy)s have signed.") % {"policy": found.policy}
    ]


def _text(use: UseShown) -> str:
    """The text of the message: with its values, where they are the same for everybody, else with the names of
    a person's own.
    """
    language = words.language()
    found = words_of_text(use.template, language)
    names = {name for _literal, name, _spec, _conversion in string.Formatter().parse(found) if name}
    own = {name: f"[{name.replace('_', ' ')}]" for name in names}
    return found.format_map(own | common_values(use.reference, language))


def _row(use: UseShown) -> dict[str, Any]:
    shape, word = register_state(use)
    return {
        "address": reverse("restraint:sending", kwargs={"reference": use.reference}),
        "name": use.purpose_name(words.language()),
        "by": use.office_name(words.language()),
        "at": use.at,
        "shape": shape,
        "word": word,
        "people": asked_for(use),
    }


def _above(use: UseShown) -> str:
    parts = [use.purpose_name(words.language()), use.order_number, use.office_name(words.language())]
    return " · ".join(part for part in parts if part)


def _began(times: SendingTimes) -> str:
    return _("began %(at)s") % {"at": words.instant(times.first)} if times.first else ""


# -- a restraint ---------------------------------------------------------------------------------------------
