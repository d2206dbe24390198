"""A whole month of one employee, written in a file."""

from __future__ import annotations

from vethanam.rules.month_question import month_question

month = month_question("central")
