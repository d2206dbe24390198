"""The analyst reads figures and nothing else; no figure names a person, an account or a contact."""

from __future__ import annotations

import contextlib

import psycopg
import pytest

from tests.conftest import World
from vethanam.site.rights import rights_table
from vethanam.site.roles import ANALYST, CONNECTIONS

FIGURES = sorted(relation for relation, cells in rights_table().items() if cells.get(ANALYST, "-") != "-")
PERSONAL = {
    "name",
    "name_ml",
    "number",
    "employment",
    "employment_id",
    "person",
    "person_id",
    "account",
    "born",
}


def test_there_are_figures_of_bills_lines_posts_and_uses() -> None:
    assert FIGURES == [
        "payroll_billfigures",
        "payroll_linefigures",
        "payroll_postfigures",
        "privacy_usefigures",
    ]


@pytest.mark.parametrize("view", FIGURES)
def test_an_analyst_reads_figures_and_finds_no_person_in_them(world: World, view: str) -> None:
    with world.connect(ANALYST) as analyst:
        columns = {column.name for column in analyst.execute(f"SELECT * FROM {view}").description or ()}
    assert columns
    assert not columns & PERSONAL


@pytest.mark.parametrize(
    "table", ["people_person", "payroll_payslip", "payroll_payline", "privacy_use", "journal_leaf"]
)
def test_an_analyst_reads_no_table(world: World, table: str) -> None:
    with world.connect(ANALYST) as analyst, pytest.raises(psycopg.errors.InsufficientPrivilege):
        analyst.execute(f"SELECT 1 FROM {table}")


def test_an_analyst_writes_nothing(world: World) -> None:
    with world.connect(ANALYST) as analyst, pytest.raises(psycopg.errors.InsufficientPrivilege):
        analyst.execute("CREATE TABLE mine (a int)")


def test_a_role_takes_its_own_connections_and_leaves_those_of_others(world: World) -> None:
    with contextlib.ExitStack() as held:
        with pytest.raises(psycopg.OperationalError, match="too many connections for role"):
            for _ in range(CONNECTIONS[ANALYST] + 1):
                held.enter_context(world.connect(ANALYST))
        assert world.sql("web", "SELECT 1") == [(1,)]
