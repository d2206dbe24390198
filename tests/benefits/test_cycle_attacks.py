"""A taken-over process and the superuser against the month of a scheme: nothing is drawn twice unnoticed."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from tests.benefits.bodies import OLD_AGE, WIDOW, Bodies
from tests.benefits.months import Person, approved, award_of, computed, released, with_month_officers
from tests.conftest import Furnished, Furnisher
from vethanam.benefits.actions.cycles import approve_cycle
from vethanam.benefits.actions.releases import ReleaseSaid
from vethanam.benefits.audit import broken_invariants
from vethanam.benefits.entering import entered
from vethanam.benefits.models import Award, Cycle, CycleApproval, Drawal, KindMonth, Release, RollLine
from vethanam.benefits.queries import cycle_rows
from vethanam.errors import Unsound
from vethanam.periods import Month

APRIL = Month(2023, 4)
WIDOWED = {"marital_state": "widowed", "is_remarried": "no", "on_central_list": "yes"}
SAID = ReleaseSaid([APRIL], 130_000)


def widow_of(bodies: Bodies) -> Award:
    return award_of(bodies, WIDOW, Person(date(1960, 3, 1), APRIL, WIDOWED))


def test_a_drawal_that_the_superuser_takes_away_is_noticed(
    furnish: Furnisher, furnished_bodies: Furnished
) -> None:
    with furnish.copy_of(furnished_bodies) as world, world.role("worker"):
        bodies = with_month_officers(copy.deepcopy(furnished_bodies.made))
        widow_of(bodies)
        cycle = approved(bodies, WIDOW, APRIL)
        row = released(bodies, WIDOW, SAID)
        assert broken_invariants() == []
        for change in (
            "UPDATE {} SET amount = amount - 1",
            "UPDATE {} SET cause = 'instalment'",
            "DELETE FROM {}",
        ):
            world.sql("postgres", change.format(f"benefits_drawal_{row.pk}"))
            assert [one.code for one in broken_invariants()] == ["release_differs"]
            assert cycle.pk


#: rows that make an approved cycle say more: an amount, a line, a count
ADDITIONS = (
    (
        "INSERT INTO benefits_kindmonth (cycle_id, kind_id, month, due, held, missing, state, centre)"
        " VALUES (%(next)s, %(kind)s, 202304, 900000, 0, '', 900000, 0)"
    ),
    (
        "INSERT INTO benefits_rollline (cycle_id, award_id, for_month, beneficiary_id, local_body_id, state,"
        " kind_id, recheck) VALUES (%(opened)s, %(award)s, 202305, 1, 1, 'eligible', %(kind)s, 0)"
    ),
    (
        "INSERT INTO benefits_cyclecount (cycle_id, for_month, local_body_id, state, reason, change, people)"
        " VALUES (%(next)s, 202305, 1, 'eligible', '', 'same', 9)"
    ),
)


def test_no_other_transaction_adds_to_a_cycle_that_is_being_approved(
    furnish: Furnisher, furnished_bodies: Furnished
) -> None:
    """It would not see the row of the cycle, and be committed after its approval."""
    with furnish.copy_of(furnished_bodies) as world, world.role("worker"):
        bodies = with_month_officers(copy.deepcopy(furnished_bodies.made))
        award = widow_of(bodies)
        cycle = approved(bodies, WIDOW, APRIL)
        kind = KindMonth.objects.get(cycle=cycle).kind_id
        by = entered(bodies.by(f"{WIDOW}-1"))
        with world.connect("worker") as early:
            (opened,) = early.execute("SELECT benefits_open_cycle()").fetchone() or (0,)
            for text in ADDITIONS:
                given = {"next": opened + 1, "opened": opened, "kind": kind, "award": award.pk}
                early.execute("BEGIN")
                with pytest.raises(psycopg.errors.RestrictViolation, match="frozen"):
                    early.execute(text, given)
                early.execute("ROLLBACK")
            with pytest.raises(psycopg.errors.RestrictViolation, match="transaction that opened it"):
                early.execute(
                    "INSERT INTO benefits_cycle (id, recorded_at, entered_by_id, person_id, scheme_id, month,"
                    " version, months, assessed, rules_hash, rulebook, seen, roll_hash, result_hash, leaf)"
                    " VALUES (%s, %s, %s, %s, %s, 202305, 1, '{202305}', 0, '', '', '{}', '', '', -1)",
                    [opened, *by.values(), bodies.schemes[WIDOW].pk],
                )
        approved(bodies, WIDOW, APRIL.plus(1))
        assert broken_invariants() == []


def test_a_tile_of_a_tree_waits_for_the_approval(furnish: Furnisher, furnished_bodies: Furnished) -> None:
    with furnish.copy_of(furnished_bodies) as world, world.role("worker"):
        bodies = with_month_officers(copy.deepcopy(furnished_bodies.made))
        widow_of(bodies)
        cycle = computed(bodies, WIDOW, APRIL)
        with world.connect("worker") as early:
            early.execute("SET lock_timeout = '200ms'")
            with transaction.atomic():
                approve_cycle(bodies.by(f"{WIDOW}-2"), cycle, bytes(cycle.result_hash))
                with pytest.raises(psycopg.errors.LockNotAvailable):
                    early.execute(
                        "INSERT INTO benefits_cycletile (cycle_id, number, first, hash, leaves)"
                        " VALUES (%s, 7, '', '', '')",
                        [cycle.pk],
                    )


def test_a_month_is_not_reopened_after_a_release_that_began_before_its_approval(
    furnish: Furnisher, furnished_bodies: Furnished
) -> None:
    """The number of a transaction is that of its first write, not of its end."""
    with furnish.copy_of(furnished_bodies) as world, world.role("worker"):
        bodies = with_month_officers(copy.deepcopy(furnished_bodies.made))
        award = widow_of(bodies)
        by = entered(bodies.by("finance"))
        with world.connect("worker") as early:
            early.execute("BEGIN")
            early.execute("SELECT pg_current_xact_id()")
            cycle = approved(bodies, WIDOW, APRIL)
            (number,) = early.execute(
                "INSERT INTO benefits_release (recorded_at, entered_by_id, person_id, scheme_id, number,"
                " months, instalment, payer, sum, order_id, leaf)"
                " VALUES (%s, %s, %s, %s, 'R1', '{202304}', '', 'state', 130000, %s, -1) RETURNING id",
                [*by.values(), bodies.schemes[WIDOW].pk, bodies.order.pk],
            ).fetchone() or (0,)
            early.execute(
                "INSERT INTO benefits_drawal VALUES (%s, %s, 202304, 'state', %s, 'month', 130000)",
                [number, award.pk, cycle.pk],
            )
            early.execute("COMMIT")
        third = entered(bodies.by(f"{WIDOW}-3"))
        with pytest.raises(psycopg.errors.RestrictViolation, match="Money is released"):
            world.sql(
                "worker",
                "INSERT INTO benefits_cyclereopening (recorded_at, entered_by_id, person_id, cycle_id,"
                " order_id, reason, leaf) VALUES (%s, %s, %s, %s, %s, 'x', -2)",
                *third.values(), cycle.pk, bodies.order.pk,
            )  # fmt: skip


def test_no_award_draws_through_another_scheme(bodies: Bodies) -> None:
    award = widow_of(with_month_officers(bodies))
    kind = KindMonth.objects.get(cycle=approved(bodies, WIDOW, APRIL)).kind
    one, two, finance = (entered(bodies.by(name)) for name in (f"{OLD_AGE}-1", f"{OLD_AGE}-2", "finance"))
    cycle = cycle_rows.open_cycle()
    RollLine.objects.create(
        cycle_id=cycle, award=award, for_month=202304, beneficiary_id=award.beneficiary_id,
        local_body=award.local_body, state="eligible", reason="", kind=kind, recheck=202403,
    )  # fmt: skip
    KindMonth.objects.create(
        cycle_id=cycle, kind=kind, month=202304, due=130_000, held=0, state=130_000, centre=0
    )
    Cycle.objects.create(
        pk=cycle, scheme=bodies.schemes[OLD_AGE], month=202304, version=1, months=[202304], assessed=1,
        leaf=-1, rules_hash=bytes(32), rulebook=bytes(32), seen={}, roll_hash=b"", result_hash=b"", **one,
    )  # fmt: skip
    found = Cycle.objects.get(pk=cycle)
    CycleApproval.objects.create(
        cycle=found, result_hash=found.result_hash, people=1, root=bytes(32), leaf=-2, **two
    )
    release = Release.objects.create(
        scheme=bodies.schemes[OLD_AGE], number="R1", months=[202304], payer="state", sum=130_000,
        order=bodies.order, leaf=-3, **finance,
    )  # fmt: skip
    drawal: dict[str, Any] = {"for_month": 202304, "payer": "state", "cycle": found, "cause": "month"}
    with pytest.raises(DatabaseError, match="more than its due"), transaction.atomic():
        Drawal.objects.create(release=release, award=award, amount=130_000, **drawal)


def test_a_number_typed_as_an_instalment_stays_out_of_the_log(bodies: Bodies) -> None:
    widow_of(with_month_officers(bodies))
    approved(bodies, WIDOW, APRIL)
    with pytest.raises(Unsound, match="Instalment"):
        released(bodies, WIDOW, ReleaseSaid([APRIL], 130_000, "98470 12345"))


@pytest.mark.usefixtures("bodies")
def test_guards_over_new_partitions_use_no_nested_loops() -> None:
    """A partition of drawals has no statistics while it is written; a loop compared each drawal with each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_proc WHERE 'enable_nestloop=off' = ANY (proconfig)"
            " AND proname IN ('benefits_drawn_within_due', 'benefits_recovered_as_decided')"
        )
        assert cursor.fetchone() == (2,)
