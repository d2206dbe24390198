"""Limits of court attachments on a month's pay."""

import polars as pl

from vethanam.rules.component import step
from vethanam.rules.formula import NOTHING, Formula, column, greatest, money
from vethanam.rules.parameter_values import InForce


@step("Pay that may be attached")
def attachment_base(on: InForce) -> Formula:
    """Gross pay less the exempt allowances; deductions do not shrink it. Code of Civil
    Procedure 1908, section 60(1)(l).
    """
    base = column("gross")
    for allowance in on.attachment.exempt_allowances.content():
        base = base - column(allowance)
    return base


def _limit(on: InForce, kind: str) -> Formula:
    limit = on.attachment.limit
    first, parts, of = (limit.content(field, key=kind) for field in ("exempt_first", "parts", "of"))
    above = greatest(column("attachment_base") - money(first, "exempt_first"), NOTHING)
    return Formula(
        above.numerator * parts,
        above.scale * of,
        "paise",
        "times",
        (above, Formula(pl.lit(parts), of, "share", "figure")),
    )


@step("Most that may be attached", rounding="rupee_down")
def limit_of_attachment(on: InForce) -> Formula:
    """Under a money decree, a third of the base above 1,000 rupees; section 60(1) proviso (i)."""
    return _limit(on, "attachment")


@step("Most that maintenance may take", rounding="rupee_down")
def limit_of_maintenance(on: InForce) -> Formula:
    """Under a decree for maintenance two thirds of the base, one third is exempt;
    section 60(1) proviso (ia).
    """
    return _limit(on, "maintenance")
