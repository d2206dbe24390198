"""An explanation: a value, its rule in one sentence, the arithmetic in words and numbers, and its inputs.

:meth:`Explanation.as_json` and :meth:`Explanation.from_json` round-trip, so a page, a payslip and a court's
bundle show one text. Labels are names (``basic_pay``) that a face translates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from vethanam.clauses.citation import Citation

type TermKind = Literal["value", "operator", "words"]


@dataclass(frozen=True, slots=True)
class Term:
    """A number with its name, an operator (×, +, −, ÷, =), or words between them.

    ``text`` is the displayed form (45,600 or 35 %), ``label`` the name of the quantity. ``parameter`` names
    the parameter a figure comes from, so that a page can link to it.
    """

    kind: TermKind
    text: str
    label: str | None = None
    value: int | None = None
    unit: str | None = None
    parameter: str | None = None
    scale: int | None = None

    def as_json(self) -> dict[str, Any]:
        """As plain values without empty fields. The number is ``value / scale``, or
        ``value`` without a scale.
        """
        names = ("kind", "text", "label", "value", "unit", "parameter", "scale")
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}


def value(
    text: str,
    label: str | None,
    number: int | None,
    unit: str | None,
    parameter: str | None = None,
    *,
    scale: int = 1,
) -> Term:
    """A number with its label and unit."""
    return Term("value", text, label, number, unit, parameter, None if scale == 1 else scale)


def operator(sign: str) -> Term:
    """An operator."""
    return Term("operator", sign)


def words(text: str) -> Term:
    """Words between numbers."""
    return Term("words", text)


type Line = tuple[Term, ...]


type Op = Literal[
    "given",
    "line",
    "times",
    "plus",
    "minus",
    "least",
    "greatest",
    "quotient",
    "rounded",
    "same",
    "flat",
    "graded",
]


@dataclass(frozen=True, slots=True)
class Sum:
    """One node of the exact arithmetic of a figure, so that anyone can recompute it.

    The node's value is ``number / scale``, the result of ``op`` on ``parts``. ``given`` is a fact, a figure
    of a parameter or the rest of another line; ``reads`` is its name. ``line`` is the value of the child at
    index ``child``. ``rounded`` names its ``rounding``. ``quotient`` is rounded to the rupee at once.
    ``flat`` and ``graded`` use ``slabs``: pairs of a lower bound and the amount or percentage from it.
    """

    op: Op
    number: int | None
    scale: int = 1
    unit: str = "paise"
    parts: tuple[Sum, ...] = ()
    label: str | None = None
    reads: str | None = None
    parameter: str | None = None
    rounding: str | None = None
    child: int | None = None
    slabs: tuple[tuple[int, int], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As plain values without empty fields."""
        plain: dict[str, Any] = {"op": self.op, "number": self.number, "scale": self.scale, "unit": self.unit}
        names = ("label", "reads", "parameter", "rounding", "child")
        plain |= {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        if self.slabs:
            plain["slabs"] = [list(slab) for slab in self.slabs]
        if self.parts:
            plain["parts"] = [part.as_json() for part in self.parts]
        return plain

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Sum:
        """Rebuild from :meth:`as_json`."""
        return cls(
            **{name: content for name, content in values.items() if name not in {"parts", "slabs"}},
            parts=tuple(cls.from_json(part) for part in values.get("parts", ())),
            slabs=tuple((bound, held) for bound, held in values.get("slabs", ())),
        )

    @classmethod
    def rounded(cls, exact: Sum, number: int, rounding: str, unit: str = "paise") -> Sum:
        """An exact sum, rounded once."""
        return cls("rounded", number, unit=unit, parts=(exact,), rounding=rounding)

    @classmethod
    def added(cls, addends: Iterable[Sum], number: int, scale: int = 1) -> Sum:
        """The sum of several nodes."""
        return cls("plus", number, scale, parts=tuple(addends))


@dataclass(frozen=True, slots=True)
class Source:
    """The source of a fact: kind of entry, order, start date, recording date, verification."""

    kind: str
    order: str = ""
    valid_from: str | None = None
    recorded_at: str | None = None
    is_verified: bool | None = None

    def as_json(self) -> dict[str, Any]:
        """As plain values without empty fields."""
        names = ("kind", "order", "valid_from", "recorded_at", "is_verified")
        return {name: getattr(self, name) for name in names if getattr(self, name) not in {None, ""}}


@dataclass(frozen=True, slots=True)
class Given:
    """An input fact of a figure: a number (``number / scale``), or only a word in ``text``.

    ``since`` is the first day of its segment. ``source`` is the entry it comes from, if known.
    """

    name: str
    text: str
    number: int | None = None
    scale: int = 1
    unit: str | None = None
    since: str | None = None
    source: Source | None = None

    def as_json(self) -> dict[str, Any]:
        """As plain values without empty fields."""
        names = ("name", "text", "number", "unit", "since")
        plain = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        plain |= {"scale": self.scale} if self.scale != 1 else {}
        return plain | ({"source": self.source.as_json()} if self.source else {})

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Given:
        """Rebuild from :meth:`as_json`."""
        source = values.get("source")
        rest = {name: content for name, content in values.items() if name != "source"}
        return cls(**rest, source=Source(**source) if source else None)


@dataclass(frozen=True, slots=True)
class UsedParameter:
    """A parameter as applied: value, order, and the days from which it has effect and is drawn.

    ``figures`` has its fields as whole numbers (paise; hundredths of one per cent for the fields in
    ``rates``), or lists of them. ``by`` names the facts that form its ``key``, joined with ``/``.
    """

    name: str
    key: str | None
    text: str
    citation: Citation
    with_effect_from: str | None = None
    first_drawn: str | None = None
    is_unknown: bool = False
    note: str | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)
    rates: tuple[str, ...] = ()
    by: tuple[str, ...] = ()

    @property
    def verified(self) -> bool:
        """True if the figure was read in its source."""
        return self.citation.verified

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "name": self.name,
            "key": self.key,
            "text": self.text,
            "citation": self.citation.as_json(),
            "with_effect_from": self.with_effect_from,
            "first_drawn": self.first_drawn,
            "is_unknown": self.is_unknown,
            "note": self.note,
            "figures": dict(self.figures),
            "rates": list(self.rates),
            "by": list(self.by),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> UsedParameter:
        """Rebuild from :meth:`as_json`."""
        tuples = {name: tuple(values.get(name, ())) for name in ("rates", "by")}
        return cls(**{**values, **tuples, "citation": Citation.from_json(values["citation"])})


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a figure was computed.

    ``value`` is in ``unit`` (``paise``). It is None for a held line, and ``says`` then names the missing
    input. ``arithmetic`` has one line per part of the sum. ``rounding`` describes the rounding, or says that
    none was needed. ``sum`` is the exact arithmetic for recomputation; None without a value.
    """

    name: str
    value: int | None
    unit: str
    says: str
    arithmetic: tuple[Line, ...] = ()
    rounding: str | None = None
    parameters: tuple[UsedParameter, ...] = ()
    citations: tuple[Citation, ...] = ()
    reason: str | None = None
    children: tuple[Explanation, ...] = ()
    sum: Sum | None = None
    #: the facts it rests on; those of its children are with the children
    givens: tuple[Given, ...] = ()

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """Names of the unverified parameters and orders in the tree, each once."""
        names: dict[str, None] = {}
        for tree in self.walk():
            names |= {p.name: None for p in tree.parameters if not p.verified}
            names |= {c.order: None for c in tree.citations if not c.verified}
        return tuple(names)

    def walk(self) -> Iterator[Explanation]:
        """This node and all its descendants."""
        yield self
        for child in self.children:
            yield from child.walk()

    def spoken(self) -> str:
        """The arithmetic as text to be read aloud, one line per part of the sum."""
        return "\n".join(
            " ".join(f"{t.text} {_worded(t.label)}".strip() for t in line) for line in self.arithmetic
        )

    def as_json(self) -> dict[str, Any]:
        """As plain values; :meth:`from_json` rebuilds an equal explanation."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "says": self.says,
            "arithmetic": [[term.as_json() for term in line] for line in self.arithmetic],
            "rounding": self.rounding,
            "parameters": [parameter.as_json() for parameter in self.parameters],
            "citations": [citation.as_json() for citation in self.citations],
            "reason": self.reason,
            "children": [child.as_json() for child in self.children],
            "sum": self.sum.as_json() if self.sum else None,
            "givens": [given.as_json() for given in self.givens],
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Explanation:
        """Rebuild an explanation from :meth:`as_json`."""
        return cls(
            **{name: values[name] for name in ("name", "value", "unit", "says", "rounding", "reason")},
            arithmetic=tuple(tuple(Term(**term) for term in line) for line in values["arithmetic"]),
            parameters=tuple(UsedParameter.from_json(p) for p in values["parameters"]),
            citations=tuple(Citation.from_json(c) for c in values["citations"]),
            children=tuple(cls.from_json(child) for child in values["children"]),
            sum=Sum.from_json(values["sum"]) if values["sum"] else None,
            givens=tuple(Given.from_json(given) for given in values.get("givens", ())),
        )


def _worded(label: str | None) -> str:
    return label.replace("_", " ") if label else ""
