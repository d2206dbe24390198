"""An office's entries in service books: one entry, a month's increments, a person posted here."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.record_lookup import note_look
from vethanam.acts.translation import says_of
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.payroll.runs.increments import due_of
from vethanam.periods import Month
from vethanam.service_book.actions import require_the_book
from vethanam.service_book.models import Posting
from vethanam.service_book.queries import standing
from vethanam.web.drawing.book import has_the_book
from vethanam.web.drawing.desk import place_of
from vethanam.web.drawing.entry_changes import may_end
from vethanam.web.drawing.entry_fields import recoveries_of
from vethanam.web.drawing.new_entries import (
    ARREARS,
    NAMED,
    OFFERED,
    ORDER,
    begun,
    enter,
    entry_form,
    looked_at,
    of_an_office,
)
from vethanam.web.drawing.views_people import WORKING, of_office
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.entry_kinds import KINDS
from vethanam.web.parts.forms import ActForm, sent, sent_list
from vethanam.web.parts.names import said
from vethanam.web.parts.people import People, PersonShown, people_named, said_to
from vethanam.web.treasury.institutions import has_no_account

POSTING, SUSPENDED = "posting", "recovery_suspension"


@officer(*WORKING, scope="code", power="prepare")
@require_GET
def kinds(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """Choose the kind of entry."""
    found = theirs(of_office(code, number))
    links = [
        (
            _(NAMED.get(kind) or KINDS[kind]),
            _(when),
            reverse("drawing:enter", kwargs={"code": code, "number": number, "kind": kind}),
        )
        for kind, when in OFFERED.items()
        if kind != SUSPENDED or recoveries_of(found)
    ]
    numbers = reverse("drawing:guardian_number", kwargs={"code": code, "number": number})
    after = [link[0] for link in links].index(_(KINDS["guardianship"])) + 1
    links.insert(after, (_("Guardian's number"), _("Before another person verifies the guardian."), numbers))
    back = reverse("drawing:person", kwargs={"code": code, "number": number})
    return render(
        request,
        "drawing/kinds.html",
        {
            "links": links,
            "ending": may_end(found, code) if has_the_book(code, found, authority.at) else [],
            "back": back,
            "person": people_named([found.number])[found.number],
        },
    )


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def new_entry(request: HttpRequest, authority: Authority, code: str, number: str, kind: str) -> HttpResponse:
    """One new entry of a kind, prefilled with current values or with those of the address."""
    found = theirs(of_office(code, number))
    if kind not in OFFERED:
        raise Http404
    back = reverse("drawing:person", kwargs={"code": code, "number": number})
    try:
        require_the_book(authority, [found], "writes")
    except Refused as refused:
        messages.warning(request, said_to(request, refused))
        return redirect(back)
    form = entry_form(kind, found, begun(kind, found) | request.GET.dict())
    if form.is_sent_by(request) and enter(request, form, found):
        messages.success(request, _("Recorded. Another person verifies it; then compute again."))
        if look := looked_at(form, found):
            messages.warning(request, look)
        payee = form.typed("payee") if kind == "obligation" else ""
        if payee and has_no_account(form.typed("kind_of_due"), payee):
            messages.warning(
                request,
                _(
                    "%(payee)s has no verified account yet, so recoveries cannot be paid: enter it, under "
                    "this name."
                )
                % {"payee": payee},
            )
            institutions = reverse("drawing:institutions", kwargs={"code": code})
            return redirect(f"{institutions}?{urlencode({'name': payee})}")
        return redirect(back)
    return render(
        request,
        "drawing/entry.html",
        {
            "title": _("New entry: %(kind)s") % {"kind": _(NAMED.get(kind) or KINDS[kind])},
            "form": form,
            "back": back,
            "person": people_named([found.number])[found.number],
        },
    )


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def guardian_number(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """The number of a guardian, sealed at once."""
    found = theirs(of_office(code, number))
    back = reverse("drawing:person", kwargs={"code": code, "number": number})
    form = ActForm("record_guardian_number", fields=("contact",), fixed={"employment": found.number})
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, says_of(form.performed))
        return redirect(back)
    return render(
        request,
        "drawing/entry.html",
        {
            "title": _("Guardian's number"),
            "lead": _(
                "Read it back to the guardian first. It is sealed at once, and no officer sees it again."
            ),
            "form": form,
            "back": back,
            "person": people_named([found.number])[found.number],
        },
    )


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def joins(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Post an employee from elsewhere under this code. That a clerk saw who it is, is in the log."""
    form = entry_form(POSTING, None, _place_of(code), here=code)
    pulled = _pulled_in(form, sent(request)) if form.is_sent_by(request) else None
    if pulled is not None:
        note_look(authority, pulled.number)
    if form.is_bound and pulled is None and enter(request, form, None):
        messages.success(request, _("Recorded. Another person verifies it; then compute again."))
        return redirect("drawing:people", code=code)
    return render(
        request,
        "drawing/entry.html",
        {
            "title": _("Somebody is posted here"),
            "form": form,
            "pulled": pulled,
            "confirmed": sent(request).get("confirmed", ""),
            "verb": _("This is the person: record") if pulled else "",
            "back": reverse("drawing:people", kwargs={"code": code}),
            "back_word": place_of(code, 0),
        },
    )


