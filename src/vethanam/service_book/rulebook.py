"""The State of this installation, and its rule pack."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from django.conf import settings

from vethanam.errors import Refused
from vethanam.people.models import StateSetting
from vethanam.people.queries import state_setting
from vethanam.rules.funds import Funds
from vethanam.rules.rulebook import Pack, Rulebook, pack_named
from vethanam.service_book.figures import rulebook_known


@cache
def pack_in_use() -> Pack:
    """The pack in use, without its figures."""
    return pack_named(settings.VETHANAM_PACK)


def require_agreed_pack() -> None:
    """Refuse to compute where this machine runs another pack than two administrators agreed.

    Raises
    ------
    Refused
        It is another one. Without an agreed pack that of the settings holds.
    """
    agreed = state_setting(StateSetting.Name.RULE_PACK)
    if agreed is not None and agreed.text != settings.VETHANAM_PACK:
        raise Refused("another_rule_pack", agreed=agreed.text, here=settings.VETHANAM_PACK)


def rulebook_in_use(known_at: datetime | None = None) -> Rulebook:
    """The pack in use with the figures entered here, as known at an instant (default: now)."""
    return rulebook_known(settings.VETHANAM_PACK, known_at)


def state_name() -> str:
    """The State's name on pages; the pack's title if not configured."""
    return settings.VETHANAM_STATE_NAME or pack_in_use().title


def funds_in_use() -> Funds:
    """The funds and insurances open to employees."""
    return pack_in_use().funds
