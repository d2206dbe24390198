"""Pages of restraints, and the record of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET

from vethanam.documents.office_paper import office_pdf
from vethanam.errors import Unsound
from vethanam.evidence.bundles import bundle_of_entries
from vethanam.identity.authority import Authority
from vethanam.money import grouped
from vethanam.people.models import Role
from vethanam.privacy.current_restraints import (
    RestraintShown,
    restraint_shown,
    restraints_shown,
)
from vethanam.privacy.current_windows import windows_shown
from vethanam.privacy.queries import use_shown
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.file_response import file_response
from vethanam.web.parts.names import said
from vethanam.web.public.law import window_row
from vethanam.web.restraint.pages import (
    KINDS,
    LOOKERS,
    SENDERS,
    Instant,
    banner_of,
    pairs_of,
    role_in_words,
    to_the_millisecond,
)
from vethanam.web.restraint.papers import restraint_paper

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
            "windows": [
                window_row(window, authority.at)
                for window in windows_shown(authority.at)
                if window.is_open(authority.at) or window.starts_at > authority.at
            ],
            "may_end": authority.role == Role.LAW_OFFICER,
        },
    )


@officer(*LOOKERS, *SENDERS)
@require_GET
def one(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """One restraint: scope, messages sent before, messages ended, later decisions."""
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
                "pairs": pairs_of(found),
                "gap": _gap(found),
                "history": _history(found),
                "statement": reverse("restraint:statement", kwargs={"reference": reference}),
                "paper": reverse("restraint:statement_paper", kwargs={"reference": reference})
                if authority.role in LOOKERS
                else "",
                "next": reverse("restraint:next", kwargs={"reference": reference})
                if authority.role == Role.LAW_OFFICER and found.state != "over"
                else "",
            },
            **({"banner": banner_of(found)} if found.state in ("active", "unconfirmed") else {}),
        },
    )


@officer(*LOOKERS)
@require_GET
def statement(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """The entries of a restraint with their proofs, which a court can check independently."""
    found = theirs(restraint_shown(reference, authority.at))
    leaves = [
        leaf
        for leaf in (found.leaf, found.statement, found.relay_leaf, *found.position_leaves)
        if leaf is not None
    ]
    try:
        bundle = bundle_of_entries(leaves, is_opened=True)
    except Unsound as unsound:
        messages.warning(request, said(unsound))
        return redirect("restraint:one", reference=reference)
    answer = HttpResponse(bundle, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="restraint-{reference}.json"'
    return answer


@officer(*LOOKERS)
@require_GET
def statement_paper(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """The statement of a restraint on paper, as it stands now."""
    found = theirs(restraint_shown(reference, authority.at))
    word = STATES[found.state][1]
    paper = restraint_paper(found, word, lambda: _lead(found), lambda: _history(found), authority.at)
    return file_response(office_pdf(paper), f"restraint-{reference}.pdf")


# -- a sending -----------------------------------------------------------------------------------------------


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
    ) % {"count": grouped(found.before), "at": to_the_millisecond(found.recorded_at)}
    told = (before, _relay(found), _("Nothing began after it, and nothing resumes by itself."))
    return " ".join(filter(None, told))


def _relay(found: RestraintShown) -> str:
    """What our mail server still had at that instant."""
    if not found.relayed:
        return ""
    if found.is_relay_held:
        said = ngettext(
            "%(count)s of them was still with our mail server, which holds it.",
            "%(count)s of them were still with our mail server, which holds them.",
            found.relayed,
        )
    else:
        said = ngettext(
            "%(count)s of them was still with our mail server, which we could not have hold it.",
            "%(count)s of them were still with our mail server, which we could not have hold them.",
            found.relayed,
        )
    return said % {"count": grouped(found.relayed)}


def _gap(found: RestraintShown) -> dict[str, Any]:
    """The messages between the restraint's stated start and its entry: first, last, and counts by sending."""
    if not found.gap:
        return {}
    first, last = (parse_datetime(found.gap[name] or "") for name in ("first", "last"))
    shown = [(use_shown(reference), count) for reference, count in found.gap.get("uses", {}).items()]
    return {
        "from": found.starts_at,
        "first": to_the_millisecond(first) if first else "",
        "last": to_the_millisecond(last) if last else "",
        "uses": [
            {
                "name": use.purpose_name(words.language()),
                "by": use.office_name(words.language()),
                "count": count,
                "address": reverse("restraint:sending", kwargs={"reference": use.reference}),
            }
            for use, count in shown
            if use is not None
        ],
    }


def _history(found: RestraintShown) -> Sequence[Instant]:
    entered = Instant(
        to_the_millisecond(found.recorded_at),
        "refused",
        _("Restraint takes effect"),
        _("Entered by the %(role)s. The queue is stated.") % {"role": role_in_words(found.role)},
    )
    later = [
        Instant(
            to_the_millisecond(p.recorded_at),
            "held" if p.state in ("continued", "leave") else "done",
            _(POSITIONS[p.state]),
            p.says,
        )
        for p in found.positions
    ]
    return [*reversed(later), entered]
