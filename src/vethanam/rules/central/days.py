"""Unpaid absences under the Central rules."""

from __future__ import annotations

import polars as pl

#: absences for which nothing is paid
UNPAID = ("without_allowances", "dies_non")

is_unpaid = pl.col("absence").is_in(UNPAID).fill_null(False)
