"""The guard on the form of staged entries: it takes leaves of the library and no other bytes."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import Any

import psycopg
import pytest

from tests.junk_entries import plain_leaf, stage_junk
from vethanam.errors import Unsound
from vethanam.journal.business_time import business_now
from vethanam.ledger.leaves import leaf_bytes, leaf_in

LEAF = plain_leaf("use.allowed", n=-(2**53) + 1, of=[{}, [], "\u0d35\n\x7f\\", {"a": [True, None, 0]}])
TEXT = LEAF.decode()
#: replaced text → why the result is no leaf
JUNK: dict[str, tuple[str, str]] = {
    "a member of another name": ('"v":1', '"w":1'),
    "a missing member": (',"v":1', ""),
    "a further member": ('"v":1', '"v":1,"w":1'),
    "another version": ('"v":1', '"v":2'),
    "a list for an object": ('"public":{', '"public":["n",{'),
    "a text for a flag": ('"sample":true', '"sample":"true"'),
    "a kind with a capital": ('"kind":"use', '"kind":"Use'),
    "no kind": ('"kind":"use.allowed"', '"kind":""'),
    "a short commitment": ('"commitment":null', '"commitment":"ab"'),
    "a day that does not exist": (TEXT[:18], '{"at":"2026-02-30T'[:18]),
    "the year nought": (TEXT[:11], '{"at":"0000'),
    "the year 9999": (TEXT[:11], '{"at":"9999'),
    "an hour that does not exist": (TEXT[17:20], "T24"),
    "a number that is too large": ("-9007199254740991", "-9007199254740992"),
    "a fraction": (",0]", ",0.5]"),
    "an exponent": (",0]", ",1e400]"),
    "a number beyond all": (",0]", ",1" + "0" * 140_000 + "]"),
    "minus nought": (",0]", ",-0]"),
    "a space": ('"of":[', '"of": ['),
    "another order": ('"n":-9007199254740991,"of":', '"of":1,"n":'),
    "a repeated name": ('"n":', '"n":1,"n":'),
    "a name that is not ASCII": ('"n":', '"\u0d35":'),
    "another spelling of a text": ("\u0d35", "\\u0d35"),
    "half a character": ("\u0d35", "\\ud800"),
    "U+0000": ("\u0d35", "\\u0000"),
    "too deep": ("[{},", "[" * 63 + "]" * 63 + ",{},"),
    "so deep that no reader follows": ("[{},", "[" * 30_000 + "]" * 30_000 + ",{},"),
    "too long": ("\\n", "x" * 66_000),
}


def test_every_form_that_the_library_writes_is_taken(world: Any) -> None:
    at = datetime(1000, 1, 1, tzinfo=UTC)
    deep: Any = "x"
    for _ in range(62):
        deep = [deep]
    leaves = [
        LEAF, plain_leaf("a"), plain_leaf("a.b_1.c2", of=deep), plain_leaf(of="x" * 65_000),
        leaf_bytes("a", public={"é".encode().hex(): "é \x1f\b\f\r\t\"/<"}, commitment=bytes(32), at=at,
                   logged_at=datetime(9998, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), is_sample=False),
    ]  # fmt: skip
    world.sql("web", "INSERT INTO journal_staged (leaf) SELECT unnest(%s::bytea[])", leaves)
    assert all(leaf_in(leaf) is not None for leaf in leaves)


def test_what_is_no_leaf_is_refused_to_every_role(world: Any) -> None:
    for role in ("web", "worker", "dispatcher", "sequencer", "owner", "postgres"):
        with world.connect(role) as db:
            db.execute("SET client_min_messages = error")
            if role == "postgres":
                db.execute("SET session_replication_role = replica")
            for leaf in (b"", b"x", b"\xff", b"\x00", b"null", b"[" * 60_000, LEAF + b" ", b"{}"):
                with pytest.raises(psycopg.errors.CheckViolation, match="no leaf and is refused"):
                    db.execute("INSERT INTO journal_staged (leaf) VALUES (%s), (%s)", [LEAF, leaf])
    assert world.sql("owner", "SELECT count(*) FROM journal_staged") == [(0,)]


def test_each_departure_from_the_form_is_refused(world: Any) -> None:
    junk = {}
    for name, (before, after) in JUNK.items():
        assert before in TEXT, name
        junk[name] = TEXT.replace(before, after, 1).encode()
    assert {name for name, leaf in junk.items() if leaf_in(leaf) is not None} <= {"U+0000"}
    rows = world.sql("web", "SELECT journal_is_leaf(x) FROM unnest(%s::bytea[]) AS x", list(junk.values()))
    assert [name for name, (is_leaf,) in zip(junk, rows, strict=True) if is_leaf] == []


def test_the_guard_takes_nothing_that_a_reader_refuses(world: Any) -> None:
    """Random changes of some bytes: where the guard says leaf, the library reads one."""
    chance = Random(15)
    others = b'{}[]",:\\ 0123456789-.eTZnulrtasxyv\x00\x7f\xc3\xa9\xff'
    tried = [LEAF]
    for _ in range(3_000):
        leaf = bytearray(LEAF)
        for _ in range(chance.choice((1, 1, 2, 3))):
            place, wide = chance.randrange(len(leaf)), chance.choice((0, 1, 1, 2))
            leaf[place : place + wide] = bytes(chance.choices(others, k=chance.choice((0, 1, 1, 2))))
        tried.append(bytes(leaf))
    rows = world.sql("web", "SELECT journal_is_leaf(x) FROM unnest(%s::bytea[]) AS x", tried)
    said = [is_leaf for (is_leaf,) in rows]
    assert said == [leaf_in(leaf) is not None for leaf in tried]
    assert 100 < sum(said) < 2_900


def test_a_commitment_has_its_quotes_around_it(world: Any) -> None:
    at, hashed = datetime(2026, 1, 1, tzinfo=UTC), "00" * 32
    leaf = leaf_bytes("a", public={}, commitment=bytes(32), at=at, logged_at=at, is_sample=False)
    spelled = (f'""{hashed}', f'{hashed}""', f'0"{hashed[1:]}"', f'"{hashed[:32]}"{hashed[32:]}')
    tried = [leaf, *(leaf.replace(f'"{hashed}"'.encode(), text.encode()) for text in spelled)]
    rows = world.sql("web", "SELECT journal_is_leaf(x) FROM unnest(%s::bytea[]) AS x", tried)
    assert [is_leaf for (is_leaf,) in rows] == [True, False, False, False, False]


def test_a_text_with_a_nul_is_refused_before_it_is_staged() -> None:
    with pytest.raises(Unsound, match="U\\+0000"):
        plain_leaf(said="a\0b")


def test_bytes_from_before_the_guard_do_not_stop_business_time(world: Any) -> None:
    world.sql("owner", "INSERT INTO site_installation VALUES (1, true, now())")
    world.sql("web", "INSERT INTO journal_staged (leaf) VALUES (%s)", LEAF)
    before, _ = business_now()
    for leaf in (
        b"",
        b"x",
        b"\xff" * 60,
        TEXT[:11].replace("2026", "2099").encode() + b"-02-30T",
        b"[" * 500,
    ):
        stage_junk(world, leaf)
    assert business_now()[0] == before
