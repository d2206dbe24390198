"""A file checked by the second verifier, which needs Python's standard library only, in its own process."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from vethanam.errors import Broken
from vethanam.ledger import standalone

_PROGRAM = Path(standalone.__file__)


def check_alone(file: Path, key: str) -> dict[str, Any]:
    """Seconds and processor seconds of ``python3 standalone.py FILE``, and milliseconds for each proof in it.

    Raises
    ------
    Broken
        The file does not verify.
    """
    since = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(_PROGRAM), str(file), "--key", key], capture_output=True, check=False
    )
    seconds = time.perf_counter() - since
    if done.returncode != 0:
        raise Broken("file_does_not_verify", says=done.stdout.decode().partition("\n")[0])
    content, busy = file.read_bytes(), time.process_time()
    standalone.verify(content, key)
    spent = time.process_time() - busy
    return {
        "seconds": round(seconds, 3),
        "processor_ms": round(spent * 1000, 1),
        "processor_ms_a_proof": round(spent * 1000 / proofs_in(content), 2),
    }


def proofs_in(file: bytes) -> int:
    """The entries in a file, each with a proof; 1 if it has another form."""
    entries = json.loads(file).get("entries")
    return max(len(entries), 1) if isinstance(entries, list) else 1
