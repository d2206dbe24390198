"""The source of a rule or a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Citation:
    """An order, Act or other source: number, date, paragraph, where it was read, and whether it was read.

    ``verified`` is False until the figure or text was seen in the named source. Everything based on it is
    shown as unconfirmed.
    """

    order: str
    dated: date | None = None
    paragraph: str | None = None
    source: str | None = None
    verified: bool = False

    def __str__(self) -> str:
        parts = [self.order]
        if self.dated:
            parts.append(f"dated {self.dated:%-d %b %Y}")
        if self.paragraph:
            parts.append(self.paragraph)
        return ", ".join(parts)

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "order": self.order,
            "dated": self.dated.isoformat() if self.dated else None,
            "paragraph": self.paragraph,
            "source": self.source,
            "verified": self.verified,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Citation:
        """Rebuild from :meth:`as_json`."""
        dated = values["dated"]
        return cls(
            values["order"],
            date.fromisoformat(dated) if dated else None,
            values["paragraph"],
            values["source"],
            values["verified"],
        )
