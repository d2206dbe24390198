"""The bills of a drawing code that wait for a signature of the officer who looks at the list."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.identity.authority import Authority
from vethanam.payroll.models import Bill
from vethanam.payroll.queries.powers import why_not
from vethanam.web import several

#: the acts that one signature does to several bills, and the word of their button
ACTS: dict[str, str] = {
    "check": gettext_noop("Check the ticked"),
    "countersign": gettext_noop("Countersign the ticked"),
    "present": gettext_noop("Present the ticked"),
}
#: one that was sent back is presented with an answer of its own, on its own page
_WAITS = (
    Bill.State.MADE, Bill.State.CHECKED, Bill.State.COUNTERSIGNED, Bill.State.WITHDRAWN, Bill.State.LAPSED,
)  # fmt: skip


def waiting_for(code: str, authority: Authority) -> dict[int, str]:
    """By bill the act that waits for this officer."""
    rows = Bill.objects.filter(drawing_code__code=code, state__in=_WAITS).select_related(
        "drawing_code", "treasury"
    )
    acts = {
        bill.pk: next((act for act in ACTS if not why_not(bill, act, authority)), "")
        for bill in rows.order_by("-pk")
    }
    return {bill: act for bill, act in acts.items() if act}


def ticks_of(request: HttpRequest, code: str, authority: Authority) -> several.Ticks | None:
    """The boxes of the list of bills, with a button for each act that waits."""
    waiting = waiting_for(code, authority)
    buttons = {
        _(word): reverse("drawing:act_several", kwargs={"code": code, "act": act})
        for act, word in ACTS.items()
        if act in waiting.values()
    }
    return several.offered(request, list(waiting), buttons)
