"""System checks of the pages."""

from __future__ import annotations

from typing import Any

from django.core import checks

from vethanam.web.parts import translations


@checks.register(checks.Tags.translation)
def catalogues_are_compiled(**_: Any) -> list[checks.CheckMessage]:
    """Warn about catalogues that cannot be compiled, as pages would stay English."""
    return [
        checks.Warning(
            f"{source.parent.parent.name}: the translated sentences are not compiled, so pages show English.",
            hint=f"Let this account write to {source.parent}, or start once as the account that installed.",
            id="web.W001",
        )
        for source in translations.sources()
        if translations.is_stale(source)
    ]
