"""Options and output that the commands of ``vethanam bench`` share."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from vethanam.site.bench_database import floor

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Keep = Annotated[bool, typer.Option("--keep", help="Keep the generated people for the next run.")]


def show_told(found: dict[str, Any], *, as_json: bool) -> None:
    """Print one JSON document, or one figure a line, and the machine's own speed."""
    found = {**found, "machine": floor()}
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for name, value in found.items():
        for one in value if isinstance(value, list) else [value]:
            typer.echo(f"{name}: {json.dumps(one, ensure_ascii=False)}")
