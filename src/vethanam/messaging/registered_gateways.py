"""Gateways that two administrators registered. The dispatcher sends through no other.

Credentials and the address in use are settings of the machine; the register says which addresses the State
allows. It is read from rows: see ``docs/trust.md``.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings

from vethanam.errors import Finding
from vethanam.journal.business_time import business_now
from vethanam.messaging.gateways.letter import OtherSide, other_side
from vethanam.messaging.models import RegisteredGateway

log = logging.getLogger("vethanam.messaging")

#: the kinds of gateways for short messages
PHONES = frozenset({"smpp", "mgov"})


def registered_on(day: date, using: str = "default") -> Collection[OtherSide]:
    """The other sides that stand on a day: of each code the row with the latest first day, unless closed."""
    rows = RegisteredGateway.objects.using(using).filter(valid_from__lte=day)
    latest = {row.code: row for row in rows.order_by("valid_from", "id")}
    return {
        OtherSide(row.kind, row.host, row.port)
        for row in latest.values()
        if row.valid_until is None or row.valid_until >= day
    }


def in_settings() -> Iterator[OtherSide]:
    """The other sides that this machine's settings name."""
    named = (
        ("smtp", settings.VETHANAM_SMTP), ("smtp", settings.VETHANAM_SMTP_SECOND),
        ("smpp", settings.VETHANAM_SMPP), ("smpp", settings.VETHANAM_SMPP_SECOND),
        ("mgov", settings.VETHANAM_MGOV),
    )  # fmt: skip
    for kind, address in named:
        if address:
            yield other_side(kind, address)


def reaches_phones() -> bool:
    """Whether this installation has a gateway for short messages."""
    return any(side.kind in PHONES for side in in_settings())


def unregistered(sides: Iterable[OtherSide], day: date, using: str = "default") -> Iterator[Finding]:
    """A finding for each other side that is not registered on a day."""
    known = registered_on(day, using)
    for side in sides:
        if OtherSide(side.kind, side.host.lower(), side.port) not in known:
            yield Finding(side.address, "gateway_not_registered", facts={"address": side.address})


@dataclass(slots=True)
class GatewayRegister:
    """The dispatcher's check of its gateways; says once that one is not registered."""

    _said: set[OtherSide] = field(default_factory=set)

    def has(self, side: OtherSide | None) -> bool:
        """Whether messages may go to this side now. One that hands nothing out has none, and may."""
        if side is None:
            return True
        found = list(unregistered([side], business_now()[0].date()))
        if not found:
            self._said.discard(side)
        elif side not in self._said:
            self._said.add(side)
            log.error("%s", found[0].says)
        return not found
