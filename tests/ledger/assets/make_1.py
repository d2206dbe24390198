"""Wrote bundle-1.json and log-1.json: ``python -m tests.ledger.assets.make_1``. They must verify for ever."""

from pathlib import Path

from tests.ledger.samples import sample_log

if __name__ == "__main__":
    folder = Path(__file__).parent
    (folder / "bundle-1.json").write_bytes(sample_log().bundle())
    (folder / "log-1.json").write_bytes(sample_log().whole())
