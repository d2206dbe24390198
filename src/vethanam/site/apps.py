from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.conf import settings

if TYPE_CHECKING:
    from vethanam.acts.declaration import Prepared
    from vethanam.identity.authority import Authority


class SiteConfig(AppConfig):
    """The wiring; its table stores the kind of the database."""

    name = "vethanam.site"
    label = "site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """In a web process with the sample installed, let pages sign with the keys of its officers."""
        if settings.VETHANAM_ROLE != "web" or find_spec("vethanam.sample") is None:
            return
        from vethanam.web.parts import signatures

        signatures.offer(_sign)


def _sign(authority: Authority, username: str, prepared: Prepared) -> Mapping[str, Any]:
    from vethanam.sample.officer_keys import sign

    return sign(authority, username, prepared)
