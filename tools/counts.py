"""Counts habits of the code that CONTRIBUTING asks for, prints a table, and fails beyond a limit.

    .venv/bin/python tools/counts.py [--rooms]

After the table it prints the places of each count beyond its limit, with ``--rooms`` the logical lines of
each room. Migrations are left out: they are generated. Needs the standard library only.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

#: count → the highest value that passes
LIMITS = {
    "what per 1,000 words of prose": 2.0,
    "fillers per 1,000 words of prose": 1.0,
    "modules named by verb forms, per cent": 5.0,
    "definitions per SQL function": 1.0,
    "ContextVars": 0,
    "template lines over 120 characters": 0,
    "Python lines over 110 characters": 0,
    "duplicates over 20 lines": 0,
}
PYTHON_WIDTH, TEMPLATE_WIDTH, LONGEST_COPY = 110, 120, 20
#: places that are printed for a count beyond its limit
SHOWN = 20

_WORD = re.compile(r"[A-Za-z']+")
_WHAT = re.compile(r"\bwhat\b", re.IGNORECASE)
_FILLERS = re.compile(
    r"\b(?:whose|whom|whoever|whomever|whichever|whatever|somebody)\b"
    r"|\b(?:that which|of which|anything that|the one that)\b",
    re.IGNORECASE,
)
_FUNCTION = re.compile(
    r"^\s*CREATE (?:OR REPLACE )?FUNCTION\s+(?:public\.)?(\w+)", re.IGNORECASE | re.MULTILINE
)
#: not counted as copies: lines without a word, imports, comments
_THIN = re.compile(r"\W*$|(?:from|import) |#|--|//|\{#")

_NOUNS = """
    binding building costing drawing feed finding hashing heading holding landing meaning need paging
    posting pricing rounding seed setting speed string thing wording
"""
_PARTICIPLES = """
    born begun bound built cut done drawn due found given gone heard held kept known laid left lent lost
    made met owing paid put read said seen sent set shown sold spoken stood struck taken told understood
    withdrawn withheld written
"""
_VERBS = """
    apply ask assess become begin belong choose compare compute confirm decide describe destroy enter
    explain find follow forget give install keep learn make owe prove recompute refuse remove restrain say
    says see send settle speak tell tellable unseal verify withhold write
"""
_NO_NOUNS = """
    above again alike apart aligned around before below beside between beyond by elsewhere far for from here
    how in inner many more most now of off once one other others out outer over retro several shared since
    so standalone there these under until up what when where whether which while who whom whose why wireless
    with without
"""
_PHRASES = """
    as_stated at_once by_days in_force side_by_side set_aside under_way take_over above_due due_drawn
"""
#: words in -ing and -ed that are nouns of a trade; words that no name of a thing ends with; whole names that
#: are no noun
NOUNS, ENDINGS, PHRASES = (
    frozenset(words.split()) for words in (_NOUNS, _PARTICIPLES + _VERBS + _NO_NOUNS, _PHRASES)
)


@dataclass
class Count:
    """One value of the table, with the places that make it up."""

    name: str
    value: float
    places: list[str] = field(default_factory=list)

    @property
    def limit(self) -> float | None:
        """The highest value that passes; None where the count is only shown."""
        return LIMITS.get(self.name)

    @property
    def is_beyond(self) -> bool:
        """Whether the value is over its limit."""
        return self.limit is not None and self.value > self.limit


def main() -> None:
    """Print the table, then the places of each count beyond its limit; exit 1 if there is one."""
    counts = list(all_counts())
    width = max(len(count.name) for count in counts)
    print(f"{'count':{width}} {'now':>9} {'limit':>7}")
    for count in counts:
        limit = "" if count.limit is None else f"{count.limit:g}"
        print(
            f"{count.name:{width}} {shown(count.value):>9} {limit:>7}{'  beyond' if count.is_beyond else ''}"
        )
    if "--rooms" in sys.argv:
        print_rooms()
    beyond = [count for count in counts if count.is_beyond]
    for count in beyond:
        print(f"\n{count.name}:")
        print("\n".join(f"  {place}" for place in count.places[:SHOWN]))
        if len(count.places) > SHOWN:
            print(f"  and {len(count.places) - SHOWN} more")
    sys.exit(1 if beyond else 0)


def shown(value: float) -> str:
    """A count in digits: whole as it is, others with two places."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def print_rooms() -> None:
    """Print the logical lines of each room."""
    print("\nlogical lines")
    for room, lines in sorted(lines_by_room(python_files("src")).items()):
        print(f"{room:24}{lines:>8,}")


def all_counts() -> Iterator[Count]:
    """Every count of the table, in its order."""
    prose_files = python_files("src", "tests", "acceptance", "tools")
    yield from words_of_prose(prose_files)
    yield verb_modules(python_files("src"))
    yield sql_definitions(sorted((ROOT / "src").rglob("guards/*.sql")))
    yield context_variables(python_files("src"))
    yield long_lines("template lines over 120 characters", files_of("src", ".html"), TEMPLATE_WIDTH)
    yield long_lines("Python lines over 110 characters", prose_files, PYTHON_WIDTH)
    yield duplicates(files_of("src", ".py", ".sql", ".html", ".css", ".js"))
    source, tests = (sum(lines_by_room(python_files(folder)).values()) for folder in ("src", "tests"))
    yield Count("logical lines of source", source)
    yield Count("logical lines of tests", tests)
    yield Count("tests to source", tests / max(source, 1))


