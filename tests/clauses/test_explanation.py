from __future__ import annotations

import json
from datetime import date

from vethanam.clauses import Citation, Explanation, Term, UsedParameter
from vethanam.clauses.explanation import operator, value

ORDER = Citation("G.O.(P) No.27/2026/Fin", date(2026, 2, 20), None, "read", True)
RATE = UsedParameter("dearness_allowance.rate", "state_11", "35 %", ORDER, "2025-07-01", "2026-03")
TREE = Explanation(
    "dearness_allowance",
    1596000,
    "paise",
    "A percentage of basic pay.",
    (
        (
            value("45,600", "basic_pay", 4560000, "paise"),
            operator("×"),
            value("35 %", None, 3500, "rate", RATE.name),
            operator("="),
            value("₹ 15,960", None, 1596000, "paise"),
        ),
    ),
    "It came out to the rupee.",
    (RATE,),
    (ORDER,),
    children=(Explanation("rounding", None, "paise", "Half up.", citations=(Citation("practice"),)),),
)


def test_an_explanation_comes_back_from_its_json() -> None:
    assert Explanation.from_json(json.loads(json.dumps(TREE.as_json()))) == TREE


def test_it_can_be_read_aloud() -> None:
    assert TREE.spoken() == "45,600 basic pay × 35 % = ₹ 15,960"


def test_what_is_unconfirmed_beneath_it_is_named() -> None:
    assert TREE.unconfirmed == ("practice",)


def test_a_term_keeps_only_what_it_has() -> None:
    assert Term("operator", "×").as_json() == {"kind": "operator", "text": "×"}
