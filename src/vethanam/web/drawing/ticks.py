"""The bills of a drawing code that wait for the viewing officer's signature."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.identity.authority import Authority
from vethanam.payroll.bills.act_permissions import why_not
from vethanam.payroll.models import Bill
from vethanam.web.bills import batch

#: acts on several bills with one signature, and the label of their button
ACTS: dict[str, str] = {
    "check": gettext_noop("Check the ticked"),
    "countersign": gettext_noop("Countersign the ticked"),
    "present": gettext_noop("Present the ticked"),
}
#: states that wait; a returned bill is presented on its own page, because it needs an answer
_WAITS = (
    Bill.State.MADE, Bill.State.CHECKED, Bill.State.COUNTERSIGNED, Bill.State.WITHDRAWN, Bill.State.LAPSED,
)  # fmt: skip


def waiting_for(code: str, authority: Authority) -> dict[int, str]:
    """The act that waits for this officer, by bill."""
    rows = Bill.objects.filter(drawing_code__code=code, state__in=_WAITS).select_related(
        "drawing_code", "treasury"
    )
    acts = {
        bill.pk: next((act for act in ACTS if not why_not(bill, act, authority)), "")
        for bill in rows.order_by("-pk")
    }
    return {bill: act for bill, act in acts.items() if act}


def ticks_of(request: HttpRequest, code: str, authority: Authority) -> batch.Ticks | None:
    """The checkboxes of the bill list, with a button for each waiting act."""
    waiting = waiting_for(code, authority)
    buttons = {
        _(word): reverse("drawing:act_several", kwargs={"code": code, "act": act})
        for act, word in ACTS.items()
        if act in waiting.values()
    }
    return batch.offered(request, list(waiting), buttons)
