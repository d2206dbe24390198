"""Every line of a month explained on paper: the equation, the rule, each figure with its order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from vethanam.documents.printer import printed


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source of a line."""

    label: str
    text: str
    unconfirmed: str


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A line as on its page; ``amount`` is in words if held."""

    name: str
    amount: str
    equations: Sequence[str]
    rounding: str
    held: str
    sources: Sequence[SourceRow]


@dataclass(frozen=True, slots=True)
class ExplainedMonth:
    """The content of the paper, in one language. ``digest`` is that of the file with the same explanation."""

    language: str
    title: str
    person: str
    place: str
    net_name: str
    net: str
    lines: Sequence[ExplainedLine]
    digest_said: str
    digest: str
    dated: tuple[int, int, int]


def explained_pdf(month: ExplainedMonth) -> bytes:
    """Print an explained month; the same values give the same bytes."""
    return printed("explained", asdict(month))
