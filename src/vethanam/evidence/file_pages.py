"""The page of an evidence file: readable without script, and with it a verifier that needs no network."""

from __future__ import annotations

import functools
from base64 import b64encode
from hashlib import sha256
from html import escape
from pathlib import Path

from django.utils.translation import gettext, override

from vethanam.evidence.sentences import SENTENCES
from vethanam.evidence.texts import lead_of
from vethanam.ledger import standalone
from vethanam.ledger.evidence_files import LIMITS_SAID, SLOT, Content

_HERE = Path(__file__).parent
_POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; base-uri 'none'; form-action 'none'"
)
_COMPARE = (
    "This page checks itself with a program that came with it. Compare the key of the log with one that you "
    "have from elsewhere, and check this file with a second program too."
)
_NOT_CHECKED = (
    "Not checked: this browser runs no script here. Check the file with python3 verify.py, or open it in a "
    "browser that runs scripts."
)
_HEADINGS = {"en": "In English", "ml": "മലയാളത്തിൽ"}


@functools.cache
def program() -> str:
    """The second verifier, as it goes into an archive."""
    return Path(standalone.__file__).read_text(encoding="utf-8")


def page_of(content: Content, log: str) -> str:
    """The page around the slot of a bundle of this log; script and style are bound by their hashes."""
    script, style = asset("checks.js") + asset("file_page.js"), asset("file_page.css")
    policy = _POLICY.format(script=hash_of(script), style=hash_of(style))
    named = ", ".join(str(one) for one in content.about.values())
    title = f"{SENTENCES[f'file_title_{content.kind}']}: {named}"
    key = escape(log)
    parts = [
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">",
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{style}</style></head><body><main>",
        f"<h1>{escape(title)}</h1>",
        f'<p id="verdict" role="status">{_NOT_CHECKED}</p>',
        f'<h2>Key of the log</h2><p><code id="key">{key}</code></p><p>{_COMPARE}</p>',
        *(_told(content, language) for language in _HEADINGS),
        *(_text(name, text) for name, text in sorted(content.files.items()) if name.startswith("texts/")),
        '<section><h2>Entries of the log</h2><ol id="entries"></ol></section></main>\n',
        "".join(SLOT),
        f"\n<script>{script}</script></body></html>\n",
    ]  # fmt: skip
    return "\n".join(parts)


def _told(content: Content, language: str) -> str:
    """The facts and the limits in one language."""
    with override(language):
        facts = "".join(f"<li>{escape(str(_said(fact, language)))}</li>" for fact in content.facts)
        limits = "".join(f"<li>{escape(gettext(said))}</li>" for said in LIMITS_SAID)
        lead, heading = gettext(SENTENCES[lead_of(content.kind)]), gettext(SENTENCES["file_limits"])
        return (
            f'<section lang="{language}"><h2>{_HEADINGS[language]}</h2><p>{escape(lead)}</p>'
            f'<ol id="facts-{language}">{facts}</ol><h3>{escape(heading)}</h3>'
            f'<ul id="limits-{language}">{limits}</ul></section>'
        )


def _said(fact: object, language: str) -> object:
    return fact["says"][language]  # type: ignore[index]


def _text(name: str, text: str) -> str:
    return f'<section><h2>{escape(name)}</h2><pre id="{escape(name)}">{escape(text)}</pre></section>'


@functools.cache
def asset(name: str) -> str:
    """A script or style of this folder."""
    return (_HERE / name).read_text(encoding="utf-8")


def hash_of(text: str) -> str:
    """The hash of a script or style, as a page's policy names it."""
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()
