"""Refusals of the database itself, as the web role with plain SQL, past our actions."""

from __future__ import annotations

import threading
from typing import Any

import psycopg
import pytest

from tests.conftest import World
from tests.payroll.office import SmallOffice
from tests.payroll.register import EARNED, MONTH, claim, compute, insertion
from vethanam.payroll.models import Run

pytestmark = pytest.mark.begins("registered")


def bill(
    world: World, office: SmallOffice, claims: list[int], *, number: int = 1, maker: str = "clerk"
) -> int:
    """Insert one bill with its lines as the web role."""
    person = persons(world)
    text = """
        INSERT INTO payroll_bill (number, drawing_code_id, treasury_id, bill_class_id, head_id, signing, kind,
          account_year,
            register_number, drawn_in, state, people, gross, deductions, net, made_at, made_by_id,
            made_for_id)
        VALUES (%s, %s, %s, %s, %s, 'maker_checker', 'monthly', '2026-27',
            %s, %s, 'made', 1, 5000000, 500000, 4500000, now(), %s, %s)
        RETURNING id"""
    code = office.code
    made = person[maker]
    pk = world.sql(
        "web",
        text,
        f"2026/{code.code}/{number}",
        code.pk,
        code.treasury_id,
        office.bill_class.pk,
        office.head.pk,
        number,
        MONTH,
        made,
        made,
    )[0][0]
    for one in claims:
        world.sql(
            "web", "INSERT INTO payroll_billline (bill_id, claim_id, is_live) VALUES (%s, %s, true)", pk, one
        )
    return int(pk)


def persons(world: World) -> dict[str, int]:
    """Officers' persons by sign-in name."""
    rows = world.sql(
        "web",
        (
            "SELECT a.username, p.person_id FROM people_appointment p JOIN identity_account a "
            "ON a.id = p.account_id"
        ),
    )
    return dict(rows)


def sign(world: World, pk: int, state: str, **columns: int | None) -> None:
    """Move a bill as the web role."""
    settings = "".join(f", {name} = %s" for name in columns)
    world.sql(
        "web", f"UPDATE payroll_bill SET state = %s{settings} WHERE id = %s", state, *columns.values(), pk
    )


def sums(world: World) -> tuple[list[int], list[int], list[int], list[int]]:
    """due, open, drawn, elsewhere of the one person-month."""
    rows = world.sql("web", 'SELECT due, "open", drawn, elsewhere FROM payroll_dueregister')
    assert len(rows) == 1
    return rows[0]


def refused(name: str) -> Any:
    """The database refuses by the constraint of this name."""
    return pytest.raises(psycopg.errors.IntegrityError, match=name)


def named(error: pytest.ExceptionInfo[psycopg.Error]) -> str | None:
    return error.value.diag.constraint_name


def test_register_follows_a_claim_from_open_to_drawn(world: World, office: SmallOffice, locked: Run) -> None:
    assert sums(world) == ([5_000_000, 500_000], [0, 0], [0, 0], [0, 0])
    one = claim(world, office)
    assert sums(world)[1] == [5_000_000, 500_000]
    pk, person = bill(world, office, [one]), persons(world)
    officer, treasurer = person["officer"], person["treasurer"]
    sign(world, pk, "checked", checked_by_id=officer, checked_for_id=officer)
    sign(world, pk, "presented", presented_by_id=officer, presented_for_id=officer)
    sign(world, pk, "passed", passed_by_id=treasurer, passed_for_id=treasurer)
    world.sql("web", "UPDATE payroll_claim SET state = 'drawn' WHERE id = %s", one)
    assert sums(world) == ([5_000_000, 500_000], [0, 0], [5_000_000, 500_000], [0, 0])


def test_claim_above_due_is_refused(world: World, office: SmallOffice, locked: Run) -> None:
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        claim(world, office, earned=5_000_100)
    assert named(error) == "claims_within_due"


def test_claim_of_a_month_nothing_is_due_for_is_refused(
    world: World, office: SmallOffice, locked: Run
) -> None:
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        claim(world, office, for_month=202611)
    assert named(error) == "claims_within_due"


def test_claims_of_two_parts_together_cannot_exceed_the_month(
    world: World, office: SmallOffice, locked: Run
) -> None:
    claim(world, office, earned=3_000_000, deducted=0)
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        claim(world, office, earned=2_000_100, deducted=0, part=2)
    assert named(error) == "claims_within_due"
    claim(world, office, earned=2_000_000, deducted=0, part=2)


