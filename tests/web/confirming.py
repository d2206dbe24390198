"""Presses of an act that cannot be undone: the page with the values, then Confirm."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_TOKEN = re.compile(r'name="answers" value="([^"]+)">')


def answers_of(page: Any) -> dict[str, Any]:
    """The values that Confirm sends from a page that asks to check them."""
    text = page.content.decode()
    assert "Check before you confirm" in text, re.sub(r"<[^>]+>", " ", text)
    found: dict[str, Any] = {}
    for name, value in _HIDDEN.findall(text):
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(unescape(value))
    token = _TOKEN.search(text)
    assert token
    return found | {"answers": unescape(token[1])}


def confirmed(client: Client, address: str, given: dict[str, Any] | None = None, **more: Any) -> Any:
    """The page after the form was sent and its values confirmed."""
    return client.post(address, answers_of(client.post(address, given or {})), **more)
