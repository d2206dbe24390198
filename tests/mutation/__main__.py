"""``python -m tests.mutation guards --of payroll``: break guards or modules, and list mutants that no test notices."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("kind", choices=("guards", "modules"))
    parser.add_argument("--every", type=int, default=1, help="one mutant in so many, by a seed")
    parser.add_argument("--of", default="", help="mutants whose name matches this pattern")
    parser.add_argument("--told", type=Path, help="a file for the result")
    parser.add_argument("--thorough", action="store_true", help="run whole tests where no statement notices")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vethanam.site.settings_test")
    import django

    django.setup()
    from tests.mutation.trial import tried

    told = tried(asked.kind, asked.every, asked.of, is_thorough=asked.thorough)
    text = json.dumps(told, indent=1, ensure_ascii=False)
    (asked.told.write_text(text, "utf-8") if asked.told else sys.stdout.write(f"{text}\n"))
    return 0 if not told["missed"] and not told["failing"] else 1


if __name__ == "__main__":
    sys.exit(main())