def test_two_at_once_cannot_claim_the_same_money(world: World, office: SmallOffice, locked: Run) -> None:
    """The second insertion waits for the first to commit, and then sees it."""
    outcome: list[str | None] = []
    with world.connect("web") as first:
        first.autocommit = False
        text, *values = insertion(office, earned=3_000_000, part=1)
        first.execute(text, values)

        def second() -> None:
            try:
                world.sql("web", *insertion(office, earned=3_000_000, part=2))
            except psycopg.errors.CheckViolation as error:
                outcome.append(error.diag.constraint_name)

        rival = threading.Thread(target=second)
        rival.start()
        rival.join(0.3)
        assert rival.is_alive()
        first.commit()
        rival.join(10)
    assert outcome == ["claims_within_due"]
    assert sums(world)[1] == [3_000_000, 0]


def test_second_live_claim_for_the_same_cause_is_refused(
    world: World, office: SmallOffice, locked: Run
) -> None:
    claim(world, office, earned=1_000_000, deducted=0)
    with pytest.raises(psycopg.errors.UniqueViolation) as error:
        claim(world, office, earned=1_000_000, deducted=0)
    assert named(error) == "one_live_claim"


def test_claim_whose_sums_are_false_is_refused(world: World, office: SmallOffice, locked: Run) -> None:
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        claim(world, office, gross=5_000_100, net=4_500_100)
    assert named(error) == "claim_adds_up"


def test_claim_cannot_be_changed(world: World, office: SmallOffice, locked: Run) -> None:
    one = claim(world, office, earned=1_000_000, deducted=0)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        world.sql("web", "UPDATE payroll_claim SET claimed = '{5000000,0}' WHERE id = %s", one)
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        world.sql(
            "owner",
            "UPDATE payroll_claim SET claimed = '{5000000,0}', gross = 5000000, net = 5000000 WHERE id = %s",
            one,
        )
    assert named(error) == "claim_is_kept"


def test_claim_is_not_drawn_without_a_passed_bill(world: World, office: SmallOffice, locked: Run) -> None:
    one = claim(world, office)
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        world.sql("web", "UPDATE payroll_claim SET state = 'drawn' WHERE id = %s", one)
    assert named(error) == "drawn_by_a_passed_bill"


def test_claim_on_a_live_bill_is_not_voided(world: World, office: SmallOffice, locked: Run) -> None:
    one = claim(world, office)
    bill(world, office, [one])
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        world.sql("web", "UPDATE payroll_claim SET state = 'void' WHERE id = %s", one)
    assert named(error) == "claim_on_live_bill"


