"""The page that checks the code of a payslip in a browser, without a network and without us.

One file: script, style and keys are in it. A bank keeps it; the site serves the same file. A code comes after
the ``#`` of an address, which no browser sends. Without a script the site checks a pasted code itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.utils.translation import gettext, override

from vethanam.errors import Unsound
from vethanam.evidence.file_pages import asset, hash_of
from vethanam.evidence.sentences import SENTENCES
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.slips import CodeOutcome, Statement, checked_code
from vethanam.money import shown

UNREAD = "unread"
STATES = (*(str(one) for one in CodeOutcome), UNREAD)
FIELDS = ("receipt", "pen", "name", "month", "gross", "deductions", "net", "dated", "entry", "key")
_SUMS = ("gross", "deductions", "net")
_LANGUAGES = ("ml", "en")
_POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; base-uri 'none'; form-action {form}"
)


def check_page(keys: Sequence[VerifierKey], code: str | None = None, *, is_served: bool) -> str:
    """The page with the keys of payslips; with a code, also the answer to it.

    A page that is served takes a pasted code from a browser without script; one that is kept cannot.
    """
    script, style = _script(), asset("file_page.css")
    state, statement = _checked(code, keys) if code is not None else ("", None)
    title = " · ".join(_in_both("slip_check_title"))
    parts = [
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy(is_served=is_served)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{style}</style></head><body><main>",
        f"<h1>{_lines('slip_check_title', 'span')}</h1>",
        _lines("slip_check_lead"),
        f'<div id="unscripted">{_lines("slip_check_unscripted")}</div>',
        f'<form id="form" method="post"{_action(is_served)}>',
        f'<p><label for="code">{_lines("slip_check_paste", "span")}</label></p>',
        f'<p><textarea id="code" name="code" rows="6" cols="34" required>{escape(code or "")}</textarea></p>',
        f'<p><button type="submit">{_lines("slip_check_button", "span")}</button></p></form>',
        f'<div id="verdict" role="status" class="{_class(state)}">{_verdict(state)}</div>',
        _fields(statement if state == CodeOutcome.SIGNED else None),
        f'<h2>{_lines("slip_check_key_title", "span")}</h2>',
        f'<ul id="keys">{"".join(f"<li><code>{escape(str(key))}</code></li>" for key in keys)}</ul>',
        _lines("slip_check_key"),
        f'<p><a href="check.html" download>{_lines("slip_check_save", "span")}</a></p>' if is_served else "",
        "</main>",
        *(f'<template id="says-{one}">{_verdict(one)}</template>' for one in STATES),
        f"<script>{script}</script></body></html>\n",
    ]  # fmt: skip
    return "\n".join(part for part in parts if part)


def policy(*, is_served: bool) -> str:
    """The page's policy: its own script and style, and no address but its own."""
    form = "'self'" if is_served else "'none'"
    return _POLICY.format(script=hash_of(_script()), style=hash_of(asset("file_page.css")), form=form)


def _script() -> str:
    return asset("checks.js") + asset("check_page.js")


def _action(is_served: bool) -> str:
    return ' action="/check/"' if is_served else ""


def _checked(code: str, keys: Sequence[VerifierKey]) -> tuple[str, Statement | None]:
    try:
        return checked_code(code, keys)
    except Unsound:
        return UNREAD, None


def _class(state: str) -> str:
    return "" if not state else "holds" if state == CodeOutcome.SIGNED else "fails"


def _verdict(state: str) -> str:
    return _lines(f"slip_code_{state}") if state else ""


def _fields(statement: Statement | None) -> str:
    rows = "".join(
        f'<dt>{_lines(f"slip_field_{name}", "span")}</dt><dd id="field-{name}">{_value(statement, name)}</dd>'
        for name in FIELDS
    )
    return f'<dl id="fields"{"" if statement else " hidden"}>{rows}</dl>'


def _value(statement: Statement | None, name: str) -> str:
    if statement is None:
        return ""
    value = getattr(statement, name)
    if name in _SUMS:
        return escape(shown(value, paise=True))
    return escape("-" if value is None else str(value))


def _lines(code: str, element: str = "p") -> str:
    """A sentence in both languages; the English one alone where both are the same."""
    said = dict(zip(_in_both(code), _LANGUAGES, strict=True))
    return (" · " if element == "span" else "").join(
        f'<{element} lang="{language}">{escape(text)}</{element}>' for text, language in said.items()
    )


def _in_both(code: str) -> list[str]:
    found = []
    for language in _LANGUAGES:
        with override(language):
            found.append(gettext(SENTENCES[code]))
    return found
