"""What was drawn above due, as the papers of arrears say it."""

from __future__ import annotations

from typing import Protocol

from vethanam.money import Paise, shown


class Sums(Protocol):
    """What is owed and was drawn above due, what of both is set off within an order, and what is left of each."""

    @property
    def owed(self) -> Paise:
        """Owed before anything is set off."""

    @property
    def above(self) -> Paise:
        """Drawn above due before anything is set off."""

    @property
    def set_off(self) -> Paise:
        """What one order takes of a month set off against what it gives of it."""

    @property
    def no_order(self) -> Paise:
        """What of the owed no order gives, so that no bill claims it."""

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
    """The figures beneath the table; empty are ``to_recover`` where nothing was drawn above due, ``no_order`` where none is."""
    return {
        "to_recover": _amount(-sums.above) if sums.above else "",
        "set_off": _amount(sums.set_off),
        "left": _amount(sums.left),
        "no_order": _amount(sums.no_order) if sums.no_order else "",
        "claimed": _amount(sums.claimed),
    }


def _amount(amount: Paise) -> str:
    return shown(amount, symbol=False, paise=True)