def test_claim_stands_on_one_live_bill(world: World, office: SmallOffice, locked: Run) -> None:
    one = claim(world, office)
    bill(world, office, [one])
    with pytest.raises(psycopg.errors.UniqueViolation) as error:
        bill(world, office, [one], number=2)
    assert named(error) == "claim_on_one_live_bill"


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE payroll_dueregister SET due = '{9000000,0}'",
        "DELETE FROM payroll_dueregister",
        (
            "INSERT INTO payroll_dueregister (employment_id, for_month, components, due, open, drawn, "
            "elsewhere)"
            " VALUES (1, 1, '{}', '{}', '{}', '{}', '{}')"
        ),
    ],
)
@pytest.mark.parametrize("role", ["web", "worker"])
def test_no_process_writes_the_register(
    world: World, office: SmallOffice, locked: Run, role: str, text: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        world.sql(role, text)


def test_due_is_taken_only_from_a_locked_run(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        run = compute(office)
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        world.sql("web", "SELECT payroll_take_due(%s)", run.pk)
    assert named(error) == "run_is_locked"


def test_due_does_not_fall_below_what_a_live_claim_asks(
    world: World, office: SmallOffice, locked: Run
) -> None:
    one = claim(world, office)
    with world.role("web"):
        later = compute(office, version=2, due={EARNED: 4_000_000})
        Run.objects.filter(pk=later.pk).update(state="locked")
    assert world.sql("web", "SELECT payroll_take_due(%s)", later.pk) == [(1,)]
    assert sums(world)[0] == [5_000_000, 500_000]
    world.sql("web", "UPDATE payroll_claim SET state = 'void' WHERE id = %s", one)
    assert world.sql("web", "SELECT payroll_take_due(%s)", later.pk) == [(0,)]
    assert sums(world)[0] == [4_000_000, 0]


def test_maker_is_not_the_checker(world: World, office: SmallOffice, locked: Run) -> None:
    pk, person = bill(world, office, [claim(world, office)]), persons(world)
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        sign(world, pk, "checked", checked_by_id=person["clerk"], checked_for_id=person["officer"])
    assert named(error) == "signers_are_different_persons"


@pytest.mark.parametrize("drew", ["made", "checked", "presented", "checked_for"])
def test_whoever_drew_a_bill_never_passes_it(
    world: World, office: SmallOffice, locked: Run, drew: str
) -> None:
    person = persons(world)
    maker = "treasurer" if drew == "made" else "clerk"
    checker = person["treasurer" if drew == "checked" else "officer"]
    presenter = person["treasurer" if drew == "presented" else "officer"]
    pk = bill(world, office, [claim(world, office)], maker=maker)
    sign(
        world,
        pk,
        "checked",
        checked_by_id=checker,
        checked_for_id=person["treasurer"] if drew == "checked_for" else checker,
    )
    sign(world, pk, "presented", presented_by_id=presenter, presented_for_id=presenter)
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        sign(world, pk, "passed", passed_by_id=person["treasurer"], passed_for_id=person["treasurer"])
    assert named(error) == "passer_drew_nothing"


def test_bill_is_not_presented_unchecked(world: World, office: SmallOffice, locked: Run) -> None:
    pk, person = bill(world, office, [claim(world, office)]), persons(world)
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        sign(world, pk, "presented", presented_by_id=person["officer"], presented_for_id=person["officer"])
    assert named(error) == "bill_state_moves"


def test_bill_whose_lines_do_not_add_up_is_not_checked(
    world: World, office: SmallOffice, locked: Run
) -> None:
    pk, officer = bill(world, office, [claim(world, office, earned=4_000_000)]), persons(world)["officer"]
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        sign(world, pk, "checked", checked_by_id=officer, checked_for_id=officer)
    assert named(error) == "bill_adds_up"


def test_locked_run_is_unchanged(world: World, office: SmallOffice, locked: Run) -> None:
    for text in ("UPDATE payroll_run SET net = 1, gross = 1", "UPDATE payroll_run SET state = 'computed'"):
        with pytest.raises(psycopg.errors.CheckViolation) as error:
            world.sql("web", text)
        assert named(error) == "locked_run_is_kept"
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        world.sql("owner", "UPDATE payroll_assessed SET net = net")
    assert named(error) == "append_only"
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        world.sql(
            "web",
            "INSERT INTO payroll_runfinding (run_id, component, record, code, blocks, is_set_aside, facts)"
            " VALUES (%s, '', 'x', 'x', false, false, '{}')",
            locked.pk,
        )
    assert named(error) == "run_is_open"


def test_acts_and_lines_stay(world: World, office: SmallOffice, locked: Run) -> None:
    bill(world, office, [claim(world, office)])
    for text in (
        "DELETE FROM payroll_billline",
        "UPDATE payroll_billact SET reason = 'x'",
        "DELETE FROM payroll_bill",
        "DELETE FROM payroll_claim",
    ):
        with pytest.raises(psycopg.errors.CheckViolation) as error:
            world.sql("owner", text)
        assert named(error) == "append_only"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        world.sql("web", "DELETE FROM payroll_bill")


def test_month_is_opened_once_and_read_through_its_parent(world: World, office: SmallOffice) -> None:
    assert world.sql("web", "SELECT payroll_open_month(202610)") == [(True,)]
    assert world.sql("worker", "SELECT payroll_open_month(202610)") == [(False,)]
    assert world.sql("web", "SELECT count(*) FROM payroll_payslip WHERE drawn_in = 202610") == [(0,)]
    for role in ("web", "worker", "dispatcher", "sequencer"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            world.sql(role, "SELECT * FROM payroll_payslip_202610")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        world.sql("web", "SELECT payroll_close_month(202610)")
    assert world.sql("worker", "SELECT payroll_close_month(202610)") == [(True,)]


def test_payslip_of_a_bill_not_passed_is_refused(world: World, office: SmallOffice, locked: Run) -> None:
    pk = bill(world, office, [claim(world, office)])
    world.sql("web", "SELECT payroll_open_month(202610)")
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        world.sql(
            "web",
            "INSERT INTO payroll_payslip (drawn_in, bill_id, employment_id, person_id, claims, for_months, "
            "components,"
            " obligations, amounts, gross, deductions, net, account_year, tax_year)"
            " SELECT 202610, %s, id, person_id, '{}', '{}', '{}', '{}', '{}', 0, 0, 0, '2026-27', '2026-27'"
            " FROM people_employment LIMIT 1",
            pk,
        )
    assert named(error) == "payslip_of_a_passed_bill"


def test_definer_functions_pin_their_search_path(world: World) -> None:
    rows = world.sql(
        "postgres",
        "SELECT proname FROM pg_proc WHERE proname LIKE 'payroll%%' AND prosecdef"
        " AND NOT 'search_path=pg_catalog, pg_temp' = ANY (proconfig)",
    )
    assert rows == []
