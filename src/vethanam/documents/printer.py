"""Printing with Typst and our own fonts alone: the same template and values give the same bytes."""

from __future__ import annotations

import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import typst

from vethanam.errors import Broken

#: a standard of PDF files
type Standard = Literal["ua-1", "a-3b"]

HERE = Path(__file__).parent
#: a text that no font of ours shows, as Typst quotes it
_LACKS = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
#: size of the cache of printed papers, in bytes
KEPT_BYTES = 16_000_000


def printed(template: str, values: Mapping[str, Any]) -> bytes:
    """Print a template of this folder with its values, passed as JSON.

    Raises
    ------
    Broken
        Typst made more than one file.
    """
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    key = hashlib.sha256(f"{template} {text}".encode()).digest()
    return _kept.get(key) or _kept.keep(key, _compiled(template, text))


def printed_once(template: str, values: Mapping[str, Any], standard: Standard = "ua-1") -> bytes:
    """Print without caching: a paper with a secret shown once, or one that is kept elsewhere."""
    return _compiled(template, json.dumps(values, ensure_ascii=False, sort_keys=True), standard)


@cache
def fonts() -> typst.Fonts:
    """Our own fonts alone, so that every machine prints the same."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"])


def _compiled(template: str, text: str, standard: Standard = "ua-1") -> bytes:
    """The paper, with ``?`` for each character that our fonts lack: PDF/UA allows none of them."""
    while True:
        try:
            return _set(template, text, standard)
        except typst.TypstError as error:
            lacking = {_unescaped(found) for found in _LACKS.findall(error.diagnostic)}
            shown = text
            for cluster in lacking:
                shown = shown.replace(json.dumps(cluster, ensure_ascii=False)[1:-1], "?")
            if shown == text:
                raise
            text = shown


def _unescaped(quoted: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), quoted)


def _set(template: str, text: str, standard: Standard) -> bytes:
    pdf = typst.compile(
        (HERE / f"{template}.typ").read_bytes(),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"paper": text},
        format="pdf",
        pdf_standards=[standard],
    )
    if not isinstance(pdf, bytes):
        raise Broken("not_printed", template=template)
    return pdf


class _Kept:
    """Cache of printed papers by digest of template and values: typesetting four thousand
    rows takes a second.
    """

    def __init__(self) -> None:
        self._papers: OrderedDict[bytes, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: bytes) -> bytes | None:
        with self._lock:
            if key in self._papers:
                self._papers.move_to_end(key)
            return self._papers.get(key)

    def keep(self, key: bytes, paper: bytes) -> bytes:
        with self._lock:
            self._papers[key] = paper
            while sum(map(len, self._papers.values())) > KEPT_BYTES:
                self._papers.popitem(last=False)
        return paper


_kept = _Kept()
