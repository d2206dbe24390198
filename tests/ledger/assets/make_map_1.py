"""Wrote map-open-1.json, map-closed-1.json and trees/map: ``python -m tests.ledger.assets.make_map_1``. They
must verify for ever.
"""

from pathlib import Path

from tests.ledger.maps import SECOND, listed

if __name__ == "__main__":
    folder = Path(__file__).parent
    (folder / "map-open-1.json").write_bytes(listed())
    (folder / "map-closed-1.json").write_bytes(listed(closed=[0, 1]))
    (folder / "trees" / "map").write_bytes(b"".join(SECOND.leaves))
