"""Writes docs/api/openapi.json and docs/reference/acts.md from the declarations of acts and views."""

from __future__ import annotations

import os
from pathlib import Path

import django

DOCS = Path(__file__).parents[1] / "docs"


def main() -> None:
    """Write both files."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "vethanam.site.settings_test"
    django.setup()
    from vethanam.api.reference import openapi_text, reference_text

    (DOCS / "api" / "openapi.json").write_text(openapi_text(), encoding="utf-8")
    (DOCS / "reference" / "acts.md").write_text(reference_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
