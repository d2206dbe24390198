"""Titles of list columns by the view's key; a key without a title shows its words."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

PAISE = "_paise"

TITLES: dict[str, str] = {
    "at": _("At"),
    "bill": _("Bill"),
    "bill_class": _("Kind of bill"),
    "case_number": _("Case number"),
    "category": _("Category"),
    "channel": _("Channel"),
    "channels": _("Channels"),
    "cohort": _("People"),
    "commitment": _("Commitment"),
    "court": _("Court"),
    "dated": _("Date"),
    "deductions_paise": _("Deductions, ₹"),
    "drawing_code": _("Drawing code"),
    "employment": _("Employee number"),
    "entered_oneself": _("Entered by oneself"),
    "except": _("Except"),
    "fact": _("Entry"),
    "fields": _("Fields"),
    "from": _("From"),
    "gross_paise": _("Gross, ₹"),
    "head": _("Head of account"),
    "id": _("Entry number"),
    "is_verified": _("Verified"),
    "is_withdrawn": _("Taken back"),
    "key": _("Code"),
    "kind": _("Kind"),
    "message": _("Message"),
    "name": _("Name"),
    "name_ml": _("Name in Malayalam"),
    "net_paise": _("Net, ₹"),
    "number": _("Number"),
    "office": _("Office"),
    "order": _("Order"),
    "people": _("Number of people"),
    "post": _("Post"),
    "presentation": _("Presentation"),
    "presented": _("Presented"),
    "proposed_by": _("Proposed by"),
    "purpose": _("Purpose"),
    "reason": _("Reason"),
    "restraint": _("Restraint"),
    "role": _("Role"),
    "roles": _("Roles"),
    "rows": _("Rows"),
    "scope": _("Office or treasury"),
    "sender": _("Sender"),
    "state": _("State"),
    "token": _("Token"),
    "treasury": _("Treasury"),
    "until": _("Until"),
    "use": _("Use"),
    "username": _("Sign-in name"),
    "voucher": _("Voucher"),
    "waits_days": _("Days waiting"),
}
#: columns with internal codes, shown as words
CODES = frozenset({"state", "kind", "category", "fact", "role", "channel", "reason"})


def title_of(column: str) -> str:
    """The English title of a column."""
    return TITLES.get(column) or column.removesuffix(PAISE).replace("_", " ").replace(".", ": ").capitalize()
