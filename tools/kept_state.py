"""Keeps a small installation of this version in the tests, so that every later version is
tried on its database.

    .venv/bin/python tools/kept_state.py STATE NAME

Before a version is tagged: ``make acceptance ARGS="--keep FOLDER"`` with that version, then this with
``FOLDER/state`` and the tag as NAME. It writes tests/site/upgrades/NAME: the dump, packed, and the keys,
which are of nothing else. Nothing may run there.
"""

from __future__ import annotations

import lzma
import os
import shutil
import subprocess
import sys
from pathlib import Path

from vethanam.site.address import DATABASE
from vethanam.site.binaries import find_client
from vethanam.site.launcher import PORT, Server
from vethanam.site.os_accounts import is_root, server_account
from vethanam.site.state import State

UPGRADES = Path(__file__).resolve().parents[1] / "tests" / "site" / "upgrades"
_MOST = 1_500_000


def main() -> None:
    """Run the command."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    state, target = State(Path(sys.argv[1]).absolute()), UPGRADES / sys.argv[2]
    os.environ["VETHANAM_STATE"] = str(state.folder)
    target.mkdir(parents=True)
    packed = lzma.compress(_dump(state), preset=9)
    if len(packed) > _MOST:
        shutil.rmtree(target)
        sys.exit(f"The dump has {len(packed)} bytes, {_MOST} are the most. Keep a smaller installation.")
    (target / "database.dump.xz").write_bytes(packed)
    shutil.copytree(state.keys, target / "keys", copy_function=shutil.copyfile)
    print(f"{target}: {len(packed)} bytes.")


def _dump(state: State) -> bytes:
    server = Server(state)
    server.hold()
    try:
        with server.admin() as admin:
            major = admin.info.server_version // 10_000
        runner = server_account() if is_root() else None
        program = find_client("pg_dump", major, runner, state.folder.parent, state.data)
        options = [
            "--format=custom",
            "--compress=0",
            "--no-owner",
            "--username=postgres",
            f"--port={PORT}",
        ]
        return subprocess.run(
            [program, *options, f"--host={state.sockets}", DATABASE], check=True, capture_output=True, cwd="/"
        ).stdout
    finally:
        server.release()


if __name__ == "__main__":
    main()
