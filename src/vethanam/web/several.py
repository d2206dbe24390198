"""Bills that are ticked in a list and signed together: the boxes of the list, and the page before the signature."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from vethanam.identity.authority import Authority
from vethanam.payroll.models import Bill
from vethanam.web.access import account_of
from vethanam.web.forms import ActForm
from vethanam.web.signing import bills_of_page

#: the name of a box; short, as the address of the page has one for each bill
NAME = "b"
#: an address stays below the 4,094 bytes that a web server reads
MOST_TICKED = 250
_LONGEST_ID = 18


@dataclass(frozen=True, slots=True)
class Ticks:
    """The boxes of a list: which bills have one, whether all begin ticked, and the page of each button by its word."""

    bills: frozenset[int]
    is_all: bool
    buttons: Sequence[tuple[str, str]]


def offered(request: HttpRequest, bills: Sequence[int], buttons: Mapping[str, str]) -> Ticks | None:
    """The boxes of a list; None where there are no two bills to choose."""
    if len(bills) < 2:
        return None
    return Ticks(
        frozenset(bills[:MOST_TICKED]), request.GET.get("tick") == "all", list(buttons.items())
    )


def ticked(request: HttpRequest, allowed: Collection[int], **within: Any) -> list[Bill]:
    """The bills that were ticked, by number, among those ``within`` a treasury or drawing code.

    Before the signature those that do not wait for it any more are left out. A form that is sent names the bills that its
    page showed: the act refuses if one of them does not wait any more.
    """
    typed = request.GET.getlist(NAME)[:MOST_TICKED]
    chosen = {int(text) for text in typed if text.isdecimal() and len(text) <= _LONGEST_ID}
    if request.method == "GET":
        chosen &= set(allowed)
    return list(Bill.objects.filter(pk__in=chosen, **within).order_by("pk"))


def page(
    request: HttpRequest, authority: Authority, form: ActForm, notes: Mapping[str, str], **told: Any
) -> HttpResponse:
    """Every bill that the signature covers, their sums, and the form of the act. ``notes`` are shown by number of the bill."""
    bills = bills_of_page(account_of(request), form.act.name, form.fixed, authority)
    sums = {
        "people": sum(one.people for one in bills),
        "net": sum(one.net for one in bills),
        "changed": sum(one.changed for one in bills),
    }
    rows = [(one, notes.get(one.number, "")) for one in bills]
    return render(request, "parts/several.html", {"form": form, "rows": rows, "sums": sums, **told})
