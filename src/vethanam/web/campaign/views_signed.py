"""What an officer approved or declined, with its state today: found again after it left the list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET

from vethanam.identity.authority import Authority
from vethanam.messaging.campaign_views import campaign_by_reference, shown
from vethanam.messaging.models import AskedUse
from vethanam.messaging.signed_approvals import Signed, signed_by
from vethanam.money import grouped
from vethanam.privacy.models import Approval, PositionProposal, PurposeProposal, TextClassProposal
from vethanam.privacy.purposes.registry import purpose_name
from vethanam.web.campaign.pages import ROLES, state_of, title_of
from vethanam.web.campaign.views_approvals import APPROVE
from vethanam.web.parts import words
from vethanam.web.parts.access import officer
from vethanam.web.parts.paging import paged
from vethanam.web.restraint.views import POSITIONS

ROWS = 50
#: kind of an approval -> its word, and the route of its page
KINDS: dict[str, tuple[str, str]] = {
    Approval.Of.CAMPAIGN: (gettext_noop("Message"), "campaign:approval"),
    Approval.Of.PURPOSE: (gettext_noop("Purpose"), "campaign:proposal"),
    Approval.Of.ASKED_USE: (gettext_noop("Request for a contact"), "requests:one"),
    Approval.Of.RECIPIENT: (gettext_noop("Recipient"), "requests:recipient"),
    Approval.Of.POSITION: (gettext_noop("Position on a restraint"), "campaign:position"),
    Approval.Of.TEXT_CLASS: (gettext_noop("Class of a text"), "campaign:text_class"),
}


@officer(*APPROVE)
@require_GET
def signed(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The officer's own approvals and declines, newest first."""
    found = signed_by(authority.person)
    rows, pages = paged(request, found, ROWS)
    told = ngettext("%(count)s approval that you gave", "%(count)s approvals that you gave", len(found))
    title = told % {"count": grouped(len(found))} if found else _("You have approved nothing yet")
    page = {"title": title, "rows": [_row(one, authority.at) for one in rows]}
    return render(request, "campaign/signed.html", {"page": page, "pages": pages})


def _row(one: Signed, now: datetime) -> dict[str, Any]:
    kind, route = KINDS[one.of]
    title, shape, word = _SUBJECTS.get(one.of, _unnamed)(one.reference, now)
    return {
        "kind": _(kind),
        "title": title or one.reference,
        "address": reverse(route, kwargs={"reference": one.reference}),
        "at": one.at,
        "given": _("Declined") if one.is_declined else _("Approved"),
        "role": _(ROLES[one.role]) if one.role in ROLES else one.role,
        "shape": shape,
        "word": word,
    }


def _unnamed(_reference: str, _now: datetime) -> tuple[str, str, str]:
    return "", "", ""


def _message(reference: str, now: datetime) -> tuple[str, str, str]:
    row = campaign_by_reference(reference)
    if row is None:
        return _unnamed(reference, now)
    one = shown(row, now)
    return title_of(one), *state_of(one)


def _purpose(reference: str, now: datetime) -> tuple[str, str, str]:
    row = PurposeProposal.objects.filter(reference=reference).first()
    if row is None:
        return _unnamed(reference, now)
    state = ("done", _("Published")) if hasattr(row, "publication") else ("held", _("Proposed"))
    return f"{row.code} {row.version}", *state


def _asked(reference: str, now: datetime) -> tuple[str, str, str]:
    row = AskedUse.objects.filter(reference=reference).first()
    return (purpose_name(row.purpose, words.language()), "", "") if row else _unnamed(reference, now)


def _position(reference: str, now: datetime) -> tuple[str, str, str]:
    row = PositionProposal.objects.select_related("restraint").filter(reference=reference).first()
    if row is None:
        return _unnamed(reference, now)
    state = ("done", _("In effect")) if hasattr(row, "position") else ("held", _("Proposed"))
    return f"{_(POSITIONS[row.state])}: {row.restraint.case_number or row.restraint.reference}", *state


def _text_class(reference: str, now: datetime) -> tuple[str, str, str]:
    row = TextClassProposal.objects.filter(reference=reference).first()
    return (row.content[words.language()]["subject"], "", "") if row else _unnamed(reference, now)


type Named = Callable[[str, datetime], tuple[str, str, str]]
_SUBJECTS: dict[str, Named] = {
    Approval.Of.CAMPAIGN: _message,
    Approval.Of.PURPOSE: _purpose,
    Approval.Of.ASKED_USE: _asked,
    Approval.Of.POSITION: _position,
    Approval.Of.TEXT_CLASS: _text_class,
}
