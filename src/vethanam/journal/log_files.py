"""The log as files that never change, and one that does: the signed head (:mod:`vethanam.ledger.tiles`)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from vethanam.errors import Broken, Unsound
from vethanam.journal import keys
from vethanam.journal.models import Head, Leaf, Node
from vethanam.journal.queries import entries, latest_head, root_at
from vethanam.journal.witnesses import head_to_show
from vethanam.ledger.heads import open_head
from vethanam.ledger.tiles import CHECKPOINT, WIDTH, Tile, entry_bundle, tiles_of


def tile_content(tile: Tile) -> bytes:
    """The bytes of a tile that the log has.

    Raises
    ------
    Broken
        A leaf or node is missing.
    """
    start, end = tile.places.start, tile.places.stop
    if tile.level is None:
        found = [entry.leaf for entry in entries(start, end)]
    elif tile.tree_level:
        rows = Node.objects.filter(level=tile.tree_level, index__gte=start, index__lt=end)
        found = [bytes(value) for value in rows.order_by("index").values_list("hash", flat=True)]
    else:
        leaves = Leaf.objects.filter(index__gte=start, index__lt=end)
        found = [bytes(value) for value in leaves.order_by("index").values_list("hash", flat=True)]
    if len(found) != tile.width:
        raise Broken("log_hole", level=tile.tree_level, index=start + len(found))
    return entry_bundle(found) if tile.level is None else b"".join(found)


def read_tile(path: str) -> bytes | None:
    """The tile of an address; None if the signed log has none there."""
    tile, head = Tile.parse(path), latest_head()
    return tile_content(tile) if tile and head and tile.is_in(head.size) else None


def last_head_of(origin: str) -> str | None:
    """The last head that the log signed under a name."""
    rows = Head.objects.filter(note__startswith=f"{origin}\n").order_by("-pk")
    return rows.values_list("note", flat=True).first()


def publish(folder: Path) -> tuple[int, int]:
    """Write the log into a folder, for any web server; returns the size that was there and the new one.

    New entries come first, then their hashes, then the head, so that a head never lacks its tiles. A file
    that is there is not written again.

    Raises
    ------
    Unsound
        The log has no signed head.
    Broken
        The folder has the files of another log, or of a longer one.
    """
    shown = head_to_show()
    if shown is None or not shown.head.size:
        raise Unsound("no_signed_head")
    head, before = shown.head, _published_size(folder)
    if before >= head.size:
        return before, before
    for tile in tiles_of(head.size, before):
        path = folder / tile.path
        if not path.exists():
            write_file(path, [tile_content(tile)])
    write_file(folder / CHECKPOINT, [head.note.encode()])
    for tile in tiles_of(head.size, before):
        if tile.width == WIDTH:
            shutil.rmtree(
                (folder / tile.path).with_name(f"{(folder / tile.path).name}.p"), ignore_errors=True
            )
    return before, head.size


def _published_size(folder: Path) -> int:
    """The size of the log in a folder, which ours begins with."""
    try:
        note = (folder / CHECKPOINT).read_text(encoding="utf-8")
    except FileNotFoundError:
        return 0
    try:
        there = open_head(note, keys.public_key())
        is_ours = root_at(there.size) == there.root
    except Unsound:
        is_ours = False
    if not is_ours:
        raise Broken("published_another_log", folder=folder)
    return there.size


def write_file(path: Path, parts: Iterable[bytes]) -> None:
    """Write a whole file under its name, synced to disk, or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    with draft.open("wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    draft.chmod(0o644)
    draft.replace(path)
