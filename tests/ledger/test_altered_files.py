"""Ten files of evidence on a disk, four of them altered: a stranger with ``standalone.py`` finds them,
and where.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.ledger.evidence import archive_of, changed, content, files_in, forms
from tests.ledger.samples import KEY
from vethanam.evidence.file_pages import program

MADE = forms(content())
BUNDLE, PAGE, FILES = MADE["json"], MADE["html"], files_in(MADE["zip"])


def byte_in_an_entry(said: Any) -> None:
    """The office that asked is another one, by one letter."""
    public = said["entries"][0]["leaf"]["public"]
    name = next(name for name, value in sorted(public.items()) if isinstance(value, str) and value)
    public[name] = f"{chr(ord(public[name][0]) ^ 1)}{public[name][1:]}"


def entry_cut(said: Any) -> None:
    """The entry of the request is gone, and the facts stay."""
    said["entries"].pop(0)


def another() -> dict[str, bytes]:
    """The parts of a true file about another message."""
    return files_in(forms(replace(content(), about={"message": "M-2"}))["zip"])


def ten_files(folder: Path) -> dict[str, tuple[int, str | None]]:
    """Write ten files; the exit code of each and the part that it has to name."""
    others = another()
    joined = archive_of({**FILES, "bundle.json": others["bundle.json"]})
    written: dict[str, tuple[bytes, str | None]] = {
        "01.json": (BUNDLE, None),
        "02.zip": (MADE["zip"], None),
        "03.json": (changed(BUNDLE, byte_in_an_entry), "leaf"),
        "04.html": (PAGE, None),
        "05.json": (changed(BUNDLE, entry_cut), "entries"),
        "06.json": (others["bundle.json"], None),
        "07.zip": (joined, "file proofs/2.tlog-proof"),
        "08.zip": (archive_of(others), None),
        "09.html": (PAGE.replace(b"A made-up page", b"A made-up pagd"), "page"),
        "10.zip": (archive_of(FILES), None),
    }
    for name, (file, _) in written.items():
        (folder / name).write_bytes(file)
    return {name: (1 if part else 0, part) for name, (_, part) in written.items()}


def test_of_ten_files_the_four_altered_ones_are_found_and_where(tmp_path: Path) -> None:
    known = ten_files(tmp_path)
    (tmp_path / "standalone.py").write_text(program(), encoding="utf-8")
    found: dict[str, tuple[int, str | None]] = {}
    for name in known:
        words = [sys.executable, "-I", "-S", "standalone.py", name, "--key", str(KEY.verifier), "--json"]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.stderr == "", name
        found[name] = (done.returncode, json.loads(done.stdout)["part"])
    assert found == known
    assert sum(code for code, _ in found.values()) == 4


# the drawn seed is not in the test's name: two processes that share a run must name the same tests
@pytest.mark.parametrize("seed", [20_261_201, secrets.randbits(32)], ids=["fixed", "drawn"])
def test_of_ten_files_altered_by_a_seed_four_are_found(seed: int, tmp_path: Path) -> None:
    """Which files, where and how is drawn; a failure tells the seed."""
    chance = Random(seed)
    known = [f"{number:02}.{chance.choice(sorted(MADE))}" for number in range(10)]
    altered = {name: chance.choice(sorted(ALTERS)) for name in chance.sample(known, 4)}
    for name in known:
        file = MADE[name.partition(".")[2]]
        how = altered.get(name)
        (tmp_path / name).write_bytes(ALTERS[how](file, chance) if how else file)
    (tmp_path / "standalone.py").write_text(program(), encoding="utf-8")
    found = {}
    for name in known:
        words = [sys.executable, "-I", "-S", "standalone.py", name, "--key", str(KEY.verifier)]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.stderr == "", (name, altered.get(name))
        found[name] = done.returncode
    assert {name for name, code in found.items() if code} == {*altered}, (seed, altered)
    assert set(found.values()) <= {0, 1, 2}, seed


def bit(file: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(file))
    return file[:place] + bytes([file[place] ^ 1 << chance.randrange(8)]) + file[place + 1 :]


def cut(file: bytes, chance: Random) -> bytes:
    return file[: chance.randrange(len(file) // 2, len(file) - 2)]


def left_out(file: bytes, chance: Random) -> bytes:
    start = chance.randrange(len(file) - 200)
    return file[:start] + file[start + chance.randrange(1, 100) :]


def doubled(file: bytes, chance: Random) -> bytes:
    start = chance.randrange(len(file) - 200)
    return file[: start + 150] + file[start:]


def other_digit(file: bytes, chance: Random) -> bytes:
    """One digit of a number or hash is another one."""
    places = [place for place, byte in enumerate(file) if byte in b"0123456789"]
    place = chance.choice(places)
    other = chance.choice([digit for digit in b"0123456789" if digit != file[place]])
    return file[:place] + bytes([other]) + file[place + 1 :]


ALTERS: dict[str, Callable[[bytes, Random], bytes]] = {
    "bit": bit, "cut": cut, "left out": left_out, "doubled": doubled, "other digit": other_digit,
}  # fmt: skip
