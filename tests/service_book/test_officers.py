"""Who entered or verified a fact is there: asked once a statement, of facts and of verifications."""

from __future__ import annotations

import psycopg
import pytest

from tests.conftest import World
from tests.payroll.office import small_office
from vethanam.service_book.models import FACTS

NOBODY = 999_999_999


@pytest.fixture
def hired(world: World) -> World:
    with world.role("worker"):
        small_office().hire("1")
    return world


def test_a_fact_is_entered_by_an_account_that_is_there(hired: World) -> None:
    for model in FACTS.values():
        table = model._meta.db_table
        guards = hired.sql(
            "owner",
            (
                f"SELECT tgenabled::text FROM pg_trigger WHERE tgrelid = '{table}'::regclass "
                f"AND tgname = 'entered_by_account'"
            ),
        )
        assert guards == [("A",)], table
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="account that is not there"):
        hired.sql(
            "worker",
            "INSERT INTO service_book_wage (employment_id, valid_from, session, session_until, recorded_at, "
            "is_withdrawn,"
            " order_id, entered_by_id, rate) SELECT employment_id, valid_from, session, session_until, "
            "recorded_at, false,"
            f" order_id, {NOBODY}, 100 FROM service_book_pay LIMIT 1",
        )


@pytest.mark.parametrize(
    ("account", "person", "says"),
    [(str(NOBODY), "NULL", "account that is not there"), ("entered_by_id", str(NOBODY), "not registered")],
)
def test_a_fact_is_verified_by_an_account_and_a_person_who_are_there(
    hired: World, account: str, person: str, says: str
) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match=says):
        hired.sql(
            "worker",
            "INSERT INTO service_book_verification (kind, fact, verified_by_id, person_id, recorded_at)"
            f" SELECT 'wage', id, {account}, {person}, recorded_at FROM service_book_pay LIMIT 1",
        )


@pytest.mark.parametrize("table", ["identity_account", "people_person"])
def test_an_account_and_a_person_stay(hired: World, table: str) -> None:
    with pytest.raises(psycopg.errors.RestrictViolation):
        hired.sql("owner", f"DELETE FROM {table}")
