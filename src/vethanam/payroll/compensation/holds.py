"""Why a bill of compensation waits: its order is not in force, finance or the law officer has not decided.

The database decides (``guards/compensation.sql``), for each step and for each file of payments.
"""

from __future__ import annotations

from django.db import connection

from vethanam.errors import Broken, Refused, Sentence
from vethanam.payroll.models import Bill, CompensatedLine

#: the reasons that the database gives
REASONS = frozenset(
    {
        "compensation_not_approved",
        "compensation_order_not_in_force",
        "compensation_tax_differs",
        "compensation_tax_unknown",
    }
)


def why_held(bill: Bill) -> Sentence | None:
    """Why a bill waits, with its compensation and order; None if nothing holds it."""
    if bill.kind != Bill.Kind.COMPENSATION:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT payroll_compensation_held(%s)", [bill.pk])
        (code,) = cursor.fetchone()
    if code is None:
        return None
    if code not in REASONS:
        raise Broken("database_refused", why=code)
    line = (
        CompensatedLine.objects.filter(claim__lines__bill=bill).select_related("compensation__order").first()
    )
    if line is None:
        return Sentence(code, {"bill": bill.number, "compensation": "", "order": ""})
    about = line.compensation
    return Sentence(code, {"bill": bill.number, "compensation": about.reference, "order": str(about.order)})


def refuse_held(bill: Bill) -> None:
    """Refuse a step of a bill of compensation that waits.

    Raises
    ------
    Refused
        See :func:`why_held`.
    """
    if (why := why_held(bill)) is not None:
        raise Refused(why.code, **why.facts)
