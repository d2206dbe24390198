"""The guides of the roles as pages, from the Markdown files of the documentation."""

from __future__ import annotations

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from markdown_it.token import Token

from vethanam.web.parts import words
from vethanam.web.parts.access import public
from vethanam.web.public.markdown import html_of, read_markdown

_WEB = Path(__file__).resolve().parents[1]
#: in an installed package, and in a checkout
FOLDERS = (_WEB / "guides", _WEB.parents[2] / "docs" / "guides")
NAMES = (
    "employee", "office", "treasury", "finance", "data-protection", "first-office", "local-body",
    "check-it-yourself", "law-officer",
)  # fmt: skip
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
    _, title, _, *body = read_markdown(path.read_text(encoding="utf-8"))
    shown, language = _part(body)
    named = title.content.split(" · ")
    page = {"title": named[0 if language == "ml" else -1], "html": html_of(shown), "in": language}
    return render(request, "public/guide.html", page)


def _part(body: list[Token]) -> tuple[list[Token], str]:
    """The part to show, and its language."""
    heads = [place for place, token in enumerate(body) if token.type == "heading_open" and token.tag == "h2"]
    english = next((place for place in heads if body[place + 1].content == _EN), None)
    if english is None:
        return body, "en"
    if words.language() == "ml":
        return body[heads[0] + 3 : english], "ml"
    return body[english + 3 :], "en"
