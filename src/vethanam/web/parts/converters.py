"""Address converters: a month is ``2026-10``."""

from __future__ import annotations

from django.urls import register_converter

from vethanam.errors import Unsound
from vethanam.periods import Month


class MonthConverter:
    """A month of work in an address."""

    regex = r"\d{4}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> Month:
        """The month of a text; Django takes the error for an address that does not exist."""
        try:
            return Month.parse(value)
        except Unsound:
            raise ValueError(value) from None

    def to_url(self, value: Month | int | str) -> str:
        """The text of a month."""
        return str(Month.from_key(value)) if isinstance(value, int) else str(value)


register_converter(MonthConverter, "month")
