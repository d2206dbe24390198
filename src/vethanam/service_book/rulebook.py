"""Which State this installation is of, and by which rule pack its employees are paid."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from vethanam.rules import load_pack
from vethanam.rules.funds import Funds
from vethanam.rules.rulebook import Pack, Rulebook, pack_named


@cache
def pack_in_use() -> Pack:
    """The pack in use, its figures not read."""
    return pack_named(settings.VETHANAM_PACK)


@cache
def rulebook_in_use() -> Rulebook:
    """The pack in use with its figures, loaded once in a process."""
    return load_pack(settings.VETHANAM_PACK)


def state_name() -> str:
    """What pages call the State; the pack's own name where the installation does not say."""
    return settings.VETHANAM_STATE_NAME or pack_in_use().title


def funds_in_use() -> Funds:
    """The funds and insurances of which an employee can be a member."""
    return pack_in_use().funds
