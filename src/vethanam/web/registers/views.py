"""The links of a body's register: those that wait for another officer, all of them, and new ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vethanam.acts.register_links import BODY
from vethanam.identity.authority import Authority
from vethanam.messaging.registers.links import (
    COUNTS,
    DECLINED,
    ENDED,
    WAITS,
    links_entered,
    links_to_decide,
    numbers_here,
)
from vethanam.privacy.purposes.registry import office_name
from vethanam.web.parts import words
from vethanam.web.parts.access import officer
from vethanam.web.parts.forms import ActForm, sent, sent_list
from vethanam.web.parts.outcomes import acted, sentence_to
from vethanam.web.parts.paging import page_of

ROWS, MOST_TO_DECIDE = 50, 100
#: rows of the form for new links
NEW = 5
STATES: dict[str, tuple[str, str]] = {
    WAITS: ("open", gettext_noop("Waits for another officer")),
    COUNTS: ("done", gettext_noop("Counts")),
    DECLINED: ("refused", gettext_noop("Declined")),
    ENDED: ("open", gettext_noop("Ended")),
}


@officer(*BODY, scope="code")
@require_GET
def links(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """The links that this officer may decide on, and every link of the body with its state."""
    wanted = request.GET.get("number", "").strip()
    rows = links_entered(authority.office)
    if wanted:
        rows = rows.filter(number=wanted)
    number, pages = page_of(request, rows.count(), ROWS)
    waiting = links_to_decide(authority).select_related("person").order_by("pk")
    page = {
        "code": code, "body": office_name(authority.office, words.language()), "wanted": wanted,
        "to_decide": _shown(authority, waiting[:MOST_TO_DECIDE], WAITS), "count": waiting.count(),
        "rows": _shown(authority, rows[(number - 1) * ROWS : number * ROWS]), "pages": pages,
    }  # fmt: skip
    return render(request, "registers/links.html", page)


@officer(*BODY, scope="code")
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Enter links; they wait for another officer."""
    form = ActForm("link_register_people", fields=(), fixed={"body": code})
    posted = sent(request)
    pairs = [
        (posted.get(f"number_{place}", "").strip(), posted.get(f"person_{place}", "").strip())
        for place in range(1, NEW + 1)
    ]
    given = {number: person for number, person in pairs if number or person}
    if form.is_sent_by(request) and form.perform(request, {"people": given}) and form.performed:
        messages.success(request, sentence_to(request, form.performed))
        return redirect("registers:links", code=code)
    page = {"code": code, "body": office_name(authority.office, words.language()), "form": form,
        "pairs": pairs}  # fmt: skip
    return render(request, "registers/enter.html", page)


@officer(*BODY, scope="code")
@require_POST
def decide(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Agree to the ticked links, or decline them with a reason."""
    posted = sent(request)
    given = {
        "body": code, "links": sent_list(request, "link"), "outcome": posted.get("outcome", ""),
        "reason": posted.get("reason", "").strip() or None,
    }  # fmt: skip
    performed = acted(request, "decide_register_links", given, authority=authority)
    if performed.ok:
        messages.success(request, sentence_to(request, performed))
    return redirect("registers:links", code=code)


@officer(*BODY, scope="code")
@require_POST
def end(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """End the link of a number, or take back one that waits."""
    given = {"body": code, "number": sent(request).get("number", "")}
    ended = _("Ended. Nothing is sent by this number any more.")
    acted(request, "end_register_link", given, ended, authority=authority)
    return redirect(reverse("registers:links", kwargs={"code": code}))


def _shown(authority: Authority, rows: Iterable[Any], state: str = "") -> list[dict[str, Any]]:
    """Links for a list; the officer who decides on one sees its person whole."""
    found = list(rows)
    numbers = numbers_here(authority.office, [row.person_id for row in found])
    return [_row(row, numbers.get(row.person_id, ""), state or row.state) for row in found]


def _row(row: Any, number: str, state: str) -> dict[str, Any]:
    decision = getattr(row, "decision", None)
    shape, word = STATES[state]
    in_malayalam = words.language() == "ml" and row.person.name_ml
    return {
        "link": row.pk, "number": row.number, "person": number, "born": row.person.born,
        "name": row.person.name_ml if in_malayalam else row.person.name,
        "other_name": row.person.name if in_malayalam else row.person.name_ml,
        "other_language": "en" if in_malayalam else "ml", "at": row.at,
        "shape": shape, "word": _(word), "may_end": state in (WAITS, COUNTS),
        "counts_from": decision.counts_from if decision and state == COUNTS else None,
        "reason": decision.reason if decision else "",
    }  # fmt: skip
