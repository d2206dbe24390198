"""The changes are small, whole and each another text; the sources and their tests are there."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.mutation.guarded import GUARDED
from tests.mutation.mutants import mutants_of

ROOT = Path(__file__).parents[2]
GUARD = """
CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
BEGIN
  -- a = b AND c
  IF NEW.a = 'x' AND NOT EXISTS (SELECT FROM t
      WHERE t.n > 7) THEN
    RAISE EXCEPTION 'a = b' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
"""
REFUSAL = '''
def f(a: int | None) -> bool:
    """a == b and c"""
    if a == 1 and not g(a):
        raise Refused("a")
    return any(one | ~two for one in a if one)
'''


def of(file: str, text: str) -> list[str]:
    return [str(one).partition(": ")[2] for one in mutants_of(file, text)]


def test_a_guard_is_changed_in_its_conditions_and_refusals_and_nowhere_else() -> None:
    assert of("x.sql", GUARD) == [
        "= -> <>", "'x' -> 'x_'", "AND -> OR", "NOT -> nothing", "> -> <=", "7 -> 8",
        "RAISE EXCEPTION -> RAISE DEBUG", "RETURN NEW -> RETURN NULL",
    ]  # fmt: skip


def test_a_module_is_changed_in_its_conditions_and_refusals_and_nowhere_else() -> None:
    assert of("x.py", REFUSAL) == [
        "== -> !=", "1 -> 2", "and -> or", "not g(a) -> g(a)", 'raise Refused("a") -> pass', "| -> &",
        "~two -> two", "one -> True",
    ]  # fmt: skip


def test_every_source_has_mutants_that_are_other_texts_and_tests_that_are_there() -> None:
    for file, tests in GUARDED.items():
        text = (ROOT / "src" / "vethanam" / file).read_text("utf-8")
        made = [one.of(text) for one in mutants_of(file, text)]
        assert made and text not in made, file
        if file.endswith(".py"):
            for one in made[::9]:
                ast.parse(one)
        assert all((ROOT / one).is_file() for one in tests), file


def test_a_database_of_the_suite_can_be_made(template: str) -> None:
    assert template
