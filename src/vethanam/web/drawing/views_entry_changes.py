"""Pages to correct, end or withdraw an entry of the service book: a later entry replaces it,
both stay on record.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.people.models import Employment, Role
from vethanam.privacy.looks import record_look
from vethanam.service_book.actions import require_the_book
from vethanam.service_book.models import Absence, Fact
from vethanam.service_book.queries import held_by, was_seen
from vethanam.web.drawing.entry_changes import (
    CORRECTED,
    correction_form,
    effect_form,
    fact_of,
    may_be_taken_back,
    taking_back_form,
)
from vethanam.web.drawing.new_entries import of_an_office
from vethanam.web.drawing.views_people import WORKING, of_office
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.entry_kinds import KINDS
from vethanam.web.parts.entry_text import entry_said
from vethanam.web.parts.people import people_named, said_to

_SEEN = gettext_noop(
    "It was verified. It counts until another person verifies that it is taken back; months drawn by it are "
    "then arrears, or drawn above due. The record keeps that it stood."
)
_NOT_SEEN = gettext_noop(
    "Nobody has verified it, so nothing was paid by it. It goes at once; the record keeps that it was "
    "entered."
)


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def correct(
    request: HttpRequest, authority: Authority, code: str, number: str, kind: str, fact: int
) -> HttpResponse:
    """Correct an entry of the service book, or enter its end. Only for the office that holds the book."""
    found = theirs(of_office(code, number))
    entry = theirs(fact_of(kind, fact, found) if kind in CORRECTED else None)
    back = reverse("drawing:person", kwargs={"code": code, "number": number})
    if refused := _not_ones_own(request, authority, found, "corrects"):
        messages.warning(request, refused)
        return redirect(back)
    ends = request.GET.get("ends") == "yes"
    form = correction_form(entry, ends=ends)
    if form.is_sent_by(request) and form.perform(request, complete=of_an_office):
        messages.success(request, _("Recorded. Another person verifies it; then compute again."))
        return redirect(_settles(code, entry) or back)
    record_look(authority, found.person_id, "page_entry")
    return render(
        request,
        "drawing/entry.html",
        {
            "title": _("It ends: %(kind)s") % {"kind": _named(entry)} if ends else _("Correct an entry"),
            "lead": _lead(entry),
            "form": form,
            "back": back,
            "person": people_named([number])[number],
            "take_back": _address(code, "take_back", entry) if may_be_taken_back(entry) and not ends else "",
            "order_effect": _address(code, "order_effect", entry)
            if entry.order_id and _is_the_officer(authority) and not ends
            else "",
        },
    )


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def taking_back(
    request: HttpRequest, authority: Authority, code: str, number: str, kind: str, fact: int
) -> HttpResponse:
    """Withdraw an entry that was never true.

    At once if it is unverified, else when another person verifies the withdrawal.
    """
    found = theirs(of_office(code, number))
    entry = theirs(fact_of(kind, fact, found))
    back = reverse("drawing:person", kwargs={"code": code, "number": number})
    if refused := _not_ones_own(request, authority, found, "corrects"):
        messages.warning(request, refused)
        return redirect(back)
    if not may_be_taken_back(entry):
        raise Http404
    form, by_two = taking_back_form(entry), was_seen(entry)
    if form.is_sent_by(request) and form.perform(request, complete=of_an_office):
        messages.success(
            request,
            _("Recorded. Another person verifies that it is taken back; then compute again.")
            if by_two
            else _("Taken back."),
        )
        # a person posted here only by that entry is no longer in this office
        return redirect(back if of_office(code, number) else reverse("drawing:people", kwargs={"code": code}))
    return render(
        request,
        "drawing/entry.html",
        {
            "title": _("Take this entry back? %(kind)s") % {"kind": _named(entry)},
            "lead": _(_SEEN if was_seen(entry) else _NOT_SEEN),
            "form": form,
            "back": back,
            "person": people_named([number])[number],
            "verb": _("Take back"),
        },
    )


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def order_effect(
    request: HttpRequest, authority: Authority, code: str, number: str, kind: str, fact: int
) -> HttpResponse:
    """Record a court's or later order's effect on the entry's order, for this person: only the
    officer in person may.

    The effect for everybody is entered by the department.
    """
    found = theirs(of_office(code, number))
    entry = theirs(fact_of(kind, fact, found) if kind in CORRECTED else None)
    order = theirs(entry.order)
    back = reverse("drawing:person", kwargs={"code": code, "number": number})
    if not _is_the_officer(authority):
        messages.warning(request, _("Only the drawing officer enters the effect on an order."))
        return redirect(back)
    if refused := _not_ones_own(request, authority, found, "corrects"):
        messages.warning(request, refused)
        return redirect(back)
    form = effect_form(entry, order)
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Recorded. Pay drawn by it appears among the arrears; compute again."))
        return redirect(back)
    return render(
        request,
        "drawing/entry.html",
        {
            "title": _("Effect on %(order)s") % {"order": order},
            "lead": _(
                "For %(person)s, from a day on: every entry by this order counts, or counts no "
                "more, from then. Both stay on record."
            )
            % {"person": people_named([number])[number]},
            "form": form,
            "back": back,
            "person": people_named([number])[number],
        },
    )


def _settles(code: str, entry: Fact) -> str:
    """The page that settles a suspension, when its end was entered; else empty."""
    later = Absence.objects.filter(supersedes=entry.pk).first() if isinstance(entry, Absence) else None
    if later is None or later.kind_of_absence != Absence.Kind.SUSPENSION or later.valid_until is None:
        return ""
    if later.is_not_duty or entry.valid_until is not None:
        return ""
    address = {"code": code, "number": entry.employment.number, "fact": later.pk}
    return reverse("drawing:settle_suspension", kwargs=address)


def _is_the_officer(authority: Authority) -> bool:
    """True if the drawing officer acts in person, not by delegation."""
    return authority.role == Role.DRAWING_OFFICER and not authority.delegation


def _not_ones_own(request: HttpRequest, authority: Authority, found: Employment, does: str) -> str:
    """The reason why the office may not change the book; empty if it may."""
    try:
        require_the_book(authority, [found], does)
    except Refused as refused:
        return said_to(request, refused)
    return ""


def _named(entry: Fact) -> str:
    """An entry in one line: its kind and its content."""
    held = held_by({entry.kind(): [entry.pk]})[entry.kind(), entry.pk]
    return " · ".join(filter(None, [_(KINDS[entry.kind()]), entry_said(entry.kind(), held)]))


def _lead(entry: Fact) -> str:
    if entry.is_withdrawn:
        return _(
            "Somebody took it back, and nobody verified that. Recorded again, it stands: as it was, or "
            "changed."
        )
    return _("A later entry replaces it. Both stay in the book, and the earlier one can still be seen.")


def _address(code: str, page: str, entry: Fact) -> str:
    return reverse(
        f"drawing:{page}",
        kwargs={"code": code, "number": entry.employment.number, "kind": entry.kind(), "fact": entry.pk},
    )
