"""The cost of a use's short messages: parts that gateways took, at the operator's tariff of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection

from vethanam.messaging.models import OperatorTariff, RegisteredGateway
from vethanam.money import Paise

# Parts per day, as gateways took them: each part has its own reference.
_PARTS = """
SELECT (d.recorded_at AT TIME ZONE 'Asia/Kolkata')::date, count(*), count(DISTINCT o.id)
  FROM privacy_outbox o JOIN privacy_delivery d ON d.message_id = o.id
 WHERE o.use_id = %s AND o.channel = 'sms' GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class UseCost:
    """Parts, messages and their price; ``total`` is None where a day has no tariff."""

    messages: int
    parts: int
    total: Paise | None

    @property
    def each(self) -> Paise | None:
        """The price of one message, to the paisa, rounded up."""
        if self.total is None or not self.messages:
            return None
        return -(-self.total // self.messages)


def cost_of(use: int) -> UseCost | None:
    """The cost of a use; None if it sent no short message."""
    with connection.cursor() as cursor:
        cursor.execute(_PARTS, [use])
        rows = cursor.fetchall()
    if not rows:
        return None
    prices = [(parts, tariff_on(day)) for day, parts, _ in rows]
    # rounded up once for the whole use: a part costs a fraction of a paisa more or less
    known = [parts * price for parts, price in prices if price is not None]
    total = -(-sum(known) // 1000) if len(known) == len(prices) else None
    return UseCost(sum(messages for *_, messages in rows), sum(parts for _, parts, _ in rows), total)


def tariff_on(day: date) -> int | None:
    """The price of 1,000 parts on a day through the SMSC of the settings, in paise; None without a tariff."""
    gateway = _gateway()
    rows = OperatorTariff.objects.filter(valid_from__lte=day)
    if gateway is not None:
        rows = rows.filter(gateway=gateway)
    return rows.order_by("-valid_from", "-pk").values_list("thousand_paise", flat=True).first()


def _gateway() -> str | None:
    """The registered code of the SMSC that this machine sends through."""
    host, _, port = str(settings.VETHANAM_SMPP or "").rpartition(":")
    rows = RegisteredGateway.objects.filter(kind="smpp", host=host, port=int(port) if port.isdigit() else 0)
    return rows.order_by("-pk").values_list("code", flat=True).first()
