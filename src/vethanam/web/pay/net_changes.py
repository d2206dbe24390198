"""The sentence on why net pay differs from the month before.

Payroll finds the causes from the facts of both months, each as known at its computation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vethanam.errors import Unsound, VethanamError
from vethanam.money import Paise, shown
from vethanam.payroll.models import Claim
from vethanam.payroll.queries import PersonMonth
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.runs.change_causes import Change, Months, changes_of
from vethanam.payroll.snapshot import snapshot_of
from vethanam.periods import Month
from vethanam.service_book.models import Pay
from vethanam.service_book.queries import counting
from vethanam.web.parts import words
from vethanam.web.parts.names import component_name
from vethanam.web.parts.words import tied
from vethanam.web.pay.causes import YOURS, your_cause
from vethanam.web.reader import page_reader

_KEY = ["employment", "component", "kind"]
_MOST = 2


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason of a difference: the difference in bold, then at most two causes and the rest, which
    add up to it.
    """

    first: str
    rest: str
    difference: Paise
    causes: tuple[tuple[str, Paise], ...]
    before: Month | None = None


def reason_of(month: PersonMonth, before: PersonMonth | None) -> Reason | None:
    """The comparison with the month before; None if the months cannot be compared."""
    if before is None or not before.lines or month.is_apart or before.is_apart:
        return None
    difference = month.net - before.net
    name = {"month": words.month(before.month)}
    if difference == 0 and _same_lines(month, before):
        return Reason(_("The same as %(month)s.") % name, "", 0, (), before.month)
    causes = _by_cause(_changes(month, before))
    size = {"size": shown(abs(difference)), **name}
    first = _("%(size)s less than %(month)s.") if difference < 0 else _("%(size)s more than %(month)s.")
    if difference == 0:
        first = _("As much as %(month)s, from other lines.")
    return Reason(first % size, _told(causes), difference, tuple(causes), before.month)


def first_salary(month: PersonMonth) -> Reason:
    """The reason for a person's first month."""
    return Reason(_("Your first salary here."), "", month.net, ())


def _told(causes: Sequence[tuple[str, Paise]]) -> str:
    """The causes in sentences: ``Your increment added ₹ 1,573. Festival advance took ₹ 4,000.``"""
    sentences = []
    for name, effect in causes[:_MOST]:
        added, took = _("%(cause)s added %(size)s."), _("%(cause)s took %(size)s.")
        sentences.append((added if effect > 0 else took) % {"cause": name, "size": shown(abs(effect))})
    rest = causes[_MOST:]
    if rest:
        smaller = ngettext(
            "One smaller one: %(sum)s.", "%(count)s smaller ones together: %(sum)s.", len(rest)
        )
        together = sum(effect for _name, effect in rest)
        sentences.append(
            smaller
            % {
                "count": words.count_in_words(len(rest), capital=True),
                "sum": tied(shown(together, signed=True)),
            }
        )
    return " ".join(sentences)


def _by_cause(changes: Sequence[Change]) -> list[tuple[str, Paise]]:
    """Effects summed by cause, largest first; each recovery has its own name."""
    sums: dict[str, Paise] = {}
    for change in changes:
        own = (
            change.cause.startswith("recovery")
            or change.cause in ("rate", "follows")
            or change.cause not in YOURS
        )
        name = component_name(change.component) if own else your_cause(change.cause)
        sums[name] = sums.get(name, 0) + change.effect
    return sorted(
        ((name, effect) for name, effect in sums.items() if effect), key=lambda pair: (-abs(pair[1]), pair[0])
    )


def _same_lines(month: PersonMonth, before: PersonMonth) -> bool:
    return _sums(month) == _sums(before)


def _sums(month: PersonMonth) -> dict[tuple[str, str], Paise]:
    sums: dict[tuple[str, str], Paise] = {}
    for line in month.lines:
        sums[line.component, line.kind] = sums.get((line.component, line.kind), 0) + line.amount
    return sums


def _changes(month: PersonMonth, before: PersonMonth) -> Sequence[Change]:
    """Changes with their causes; if the facts cannot be read, each changed line as its own cause."""
    try:
        return _with_causes(month, before)
    except VethanamError:
        now, then = _sums(month), _sums(before)
        return [
            Change(
                month.employment,
                component,
                kind,
                then.get((component, kind), 0),
                now.get((component, kind), 0),
                "follows",
            )
            for component, kind in sorted({*now, *then})
            if now.get((component, kind), 0) != then.get((component, kind), 0)
        ]


def _with_causes(month: PersonMonth, before: PersonMonth) -> tuple[Change, ...]:
    known = _known_at(month)
    if known is None:
        raise Unsound("no_claim")
    lines = (tuple(sorted(_sums(month).items())), tuple(sorted(_sums(before).items())))
    return _found(month.employment, int(month.month), known, _known_at(before) or known, *lines)


type _Lines = tuple[tuple[tuple[str, str], Paise], ...]


@lru_cache(maxsize=4096)
def _found(
    employment: int, month_key: int, known: datetime, earlier_known: datetime, now: _Lines, before: _Lines
) -> tuple[Change, ...]:
    """The changes of one person with their causes.

    Facts as known at an instant never change, so they are kept.
    """
    reader = page_reader()
    month, rulebook = Month.from_key(month_key), rulebook_in_use(known)
    snapshot = snapshot_of(reader, month, known, rulebook, employments=[employment])
    earlier = snapshot_of(
        reader, month.plus(-1), earlier_known, rulebook_in_use(earlier_known), employments=[employment]
    )
    due_before = (
        earlier.assessed(reader, rulebook_in_use(earlier_known))
        .lines.group_by(_KEY)
        .agg(pl.col("amount").sum())
    )
    pay = counting(Pay, known).filter(employment=employment, valid_from__lte=month.last)
    reasons = dict(pay.order_by("valid_from", "recorded_at", "id").values_list("employment_id", "reason"))
    return tuple(
        changes_of(
            Months(
                _frame(employment, now),
                _frame(employment, before),
                due_before,
                snapshot.facts,
                earlier.facts,
                snapshot.parts,
                earlier.parts,
                reasons,
            )
        )
    )


def _known_at(month: PersonMonth) -> datetime | None:
    """The instant of the facts of a claimed month; None if it was drawn elsewhere."""
    claim = (
        Claim.objects.filter(employment=month.employment, for_month=int(month.month))
        .select_related("run")
        .order_by("-id")
        .first()
    )
    if claim is None:
        return None
    return claim.run.known_at if claim.run else claim.recorded_at


def _frame(employment: int, sums: _Lines) -> pl.DataFrame:
    rows = [(employment, component, kind, amount) for (component, kind), amount in sums]
    return pl.DataFrame(
        rows,
        schema={"employment": pl.Int64, "component": pl.String, "kind": pl.String, "amount": pl.Int64},
        orient="row",
    )
