"""Wrote times-honest-1.json and times-dated-back-1.json: ``python -m tests.ledger.assets.make_times_1``.

Logs of an office with a restraint that begins later, and a use before and after that by its stamps. The first
must verify for ever, and the second never.
"""

from pathlib import Path

from tests.ledger.test_logged_times import dated
from tests.ledger.test_signers import OFFICE

if __name__ == "__main__":
    folder = Path(__file__).parent
    (folder / "times-honest-1.json").write_bytes(dated(3, 3.001).files(OFFICE)[0])
    (folder / "refused" / "times-dated-back-1.json").write_bytes(dated(3, 500).files(OFFICE)[0])
