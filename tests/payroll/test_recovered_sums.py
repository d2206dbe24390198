"""Sums recovered of an obligation follow its claims, also late ones and those of closed months."""

from __future__ import annotations

import pytest

from tests.conftest import World
from vethanam.payroll.register.drawn_lines import recovered_before
from vethanam.periods import Month
from vethanam.service_book.reader import BookReader

pytestmark = pytest.mark.begins("october_drawn")

#: from the claims themselves
_OF_CLAIMS = """
    SELECT coalesce(sum(u.claimed), 0)::bigint
      FROM payroll_claim c, unnest(c.obligations, c.claimed) u(obligation, claimed)
     WHERE u.obligation = %s AND c.for_month < %s AND c.state NOT IN ('void', 'barred')
"""
_DUE = """
    INSERT INTO payroll_dueregister (employment_id, for_month, components, due, open, drawn, elsewhere)
    VALUES (%s, 202412, ARRAY[%s::smallint], '{5000}', '{0}', '{0}', '{0}')
"""
_LATE = """
    INSERT INTO payroll_claim (employment_id, for_month, part, drawing_code_id, instalment, components,
                               obligations, due, claimed, unconfirmed, gross, deductions, net, state,
                               recorded_at)
    SELECT employment_id, 202412, 1, drawing_code_id, 1, ARRAY[%s::smallint], ARRAY[%s::bigint], '{5000}',
           '{5000}', '{}', 0, 5000, -5000, 'open', now()
      FROM payroll_claim WHERE id = %s RETURNING id
"""
#: before the late month, after it in its year, after its year, and after the month drawn last
MONTHS = (Month(2024, 12), Month(2025, 1), Month(2026, 10), Month(2026, 11))


def sums(world: World, employment: int, obligation: int) -> list[int]:
    """What is recovered before each of the months; as summed from the claims, too."""
    with world.role("worker"):
        found = [
            dict(recovered_before(BookReader(), [employment], month).iter_rows()).get(obligation, 0)
            for month in MONTHS
        ]
    assert found == [world.sql("owner", _OF_CLAIMS, obligation, int(month))[0][0] for month in MONTHS]
    return found


def test_a_late_claim_of_a_closed_month_counts_from_its_month_until_it_is_void(world: World) -> None:
    ((claim, employment, obligation, component, amount),) = world.sql(
        "owner",
        "SELECT c.id, c.employment_id, u.o, u.c, u.a FROM payroll_claim c, "
        "unnest(c.obligations, c.components, c.claimed) u(o, c, a) "
        "WHERE u.o IS NOT NULL ORDER BY c.id LIMIT 1",
    )
    drawn = [0, 0, 0, amount]
    assert sums(world, employment, obligation) == drawn
    world.sql("postgres", _DUE, employment, component)
    ((late,),) = world.sql("postgres", _LATE, component, obligation, claim)
    counted = [0, 5000, 5000, 5000 + amount]
    assert sums(world, employment, obligation) == counted
    for state, is_counted in (
        ("withheld", True),
        ("open", True),
        ("barred", False),
        ("open", True),
        ("void", False),
    ):
        world.sql("postgres", "UPDATE payroll_claim SET state = %s WHERE id = %s", state, late)
        assert sums(world, employment, obligation) == (counted if is_counted else drawn)


def test_sums_of_earlier_claims_are_filled_once(world: World) -> None:
    kept = "SELECT employment_id, obligation, period, amount FROM payroll_recoveredsum ORDER BY 1, 2, 3"
    before = world.sql("owner", kept)
    assert before
    assert world.sql("owner", "SELECT payroll_fill_recovered()") == [(0,)]
    world.sql("postgres", "TRUNCATE payroll_recoveredsum")
    assert world.sql("owner", "SELECT payroll_fill_recovered()") == [(len(before),)]
    assert world.sql("owner", kept) == before
