"""Wrote absence-few-2.json, absence-many-2.json, bundle-2.json and trees/: ``python -m
tests.ledger.assets.make_2``. They must verify for ever.
"""

import json
from pathlib import Path

from tests.ledger.uses import FEW, MANY, STRANGER, SampleUse, absent, bundle_of, secret_of
from vethanam.ledger.label_trees import LabelTree, secret_hash


def vector_of(use: SampleUse) -> dict[str, object]:
    return {
        "reference": use.reference,
        "key": use.key.hex(),
        "people": use.count,
        "leaves": len(use.leaves),
        "persons2": LabelTree(use.leaves).root.hex(),
        "labels": {secret.hex(): use.label(secret).hex() for secret in (STRANGER, secret_of(0))},
        "secret_hashes": {secret.hex(): secret_hash(secret).hex() for secret in (STRANGER, secret_of(0))},
    }


if __name__ == "__main__":
    folder = Path(__file__).parent
    (folder / "absence-few-2.json").write_bytes(absent(FEW))
    (folder / "absence-many-2.json").write_bytes(absent(MANY))
    (folder / "bundle-2.json").write_bytes(bundle_of(3))
    (folder / "trees").mkdir(exist_ok=True)
    for name, use in (("few", FEW), ("many", MANY)):
        (folder / "trees" / name).write_bytes(b"".join(use.leaves))
    vectors = json.dumps([vector_of(use) for use in (FEW, MANY)], indent=1)
    (folder / "trees" / "vectors.json").write_text(vectors + "\n", encoding="ascii")
