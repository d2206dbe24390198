"""Writes docs/api/openapi.json and docs/reference/acts.md from the declarations of acts and views, and
docs/acts/acts.yaml from the examples of docs/acts.md and the acts between them (docs/acts/between.yaml).
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import django
import yaml

DOCS = Path(__file__).parents[1] / "docs"


def played_acts() -> str:
    """The acts of the page and those between them, in order of their time."""
    page = (DOCS / "acts.md").read_text(encoding="utf-8")
    shown = re.findall(r"```yaml\n(.*?)```\n```json", page, re.DOTALL)
    others = (DOCS / "acts" / "between.yaml").read_text(encoding="utf-8")
    between = re.split(r"^(?=- )", others, flags=re.MULTILINE)
    read = [(yaml.safe_load(act)[0], act) for act in (*between[1:], *shown)]
    return "".join(text for _, text in sorted(read, key=lambda one: (str(one[0]["at"]), one[0]["by"])))


def main() -> None:
    """Write the files."""
    (DOCS / "acts" / "acts.yaml").write_text(played_acts(), encoding="utf-8")
    os.environ["DJANGO_SETTINGS_MODULE"] = "vethanam.site.settings_test"
    django.setup()
    from vethanam.api.reference import openapi_text, reference_text

    (DOCS / "api" / "openapi.json").write_text(openapi_text(), encoding="utf-8")
    (DOCS / "reference" / "acts.md").write_text(reference_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