def files_of(folder: str, *endings: str) -> list[Path]:
    """The files of a folder with one of these endings, sorted, without migrations and built files."""
    apart = {"migrations", "__pycache__", "node_modules"}
    return [
        path
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in endings and not apart & set(path.parts) and ".min." not in path.name
    ]


def python_files(*folders: str) -> list[Path]:
    """The Python files of some folders, without migrations."""
    return [path for folder in folders for path in files_of(folder, ".py")]


def place(path: Path, line: int, text: str = "") -> str:
    """``src/a.py:3: text``."""
    name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    return f"{name}:{line}{': ' if text else ''}{text.strip()[:TEMPLATE_WIDTH]}"


@cache
def text_of(path: Path) -> str:
    """A file's text."""
    return path.read_text(encoding="utf-8")


@cache
def tokens_of(path: Path) -> list[tokenize.TokenInfo]:
    """A file's Python tokens."""
    return list(tokenize.generate_tokens(io.StringIO(text_of(path)).readline))


def prose_of(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a module's comments and docstrings, with their numbers."""
    for token in tokens_of(path):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, owners) and ast.get_docstring(node):
            lines = text_of(path).split("\n")
            yield from (
                (number, lines[number - 1]) for number in range(node.body[0].lineno, end_of(node.body[0]) + 1)
            )


def end_of(node: ast.stmt) -> int:
    """The last line of a statement."""
    return node.end_lineno or node.lineno


def words_of_prose(paths: Iterable[Path]) -> Iterator[Count]:
    """Filler words per 1,000 words of docstrings and comments."""
    words, found = 0, defaultdict[str, list[str]](list)
    hits = Counter[str]()
    for path in paths:
        for number, line in prose_of(path):
            words += len(_WORD.findall(line))
            for name, form in (("what", _WHAT), ("fillers", _FILLERS)):
                if count := len(form.findall(line)):
                    hits[name] += count
                    found[name].append(place(path, number, line))
    yield Count("words of prose", words)
    for name in ("what", "fillers"):
        yield Count(f"{name} per 1,000 words of prose", 1000 * hits[name] / max(words, 1), found[name])


def is_verb_form(name: str) -> bool:
    """Whether a module's name is a verb form or no noun, judged by its last word.

    A gerund of no trade, a participle, a verb that is no noun, an adverb, a pronoun or a preposition is one.
    Words that are noun and verb alike (act, check, order, run) are nouns, and so is ``views_X``.

    >>> [is_verb_form(name) for name in ("asking", "by_days", "costing", "month_groups", "views_sending")]
    [True, True, False, False, False]
    """
    if name.startswith("views_"):
        return False
    word = name.rpartition("_")[2]
    is_inflected = word.endswith(("ing", "ed", "ly")) and len(word) > 4
    return name in PHRASES or word in ENDINGS or (is_inflected and word not in NOUNS)


def verb_modules(paths: Iterable[Path]) -> Count:
    """The share of modules that are named by a verb form, in per cent."""
    modules = [path for path in paths if not path.stem.startswith("__")]
    found = [place(path, 1) for path in modules if is_verb_form(path.stem)]
    return Count("modules named by verb forms, per cent", 100 * len(found) / max(len(modules), 1), found)


def sql_definitions(paths: Iterable[Path]) -> Count:
    """How many definitions an SQL function has in the guards, on average."""
    found = Counter[str]()
    for path in paths:
        found.update(name.lower() for name in _FUNCTION.findall(text_of(path)))
    twice = [f"{name}: {count} definitions" for name, count in sorted(found.items()) if count > 1]
    return Count("definitions per SQL function", found.total() / max(len(found), 1), twice)


def context_variables(paths: Iterable[Path]) -> Count:
    """The ContextVars that a module makes."""
    found = [
        place(path, node.lineno)
        for path in paths
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split("[")[0].split(".")[-1] == "ContextVar"
    ]
    return Count("ContextVars", len(found), found)


def long_lines(name: str, paths: Iterable[Path], width: int) -> Count:
    """The lines with more characters than a width."""
    found = [
        place(path, number, line)
        for path in paths
        for number, line in enumerate(text_of(path).split("\n"), 1)
        if len(line) > width
    ]
    return Count(name, len(found), found)


def duplicates(paths: Iterable[Path], longest: int = LONGEST_COPY) -> Count:
    """Copied runs of more than ``longest`` lines, apart from white space, comments and imports."""
    runs: dict[tuple[str, ...], tuple[Path, int]] = {}
    found: list[str] = []
    for path in paths:
        lines = [
            (number, " ".join(line.split()))
            for number, line in enumerate(text_of(path).split("\n"), 1)
            if not _THIN.match(line.strip())
        ]
        goes_on = False
        for start in range(len(lines) - longest):
            window = lines[start : start + longest + 1]
            first = runs.setdefault(tuple(line for _number, line in window), (path, window[0][0]))
            is_copy = first != (path, window[0][0])
            if is_copy and not goes_on:
                found.append(f"{place(path, window[0][0])} and {place(*first)}")
            goes_on = is_copy
    return Count("duplicates over 20 lines", len(found), found)


def lines_by_room(paths: Iterable[Path]) -> Counter[str]:
    """The logical lines of each room: statements, however many lines of text each takes."""
    lines = Counter[str]()
    for path in paths:
        parts = path.relative_to(ROOT).parts
        below = 2 if parts[0] == "src" else 1
        room = parts[below] if len(parts) > below + 1 else "(top)"
        lines[room] += sum(token.type == tokenize.NEWLINE for token in tokens_of(path))
    return lines


if __name__ == "__main__":
    main()
