"""Several bills ticked in a list and signed together: the checkboxes, and the page before the signature."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import ngettext

from vethanam.acts.key_signatures import MOST_SIGNED
from vethanam.identity.authority import Authority
from vethanam.payroll.models import Bill
from vethanam.web.parts import words
from vethanam.web.parts.access import account_of
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.signatures import bills_of_page

#: the name of a checkbox; short, because the page's address has one per bill
NAME = "b"
#: as many as one signature covers; the address stays below the web server's limit (``site/processes.py``)
MOST_TICKED = MOST_SIGNED
_LONGEST_ID = 18


@dataclass(frozen=True, slots=True)
class Ticks:
    """The checkboxes of a list: the bills with one, whether all start ticked, and each
    button's label and page.
    """

    bills: frozenset[int]
    is_all: bool
    buttons: Sequence[tuple[str, str]]


def offered(request: HttpRequest, bills: Sequence[int], buttons: Mapping[str, str]) -> Ticks | None:
    """The checkboxes of a list; None for fewer than two bills."""
    if len(bills) < 2:
        return None
    return Ticks(frozenset(bills[:MOST_TICKED]), request.GET.get("tick") == "all", list(buttons.items()))


def ticked(request: HttpRequest, allowed: Collection[int], **within: Any) -> list[Bill]:
    """The ticked bills by number, among those ``within`` a treasury or drawing code.

    A page shows only ``allowed`` bills. A sent form names every bill of its page, and the act refuses if one
    no longer waits.
    """
    chosen = _chosen(request)
    if request.method == "GET":
        chosen &= set(allowed)
    return list(Bill.objects.filter(pk__in=chosen, **within).order_by("pk"))


def narrowed(request: HttpRequest, bills: Sequence[Bill]) -> HttpResponse | None:
    """A redirect to the page of these bills alone, if others were ticked too, so that the form names exactly
    the bills it shows.
    """
    left = _chosen(request) - {bill.pk for bill in bills}
    if request.method != "GET" or not left:
        return None
    says = ngettext(
        "%(count)s of the ticked bills does not wait for this. It is left out.",
        "%(count)s of the ticked bills do not wait for this. They are left out.",
        len(left),
    )
    messages.info(request, says % {"count": words.count_in_words(len(left), capital=True)})
    return redirect(f"{request.path}?{urlencode([(NAME, bill.pk) for bill in bills])}")


def _chosen(request: HttpRequest) -> set[int]:
    typed = request.GET.getlist(NAME)[:MOST_TICKED]
    return {int(text) for text in typed if text.isdecimal() and len(text) <= _LONGEST_ID}


def page(
    request: HttpRequest, authority: Authority, form: ActForm, notes: Mapping[str, str], **told: Any
) -> HttpResponse:
    """The page of all bills under the signature, their sums, and the act's form.

    ``notes`` are shown by bill number.
    """
    bills = bills_of_page(account_of(request), form.act.name, form.fixed, authority)
    sums = {
        "people": sum(one.people for one in bills),
        "net": sum(one.net for one in bills),
        "changed": sum(one.changed for one in bills),
    }
    rows = [(one, notes.get(one.number, "")) for one in bills]
    return render(request, "parts/several.html", {"form": form, "rows": rows, "sums": sums, **told})
