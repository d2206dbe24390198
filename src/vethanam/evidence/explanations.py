"""An explained month's pay as a file that anyone can recompute (``docs/spec/explanation.md``)."""

from __future__ import annotations

import hashlib
import json

from vethanam.clauses.explanation import Explanation
from vethanam.periods import Month

FORMAT = "vethanam-explanation/1"


def explanation_file(pen: str, month: Month, rulebook: str, tree: Explanation) -> bytes:
    """One explained line or month of an employment as a JSON document with its digest.

    Parameters
    ----------
    pen
        The employee's number.
    rulebook
        The hash of the rulebook that computed it.
    """
    content = {
        "format": FORMAT,
        "pen": pen,
        "month": str(month),
        "rulebook": rulebook,
        "explanation": tree.as_json(),
    }
    exact = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    content["digest"] = hashlib.sha256(exact).hexdigest()
    return json.dumps(content, indent=2, ensure_ascii=False).encode() + b"\n"
