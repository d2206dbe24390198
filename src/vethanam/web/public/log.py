"""The log for programs, at its own name as address (c2sp.org/tlog-tiles), and who signed its head."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import batched
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from vethanam.benefits import cycle_tree
from vethanam.journal import keys
from vethanam.journal.log_files import last_head_of, read_tile
from vethanam.journal.witnesses import head_to_show
from vethanam.ledger.label_tiles import WIDTH
from vethanam.ledger.tiles import CHECKPOINT
from vethanam.privacy import rolls
from vethanam.privacy.day_maps import published_map
from vethanam.privacy.labels import published_tree
from vethanam.web.parts.access import public

#: a head is asked for again after that many seconds; a tile never changes
BRIEFLY, FOR_EVER = "public, max-age=5", "public, max-age=31536000, immutable"
_PLACE = "/log/"


@public
@require_GET
def log_file(request: HttpRequest, address: str) -> HttpResponseBase:
    """The signed head or a tile of the log, or a tree of people, under its present name or an earlier one."""
    name, found, root = address.partition("/persons/")
    if found and name in _names():
        return _tree(root)
    name, found, tile = address.partition("/tile/")
    if not found:
        name, _, last = address.rpartition("/")
        note = _note(name) if last == CHECKPOINT else None
        if note is None:
            raise Http404
        return _file(note.encode(), "text/plain; charset=utf-8", BRIEFLY)
    content = read_tile(f"tile/{tile}") if name in _names() else None
    if content is None:
        raise Http404
    return _file(content, "application/octet-stream", FOR_EVER)


def _tree(root: str) -> StreamingHttpResponse:
    """The published tree of a use, a month of benefits or the latest map (docs/spec/persons.md, map.md)."""
    named = bytes.fromhex(root) if re.fullmatch("[0-9a-f]{64}", root) else b""
    leaves = published_tree(named) or cycle_tree.published_tree(named) or rolls.published_tree(named)
    leaves = leaves or published_map(named)
    if not named or leaves is None:
        raise Http404
    parts = (b"".join(part) for part in batched(leaves, WIDTH))
    return StreamingHttpResponse(
        parts, content_type="application/octet-stream", headers={"Cache-Control": FOR_EVER}
    )


def log_page() -> Mapping[str, Any]:
    """The log's name, key and head for a page, with the witnesses of the head."""
    shown = head_to_show()
    if shown is None:
        return {}
    key = keys.public_key()
    return {
        "key": str(key),
        "address": f"{_PLACE}{_tail(key.name)}/{CHECKPOINT}",
        "head": shown.head.note,
        "size": shown.head.size,
        "at": shown.head.at,
        "witnesses": sorted(shown.signers.items()),
        "is_enough": shown.is_enough,
    }


def _note(name: str) -> str | None:
    origin = _names().get(name)
    if origin is None:
        return None
    shown = head_to_show()
    if shown and shown.head.note.startswith(f"{origin}\n"):
        return shown.head.note
    return last_head_of(origin)


def _names() -> dict[str, str]:
    """The names of this log, present and earlier, by their end in an address."""
    return {_tail(key.name): key.name for key in (keys.public_key(), *keys.earlier_keys())}


def _tail(origin: str) -> str:
    """The end of a name in our addresses; all after the host, where the installation chose another form."""
    return origin.partition(_PLACE)[2] or origin.partition("/")[2] or origin


def _file(content: bytes, kind: str, kept: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": kept})
