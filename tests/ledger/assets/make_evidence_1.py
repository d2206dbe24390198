"""Wrote evidence-1.json, .zip and .html: ``python -m tests.ledger.assets.make_evidence_1``. They must verify
for ever.
"""

from pathlib import Path

from tests.ledger.evidence import content, forms

if __name__ == "__main__":
    for form, written in forms(content()).items():
        (Path(__file__).parent / f"evidence-1.{form}").write_bytes(written)
