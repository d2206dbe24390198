"""One line of the service book in words, for the verifier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.utils.translation import override

from vethanam.service_book.models import FACTS
from vethanam.service_book.queries import Held
from vethanam.web.parts.entry_text import _KINDS, before_said, entry_said

DAYS = {"valid_from": "2026-10-01", "valid_until": None}
PAY = {
    "basis": "scale", "revision": 11, "scale": "55200-115300", "basic_pay": 10030000, "reason": "increment",
    "increment_month": 2, "drawn_from": None,
}  # fmt: skip
LOAN = {
    "kind_of_due": "festival_advance", "payee": "State", "reference": "FA/1", "principal": 500000,
    "interest": 0, "instalment": 100000, "instalments": 5, "is_divisible": True,
    "excess_since": None, "in_spite_of": "",
}  # fmt: skip
CHOICE = {
    "tax_year": "",
    "regime": "old",
    "declared_deductions": 10000000,
    "other_income": 0,
    "form_10e": True,
}
ACCOUNT = {
    "kind_of_account": "treasury_savings", "branch": "TSB00000412", "tail": "1234",
    "onward_branch": "SBIN0070028", "onward_tail": "9876",
}  # fmt: skip
POSTING = {
    "post": ["Clerk", "ക്ലർക്ക്"],
    "office": ["Office", ""],
    "drawing_code": "0412",
    "bill_class": ["Staff", "ജീവനക്കാർ"],
}


@pytest.mark.parametrize(
    ("kind", "columns", "says"),
    [
        ("pay", PAY, "₹\u202f1,00,300 · scale 55200-115300 · Yearly increment · increment in February"),
        (
            "obligation",
            LOAN,
            "Festival advance · ₹\u202f1,000 a month · 5 instalments · of ₹\u202f5,000 in all · State · FA/1",
        ),
        (
            "obligation",
            LOAN
            | {
                "kind_of_due": "overpayment",
                "excess_since": "2026-01-01",
                "in_spite_of": "She undertook it.",
            },
            (
                "Overpayment · ₹\u202f1,000 a month · 5 instalments · of ₹\u202f5,000 in all · State · FA/1"
                " · excess since 1 Jan 2026 · recovered all the same: She undertook it."
            ),
        ),
        (
            "tax_choice",
            CHOICE,
            "every tax year · old regime · declared deductions ₹\u202f1,00,000 · relief on arrears asked",
        ),
        ("payee_account", ACCOUNT, "Treasury savings account · TSB00000412 · ••1234 · → SBIN0070028 ••9876"),
        (
            "payee_account",
            ACCOUNT | {"heir": "100236"},
            "Treasury savings account · TSB00000412 · ••1234 · → SBIN0070028 ••9876 · heir: employee 100236",
        ),
        ("posting", POSTING, "Clerk · Office · drawing code 0412 · Staff"),
        (
            "membership",
            {"fund": "gpf", "number": "", "amount": 900000, "group": ""},
            "Provident fund · ₹\u202f9,000",
        ),
        (
            "absence",
            {"kind_of_absence": "half_pay", "varied_to": None, "is_not_duty": False},
            "Half-pay leave",
        ),
        (
            "absence",
            {"kind_of_absence": "suspension", "varied_to": None, "is_not_duty": True},
            "Suspension · settled as no duty",
        ),
        ("attendance", {"days": 1}, "1 day"),
        ("quarters", {}, ""),
        ("service_spell", {"end_cause": "death"}, "ended by death"),
    ],
)
def test_an_entry_says_what_it_holds(kind: str, columns: Mapping[str, Any], says: str) -> None:
    with override("en"):
        assert entry_said(kind, Held({**DAYS, **columns}, None)) == says


def test_a_correction_says_what_stood_before_and_its_days_where_they_change() -> None:
    with override("en"):
        now = {**DAYS, "rate": 85_000}
        assert before_said("wage", Held(now, {**DAYS, "rate": 80_000})) == "₹\u202f800"
        moved = {"valid_from": "2026-09-03", "valid_until": "2026-09-30", "rate": 85_000}
        assert before_said("wage", Held(now, moved)) == "3 Sep 2026 – 30 Sep 2026 · ₹\u202f850"
        assert before_said("wage", Held(now, None)) == ""


def test_every_kind_of_entry_that_holds_anything_has_its_words() -> None:
    assert sorted(set(FACTS) - set(_KINDS)) == ["quarters"]
    with override("ml"):
        assert entry_said("posting", Held({**DAYS, **POSTING}, None)).startswith("ക്ലർക്ക് · Office")
