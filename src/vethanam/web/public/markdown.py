"""The Markdown of the guides: headings, paragraphs, lists, tables, code; bold, italics, links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_ITEM = re.compile(r"(?:-|\d+\.)\s+(.*)")
_RULE = re.compile(r"\|[-|: ]+\|")
#: a link within the documentation is its text alone: the page has no such address
_INLINE: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"\[([^\]]+)\]\([^)]*\)"), r"\1"),
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<b>\1</b>"),
    (re.compile(r"\*([^*]+)\*"), r"<i>\1</i>"),
)


@dataclass(frozen=True, slots=True)
class Block:
    """One block: ``h1`` to ``h3``, ``p``, ``ul``, ``ol``, ``pre``, or ``table`` with its head."""

    kind: str
    text: str = ""
    items: Sequence[SafeString] = ()
    head: Sequence[SafeString] = ()
    rows: Sequence[Sequence[SafeString]] = ()

    @property
    def html(self) -> SafeString:
        """The text with its bold words and code."""
        return _inline(self.text)


def blocks_of(text: str) -> list[Block]:
    """The blocks of a guide, in order."""
    return [block for lines in _chunks(text) if (block := _block(lines)) is not None]


def _chunks(text: str) -> Iterator[list[str]]:
    """Runs of lines that belong together: blank lines and headings part them, but not within code."""
    for place, part in enumerate(text.split("```")):
        if place % 2:
            yield ["```", part.partition("\n")[2].rstrip("\n")]
            continue
        for is_blank, run in groupby(part.splitlines(), key=lambda line: not line.strip()):
            if not is_blank:
                yield from _parted(list(run))


def _parted(lines: list[str]) -> Iterator[list[str]]:
    """A heading alone, and a paragraph apart from the list that follows it."""
    run: list[str] = []
    for line in lines:
        begins = line.startswith("#") or (bool(_ITEM.match(line)) and bool(run) and not _ITEM.match(run[0]))
        if run and (begins or run[0].startswith("#")):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _block(lines: list[str]) -> Block | None:
    first = lines[0]
    if first == "```":
        return Block("pre", lines[1])
    if first.startswith("#"):
        marks, _, text = first.partition(" ")
        return Block(f"h{len(marks)}", text)
    if first.startswith("|"):
        head, *rows = [_cells(line) for line in lines if not _RULE.fullmatch(line.strip())]
        return Block("table", head=head, rows=rows)
    if _ITEM.match(first):
        return Block("ol" if first[0].isdigit() else "ul", items=[_inline(item) for item in _items(lines)])
    return Block("p", " ".join(line.strip() for line in lines))


def _items(lines: list[str]) -> list[str]:
    """The items of a list, with their continued lines."""
    found: list[str] = []
    for line in lines:
        if begun := _ITEM.match(line):
            found.append(begun[1])
        else:
            found[-1] += f" {line.strip()}"
    return found


def _cells(line: str) -> list[SafeString]:
    return [_inline(cell.strip()) for cell in line.strip().strip("|").split("|")]


def _inline(text: str) -> SafeString:
    html = str(escape(text))
    for pattern, put in _INLINE:
        html = pattern.sub(put, html)
    return mark_safe(html)  # noqa: S308 - escaped above
