"""The context of pages about one bill: its office or its treasury."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from vethanam.payroll.models import Bill
from vethanam.web.parts.access import theirs


@dataclass(frozen=True, slots=True)
class Desk:
    """A bill as one office or treasury sees it, with the addresses of its pages there."""

    bill: Bill
    app: str
    code: str

    def address(self, page: str, **more: int | str) -> str:
        """The address of a page about this bill."""
        return reverse(f"{self.app}:{page}", kwargs={"code": self.code, "bill": self.bill.pk, **more})

    @property
    def back_word(self) -> str:
        """The bill's name in the link back."""
        return _("Bill %(number)s") % {"number": self.bill.number}


def desks(app: str, scope: str) -> Callable[[str, int], Desk]:
    """A function from the code and bill of an address to a desk, 404 if the bill is not of the code.

    ``scope`` is the query path from the bill to the code.
    """

    def desk(code: str, bill: int) -> Desk:
        return Desk(theirs(Bill.objects.filter(pk=bill, **{scope: code}).first()), app, code)

    return desk
