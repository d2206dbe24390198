"""The text of a message beside the registered one, with added words marked, for those who approve it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vethanam.messaging.campaign_views import CampaignShown
from vethanam.messaging.text_difference import ADDED, LEFT_OUT, SAME, difference
from vethanam.messaging.wording import registered_words
from vethanam.web.parts import words


@dataclass(frozen=True, slots=True)
class Compared:
    """The registered text and this one in a language; ``written`` has its added words marked."""

    language: str
    subject: str
    body: str
    written_subject: SafeString
    written_body: SafeString
    is_same: bool


def compared(one: CampaignShown) -> list[Compared]:
    """The text in each language, Malayalam first; empty if its purpose has no registered text."""
    registered = registered_words(one.purpose, one.order, one.values)
    if registered is None:
        return []
    rows = []
    for language in ("ml", "en"):
        said, written = registered[language], one.words[language]
        pairs = ((said["subject"], written.subject), (said["body"].strip(), written.body.strip()))
        marked = [marked_difference(before, after) for before, after in pairs]
        is_same = all(before == after for before, after in pairs)
        rows.append(Compared(language, pairs[0][0], pairs[1][0], marked[0], marked[1], is_same))
    return rows


def marked_difference(registered: str, written: str) -> SafeString:
    """The written text; what was added and left out is marked by shape, and named for a screen reader."""
    marked: list[SafeString | str] = []
    for piece in difference(registered, written):
        if piece.kind == SAME:
            marked.append(piece.text)
            continue
        is_apart = not marked or str(marked[-1])[-1:].isspace()
        marked.append("" if is_apart or piece.kind == ADDED else " ")
        marked.append(_marked(piece.kind, piece.text))
    return format_html_join("", "{}", ((one,) for one in marked))


def _marked(kind: str, text: str) -> SafeString:
    """One marked piece; left out words keep a space to the words that follow."""
    begins, ends = _WORDS[kind]()
    bare = text.rstrip()
    space = text[len(bare) :] or (" " if kind == LEFT_OUT else "")
    tag = "ins" if kind == ADDED else "del"
    return format_html(
        '<{tag}><span class="hidden" lang="{lang}">{begins} </span>{bare}'
        '<span class="hidden" lang="{lang}"> {ends}</span></{tag}>{space}',
        tag=tag, lang=words.language(), begins=begins, bare=bare, ends=ends, space=space,
    )  # fmt: skip


def _added() -> Sequence[str]:
    return _("Added:"), _("End of the addition.")


def _left_out() -> Sequence[str]:
    return _("Left out:"), _("End of the omission.")


_WORDS = {ADDED: _added, LEFT_OUT: _left_out}
