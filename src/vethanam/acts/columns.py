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
    "lent_by": _("Lent by"),
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
    "award": _("Award"),
    "application": _("Application"),
    "beneficiary": _("Number of the beneficiary"),
    "born": _("Date of birth"),
    "died_on": _("Died on"),
    "entered_at": _("Entered at"),
    "is_confirmed": _("Confirmed"),
    "is_ones_own": _("Entered by oneself"),
    "one": _("Number of the beneficiary"),
    "other": _("Number of the other"),
    "other_name": _("Name of the other"),
    "owed_by": _("Answer owed by"),
    "received_on": _("Received on"),
    "scheme": _("Scheme"),
    "since_month": _("Since"),
    "waits": _("Waits for another person"),
    "ward": _("Ward"),
    "why": _("Reason"),
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
    "proposed_delegations": (
        "delegation", "account", "power", "role", "scope", "from", "until", "lent_by", "may_decide",
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
    "operator_texts": (
        "office", "text", "version", "language", "state", "template_id", "category", "until", "words",
    ),
    "events": ("event", "office", "hazard", "place", "begins_at", "ends_at", "closed_at"),
    "count_files": ("counts", "at", "over", "case", "lines"),
    "portal_reports": (
        "report", "at", "delivered", "failed", "waiting", "before", "otherwise", "unknown",
    ),
    "evidence_files": ("file", "kind", "about", "purpose", "recipient", "at", "is_signed"),
    "signed_certificates": ("sha256", "part_a", "part_b", "at"),
    "own_files": ("file", "at", "is_signed"),
    "record_holds": (
        "hold", "ground", "named", "asked_by", "purposes", "offices", "uses", "since", "until", "at", "state",
    ),
    "rolls": (
        "roll", "of", "subject", "at", "state", "lines", "uses", "messages", "claimed",
        "drawn", "paid", "returned", "told", "classes", "districts",
    ),
    "compensations": (
        "compensation", "roll", "order", "head", "at", "amounts_paise", "state", "reason", "tax_rate",
        "drawn", "paid", "returned",
    ),
    "compensation_to_draw": ("compensation", "employment", "amount_paise"),
    "my_rolls": (
        "roll", "of", "subject", "line", "class", "district", "uses", "messages", "first", "last",
        "claimed_at",
    ),
    "canaries": ("proposal", "mark", "kind", "holder", "count", "domain", "state", "planted_at"),
    "policies": ("proposal", "purpose", "policy", "from", "state", "text"),
    "benefit_applications": (
        "application", "beneficiary", "name", "name_ml", "scheme", "ward", "received_on", "owed_by", "state",
    ),
    "benefits_to_sanction": (
        "application", "beneficiary", "name", "name_ml", "scheme", "ward", "received_on", "owed_by", "state",
    ),
    "awards": (
        "award", "beneficiary", "name", "name_ml", "scheme", "ward", "state", "cause", "since_month", "waits",
    ),
    "suspended_awards": (
        "award", "beneficiary", "name", "name_ml", "scheme", "ward", "state", "cause", "since_month", "waits",
    ),
    "to_muster": (
        "award", "beneficiary", "name", "name_ml", "scheme", "ward", "state", "cause", "since_month", "waits",
    ),
    "benefit_deaths": (
        "entry", "beneficiary", "name", "name_ml", "died_on", "source", "is_confirmed",
    ),
    "benefit_entries": (
        "kind", "entry", "beneficiary", "name", "name_ml", "entered_at", "is_ones_own", "facts",
    ),
    "benefit_cycles": (
        "cycle", "scheme", "month", "version", "state", "assessed", "eligible", "held", "not_eligible",
        "suspended", "unknown", "due_paise", "state_paise", "centre_paise", "held_paise", "result_hash",
    ),
    "benefit_differences": ("month", "local_body", "change", "decision", "reason", "people"),
    "benefit_releases": (
        "release", "order", "dated", "months", "compensation", "instalment", "payer", "sum_paise", "awards",
        "drawn_paise", "left_paise",
    ),
    "benefits_elsewhere": (
        "entry", "award", "beneficiary", "name", "name_ml", "month", "payer", "amount_paise", "source",
        "reference", "state", "is_being_taken_back",
    ),
    "benefit_shares": (
        "month", "payer", "due_paise", "drawn_paise", "elsewhere_paise", "kept_back_paise", "open_paise",
        "held",
    ),
    "compensation_to_release": ("compensation", "order", "lines", "sum_paise"),
    "benefit_payments": (
        "release", "scheme", "order", "months", "compensation", "sum_paise", "drawn_paise",
        "kept_back_paise", "placed_paise", "is_whole", "ordered_by", "files", "places",
    ),
    "benefit_legs": (
        "reference", "award", "beneficiary", "kind", "sum_paise", "state", "why", "paid_on", "attempt",
        "file",
    ),
    "advances": (
        "list", "society", "scheme", "release", "people", "sum_paise", "payment", "paid_on", "last_day",
        "returning_paise", "places", "is_whole",
    ),
    "incentives": (
        "bill", "list", "society", "scheme", "deliveries", "agent_paise", "own_paise", "sum_paise", "figure",
        "state", "paid_on", "difference_paise",
    ),
    "advance_lines": ("reference", "ward", "sum_paise", "state", "why", "on"),
    "deliveries_to_check": ("entry", "reference", "outcome", "on", "proof", "proof_reference", "sum_paise"),
    "money_returns": ("list", "entry", "sum_paise", "interest", "on", "reference", "state"),
    "benefit_accounts_to_sign": ("entry", "beneficiary", "kind", "branch", "tail", "society", "from"),
    "beneficiary_sheets": (
        "number", "scheme", "local_body", "file", "rows", "accounts", "state", "reason", "entered_at", "root",
        "account_root",
    ),
    "deliveries": (
        "delivery", "at", "program", "key", "purpose", "text", "is_allowed", "accepted", "delivered",
        "failed", "not_told",
    ),
    "register_links": (
        "link", "number", "person", "name", "name_ml", "born", "state", "entered", "counts_from", "reason",
    ),
    "death_notices": (
        "notice", "beneficiary", "name", "name_ml", "born", "died_on", "record_number",
    ),
    "overpaid_months": ("award", "beneficiary", "name", "name_ml", "month", "too_much_paise"),
    "demands": (
        "demand", "award", "beneficiary", "scheme", "cause", "of", "notice_on", "answer_by", "state",
        "principal_paise", "interest_paise", "remaining_paise",
    ),
    "duplicates": ("one", "name", "other", "other_name", "born", "why"),
    "messages_by_header": (
        "use", "at", "purpose", "state", "order", "consent", "consent_at", "notice", "entry",
    ),
    "uses_by_header": ("use", "at", "purpose", "state", "reason", "order", "people", "entry"),
    "information_requests": (
        "request", "ground", "requested_by", "order", "dated", "fields", "people", "opens_on", "sealed", "at",
    ),
    "assessments": ("purpose", "state", "assessed_on", "review_by", "document"),
    "nominations": ("nomination", "is_mine", "employee", "at", "ended"),
    "nominated_uses": ("use", "at", "office", "purpose", "state", "reason"),
    "my_approvals": ("of", "reference", "role", "at", "declined"),
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
