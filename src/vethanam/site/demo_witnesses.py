"""Two witnesses for a sample, each a program of its own on this machine (``vethanam ledger witness``).

They show the course. They prove nothing about whoever runs the machine; a page says so.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from vethanam.journal import keys
from vethanam.journal.policy_files import FOLDER
from vethanam.ledger.witness import Key, new_key
from vethanam.site.folders import write_file
from vethanam.site.os_accounts import OUTSIDE, is_root, process_account
from vethanam.site.state import State

#: process → name in the policy, and the usual port
WITNESSES: Mapping[str, tuple[str, int]] = {
    "witness-union": ("union", 8098),
    "witness-press": ("press", 8099),
}
#: the policy that the sample sets for messages of a credit
POLICY = "event"


def offer_policy(state: State, ports: Mapping[str, int]) -> None:
    """Make the witnesses' keys once, and write the policy with their present addresses: for messages of
    purposes, and for the log's own head.
    """
    lines = []
    for process, (name, _) in WITNESSES.items():
        key = Key(_key_of(state, process, name))
        lines.append(f"witness {name} {key} http://127.0.0.1:{ports[process]}\n")
    text = "".join(
        [*lines, f"group both all {' '.join(name for name, _ in WITNESSES.values())}\nquorum both\n"]
    )
    for path in (state.keys / FOLDER / POLICY, state.keys / "witnesses"):
        write_file(path, text.encode(), 0o644)


def witness_command(python: Path, state: State, process: str, port: int) -> list[str]:
    """The command of a witness of our log."""
    folder = state.folder / "witnesses" / process
    log = keys.public_key(state.keys / keys.key_path().name)
    return [
        str(python), "-m", "vethanam.ledger.witness", "serve", "--key", str(folder / "witness.key"),
        "--folder", str(folder), "--log", str(log), "--listen", f"127.0.0.1:{port}",
    ]  # fmt: skip


def _key_of(state: State, process: str, name: str) -> str:
    """The secret key of a witness, made once; its folder belongs to the account of foreign programs."""
    folder = state.folder / "witnesses" / process
    path = folder / "witness.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_file(path, f"{new_key(f'{name}.vethanam.example/witness')}\n".encode(), 0o400)
        if is_root():
            account = process_account(OUTSIDE)
            for one in (folder, path):
                os.chown(one, account.uid, account.gid)
        folder.chmod(0o700)
    return path.read_text(encoding="ascii").strip()
