"""The bills of a drawing code that wait for the viewing officer's signature."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.identity.authority import Authority
from vethanam.payroll.bills.waiting_bills import waiting_bills
from vethanam.people.models import Role
from vethanam.web.bills import batch

#: acts on several bills with one signature, and the label of their button
ACTS: dict[str, str] = {
    "check": gettext_noop("Check the ticked"),
    "countersign": gettext_noop("Countersign the ticked"),
    "present": gettext_noop("Present the ticked"),
}
#: role → the acts that it does on several bills at once
ACTS_OF: dict[str, tuple[str, ...]] = {
    Role.DRAWING_OFFICER: ("check", "present", "present_again"),
    Role.COUNTERSIGNING_OFFICER: ("countersign",),
}


def waiting_for(code: str, authority: Authority) -> dict[int, str]:
    """The act that waits for this officer, by bill; an objected bill needs an answer, on its own page."""
    if authority.scope != code:
        return {}
    return {
        bill: act.removesuffix("_again")
        for act in ACTS_OF.get(authority.role, ())
        for bill in waiting_bills(act, authority).order_by("-pk").values_list("pk", flat=True)
    }


def ticks_of(request: HttpRequest, code: str, authority: Authority) -> batch.Ticks | None:
    """The checkboxes of the bill list, with a button for each waiting act."""
    waiting = waiting_for(code, authority)
    buttons = {
        _(word): reverse("drawing:act_several", kwargs={"code": code, "act": act})
        for act, word in ACTS.items()
        if act in waiting.values()
    }
    return batch.offered(request, list(waiting), buttons)
