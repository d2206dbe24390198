"""Settings of the State in the language of the page."""

from __future__ import annotations

from vethanam.people.queries import state_setting
from vethanam.web.parts import words


def setting_said(name: str) -> str:
    """A State setting in the language of the page; empty if none was agreed."""
    try:
        found = state_setting(name)
    except Exception:  # noqa: BLE001 - an error page must not fail for want of one word
        return ""
    return "" if found is None else found.text_ml if words.language() == "ml" else found.text
