"""The first administrators, at the machine of an empty real installation."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.conftest import World
from vethanam.identity.models import Account


def run(world: World, *words: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "vethanam.site", "account", "create", *words],
        env={**world.env, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_two_administrators_are_made_and_no_third(world: World) -> None:
    Account.objects.using("owner").create(username="service-web", kind="service", password="!")
    first = run(world, "anita", "--role", "administrator", "--person", "Anita Thomas", "--born", "1978-02-03")
    assert first.returncode == 0, first.stderr
    assert re.search(r"First code:   [A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}\n", first.stdout)
    assert run(world, "biju", "--person", "Biju Varghese", "--born", "1980-04-05").returncode == 0
    third = run(world, "celine", "--person", "Celine Jose", "--born", "1982-06-07")
    assert (
        third.returncode == 2
        and "has two administrators" in third.stderr
        and "First code" not in third.stdout
    )
    leaves = world.sql("owner", "SELECT convert_from(leaf, 'UTF8') FROM journal_staged ORDER BY id")
    kinds = [re.search(r'"kind":"([a-z_.]+)"', leaf)[1] for (leaf,) in leaves]  # type: ignore[index]
    assert kinds == ["account.made", "appointment", "account.first_code"] * 2


def test_what_is_wrong_is_a_sentence(world: World) -> None:
    Account.objects.using("owner").create(username="service-web", kind="service", password="!")
    for words, says in (
        (["anita", "--person", "Anita", "--born", "yesterday"], "year-month-day"),
        (["anita", "--person", "Anita", "--born", "1978-02-03", "--role", "clerk"], "only administrators"),
        (["anita", "--person", "Anita", "--born", "2020-02-03"], "age of"),
    ):
        done = run(world, *words)
        assert done.returncode == 2 and says in done.stderr, done.stderr
