"""A person's copies of notices about her benefits, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vethanam.messaging.models import BenefitIntimation
from vethanam.messaging.templates import Rendered, render, text_of


@dataclass(frozen=True, slots=True)
class BenefitNotice:
    """One notice; ``code`` stands in the message too."""

    at: datetime
    code: str
    row: BenefitIntimation

    def words(self, language: str) -> Rendered:
        """The text as sent, or as it would be sent."""
        return render(text_of(self.row.text.content), self.row.values, language)


def benefit_notices_of(person: int, most: int = 12) -> list[BenefitNotice]:
    """The latest notices to a person."""
    rows = BenefitIntimation.objects.filter(person=person).select_related("text").order_by("-pk")[:most]
    return [BenefitNotice(row.recorded_at, row.code, row) for row in rows]
