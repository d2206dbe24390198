"""Who held which office from when to when, and with which keys: from the leaves of a log alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from vethanam.ledger.signers import Signers


@dataclass(frozen=True, slots=True)
class Term:
    """A role that a holder has or had, from ``first`` to ``last``, both included; None: no end is on record.

    ``power`` is set if the role was lent. ``keys`` are the names of the holder's countersigned keys.
    """

    role: str
    scope: str
    office: str
    power: str
    holder: str
    first: str
    last: str | None
    keys: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As members of a JSON object."""
        return {**asdict(self), "keys": list(self.keys)}


def terms_in(signers: Signers, scope: str | None = None) -> list[Term]:
    """The terms that two signatures prove, oldest first; of one drawing code or treasury if given."""
    keys = {name: key for name, key in signers.keys.items() if key.confirmed is not None}
    found = [
        Term(
            one.seat.role, one.seat.scope, one.seat.office, one.seat.power, holder, one.first,
            min([day for day in (one.last, *(day for _, day in one.ends)) if day], default=None),
            tuple(name for name, key in keys.items() if key.holder == holder),
        )
        for holder, held in signers.appointments.items()
        for one in held
        if one.index is not None and scope in (None, one.seat.scope)
    ]  # fmt: skip
    return sorted(found, key=lambda term: (term.first, term.role, term.scope, term.holder))
