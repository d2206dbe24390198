"""Amounts drawn above due, for the papers of arrears."""

from __future__ import annotations

from typing import Protocol

from vethanam.money import Paise, shown


class Sums(Protocol):
    """Amounts owed and drawn above due, the set-off between both within an order, and the rest of each."""

    @property
    def owed(self) -> Paise:
        """Owed before any set-off."""

    @property
    def above(self) -> Paise:
        """Drawn above due before any set-off."""

    @property
    def set_off(self) -> Paise:
        """The set-off within one order between excess and shortfall of a month."""

    @property
    def no_order(self) -> Paise:
        """The part of the owed without an order, so that no bill claims it."""

    @property
    def claimed(self) -> Paise:
        """Left to claim."""

    @property
    def left(self) -> Paise:
        """Left to recover."""

    @property
    def net(self) -> Paise:
        """Owed less drawn above due."""


def above_due(sums: Sums) -> dict[str, str]:
    """The figures below the table; ``to_recover`` and ``no_order`` are empty if zero."""
    return {
        "to_recover": _amount(-sums.above) if sums.above else "",
        "set_off": _amount(sums.set_off),
        "left": _amount(sums.left),
        "no_order": _amount(sums.no_order) if sums.no_order else "",
        "claimed": _amount(sums.claimed),
    }


def _amount(amount: Paise) -> str:
    return shown(amount, symbol=False, paise=True)
