"""Sources of the facts in an explanation: the service-book entry with its order, or the bills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils.timezone import localdate

from vethanam.clauses.explanation import Explanation, Given, Source
from vethanam.periods import Month
from vethanam.service_book.queries import FactView
from vethanam.service_book.rulebook import funds_in_use

_KINDS: Mapping[str, Sequence[str]] = {
    "pay": ("basic_pay", "scale", "revision", "pay_basis", "da_series", "gpf_base"),
    "posting": ("place_class", "is_gazetted"),
    "quarters": ("in_quarters",),
    "absence": ("absence", "absence_since", "subsistence_rate"),
    "service_spell": ("category", "joined", "ends_on"),
    "tax_choice": ("tax_regime", "declared_deductions", "other_income", "is_relief_asked"),
    "wage": ("wage",),
    "attendance": ("worked",),
    "obligation": ("instalment",),
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names}
#: computed from bills and vouchers, entered by nobody
BILLS = Source("bills")
PERSON = Source("person")
#: no entry on record: the rule's default applies
DEFAULT = Source("not_on_record")
_OF_BILLS = {
    "tax_gross_to_date", "tax_deducted_to_date", "arrears_of_earlier_years", "tax_on_earlier_years",
}  # fmt: skip
_NO_ENTRY = {"start", "until", "days"}


def with_sources(tree: Explanation, book: Sequence[FactView], month: Month) -> Explanation:
    """Add to each given fact of an explanation the entry of the service book it comes from. ``book`` is
    newest first.
    """
    return replace(
        tree,
        givens=tuple(_sourced(given, tree.name, book, month) for given in tree.givens),
        children=tuple(with_sources(child, book, month) for child in tree.children),
    )


def _sourced(given: Given, line: str, book: Sequence[FactView], month: Month) -> Given:
    if given.source is not None or given.name in _NO_ENTRY or given.name.endswith("days"):
        return given
    if given.name in _OF_BILLS:
        return replace(given, source=BILLS)
    if given.name == "born":
        return replace(given, source=PERSON)
    day = date.fromisoformat(given.since) if given.since else month.last
    kind, about = _entry_of(given, line, month)
    held = [
        view
        for view in book
        if view.kind == kind
        and (about is None or view.about in about)
        and view.valid_from <= max(day, month.first)
        and (view.valid_until is None or view.valid_until >= day)
    ]
    held.sort(key=lambda view: about.index(view.about) if about else 0)
    return replace(given, source=_source(held[0]) if held else DEFAULT)


def _entry_of(given: Given, line: str, month: Month) -> tuple[str, tuple[str, ...] | None]:
    """The kind of entry, and its possible subjects, most likely first."""
    funds = funds_in_use()
    if given.name in funds.schemes:
        return "membership", (given.text,)
    if (fund := funds.of_column(given.name)) is not None:
        return "membership", (fund.code,)
    kind = _KIND_OF.get(given.name, "authorised_rate")
    if kind == "tax_choice":
        return kind, (month.tax_year, "")
    if kind == "obligation":
        return kind, (line,)
    return kind, (given.name,) if kind == "authorised_rate" else None


def _source(view: FactView) -> Source:
    return Source(
        view.kind,
        view.order,
        view.valid_from.isoformat(),
        localdate(view.recorded_at).isoformat(),
        view.is_verified,
    )