def _pulled_in(form: ActForm, posted: Mapping[str, str]) -> PersonShown | None:
    """Who is posted here by the typed number, until the clerk has confirmed this number: a wrong digit pulls
    in somebody else. None also for a number that nobody has.
    """
    number = form.typed("employment")
    asked = number.isprintable() and number != posted.get("confirmed", "")
    found = people_named([number]).found if asked else {}
    return People(found)[number] if number in found else None


def _place_of(code: str) -> dict[str, str]:
    """The initial values of a posting: the code, and the place of duty and bill class
    of its latest posting.
    """
    rows = standing(Posting).filter(drawing_code__code=code)
    names = {"office": "office__code", "bill_class": "bill_class__code"}
    latest = rows.order_by("-pk").values(*names.values()).first() or {}
    return {"drawing_code": code} | {name: latest[key] for name, key in names.items() if key in latest}


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def increments(request: HttpRequest, authority: Authority, code: str, month: Month) -> HttpResponse:
    """Increments not yet entered, of the month and of earlier ones; those of one order are
    ticked and entered together.
    """
    due = due_of(code, month)
    chosen = sent_list(request, "number")
    if request.method == "GET" and request.GET.get("tick") == "all":
        chosen = [one.number for one in due if not one.alone]
    form = ActForm(
        "grant_increments", fields=(*ORDER, *ARREARS), fixed={"drawing_code": code, "month": month}
    )
    if form.is_sent_by(request) and form.perform(request, {"employments": chosen}, of_an_office):
        count = len(form.performed.state["employments"]) if form.performed else 0
        told = ngettext(
            "One increment is recorded. Another person verifies it; then compute again.",
            "%(count)s increments are recorded. Another person verifies them; then compute again.",
            count,
        )
        messages.success(request, told % {"count": words.count_in_words(count, capital=True)})
        return redirect("drawing:month_of", code=code, month=month)
    whose = people_named({one.number for one in due})
    title = ngettext(
        "%(month)s: one increment is due without an entry",
        "%(month)s: %(count)s increments are due without an entry",
        len(due),
    )
    return render(
        request,
        "drawing/increments.html",
        {
            "place": place_of(code, 0),
            "back": reverse("drawing:month_of", kwargs={"code": code, "month": month}),
            "title": title % {"month": words.month(month), "count": words.count_in_words(len(due))},
            "due": [
                (
                    one,
                    whose[one.number],
                    one.number in chosen,
                    _alone(code, one.number, one.since),
                    said(one.alone, whose.in_sentence) if one.alone else "",
                )
                for one in due
            ],
            "is_all": bool(due) and all(one.alone or one.number in chosen for one in due),
            "form": form,
        },
    )


def _alone(code: str, number: str, month: Month) -> str:
    """The address of one person's prefilled increment form."""
    address = reverse("drawing:enter", kwargs={"code": code, "number": number, "kind": "pay"})
    return f"{address}?reason=increment&valid_from={month.first.isoformat()}"
