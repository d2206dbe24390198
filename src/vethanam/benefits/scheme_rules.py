"""The schemes of the rule pack for this room: kinds of circumstance, and the answer for one application."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from vethanam.errors import Unsound, as_json, typed
from vethanam.ledger.canonical import canonical
from vethanam.money import Paise, rupees
from vethanam.periods import Month
from vethanam.rules.benefit_assessment import assess_awards
from vethanam.rules.benefit_columns import AWARDS, KIND
from vethanam.rules.benefit_dues import dues_of
from vethanam.rules.benefit_explanation import Answer, decision_on
from vethanam.rules.scheme import Scheme
from vethanam.service_book.rulebook import pack_in_use, rulebook_in_use

#: columns of the frame that this room fills from its own rows, never from a circumstance
OURS = frozenset({"award", "beneficiary", "scheme", "since", "born", "died_on", "is_life_proven"})
_COLUMNS = {column.name: column for column in AWARDS if column.name not in OURS}


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer of the rules: outcome, reasons or holds, a tree with a branch a condition, its inputs."""

    outcome: str
    reasons: tuple[str, ...]
    frame: Mapping[str, Any]
    frame_hash: bytes
    tree: Sequence[Mapping[str, Any]]
    rulebook: bytes


def schemes_known() -> tuple[Scheme, ...]:
    """The schemes of the pack in use."""
    return pack_in_use().schemes


def kinds_of_circumstance() -> tuple[str, ...]:
    """The kinds of circumstance that the rules read, in their order."""
    return tuple(_COLUMNS)


def facts_of(scheme: str, on: date) -> tuple[str, ...]:
    """The kinds of circumstance that a scheme reads on a day, in the order of the frame."""
    rulebook = rulebook_in_use()
    benefit = rulebook.scheme(scheme).on(rulebook.in_force(Month.of(on), on=on))
    read = [one.holds for one in benefit.conditions] + list(benefit.bands.values())
    named = {name for expression in read for name in expression.meta.root_names()}
    return tuple(kind for kind in _COLUMNS if kind in named)


def unit_of(kind: str) -> str:
    """How a circumstance is written: flag, day, word, years, rate, or an amount of money."""
    column = _column(kind)
    return "rupees" if column.unit.startswith("paise") else column.unit


def words_of(kind: str) -> tuple[str, ...]:
    """The words among which a circumstance is one; empty for other units."""
    return tuple(_column(kind).words)


def says_of(kind: str) -> str:
    """The English sentence about a kind of circumstance."""
    return str(_column(kind).says)


def value_of(kind: str, text: str) -> Any:
    """The value of a circumstance as it is stored, from typed text.

    Raises
    ------
    Unsound
        The kind is unknown, or the text is no value of it; the sentence says how one is written.
    """
    unit, text = unit_of(kind), text.strip()
    if unit == "word" and text in words_of(kind):
        return text
    if unit == "flag" and text in ("yes", "no"):
        return text == "yes"
    try:
        if unit == "day":
            return date.fromisoformat(text).isoformat()
        if unit == "rupees":
            return rupees(text)
        if unit == "years" and text.isdecimal():
            return int(text)
        if unit == "rate" and text.isdecimal() and int(text) <= 100:
            return int(text) * 100
    except ValueError:
        pass
    raise Unsound("circumstance_value", kind=kind, unit=unit, words=[*words_of(kind)])


def answered(rows: Sequence[Mapping[str, Any]], on: date, known_at: datetime | None = None) -> Answered:
    """Ask the rules about the first row, on a day; the other rows are the same person's awards."""
    rulebook = rulebook_in_use(known_at)
    frame = pl.DataFrame([_typed(row) for row in rows], schema=dict(AWARDS.schema))
    in_force = rulebook.in_force(Month.of(on), on=on)
    found = decision_on(frame, rows[0]["award"], rulebook.pack.schemes, in_force)
    plain = {name: _plain(value) for name, value in frame.row(0, named=True).items()}
    told = found.against or found.unknown
    return Answered(
        outcome=found.state,
        reasons=tuple(dict.fromkeys(one.code for one in told if one.code)),
        frame=plain,
        frame_hash=hashlib.sha256(canonical(plain)).digest(),
        tree=[branch(one) for one in found.answers],
        rulebook=bytes.fromhex(rulebook.hash),
    )


@dataclass(frozen=True, slots=True)
class MonthDue:
    """The decision of the rules on an award and month, why, and the amount; None where none is fixed."""

    state: str
    reason: str
    due: Paise | None


def dues_in(rows: Sequence[Mapping[str, Any]], month: Month, on: date) -> dict[int, MonthDue]:
    """The decision of the rules on each award in a month, by award."""
    if not rows:
        return {}
    rulebook = rulebook_in_use()
    frame = pl.DataFrame([_typed(row) for row in rows], schema=dict(AWARDS.schema))
    decided = assess_awards(frame, rulebook, month, on=on)
    dues = dues_of(decided.filter(state="eligible").select(KIND), rulebook, month).dues
    joined = decided.join(dues.select(*KIND, "due"), on=KIND, how="left")
    return {
        award: MonthDue(state, reason, due if state == "eligible" else None)
        for award, state, reason, due in joined.select("award", "state", "reason", "due").iter_rows()
    }


def branch(answer: Answer) -> dict[str, Any]:
    """One condition: its words, its answer, the facts and the orders that it rests on, and why it fails."""
    one, sentence = answer.condition, answer.sentence
    told = [used.told for used in one.used]
    return {
        "reason": one.reason,
        "says": one.says,
        "holds": answer.holds,
        "code": answer.code,
        "facts": {name: _plain(value) for name, value in answer.facts.items()},
        "orders": sorted({used.citation.order for used in told if used is not None}),
        "why": None if sentence is None else {"code": sentence.code, "facts": as_json(sentence.facts)},
    }


def _column(kind: str) -> Any:
    if kind not in _COLUMNS:
        raise Unsound("circumstance_unknown", kind=typed(kind), known=list(_COLUMNS))
    return _COLUMNS[kind]


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its days as days; what is not stated is null."""
    found: dict[str, Any] = {}
    for column in AWARDS:
        value = row.get(column.name)
        if column.unit == "day" and isinstance(value, str):
            value = date.fromisoformat(value)
        found[column.name] = value
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
