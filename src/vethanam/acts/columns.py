"""The columns of lists, which an empty one has too, and their titles; a key without a title is
said as its words.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from vethanam.acts.masters import kinds

PAISE = "_paise"

TITLES: dict[str, str] = {
    "at": _("At"),
    "bill": _("Bill"),
    "bills": _("Bills"),
    "bill_class": _("Kind of bill"),
    "blocks": _("Blocks"),
    "case_number": _("Case number"),
    "category": _("Category"),
    "cause": _("Cause"),
    "change_paise": _("Change in net pay, ₹"),
    "channel": _("Channel"),
    "channels": _("Channels"),
    "cohort": _("People"),
    "commitment": _("Commitment"),
    "court": _("Court"),
    "dated": _("Date"),
    "delivered": _("Delivered"),
    "deductions_paise": _("Deductions, ₹"),
    "drawing_code": _("Drawing code"),
    "employment": _("Employee number"),
    "entered_oneself": _("Entered by oneself"),
    "entry": _("Entry"),
    "except": _("Except"),
    "fact": _("Entry"),
    "fields": _("Fields"),
    "finding": _("Finding"),
    "from": _("From"),
    "gross_paise": _("Gross, ₹"),
    "handed_over": _("Handed over"),
    "head": _("Head of account"),
    "id": _("Entry number"),
    "is_verified": _("Verified"),
    "is_withdrawn": _("Taken back"),
    "key": _("Code"),
    "kind": _("Kind"),
    "lines": _("Lines of pay"),
    "message": _("Message"),
    "month": _("Month"),
    "name": _("Name"),
    "name_ml": _("Name in Malayalam"),
    "net_paise": _("Net, ₹"),
    "not_deliverable": _("Not deliverable"),
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
    "send_from": _("To be sent from"),
    "send_until": _("To be sent until"),
    "sender": _("Sender"),
    "source": _("Where it was drawn"),
    "state": _("State"),
    "token": _("Token"),
    "treasury": _("Treasury"),
    "until": _("Until"),
    "use": _("Use"),
    "username": _("Sign-in name"),
    "voucher": _("Voucher"),
    "voucher_date": _("Date of the voucher"),
    "voucher_number": _("Number of the voucher"),
    "waits_days": _("Days waiting"),
}
#: columns with internal codes, shown as words
CODES = frozenset({"state", "kind", "category", "fact", "role", "channel", "reason"})


#: list -> the columns that every row has; a list of masters has those of its kind
COLUMNS: dict[str, tuple[str, ...]] = {
    "accounts": ("account", "name", "number", "state", "roles"),
    "proposed_appointments": (
        "proposal", "account", "role", "scope", "from", "until", "proposed_by", "may_decide",
    ),
    "keys_to_confirm": ("key", "account", "name", "roles", "enrolled_at", "fingerprint"),
    "arrears_requests": ("request", "claims", "from", "to", "asked_at", "state", "done", "total", "says"),
    "sheets": (
        "number", "sheet", "file", "rows", "new", "changed", "drawing_codes", "entered_at", "is_verified",
    ),
    "find": ("kind", "number", "name", "name_ml", "post", "office", "state", "drawing_code"),
    "bills": ("bill", "kind", "state", "people", "gross_paise", "deductions_paise", "net_paise"),
    "register": (
        "bill", "kind", "state", "drawing_code", "people", "net_paise", "token", "presentation", "presented",
        "waits_days",
    ),
    "people": ("employment", "name", "name_ml", "category", "post", "office", "bill_class"),
    "entries": (
        "fact", "id", "employment", "name", "name_ml", "post", "from", "order", "is_withdrawn",
        "entered_oneself",
    ),
    "checks": ("blocks", "finding", "employment", "name", "name_ml", "says"),
    "differences": ("employment", "cause", "change_paise", "lines"),
    "uses": ("use", "at", "office", "purpose", "state", "reason", "channel", "fields", "order"),
    "messages": (
        "message", "at", "office", "purpose", "order", "cohort", "people", "sender", "channels", "state",
        "send_from", "send_until", "handed_over", "delivered", "not_deliverable", "commitment",
    ),
    "restraints": ("restraint", "kind", "court", "case_number", "except", "from", "until", "state"),
    "vouchers": (
        "bill", "voucher", "dated", "treasury", "head", "drawing_code", "people", "gross_paise",
        "deductions_paise", "net_paise",
    ),
    "drawn_elsewhere": (
        "entry", "employment", "month", "source", "voucher_number", "voucher_date", "replaces", "entered_at",
        "is_ones_own",
    ),
    "drawn_sums": (
        "month", "head", "drawing_code", "bills", "gross_paise", "deductions_paise", "net_paise",
    ),
    "recipients": (
        "recipient", "code", "title", "kind", "office", "receives_as", "public_key", "order", "name_ml",
        "is_confirmed",
        "is_over",
    ),
    "policies": ("proposal", "purpose", "policy", "from", "state", "text"),
    "asked_uses": ("asked", "mode", "purpose", "office", "fields", "people", "recipient", "commitment", "at"),
}  # fmt: skip


def columns_listed(name: str, kind: str = "") -> tuple[str, ...]:
    """The columns of a list; of masters, those of a kind."""
    if name == "masters":
        found = kinds().get(kind)
        return ("key", *found.row.model_fields) if found else ("key",)
    return COLUMNS[name]


def title_of(column: str) -> str:
    """The English title of a column."""
    return TITLES.get(column) or column.removesuffix(PAISE).replace("_", " ").replace(".", ": ").capitalize()
