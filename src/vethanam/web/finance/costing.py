"""The page of a running costing."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from vethanam.errors import Sentence
from vethanam.identity.authority import Authority
from vethanam.payroll.models import Costing
from vethanam.payroll.tasks import cost_in_background, is_left
from vethanam.web.parts.job_progress import UnderWay, begun, facts_known
from vethanam.web.parts.names import said
from vethanam.web.parts.view_values import Offer, Step, offered


def costing_shown(asked: Costing) -> UnderWay:
    """The state of a costing: running, interrupted or stopped."""
    return UnderWay(
        place=_("What if · draft, seen by you only · nothing is paid from here"),
        title=_title(asked),
        lead=" ".join(said(Sentence.of_kept(one)) for one in asked.reasons)
        if asked.is_over
        else _("You can close this page. The costing goes on, and nothing is paid from it."),
        steps=[
            facts_known(asked.known_at),
            Step(_("Working it out"), is_current=True),
            Step(_("Kept as your draft")),
        ],
        done=asked.done,
        total=asked.total,
        small=begun(asked.known_at, is_waiting=asked.state == Costing.State.ASKED),
        address=_address(asked),
        is_moving=not asked.is_over,
        offers=offered(_offers(asked)),
    )


def waiting(authority: Authority) -> list[dict[str, Any]]:
    """The author's orders that are not costed yet, newest first."""
    rows = Costing.objects.filter(account=authority.account, scenario__isnull=True)
    return [
        {"title": row.title, "address": _address(row), "known": row.known_at, "is_stopped": row.is_over}
        for row in rows.order_by("-known_at", "-pk")
    ]


def _title(asked: Costing) -> str:
    if asked.is_over:
        return _("%(title)s could not be costed") % {"title": asked.title}
    return _("Costing %(title)s") % {"title": asked.title}


def _offers(asked: Costing) -> list[Offer]:
    change = Offer(_("Change the order"), f"{reverse('finance:scenarios')}?again={asked.pk}")
    again = Offer(_("Work it out again"), _address(asked), is_post=True)
    if asked.is_over:
        return [change, again]
    if is_left(cost_in_background, costing=asked.pk):
        beside = _("The worker left it. Asking again does no harm.")
        return [Offer(again.verb, again.address, is_post=True, beside=beside)]
    return []


def _address(asked: Costing) -> str:
    return reverse("finance:costing", kwargs={"costing": asked.pk})
