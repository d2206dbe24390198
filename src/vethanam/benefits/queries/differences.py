"""The people of a cycle by local body, decision and reason, against the approved month before."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from vethanam.benefits.models import Cycle, CycleCount


@dataclass(frozen=True, slots=True)
class Difference:
    """So many people of a local body with one decision and reason, and how that differs."""

    month: int
    local_body: str
    local_body_ml: str
    change: str
    state: str
    reason: str
    people: int

    @property
    def key(self) -> str:
        """The key of the row in its list."""
        return "-".join((str(self.month), self.local_body, self.change, self.state, self.reason))


def differences_of(cycle: Cycle, *, is_changed: bool = False) -> list[Difference]:
    """The counts of a cycle; with ``is_changed`` without the people who are as before."""
    rows = CycleCount.objects.filter(cycle=cycle)
    if is_changed:
        rows = rows.exclude(change=CycleCount.Change.SAME)
    grouped = rows.values(
        "for_month", "local_body__name", "local_body__name_ml", "change", "state", "reason"
    ).annotate(count=Sum("people"))
    order = ("-for_month", "local_body__name", "change", "state", "reason")
    return [
        Difference(
            one["for_month"], one["local_body__name"], one["local_body__name_ml"], one["change"],
            one["state"], one["reason"], one["count"],
        )
        for one in grouped.order_by(*order)
    ]  # fmt: skip
