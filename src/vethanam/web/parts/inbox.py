"""The inbox on pages: what waits for the signed-in account, each with the page where it is done."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vethanam.acts.inbox import InboxRow, inbox_of
from vethanam.acts.scans import OF_STATE
from vethanam.identity.authority import Authority
from vethanam.money import grouped
from vethanam.people.models import Role
from vethanam.web.parts.access import account_of, hats_of_request, now_of
from vethanam.web.parts.names import said
from vethanam.web.parts.people import People, PersonShown, people_named

#: rows on the home page of a role; the inbox has them all
MOST_AT_HOME = 8
#: kind → its page, and the part of the address that takes the row's key; the page's code is the scope
PAGES: Mapping[str, tuple[str, str]] = {
    "bill_sent_back": ("drawing:bill", "bill"),
    "bill_to_present_again": ("drawing:bill", "bill"),
    "bill_to_present": ("drawing:bill", "bill"),
    "bill_to_check": ("drawing:bill", "bill"),
    "bill_to_countersign": ("drawing:bill", "bill"),
    "entries": ("drawing:entries", ""),
    "sheet": ("takeover:sheet", "number"),
    "outside_voucher": ("takeover:elsewhere", ""),
    "scan_to_take_off": ("drawing:order", "order"),
    "question": ("drawing:question", "reference"),
    "account_to_close": ("drawing:person_account", "number"),
    "month_without_bill": ("drawing:month_of", "month"),
    "held_person": ("drawing:month_of", "month"),
    "credit_returned": ("drawing:accounts", "bill"),
    "credit_to_send_again": ("drawing:accounts", "bill"),
    "payment_of_office": ("drawing:bill", "bill"),
    "bill_to_pass": ("treasury:bill", "bill"),
    "challan": ("treasury:challan", "challan"),
    "bank_question": ("treasury:settle", "finding"),
    "institution": ("treasury:institutions", ""),
    "operator_text": ("masters:kind", "kind"),
    "operator_hold": ("masters:kind", "kind"),
    "unheard_webhook": ("webhooks:webhook", "code"),
    "master": ("masters:proposal", "number"),
    "appointment": ("administration:appointments", ""),
    "delegation": ("administration:appointments", ""),
    "key": ("administration:keys", ""),
    "reset": ("administration:account", "name"),
    "found_file": ("masters:kind", "kind"),
    "message": ("campaign:approval", "reference"),
    "message_declined": ("campaign:message", "reference"),
    "request": ("requests:one", "reference"),
    "purpose": ("campaign:proposal", "reference"),
    "position": ("campaign:position", "reference"),
    "window_end": ("restraint:window_end", "entry"),
    "compensation_to_decide": ("finance:compensation", "reference"),
    "compensation_without_tax": ("protection:compensation", "reference"),
    "text_class": ("campaign:text_class", "reference"),
    "review": ("protection:use", "reference"),
    "policy": ("administration:policies", ""),
    "canaries": ("administration:canaries", ""),
    "recipient": ("requests:recipient", "reference"),
    "application_to_assess": ("benefits:application", "number"),
    "application_to_decide": ("benefits:application", "number"),
    "transfer": ("benefits:to_check", ""),
    "cycle_stopped": ("benefits:computing", "asked"),
    "cycle_computed": ("benefits:month", "number"),
    "cycle_to_approve": ("benefits:month", "number"),
    "cycle_to_release": ("finance:benefits", ""),
    "paid_elsewhere": ("benefits:to_check", ""),
    "register_links": ("registers:links", ""),
    "death_notice": ("benefits:deaths", ""),
    "demand_to_decide": ("benefits:demand", "number"),
    "demand_to_check": ("benefits:to_check", ""),
    "demand_interest": ("benefits:demand", "number"),
    "compensation_to_release": ("benefits:release_compensation", "reference"),
    "payment_to_order": ("benefits:payments", ""),
    "society_account": ("treasury:institutions", ""),
    "advance_failed": ("treasury:institutions", ""),
    "list_to_take": ("benefits:advance", "number"),
    "list_to_deliver": ("benefits:advance", "number"),
    "deliveries_to_check": ("benefits:advance", "number"),
    "money_to_return": ("benefits:advance", "number"),
    "late_interest": ("benefits:advance", "number"),
    "money_to_confirm": ("benefits:advance", "number"),
    "incentive_to_claim": ("benefits:advance", "number"),
    "incentive_to_order": ("benefits:payments", ""),
    "duty": ("protection:duty", "reference"),
}
#: the same work on the page of another role
_ELSEWHERE: Mapping[tuple[str, str], str] = {
    **{("scan_to_take_off", role): "campaign:order" for role in OF_STATE},
    ("payment_to_order", Role.FINANCE_OFFICER): "finance:benefits",
    ("incentive_to_order", Role.FINANCE_OFFICER): "finance:benefits",
    ("master", Role.FINANCE_OFFICER): "figures:proposal",
    ("appointment", Role.COUNTERSIGNING_OFFICER): "drawing:appointments",
    ("delegation", Role.COUNTERSIGNING_OFFICER): "drawing:appointments",
}
_OF_A_CODE = ("drawing:", "treasury:", "benefits:", "registers:")


@dataclass(frozen=True, slots=True)
class WaitingShown:
    """One thing that waits: its sentence, its page, the employee, for how long."""

    says: str
    address: str
    person: PersonShown | None
    waits: str


def inbox_of_request(request: HttpRequest) -> list[InboxRow]:
    """What waits for the signed-in account, oldest first; read once a request."""
    found: list[InboxRow] | None = getattr(request, "inbox", None)
    if found is None:
        at, is_sample = now_of(request)
        found = inbox_of(account_of(request).pk, hats_of_request(request), at, is_sample=is_sample)
        request.inbox = found  # type: ignore[attr-defined]
    return found


def waiting_shown(request: HttpRequest, rows: Sequence[InboxRow]) -> list[WaitingShown]:
    """Rows of the inbox for a list."""
    whose = people_named({row.number for row in rows} - {""})
    return [_shown(request, row, whose) for row in rows]


def waiting_at_home(
    request: HttpRequest, authority: Authority, *, without: Collection[str] = ()
) -> dict[str, Any]:
    """What waits in one scope, for its home page; ``without`` kinds that the page lists itself."""
    here = authority.scope or ""
    rows = [row for row in inbox_of_request(request) if row.scope == here and row.kind not in without]
    return {
        "rows": waiting_shown(request, rows[:MOST_AT_HOME]),
        "count": len(rows),
        "more": max(0, len(rows) - MOST_AT_HOME),
    }


def address_of(row: InboxRow) -> str:
    """The page where a row is done."""
    name, part = PAGES[row.kind]
    name = _ELSEWHERE.get((row.kind, row.role), name)
    given = {part: row.key} if part else {}
    if name.startswith(_OF_A_CODE):
        given["code"] = row.scope
    return reverse(name, kwargs=given)


def _shown(request: HttpRequest, row: InboxRow, whose: People) -> WaitingShown:
    return WaitingShown(
        said(row.says, whose.in_sentence),
        address_of(row),
        whose[row.number] if row.number else None,
        _waits(row.days(now_of(request)[0])),
    )


def _waits(days: int) -> str:
    if days <= 0:
        return _("since today")
    return ngettext("for %(count)s day", "for %(count)s days", days) % {"count": grouped(days)}
