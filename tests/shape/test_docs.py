"""The documents agree with the house: links and paths resolve, rooms and commands exist, lists
of files are true.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from typer.main import get_command

from vethanam.service_book.employees_file import columns
from vethanam.service_book.rulebook import funds_in_use
from vethanam.site.console import MOUNTS, app
from vethanam.site.environment import Environment, settings_listed

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "vethanam"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
FIGURES = re.compile(r"`([\w./-]+\.(?:py|sql|txt|yaml|md|csv|toml|typ|po|html))`")
MADE_BY_THE_READER = {
    "pay.csv",
    "pay-2021.csv",
    "my-office/employees.csv",
    "employees.csv",
    "drawn.csv",
    "twice.csv",
    "faulty.csv",
    "check.html",
    "payslip.json",
}
#: files of an archive of evidence
IN_AN_ARCHIVE = {
    "LIMITS.md", "VERIFY.txt", "keys.txt", "policy.txt", "re-evaluate.yaml", "verify.py",
}  # fmt: skip


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def ours() -> list[str]:
    """Every file of the project, without generated ones."""
    folders = ("src", "tests", "docs", "tools", ".ci")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    paths += [path for path in ROOT.iterdir() if path.is_file()]
    made = {".pyc", ".mo", ".ttf", ".woff2", ".png"}
    names = {".git", "uv.lock"}
    return sorted(
        str(path.relative_to(ROOT)) for path in paths if path.suffix not in made and path.name not in names
    )


def drawn_rooms() -> set[str]:
    """The rooms in the picture of the house."""
    picture = text_of("ARCHITECTURE.md").split("```")[1]
    return {
        room for line in picture.strip().splitlines() for room in re.findall(r"[a-z_]+", line.split("  ")[0])
    }


@pytest.mark.parametrize("name", NAMES)
def test_links_resolve(name: str) -> None:
    folder = (ROOT / name).parent
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text_of(name))
    here = [link for link in links if not link.startswith(("http://", "https://", "mailto:"))]
    assert [link for link in here if not (folder / link).exists()] == []


@pytest.mark.parametrize("name", NAMES)
def test_files_named_exist(name: str) -> None:
    folder = (ROOT / name).parent
    missing = []
    for path in FIGURES.findall(text_of(name)):
        places = (ROOT / path, folder / path, PACKAGE / path)
        is_there = any(place.exists() for place in places) or list(PACKAGE.rglob(path))
        if not is_there and path not in MADE_BY_THE_READER | IN_AN_ARCHIVE and "*" not in path:
            missing.append(path)
    assert missing == []


@pytest.mark.parametrize("name", NAMES)
def test_commands_named_exist(name: str) -> None:
    known = {*MOUNTS, *getattr(get_command(app), "commands", {})}
    called = set(re.findall(r"(?:^|`|/|= )vethanam ([a-z][a-z-]*)", text_of(name), re.MULTILINE))
    assert called <= known
    targets = set(re.findall(r"`?make ([a-z]+)(?:`| )", text_of(name)))
    rules = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    assert targets & {"demo", "test", "check", "apt", "help"} <= rules


def test_the_rooms_of_the_picture_are_the_packages() -> None:
    rooms = {
        path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert drawn_rooms() == rooms - {"__init__"}


def test_every_room_is_described() -> None:
    headings = re.findall(r"^### (.*)$", text_of("ARCHITECTURE.md"), re.MULTILINE)
    assert {room for heading in headings for room in heading.split(", ")} == drawn_rooms()


def test_the_processes_of_the_table_are_those_with_keys() -> None:
    from vethanam.site.folders import KEYS

    table = text_of("ARCHITECTURE.md").split("## Processes, roles, keys")[1].split("##")[0]
    assert {name for name in KEYS if f"`{name}`" not in table} <= {"log.pub"}


def test_lists_of_what_a_sibling_touches_are_true() -> None:
    """Under “Copy `medisep`.” each file listed has that word in its text or its path."""
    for section in text_of("CONTRIBUTING.md").split("\n## To add ")[1:]:
        sibling = re.search(r"Copy `([\w-]+)`\.", section)
        if sibling is None:
            continue
        before, _, after = section.partition("by its own name")
        own = re.search(r"^ \(`(\w+)`\)", after)
        for part, word in ((before, sibling[1]), (after if own else "", own[1] if own else "")):
            listed = re.findall(r"^- `([^`]+)`", part, re.MULTILINE)
            absent = [path for path in listed if word.lower() not in (path + text_of(path)).lower()]
            assert absent == [], word


def test_every_setting_is_on_the_page_for_operators_and_no_other() -> None:
    """The table equals the output of `vethanam settings`; units name no other variable."""
    rows = [
        f"| `{one.name}` | {one.says} | {one.left_out} | {one.on} |" for one in settings_listed(Environment())
    ]
    assert re.findall(r"^\| `VETHANAM_.*$", text_of("docs/deployment.md"), re.MULTILINE) == rows
    named = {row.split("`")[1] for row in rows}
    for unit in (ROOT / "deploy" / "systemd").iterdir():
        assert set(re.findall(r"VETHANAM_\w+", unit.read_text(encoding="utf-8"))) <= named


def test_settings_are_read_from_the_environment_in_one_place() -> None:
    read = re.compile(r"environ\.get\(\s*[\"'](VETHANAM_\w+)")
    allowed = {"environment.py", "settings_test.py"}
    found = {
        str(path.relative_to(PACKAGE)): names
        for path in PACKAGE.rglob("*.py")
        if path.name not in allowed and (names := read.findall(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_what_waits_for_a_native_review_is_listed() -> None:
    patterns = [
        pattern
        for pattern in re.findall(r"`([^`]+)`", text_of("docs/needs-native-review.md"))
        if "/" in pattern
    ]
    listed = {str(path.relative_to(ROOT)) for pattern in patterns for path in ROOT.glob(pattern)}
    malayalam = re.compile("[\u0d00-\u0d7f]")
    texts = [
        path
        for path in ours()
        if path.startswith(("src/", "docs/"))
        and path.endswith((".py", ".yaml", ".po", ".typ", ".html", ".csv", ".md"))
    ]
    written = {path for path in texts if (ROOT / path).exists() and malayalam.search(text_of(path))}
    quoting = {"docs/needs-native-review.md", "docs/import.md", "src/vethanam/ledger/canonical.py"}
    assert written - listed - quoting == set()


def test_every_column_of_the_import_file_is_described() -> None:
    page = text_of("docs/import.md")
    of_funds = {sheet.column for fund in funds_in_use() for sheet in fund.sheet}
    missing = [
        column.name
        for column in columns()
        if column.name not in of_funds
        and f"| `{column.name}` | {'yes' if column.is_required else ''} | {column.means}" not in page
    ]
    assert missing == []


def test_decisions_are_listed_dated_and_in_force_or_superseded() -> None:
    page = text_of("docs/adr/README.md")
    for path in sorted((ROOT / "docs" / "adr").glob("0*.md")):
        head = path.read_text(encoding="utf-8").splitlines()[:3]
        assert f"({path.name})" in page and head[0].startswith("# ")
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2} · (in force|superseded by .+)", head[2]), path.name


def test_no_file_speaks_of_the_place_it_was_made_in() -> None:
    """The project is complete in itself: no path of a workplace, no number of a task, no name of a
    tool that wrote it.
    """
    # Written in halves, so that this file does not find itself.
    words = [
        "/work" + "/",
        r"\.\./" + "shared",
        "/tmp/" + "plan",
        r"\b(?:issue|session) \d",
        "Clau" + "de",
        "Anthro" + "pic",
        r"\bLL" + r"M\b",
    ]
    forbidden = re.compile("|".join(words), re.IGNORECASE)
    found = []
    for name in ours():
        match = forbidden.search((ROOT / name).read_text(encoding="utf-8", errors="replace"))
        if match:
            found.append(f"{name}: {match[0]}")
    assert found == []


def test_a_word_has_one_meaning_and_a_change_is_told_once() -> None:
    words = re.findall(r"^\| ([^|]+?) \|", text_of("docs/glossary.md"), re.MULTILINE)
    told = [entry.strip() for entry in text_of("CHANGELOG.md").split("\n- ")]
    assert [word for word, count in Counter(words).items() if count > 1 and word != "word"] == []
    assert [entry for entry, count in Counter(told).items() if count > 1] == []
