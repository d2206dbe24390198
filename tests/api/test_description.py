"""The description is complete and equals the committed file; so does the reference page."""

from __future__ import annotations

import json
from pathlib import Path

from vethanam.acts.registry import acts, views
from vethanam.api.reference import openapi, openapi_text, reference_text
from vethanam.service_book.models import FACTS

DOCS = Path(__file__).parents[2] / "docs"


def test_the_files_of_the_documentation_are_current() -> None:
    """Run tools/api_files.py after a change of an act; the difference is seen in review."""
    assert (DOCS / "api" / "openapi.json").read_text(encoding="utf-8") == openapi_text()
    assert (DOCS / "reference" / "acts.md").read_text(encoding="utf-8") == reference_text()


def test_every_act_and_view_has_a_route() -> None:
    paths = openapi()["paths"]
    assert {name for name in acts() if f"/api/acts/{name}" not in paths} == set()
    assert {name for name in views() if f"/api/views/{name}" not in paths} == set()
    assert {
        name for name, act in acts().items() if act.prepares and f"/api/acts/{name}/prepare" not in paths
    } == set()


def test_record_is_a_union_by_fact() -> None:
    body = openapi()["paths"]["/api/acts/record"]["post"]["requestBody"]["content"]["application/json"][
        "schema"
    ]
    assert body["discriminator"]["propertyName"] == "fact"
    assert set(body["discriminator"]["mapping"]) == set(FACTS)


def test_every_field_has_a_title() -> None:
    schemas = json.loads((DOCS / "api" / "openapi.json").read_text(encoding="utf-8"))["components"]["schemas"]
    bare = [
        f"{name}.{key}"
        for name, schema in schemas.items()
        if name not in ("Done", "Refused", "Faulty", "Prepared")
        for key, field in schema.get("properties", {}).items()
        if not field.get("title")
    ]
    assert bare == []
