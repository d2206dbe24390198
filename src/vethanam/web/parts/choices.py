"""Choices of closed lists in forms: the values of a field and their words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vethanam.acts.fields import How
from vethanam.journal.business_time import business_now
from vethanam.payroll.rulebook import pack_in_use, scales_on
from vethanam.people.masters import closed_days
from vethanam.people.models import BillClass, DrawingCode, Office, Post
from vethanam.periods import Month
from vethanam.service_book.models import Absence, LeaveAccount, Obligation, Pay
from vethanam.service_book.rulebook import funds_in_use
from vethanam.web.parts import words
from vethanam.web.parts.entry_text import ACCOUNTS, BASES, EFFECTS, ENDS, MODES, ORDERS, PROOFS
from vethanam.web.parts.names import component_name, fund_name, named
from vethanam.web.pay.causes import CAUSES

type Choices = Sequence[tuple[str, str]]

#: most offices or codes offered in one field
MOST_LISTED = 500


def choices_of(name: str, how: How) -> Choices | None:
    """The choices of a field, by name and input kind; None for free text."""
    if how.kind == "flag":
        return [("no", _("no")), ("yes", _("yes"))]
    if how.kind != "choice":
        return None
    if name in CHOICES:
        return CHOICES[name]()
    return [(value, _(capfirst(value.replace("_", " ")))) for value in how.choices]


def _designations() -> Choices:
    is_ml = words.language() == "ml"
    rows = Post.objects.order_by("designation").values_list("code", "designation", "designation_ml")
    return _with_ends("post", [(code, ml if is_ml and ml else en) for code, en, ml in rows])


def _kinds_of_bill() -> Choices:
    is_ml = words.language() == "ml"
    rows = BillClass.objects.order_by("title").values_list("code", "title", "title_ml")
    return _with_ends("bill_class", [(code, ml if is_ml and ml else en) for code, en, ml in rows])


def _earnings() -> Choices:
    return [(one.name, component_name(one.name)) for one in pack_in_use().components if one.kind == "earning"]


def _offices() -> Choices:
    rows = Office.objects.exclude(code__in=_closed("office"))
    return _named_in_both(rows.order_by("code").values_list("code", "name", "name_ml"))


def _drawing_codes() -> Choices:
    rows = DrawingCode.objects.exclude(code__in=_closed("drawing_code"))
    return _named_in_both(rows.order_by("code").values_list("code", "title", "title_ml"))


def _closed(kind: str) -> dict[str, date]:
    """The masters of a kind that are closed by now, with their last day."""
    today = localdate(business_now()[0])
    return {key: last for (of, key), last in closed_days().items() if of == kind and last < today}


def _with_ends(kind: str, choices: Choices) -> Choices:
    """The choices; a closed one says its last day, because an earlier entry may still name it."""
    closed = _closed(kind)
    ends = {code: _("until %(day)s") % {"day": words.day(last)} for code, last in closed.items()}
    return [(code, f"{name} · {ends[code]}" if code in ends else name) for code, name in choices]


def _named_in_both(rows: QuerySet[Any, tuple[str, str, str]]) -> Choices:
    """Code and name of each; none of a list too long to be read."""
    is_ml, found = words.language() == "ml", list(rows[: MOST_LISTED + 1])
    return [(code, ml if is_ml and ml else en) for code, en, ml in found] if len(found) <= MOST_LISTED else []


def listed_of(name: str) -> Choices:
    """The values that a text field offers to pick from, by name; empty for free text."""
    return LISTED[name]() if name in LISTED else ()


#: values that a text field offers; another one may be typed, and the act answers
LISTED: dict[str, Callable[[], Choices]] = {
    "office": _offices,
    "drawing_code": _drawing_codes,
    "scale": lambda: [(scale, "") for scale in scales_on(Month.of(localdate()))],
}
#: choices by field name
CHOICES: dict[str, Callable[[], Choices]] = {
    "session": lambda: [("FN", _("forenoon")), ("AN", _("afternoon"))],
    "session_until": lambda: [("FN", _("forenoon")), ("AN", _("afternoon"))],
    "end_cause": lambda: [(code, _(word)) for code, word in ENDS.items()],
    "reason": lambda: [(code, _(CAUSES[code])) for code in Pay.Reason.values],
    "basis": lambda: [("scale", _("Scale of pay")), *((code, _(word)) for code, word in BASES.items())],
    "increment_month": lambda: [(str(n), words.month_name(Month(2000, n))) for n in range(1, 13)],
    "component": _earnings,
    "kind_of_absence": lambda: [(code, capfirst(named(code))) for code in Absence.Kind.values],
    "kind_of_leave": lambda: [(code, capfirst(named(code))) for code in LeaveAccount.Kind.values],
    "fund": lambda: [(code, fund_name(code)) for code in funds_in_use().codes],
    "kind_of_due": lambda: [(code, component_name(code)) for code in Obligation.Kind.values],
    "kind_of_account": lambda: [(code, _(word)) for code, word in ACCOUNTS.items()],
    "kind": lambda: [(code, _(word)) for code, word in ACCOUNTS.items()],
    "proof": lambda: [(code, _(word)) for code, word in PROOFS.items()],
    "regime": lambda: [("new", _("new regime")), ("old", _("old regime"))],
    "post": _designations,
    "bill_class": _kinds_of_bill,
    "order_kind": lambda: [(code, _(word)) for code, word in ORDERS.items()],
    "effect": lambda: [(code, _(word)) for code, word in EFFECTS.items()],
    "payment_mode": lambda: [(code, _(word)) for code, word in MODES.items()],
    "order_payment_mode": lambda: [(code, _(word)) for code, word in MODES.items()],
}
