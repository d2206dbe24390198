"""The guides of the roles as pages, from the Markdown files of the documentation."""

from __future__ import annotations

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from vethanam.web.parts import words
from vethanam.web.parts.access import public
from vethanam.web.public.markdown import Block, blocks_of

_WEB = Path(__file__).resolve().parents[1]
#: in an installed package, and in a checkout
FOLDERS = (_WEB / "guides", _WEB.parents[2] / "docs" / "guides")
NAMES = ("employee", "office", "treasury", "finance", "data-protection", "first-office")
#: heading of the English part of a guide in both languages; the Malayalam part stands before it
_EN = "English"


@public
@require_GET
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """One guide; of a guide in both languages the part in the language of the page."""
    if name not in NAMES:
        raise Http404
    path = next((file for folder in FOLDERS if (file := folder / f"{name}.md").is_file()), None)
    if path is None:
        raise Http404
    title, *blocks = blocks_of(path.read_text(encoding="utf-8"))
    shown, language = _part(blocks)
    named = title.text.split(" · ")
    page = {"title": named[0 if language == "ml" else -1], "blocks": shown, "in": language}
    return render(request, "public/guide.html", page)


def _part(blocks: list[Block]) -> tuple[list[Block], str]:
    """The blocks to show, and their language."""
    heads = [place for place, block in enumerate(blocks) if block.kind == "h2"]
    english = next((place for place in heads if blocks[place].text == _EN), None)
    if english is None:
        return blocks, "en"
    if words.language() == "ml":
        return blocks[heads[0] + 1 : english], "ml"
    return blocks[english + 1 :], "en"
