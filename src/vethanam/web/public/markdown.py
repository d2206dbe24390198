"""The guides' Markdown as our pages show it: tables that stack on a phone, and no links.

A link within the documentation is its text alone: the page has no such address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
#: per kind of token its tag and attributes on our pages
_SHOWN: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "table": ("table", {"class": "stack"}),
    "th": ("th", {"scope": "col"}),
    "main": ("th", {"scope": "row", "class": "main"}),
    "td": ("td", {"class": "rest"}),
    "heading": ("h2", {"class": "gap-2"}),
}


def read_markdown(text: str) -> list[Token]:
    """The tokens of a Markdown text."""
    return _MARKDOWN.parse(text)


def html_of(tokens: Sequence[Token]) -> SafeString:
    """Tokens as HTML; HTML in the text is escaped."""
    column = 0
    for token in tokens:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if name == "tr":
            column = 0
        elif name == "td":
            column += token.nesting == 1
            name = "main" if column == 1 else "td"
        if name in _SHOWN:
            token.tag, attributes = _SHOWN[name]
            token.attrs = dict(attributes) if token.nesting == 1 else {}
        token.children = [one for one in token.children or () if not one.type.startswith("link_")]
    html: str = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return mark_safe(html)  # noqa: S308 - escaped by the library
