"""The incentive of a society for the deliveries of one list: its bill, and who ordered the payment."""

from __future__ import annotations

from django.db import models

from vethanam.benefits.models.deliveries import Advance
from vethanam.benefits.models.entry import Entry


class IncentiveBill(Entry):
    """The incentive of a list that is delivered to the end, claimed once by the society's secretary.

    ``agent`` and ``own`` are paise for each delivery; the society passes the first on to its agents.
    ``figure`` cites the order that fixes them.
    """

    number = models.CharField(max_length=16, unique=True)
    advance = models.OneToOneField(Advance, models.PROTECT, related_name="+")
    deliveries = models.IntegerField()
    agent = models.BigIntegerField()
    own = models.BigIntegerField()
    total = models.BigIntegerField()
    figure = models.CharField(max_length=200)
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    total=models.F("deliveries") * (models.F("agent") + models.F("own")), total__gt=0
                ),
                name="incentive_of_deliveries",
            )
        ]

    def __str__(self) -> str:
        return f"Incentive bill {self.number}"


class IncentiveOrder(Entry):
    """An officer orders the payment of an incentive by her own key: one of the scheme, and one of finance.

    The row is an index: the paymaster reads the signature from the log.
    """

    bill = models.ForeignKey(IncentiveBill, models.PROTECT, related_name="orders")
    role = models.CharField(max_length=24)
    signed = models.ForeignKey("identity.SignedAct", models.PROTECT, null=True, related_name="+")
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        indexes = [models.Index(fields=["bill", "role"], name="incentive_orders_of_role")]
