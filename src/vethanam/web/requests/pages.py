"""A request for a single use in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.messaging.models import AskedUse, Recipient
from vethanam.messaging.recipients import is_confirmed
from vethanam.messaging.single_uses import REVEAL, approvable_asked
from vethanam.people.models import Employment
from vethanam.privacy.approval_proofs import proven_approvals
from vethanam.privacy.current_world import world_at
from vethanam.privacy.law.windows import IST
from vethanam.privacy.permit.approvals import ANY_ROLE, LAPSES_AFTER
from vethanam.privacy.permit.reason_texts import reason_in_words
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.purposes.registry import catalogue_now, purpose_name
from vethanam.privacy.queries import use_shown
from vethanam.web.campaign.pages import ROLES
from vethanam.web.parts import words
from vethanam.web.privacy.data_fields import fields_said

MODES: dict[str, str] = {
    "reveal": gettext_noop("See a contact"),
    "feed": gettext_noop("Feed for a recipient"),
}
KINDS: dict[str, str] = {
    Recipient.Kind.FEED: gettext_noop("Feeds"),
    Recipient.Kind.PRINT: gettext_noop("Letters to print"),
}


def request_row(asked: AskedUse, now: datetime) -> dict[str, Any]:
    """A request in a list."""
    shape, word = state_of(asked, now)
    return {
        "address": reverse("requests:one", kwargs={"reference": asked.reference}),
        "title": f"{_(MODES[asked.mode])} · {purpose_name(asked.purpose, words.language())}",
        "at": asked.at,
        "office": load_catalogue().office_name(asked.office, words.language()),
        "shape": shape,
        "word": word,
    }


def state_of(asked: AskedUse, now: datetime) -> tuple[str, str]:
    """The status of a request: name of its icon, and word."""
    if asked.answers.filter(is_allowed=True).exists():
        return "done", _("Carried out")
    if missing_roles(asked, now):
        return "held", _("Waits for approval")
    return "open", _("Approved")


def missing_roles(asked: AskedUse, now: datetime) -> list[str]:
    """The roles whose approval is missing now."""
    purpose = catalogue_now().on(asked.purpose, now.astimezone(IST).date())
    if purpose is None:
        return []
    wanted = approvable_asked(asked, purpose, is_caution=world_at(now).is_caution).roles
    given = [
        one.role
        for one in proven_approvals("asked", asked.reference, asked.asked_by_persons)
        if one.at is not None and now - one.at <= LAPSES_AFTER
    ]
    return [role for role in wanted if (not given if role == ANY_ROLE else role not in given)]


def request_page(asked: AskedUse, now: datetime) -> dict[str, Any]:
    """One request with everything that its approvers sign."""
    language = words.language()
    numbers = (
        Employment.objects.filter(person__in=asked.members[:1])
        .order_by("pk")
        .values_list("number", flat=True)
    )
    # the number alone: a name is a field that the use itself asks for, and the permit has not answered yet
    whom = (
        _("Employee %(number)s") % {"number": numbers[0]}
        if asked.mode == REVEAL and numbers
        else _("Everybody in service")
    )
    given = asked.given
    pairs = [
        (_("Purpose"), f"{purpose_name(asked.purpose, language)} ({asked.purpose})"),
        (_("About"), whom),
        (_("Fields"), fields_said(asked.fields)),
        (_("Reason"), given.get("reason_given") or ""),
        (_("Number of the case or requisition"), given.get("requisition") or ""),
        (_("Asked by"), load_catalogue().office_name(asked.office, language)),
        (
            _("Recipient"),
            asked.recipient.code if asked.recipient else ", ".join(given.get("recipient") or ()),
        ),
        (_("Key of the recipient"), bytes(asked.recipient.public_key).hex() if asked.recipient else ""),
    ]
    missing = missing_roles(asked, now)
    return {
        **request_row(asked, now),
        "reference": asked.reference,
        "mode": asked.mode,
        "pairs": [pair for pair in pairs if pair[1]],
        "missing": [_(ROLES.get(role, role)) for role in missing],
        "commitment": bytes(asked.commitment).hex(),
        "answers": [
            _answer(answer.use.reference) for answer in asked.answers.select_related("use").order_by("pk")
        ],
    }


def _answer(reference: str) -> dict[str, Any]:
    use = use_shown(reference)
    if use is None:
        return {"reference": reference, "says": ""}
    says = reason_in_words(use.reason, words.language()) if use.reason else ""
    return {"reference": reference, "at": use.at, "says": says, "is_allowed": not use.reason}


def recipient_row(recipient: Recipient) -> dict[str, Any]:
    """A recipient for its list and page."""
    if hasattr(recipient, "end"):
        shape, word = "refused", _("Ended")
    elif is_confirmed(recipient):
        shape, word = "done", _("Confirmed by two persons")
    else:
        shape, word = "held", _("Waits for the second person")
    return {
        "address": reverse("requests:recipient", kwargs={"reference": recipient.reference}),
        "name": recipient.name_ml if words.language() == "ml" else recipient.name,
        "code": recipient.code,
        "kind": _(KINDS[recipient.kind]),
        "receives_as": recipient.receives_as,
        "key": bytes(recipient.public_key).hex(),
        "at": recipient.at,
        "shape": shape,
        "word": word,
        "is_over": hasattr(recipient, "end"),
        "reference": recipient.reference,
    }
