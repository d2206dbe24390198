"""Entries to sequence, and witnesses."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.ledger.test_witness import witness_key
from vethanam.journal import actions, policy_files
from vethanam.ledger.notes import SigningKey
from vethanam.ledger.witness import Key, Witness, handler

SILENT = "http://127.0.0.1:9"
AT = datetime(2026, 11, 3, 4, 30, tzinfo=UTC)


@pytest.fixture
def stage() -> Callable[[int], list[int]]:
    """Stage and commit this many entries."""

    def some(count: int) -> list[int]:
        return actions.append_many(
            [
                actions.Event("event", {"number": n}, {"who": f"post {n}"}, AT, is_sample=True)
                for n in range(count)
            ]
        )

    return some


@pytest.fixture
def two(log_key: SigningKey, tmp_path: Path) -> Iterator[dict[str, Witness]]:
    """Two witnesses over HTTP, and a third that is silent; any of the first two is enough, or the third."""
    found, lines, servers = {}, [], []
    for name in ("union", "court"):
        found[name] = Witness(witness_key(f"{name}.example"), [Key(str(log_key.verifier))], tmp_path / name)
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler(found[name]))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        lines.append(f"witness {name} {found[name].key} http://127.0.0.1:{server.server_address[1]}/")
    lines += [
        f"witness press {witness_key('press.example')} {SILENT}",
        "group two 2 union court press",
        "quorum two",
    ]
    policy_files.policy_path().write_text("\n".join(lines))
    yield found
    policy_files.policy_path().unlink()
    for server in servers:
        server.shutdown()
        server.server_close()
