"""What is being sent and how to stop it; restraints, and the account each leaves."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.evidence.bundles import bundle_of_entries
from vethanam.identity.authority import Authority
from vethanam.messaging.queries import words_of_text
from vethanam.money import grouped
from vethanam.people.models import Role
from vethanam.privacy.actions import stop_sending
from vethanam.privacy.permit.says import purpose_in_words
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.queries import (
    SendingTimes,
    UseShown,
    message_counts,
    sending_times,
    sendings_of,
    use_shown,
)
from vethanam.privacy.restraints import RestraintShown, restraint_shown, restraints_on, restraints_shown
from vethanam.web import words
from vethanam.web.access import officer, theirs
from vethanam.web.context import Banner
from vethanam.web.outcomes import fault_of
from vethanam.web.parts import Link, Pair
from vethanam.web.uses import asked_for, register_state

LOOKERS = (Role.LAW_OFFICER, Role.DATA_PROTECTION_OFFICER)
SENDERS = (Role.PURPOSE_OWNER, Role.COMMUNICATING_OFFICER)

#: state of a message → shape and word
ROWS = (
    ("sent", "done", gettext_noop("With the gateway")),
    ("sending", "under-way", gettext_noop("Being handed over")),
    ("failed", "refused", gettext_noop("Not deliverable")),
    ("uncertain", "look", gettext_noop("Not known")),
    ("cancelled", "refused", gettext_noop("Will not be sent")),
    ("queued", "open", gettext_noop("Not yet begun")),
)
KINDS = {
    "court_order": gettext_noop("Court order"),
    "undertaking": gettext_noop("Undertaking"),
    "stop": gettext_noop("Stop by an officer"),
}
STATES = {
    "active": ("refused", gettext_noop("In effect")),
    "to_come": ("open", gettext_noop("Not yet in effect")),
    "unconfirmed": ("held", gettext_noop("Date passed, held")),
    "over": ("done", gettext_noop("Over")),
}
POSITIONS = {
    "continued": gettext_noop("Continued"),
    "leave": gettext_noop("Leave granted"),
    "vacated": gettext_noop("Vacated"),
    "dismissed": gettext_noop("Dismissed"),
    "released": gettext_noop("Released"),
}
MESSAGE_KINDS = {
    "achievements": gettext_noop("messages about achievements"),
    "service_benefit_announcements": gettext_noop("announcements of service benefits"),
    "all_messages": gettext_noop("all messages"),
}


@dataclass(frozen=True, slots=True)
class Instant:
    """One line of “to the millisecond”."""

    at: str
    shape: str
    what: str
    says: str = ""


@officer(*LOOKERS, *SENDERS)
@require_GET
def sendings(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What was and is being sent, newest first; of one's own office, or of all for who answers for all."""
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
    """One sending: is it going right, and the stop."""
    use = theirs(use_shown(reference))
    theirs(use if authority.role in LOOKERS or use.office == authority.office else None)
    fault = ""
    if request.method == "POST":
        fault = fault_of(lambda: stop_sending(authority, reference))
        if not fault:
            return redirect("restraint:sending", reference=reference)
    counts, times = message_counts(use.use), sending_times(use.use)
    stops = [
        one
        for one in restraints_on(reference, authority.at)
        if counts.get("cancelled") or one.state != "over"
    ]
    page = _stopped(use, counts, times, stops[0]) if stops else _running(use, counts, times)
    return render(
        request,
        "restraint/sending.html",
        {
            "page": {
                "above": _above(use),
                "rows": _rows(use, counts),
                "people": use.allowed,
                "text": _text(use),
                "fault": fault,
                "can_stop": not stops and use.state == "sending",
                **page,
            },
            **({"banner": _banner(stops[0])} if stops and stops[0].state != "over" else {}),
        },
    )


