"""``vethanam ledger``, as it is called."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from tests.ledger.samples import KEY, sample_log
from tests.ledger.sent import Sent
from tests.ledger.sent import found as founded
from vethanam.cli.ledger import app
from vethanam.journal import actions, keys, queries, sequencer
from vethanam.ledger.heads import open_head
from vethanam.ledger.notes import SigningKey
from vethanam.ledger.verifier import Outcome, verify

AT = datetime(2026, 11, 3, 4, 30, tzinfo=UTC)
WITHOUT_DJANGO = """
import sys
from vethanam.site.console import main
sys.argv = ["vethanam", "ledger", "verify", *sys.argv[1:]]
try:
    main()
finally:
    print(sorted({name.split(".")[0] for name in sys.modules} & {"django", "psycopg", "polars"}),
    file=sys.stderr)
"""


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, words)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    path = tmp_path / "bundle.json"
    path.write_bytes(sample_log().bundle())
    return path


def test_a_bundle_is_verified_without_django_and_database(bundle: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DJANGO, str(bundle)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "[]\n")
    assert done.stdout.startswith(
        "Verified: 3 entries of the log, signed as vethanam.example/log/test at 7 leaves.\n"
    )


def test_a_changed_leaf_is_named_and_exits_1(bundle: Path) -> None:
    bundle.write_bytes(bundle.read_bytes().replace(b'"office":"PRD"', b'"office":"FIN"'))
    code, said = run("verify", str(bundle))
    assert (code, said) == (
        1,
        "Not verified. Entry 2: this leaf does not stand at this place of the signed log.\n",
    )
    code, said = run("verify", str(bundle), "--json")
    assert (code, json.loads(said)["outcome"], json.loads(said)["leaf"]) == (1, "tampered", 2)


@pytest.mark.parametrize("content", [b"", b"{}", b"\x00\xff", None])
def test_what_cannot_be_read_exits_2(bundle: Path, content: bytes | None) -> None:
    bundle.unlink()
    if content is not None:
        bundle.write_bytes(content)
    code, said = run("verify", str(bundle), "--json")
    assert (code, json.loads(said)["outcome"]) == (2, "unreadable")


def test_the_published_key_is_compared(bundle: Path) -> None:
    assert run("verify", str(bundle), "--key", str(KEY.verifier))[0] == 0
    other = SigningKey("vethanam.example/other", Ed25519PrivateKey.generate()).verifier
    assert run("verify", str(bundle), "--key", str(other))[0] == 1


@pytest.fixture
def log(world: Any, log_key: SigningKey) -> Callable[[int], str]:
    """Appends so many leaves and returns the signed head."""

    def grow(count: int) -> str:
        actions.append_many(
            [actions.Event("event", {"n": n}, None, AT, is_sample=True) for n in range(count)]
        )
        sequencer.sequence_once()
        return run("checkpoint")[1]

    return grow


def test_the_latest_head_is_printed_as_a_signed_note(log: Callable[[int], str]) -> None:
    note = log(3)
    assert open_head(note, keys.public_key()).size == 3
    shown = json.loads(run("checkpoint", "--json")[1])
    assert (shown["head"], shown["size"]) == (note, 3)


def test_a_head_kept_earlier_is_the_beginning_of_a_later_one(
    log: Callable[[int], str], tmp_path: Path
) -> None:
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text(log(3), encoding="utf-8")
    new.write_text(log(4), encoding="utf-8")
    code, said = run("consistency", str(old), str(new))
    assert code == 0
    assert said.startswith("Consistent: the log of 7 leaves begins with that of 3 leaves.\n")
    assert run("consistency", str(old), "7")[0] == 0
    assert run("consistency", str(new), str(old))[0] == 1
    assert run("consistency", "0", str(new))[0] == 1


def test_a_head_of_another_history_is_not(log: Callable[[int], str], tmp_path: Path) -> None:
    log(7)
    other = tmp_path / "other.txt"
    forged = keys.load().sign(f"vethanam.example/test\n3\n{'A' * 43}=\n")
    other.write_text(forged, encoding="utf-8")
    code, said = run("consistency", str(other), "7", "--json")
    assert (code, json.loads(said)["consistent"]) == (1, False)


@pytest.mark.parametrize("new", ["7", "head"])
def test_a_changed_entry_under_unchanged_hashes_is_not_the_log(
    log: Callable[[int], str], world: Any, tmp_path: Path, new: str
) -> None:
    """The stored hashes still lead to the signed head: the entries' bytes decide."""
    old, head = tmp_path / "old.txt", tmp_path / "head.txt"
    old.write_text(log(3), encoding="utf-8")
    head.write_text(log(4), encoding="utf-8")
    with world.connect("postgres") as db:
        db.execute("ALTER TABLE journal_staged DISABLE TRIGGER USER")
        db.execute("UPDATE journal_staged SET leaf = overlay(leaf PLACING 'x' FROM 20) WHERE id = 2")
    code, said = run("consistency", str(old), new if new == "7" else str(head))
    assert (code, said.splitlines()[0]) == (
        1, "Not consistent: the log of 7 leaves does not begin with that of 3 leaves.",
    )  # fmt: skip


def test_the_whole_log_is_written_and_verifies(log: Callable[[int], str], tmp_path: Path) -> None:
    log(3)
    log(5)
    file = tmp_path / "log.json"
    assert run("export", str(file))[0] == 0
    verdict = verify(file.read_bytes(), keys.public_key())
    head = queries.latest_head()
    assert head is not None
    assert (verdict.outcome, verdict.size, verdict.root) == (Outcome.VERIFIED, 8, head.root.hex())
    assert run("verify", str(file))[0] == 0


def test_officers_are_listed_from_an_export_and_a_tampered_one_exits_1(tmp_path: Path) -> None:
    sent, file = Sent(), tmp_path / "log.json"
    founded(sent)
    sent.enrol("k3", "devi")
    sent.confirm("k3")
    sent.seat("devi", "drawing_officer", "0412", until="2026-12-31")
    file.write_bytes(sent.files()[0])
    code, said = run("officers", str(file), "--scope", "0412", "--json")
    (term,) = json.loads(said)
    assert (code, term["holder"], term["first"], term["last"], term["keys"]) == (
        0, "devi", "2026-01-01", "2026-12-31", ["k3"],
    )  # fmt: skip
    assert run("officers", str(file), "--scope", "0412") == (
        0,
        "2026-01-01 to 2026-12-31  drawing officer 0412  devi  keys: k3\n",
    )
    assert run("officers", str(file), "--scope", "9999")[1] == "The file holds no such appointment.\n"
    file.write_bytes(file.read_bytes().replace(b"0412", b"0413"))
    assert run("officers", str(file))[0] == 1
