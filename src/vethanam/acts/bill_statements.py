"""The statement that an officer signs for bills: office, month, people, total, changed accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vethanam.acts.declaration import Prepared
from vethanam.acts.key_signatures import MOST_SIGNED, prepared_list
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.payroll.bills.statements import statements_of
from vethanam.payroll.models import Bill

#: the parts of a bill shown in a summary; the hashes are for programs
_SHOWN = ("bill", "kind", "drawing_code", "month", "people", "accounts_changed", "without_account")
_PAISE = ("gross", "deductions", "net")


def prepared_bills(
    authority: Authority, act: str, bills: Sequence[Bill], also: Mapping[str, Any]
) -> Prepared:
    """The statement for one signature over a list of bills.

    Raises
    ------
    Refused
        The list is too long for one signature.
    """
    if len(bills) > MOST_SIGNED:
        raise Refused("too_many_signed", count=len(bills), most=MOST_SIGNED)
    statements = statements_of(bills, authority.at)
    return prepared_list(
        authority, act, statements, also=also, summary=summary_of(list(statements.values()), also)
    )


def summary_of(statements: Sequence[Mapping[str, Any]], also: Mapping[str, Any]) -> dict[str, Any]:
    """A summary of the bills and their sums. Amounts are paise."""
    shown = [
        {**{name: one[name] for name in _SHOWN}, **{f"{name}_paise": one[name] for name in _PAISE}}
        for one in statements
    ]
    return {
        "bills": shown,
        "count": len(shown),
        "people": sum(one["people"] for one in statements),
        "net_paise": sum(one["net"] for one in statements),
        "accounts_changed": sum(one["accounts_changed"] for one in statements),
        **{name: value for name, value in also.items() if value},
    }
