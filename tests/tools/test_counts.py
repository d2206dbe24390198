"""The counting script: each count finds its case, leaves its neighbours, and fails beyond its limit."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The script as a module, over an empty project."""
    spec = importlib.util.spec_from_file_location("counts", ROOT / "tools" / "counts.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "counts", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(sys, "argv", ["counts.py"])
    return module


def written(folder: Path, **files: str) -> list[Path]:
    """Files of a room, by their name without the ending ``.py``."""
    room = folder / "src" / "vethanam" / "payroll"
    room.mkdir(parents=True, exist_ok=True)
    paths = [room / f"{name}.py" for name in files]
    for path, text in zip(paths, files.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_prose_is_docstrings_and_comments_alone(counts: ModuleType, tmp_path: Path) -> None:
    paths = written(tmp_path, one='"""What it pays."""\nwhat = "what"  # whose it is\n')
    words, what, fillers = counts.words_of_prose(paths)
    assert (words.value, what.value, fillers.value) == (6, pytest.approx(1000 / 6), pytest.approx(1000 / 6))
    assert what.places == ['src/vethanam/payroll/one.py:1: """What it pays."""']
    assert [line.split(":")[1] for line in fillers.places] == ["2"]


@pytest.mark.parametrize(
    "name", ["asking", "told", "bill_signing", "by_days", "again", "settled", "due_drawn"]
)
def test_a_verb_form_is_no_name_of_a_module(counts: ModuleType, name: str) -> None:
    assert counts.is_verb_form(name)


@pytest.mark.parametrize(
    "name", ["cache", "month_groups", "costing", "rounding", "settings", "need", "seed", "views_sending"]
)
def test_a_noun_is_a_name_of_a_module(counts: ModuleType, name: str) -> None:
    assert not counts.is_verb_form(name)


def test_the_share_of_verb_forms_leaves_out_packages(counts: ModuleType, tmp_path: Path) -> None:
    count = counts.verb_modules(written(tmp_path, told="", bills="", __init__="", __main__=""))
    assert (count.value, len(count.places)) == (50, 1)


def test_a_function_of_sql_has_one_definition(counts: ModuleType, tmp_path: Path) -> None:
    guard = tmp_path / "bills.sql"
    guard.write_text(
        "CREATE OR REPLACE FUNCTION one() RETURNS trigger\nCREATE FUNCTION public.one(n int)\n"
        "-- CREATE FUNCTION three()\nCREATE OR REPLACE FUNCTION two() RETURNS int\n"
    )
    count = counts.sql_definitions([guard])
    assert (count.value, count.places) == (1.5, ["one: 2 definitions"])


def test_a_context_variable_is_found_however_it_is_made(counts: ModuleType, tmp_path: Path) -> None:
    paths = written(
        tmp_path,
        one='from contextvars import ContextVar\nA: ContextVar[int] = ContextVar("a")\n',
        two='import contextvars\nB = contextvars.ContextVar[int]("b")\n',
    )
    assert counts.context_variables(paths).value == 2


def test_a_line_is_measured_in_characters(counts: ModuleType, tmp_path: Path) -> None:
    malayalam = "# " + "മ" * 108
    paths = written(tmp_path, one=f"{malayalam}\n{malayalam}മ\n")
    count = counts.long_lines("Python lines over 110 characters", paths, counts.PYTHON_WIDTH)
    assert [line.split(":")[1] for line in count.places] == ["2"]


def test_a_copy_of_more_than_twenty_lines_is_found_once(counts: ModuleType, tmp_path: Path) -> None:
    body = [f"a{number} = {number}" for number in range(30)]
    apart = "\n".join(
        f"    {line}  " if number % 2 else f"{line}\n# note" for number, line in enumerate(body)
    )
    assert counts.duplicates(written(tmp_path, one="\n".join(body), two="x = 1\n" + apart)).value == 1


def test_twenty_lines_may_stand_twice(counts: ModuleType, tmp_path: Path) -> None:
    body = "\n".join(f"a{number} = {number}" for number in range(20))
    assert counts.duplicates(written(tmp_path, one=body, two=body)).value == 0


def test_a_logical_line_is_a_statement(counts: ModuleType, tmp_path: Path) -> None:
    paths = written(tmp_path, one='"""One."""\n\na = (\n    1,\n    2,\n)  # three\nb = 1; c = 2\n')
    assert counts.lines_by_room(paths) == {"payroll": 3}


def test_migrations_do_not_count(counts: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "src" / "vethanam" / "payroll" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0001_initial.py").write_text("x = 1\n")
    assert counts.python_files("src") == []


def test_the_script_fails_beyond_a_limit_and_names_the_place(
    counts: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (path,) = written(tmp_path, bills="x = 1\n")
    with pytest.raises(SystemExit) as ended:
        counts.main()
    assert ended.value.code == 0
    counts.text_of.cache_clear()
    counts.tokens_of.cache_clear()
    path.write_text(f"x = '{'1' * 110}'\n")
    with pytest.raises(SystemExit) as ended:
        counts.main()
    assert ended.value.code == 1
    told = capsys.readouterr().out
    rows = [" ".join(line.split()) for line in told.splitlines()]
    assert "Python lines over 110 characters 1 0 beyond" in rows
    assert f"  src/vethanam/payroll/bills.py:1: {path.read_text()[:110]}" in told


def test_each_limit_belongs_to_a_count(counts: ModuleType, tmp_path: Path) -> None:
    written(tmp_path, bills="x = 1\n")
    assert set(counts.LIMITS) <= {count.name for count in counts.all_counts()}