@officer(*LOOKERS)
@require_GET
def restraints(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Every restraint, newest first."""
    found = restraints_shown(authority.at)
    active = sum(one.state in ("active", "unconfirmed") for one in found)
    title = ngettext("%(count)s restraint is in effect", "%(count)s restraints are in effect", active) % {
        "count": words.count_in_words(active, capital=True)
    }
    return render(
        request,
        "restraint/restraints.html",
        {
            "title": title if active else _("No restraint is in effect"),
            "may_enter": authority.role == Role.LAW_OFFICER,
            "rows": [
                {
                    "address": reverse("restraint:one", kwargs={"reference": one.reference}),
                    "name": one.case_number or one.reference,
                    "kind": _(KINDS[one.kind]),
                    "at": one.recorded_at,
                    "shape": STATES[one.state][0],
                    "word": _(STATES[one.state][1]),
                    "waiting": one.waiting,
                }
                for one in found
            ],
        },
    )


@officer(*LOOKERS, *SENDERS)
@require_GET
def one(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """One restraint: what it covers, what went before it, what was ended, what became of it."""
    found = theirs(restraint_shown(reference, authority.at))
    shape, word = STATES[found.state]
    return render(
        request,
        "restraint/one.html",
        {
            "page": {
                "above": f"{_(KINDS[found.kind])} · {found.case_number or found.reference}",
                "title": _title(found),
                "lead": _lead(found),
                "shape": shape,
                "word": _(word),
                "before": found.before,
                "waiting": found.waiting,
                "pairs": _pairs(found),
                "history": _history(found),
                "statement": reverse("restraint:statement", kwargs={"reference": reference}),
                "next": reverse("restraint:next", kwargs={"reference": reference})
                if authority.role == Role.LAW_OFFICER and found.state != "over"
                else "",
            },
            **({"banner": _banner(found)} if found.state in ("active", "unconfirmed") else {}),
        },
    )


@officer(*LOOKERS)
@require_GET
def statement(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """The entries of a restraint with their proofs, for the court: checked without us."""
    found = theirs(restraint_shown(reference, authority.at))
    leaves = [leaf for leaf in (found.leaf, found.statement, *found.position_leaves) if leaf is not None]
    answer = HttpResponse(bundle_of_entries(leaves, is_opened=True), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="restraint-{reference}.json"'
    return answer


# -- a sending ---------------------------------------------------------------------------------------------------------


def _running(use: UseShown, counts: Mapping[str, int], times: SendingTimes) -> dict[str, Any]:
    sent, all_of = counts.get("sent", 0), sum(counts.values())
    if use.state != "sending":
        title = ngettext("Sent to %(count)s person", "Sent to %(count)s people", sent) % {
            "count": grouped(sent)
        }
        return {"title": title, "began": _began(times)}
    return {
        "title": _("Sending"),
        "figure": sent,
        "of": _("of %(all)s handed to the gateway") % {"all": grouped(all_of)},
        "done": sent,
        "all": all_of,
        "began": _began(times),
    }


def _stopped(
    use: UseShown, counts: Mapping[str, int], times: SendingTimes, stop: RestraintShown
) -> dict[str, Any]:
    ended, sent = counts.get("cancelled", 0), counts.get("sent", 0)
    by = _("Stopped by an officer.") if stop.kind == "stop" else _("Stopped by a court order.")
    rest = ngettext("%(count)s message will not be sent.", "%(count)s messages will not be sent.", ended)
    before = ngettext(
        "%(count)s was handed to the gateway before %(at)s. Nothing began after it.",
        "%(count)s were handed to the gateway before %(at)s. Nothing began after it.",
        sent,
    ) % {"count": grouped(sent), "at": _clock(stop.recorded_at)}
    again = _("Lifting the restraint will not send the rest; that needs a new request.")
    return {
        "title": f"{by} {rest % {'count': grouped(ended)}}",
        "lead": f"{before} {again}",
        "done": sent,
        "all": sent + ended,
        "before": sent,
        "ended": ended,
        "pairs": _pairs(stop),
        "instants": _instants(stop, times),
        "restraint": Link(
            stop.case_number or _(KINDS[stop.kind]),
            reverse("restraint:one", kwargs={"reference": stop.reference}),
        ),
    }


def _instants(stop: RestraintShown, times: SendingTimes) -> list[Instant]:
    found = [
        Instant(
            _exact(stop.recorded_at),
            "refused",
            _("Restraint takes effect"),
            _("Entered by the %(role)s. The queue is stated.") % {"role": _role(stop.role)},
        )
    ]
    if times.last:
        found.append(Instant(_exact(times.last), "done", _("Last message handed over")))
    if times.first:
        found.append(Instant(_exact(times.first), "done", _("Sending began")))
    return found


def _rows(use: UseShown, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Rows that add up to the people."""
    rows = [
        {"shape": shape, "word": _(word), "count": counts[state]}
        for state, shape, word in ROWS
        if counts.get(state)
    ]
    portal = use.allowed - sum(counts.values())
    if portal > 0:
        rows.append({"shape": "part", "word": _("Told on the portal only"), "count": portal})
    return rows


def _text(use: UseShown) -> str:
    """What they read, with the names of the values in place of a person's own."""
    found = words_of_text(use.template, words.language())
    names = {name for _literal, name, _spec, _conversion in string.Formatter().parse(found) if name}
    return found.format_map({name: f"[{name.replace('_', ' ')}]" for name in names})


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


# -- a restraint -------------------------------------------------------------------------------------------------------


def _banner(found: RestraintShown) -> Banner:
    if found.state == "unconfirmed":
        first = _("The date of a restraint has passed.")
        second = _("What it covers is held until a law officer records the next order.")
    elif found.kind == "stop":
        first = _("This sending was stopped at %(at)s.") % {"at": _clock(found.recorded_at)}
        second = ""
    else:
        first = _("A restraint is in effect since %(at)s.") % {"at": _clock(found.recorded_at)}
        second = _("Sending has stopped by itself.")
    return Banner(first, second, "", is_grave=True)


def _title(found: RestraintShown) -> str:
    if found.state == "over":
        return _("This restraint is over")
    told = ngettext(
        "%(count)s message will not be sent", "%(count)s messages will not be sent", found.waiting
    )
    return told % {"count": grouped(found.waiting)} if found.waiting else _("Nothing of its scope is sent")


def _lead(found: RestraintShown) -> str:
    before = ngettext(
        "%(count)s message of its scope had begun before %(at)s.",
        "%(count)s messages of its scope had begun before %(at)s.",
        found.before,
    ) % {"count": grouped(found.before), "at": _exact(found.recorded_at)}
    return f"{before} {_('Nothing began after it, and nothing resumes by itself.')}"


def _pairs(found: RestraintShown) -> list[Pair]:
    language = words.language()
    order = " · ".join(part for part in (found.case_number, found.court) if part)
    by = Pair(_("Stopped by"), _role(found.role), [found.reference])
    pairs = [by if found.kind == "stop" else Pair(_("Order"), order)]
    if found.dated:
        pairs.append(Pair(_("Dated"), words.day(found.dated)))
    pairs.append(Pair(_("Covers"), _covers(found, language)))
    if found.excepts:
        names = ", ".join(purpose_in_words(code, language) for code in found.excepts)
        pairs.append(Pair(_("Does not cover"), names, list(found.excepts)))
    until = _("until it is lifted")
    if found.until:
        until = words.instant(found.until)
        if found.is_case_pending:
            until = _("%(until)s. If the court has not spoken by then, these messages stay held.") % {
                "until": until
            }
    pairs.append(Pair(_("Until"), until))
    if found.gap:
        told = ngettext(
            "%(count)s message of its scope went before it was entered",
            "%(count)s messages of its scope went before it was entered",
            found.gap["count"],
        )
        pairs.append(Pair(_("Entered late"), told % {"count": grouped(found.gap["count"])}))
    if found.attempts:
        told = ngettext(
            "%(count)s request was refused under it",
            "%(count)s requests were refused under it",
            found.attempts,
        )
        pairs.append(Pair(_("Since then"), told % {"count": grouped(found.attempts)}))
    return pairs


def _covers(found: RestraintShown, language: str) -> str:
    """Its scope in words: each name narrows it."""
    scope, catalogue = found.scope, load_catalogue()
    if "uses" in scope:
        return _("this one sending")
    parts = []
    if kinds := [_(MESSAGE_KINDS[kind]) for kind in scope.get("kinds", ())]:
        parts.append(", ".join(kinds))
    if purposes := [f"“{purpose_in_words(code, language)}”" for code in scope.get("purposes", ())]:
        parts.append(_("under %(purposes)s") % {"purposes": ", ".join(purposes)})
    if offices := [
        catalogue.office_name(code, language)
        for code in (*scope.get("controllers", ()), *scope.get("senders", ()))
    ]:
        parts.append(_("of %(offices)s") % {"offices": ", ".join(dict.fromkeys(offices))})
    for name, form in (
        ("source_registers", gettext_noop("with numbers from %(codes)s")),
        ("channels", gettext_noop("through %(codes)s")),
        ("classes", gettext_noop("to %(codes)s")),
    ):
        if codes := scope.get(name):
            parts.append(_(form) % {"codes": ", ".join(code.replace("_", " ") for code in codes)})
    return "; ".join(parts) or _("every message")


def _history(found: RestraintShown) -> Sequence[Instant]:
    entered = Instant(
        _exact(found.recorded_at),
        "refused",
        _("Restraint takes effect"),
        _("Entered by the %(role)s. The queue is stated.") % {"role": _role(found.role)},
    )
    later = [
        Instant(
            _exact(p.recorded_at),
            "held" if p.state in ("continued", "leave") else "done",
            _(POSITIONS[p.state]),
            p.says,
        )
        for p in found.positions
    ]
    return [*reversed(later), entered]


def _role(role: str) -> str:
    return {
        "law_officer": _("law officer"),
        "data_protection_officer": _("data protection officer"),
        "communicating_officer": _("communicating officer"),
        "purpose_owner": _("officer of the purpose"),
    }.get(role, role.replace("_", " "))


def _clock(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M:%S}"


def _exact(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{words.day(local.date())}, {local:%H:%M:%S}.{local.microsecond // 1000:03d}"
