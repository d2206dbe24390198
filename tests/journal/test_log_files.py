"""The log as files: what a stranger folds from them is the signed root, and a crash leaves no half log."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from vethanam.errors import Broken, Unsound
from vethanam.journal import log_files, queries, sequencer
from vethanam.journal.log_files import publish, read_tile
from vethanam.journal.witnesses import Asking
from vethanam.ledger.heads import open_head
from vethanam.ledger.merkle import root_of
from vethanam.ledger.notes import SigningKey
from vethanam.ledger.tiles import WIDTH, tiles_of
from vethanam.ledger.witness import Witness

Stage = Callable[[int], list[int]]


def entries_in(folder: Path, size: int) -> list[bytes]:
    """The entries of a published log, read by its files alone."""
    found = []
    for number in range(-(-size // WIDTH)):
        width = min(WIDTH, size - number * WIDTH)
        content = (folder / f"tile/entries/{number:03}{'' if width == WIDTH else f'.p/{width}'}").read_bytes()
        while content:
            length = int.from_bytes(content[:2], "big")
            found.append(content[2 : 2 + length])
            content = content[2 + length :]
    return found


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_mirror_folds_the_signed_root_from_the_files(
    world: Any, log_key: SigningKey, stage: Stage, tmp_path: Path
) -> None:
    with pytest.raises(Unsound, match="signed"):
        publish(tmp_path)
    sizes = []
    for count in (3, 250, 300):
        stage(count)
        sequencer.sequence_once()
        sizes.append(publish(tmp_path))
        head = open_head((tmp_path / "checkpoint").read_text(), log_key.verifier)
        leaves = entries_in(tmp_path, head.size)
        assert (len(leaves), root_of(leaves)) == (head.size, head.root)
        for tile in tiles_of(head.size):
            assert (tmp_path / tile.path).read_bytes() == read_tile(tile.path)
    assert sizes == [(0, 3), (3, 253), (253, 553)]
    assert not (tmp_path / "tile/0/000.p").exists() and (tmp_path / "tile/1/000.p/2").exists()
    before = files_of(tmp_path)
    assert publish(tmp_path) == (553, 553) and files_of(tmp_path) == before
    anew = tmp_path / "anew"
    publish(anew)
    assert files_of(anew) == {name: content for name, content in before.items() if name in files_of(anew)}
    for path in ("tile/0/003", "tile/0/002.p/42", "tile/1/000", "tile/entries/002", "tile/0/2", "x"):
        assert read_tile(path) is None


@pytest.mark.debian("go")
def test_packages_of_another_language_read_the_files_and_both_signatures(
    world: Any, log_key: SigningKey, two: dict[str, Witness], stage: Stage, tmp_path: Path
) -> None:
    """Go's own packages for notes and logs, from Debian; then one byte of a tile or an entry is another."""
    stage(700)
    sequencer.sequence_once()
    Asking().ask("sequencer")
    published = tmp_path / "published"
    publish(published)
    program = tmp_path / "mirror"
    without_modules = {
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(tmp_path / "go"),
    }
    source = Path(__file__).with_name("mirror.go")
    subprocess.run(["go", "build", "-o", program, source], env=without_modules, check=True)

    def mirrored() -> subprocess.CompletedProcess[str]:
        keys = [str(log_key.verifier), str(two["court"].key)]
        return subprocess.run([program, published, *keys], capture_output=True, text=True, check=False)

    assert mirrored().stdout == "700 entries, 2 signatures\n"
    for path in ("tile/0/001", "tile/entries/001", "tile/1/000.p/2"):
        file = published / path
        whole = file.read_bytes()
        file.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
        bad = mirrored()
        assert bad.returncode == 1 and bad.stderr, path
        file.write_bytes(whole)
    assert mirrored().returncode == 0


def test_a_kill_before_the_head_leaves_the_earlier_log(
    world: Any, log_key: SigningKey, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage(200)
    sequencer.sequence_once()
    publish(tmp_path)
    stage(200)
    sequencer.sequence_once()
    write, left = log_files.write_file, [3]

    def killed(path: Path, parts: Iterable[bytes]) -> None:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        write(path, parts)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(log_files, "write_file", killed)
        publish(tmp_path)
    head = open_head((tmp_path / "checkpoint").read_text(), log_key.verifier)
    assert head.size == 200 and root_of(entries_in(tmp_path, 200)) == head.root
    assert publish(tmp_path) == (200, 400)


def test_the_folder_of_another_log_is_left_alone(
    world: Any, log_key: SigningKey, stage: Stage, tmp_path: Path
) -> None:
    stage(5)
    sequencer.sequence_once()
    publish(tmp_path)
    head = queries.latest_head()
    assert head
    for note in ("no note", head.note.replace("\n5\n", "\n4\n")):
        (tmp_path / "checkpoint").write_text(note)
        with pytest.raises(Broken, match="another log"):
            publish(tmp_path)
        assert (tmp_path / "checkpoint").read_text() == note
