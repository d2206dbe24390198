"""Record amounts drawn outside this system: one person enters, another verifies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.money import Paise
from vethanam.payroll.models import Component, DrawnElsewhere
from vethanam.payroll.powers import OFFICE, PREPARE, act, require, signer
from vethanam.payroll.register.components import codes_of
from vethanam.payroll.rulebook import pack_in_use
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.models import Posting


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher of another system: source, number, date, and the person who verified it."""

    source: str
    number: str
    dated: date
    verified_by: int


@act
def record_drawn_elsewhere(
    authority: Authority,
    employment: Employment,
    month: Month,
    amounts: Mapping[str, Paise],
    voucher: Voucher,
    *,
    supersedes: DrawnElsewhere | None = None,
) -> DrawnElsewhere:
    """Record the amounts another voucher drew for a month, per component in paise.

    They count as drawn from now on.

    ``voucher.verified_by`` is a second person, who compared the entry with the voucher.

    Raises
    ------
    Refused
        The same person entered and verified it, the voucher is dated in the future or before its month
        begins, or a live bill claims the same money: cancel that bill first.
    Unsound
        There is no amount, one is negative, or the source or a component is unknown.
    """
    by = _who_enters(authority, employment)
    _check(employment, month, amounts, voucher, by)
    _check_date(employment, month, voucher.dated, localdate(authority.at))
    codes = codes_of(kinds_of(amounts))
    drawn = DrawnElsewhere.objects.create(
        employment=employment,
        for_month=int(month),
        components=[codes[name] for name in sorted(amounts)],
        amounts=[amounts[name] for name in sorted(amounts)],
        source=voucher.source,
        voucher_number=voucher.number,
        voucher_date=voucher.dated,
        entered_by_id=by,
        verified_by_id=voucher.verified_by,
        recorded_at=authority.at,
        supersedes=supersedes,
    )
    _log(drawn, month, amounts, authority)
    return drawn


def _who_enters(authority: Authority, employment: Employment) -> int:
    """The person who enters, from an office that had this employee; otherwise :class:`Refused`."""
    require(
        authority,
        roles=OFFICE,
        scope=authority.scope or "",
        power=PREPARE,
        doing="Entering what was drawn elsewhere",
    )
    if not Posting.objects.filter(employment=employment, drawing_code__code=authority.scope).exists():
        raise Refused("never_posted_there", employment=employment, office=authority.scope)
    by, _ = signer(authority)
    return by


def _log(drawn: DrawnElsewhere, month: Month, amounts: Mapping[str, Paise], authority: Authority) -> None:
    private: dict[str, Json] = {
        "employment": drawn.employment_id,
        "amounts": dict(amounts),
        "voucher": drawn.voucher_number,
        "by": drawn.entered_by_id,
        "verified": drawn.verified_by_id,
    }
    append(
        "drawn_elsewhere",
        public={"month": str(month), "source": drawn.source},
        private=private,
        at=authority.at,
        is_sample=authority.is_sample,
    )


def _check(
    employment: Employment, month: Month, amounts: Mapping[str, Paise], voucher: Voucher, by: int
) -> None:
    if by == voucher.verified_by:
        raise Refused("verifier_entered", employment=employment)
    if voucher.source not in DrawnElsewhere.Source.values:
        known = ", ".join(DrawnElsewhere.Source.values)
        raise Unsound("unknown_source", source=typed(voucher.source, 20), known=known)
    if not amounts or any(amount < 0 for amount in amounts.values()):
        raise Unsound("drawn_without_amount", employment=employment, month=month)


def _check_date(employment: Employment, month: Month, dated: date, today: date) -> None:
    if dated > today:
        raise Refused("voucher_after_today", employment=employment, month=month, day=dated)
    if is_before_its_month(month, dated):
        raise Refused("voucher_before_month", employment=employment, month=month, day=dated)


def is_before_its_month(month: Month, dated: date) -> bool:
    """True if a voucher is dated before the month whose pay it draws.

    Pay falls due when its month is over. Before a festival it may be drawn within the month. A payment before
    the month begins is an advance, recovered as an advance.
    """
    return dated < month.first


def kinds_of(components: Mapping[str, object]) -> dict[str, str]:
    """Map each component to earning, deduction or employer's share, by the rulebook."""
    known = component_kinds()
    unknown = sorted(name for name in components if name not in known)
    if unknown:
        raise Unsound("unknown_component", names=typed(", ".join(unknown), 80))
    return {name: known[name] for name in components}


def component_kinds() -> dict[str, str]:
    """Map every component a voucher may have drawn to its kind."""
    pack = pack_in_use()
    worked_out = {c.name: c.kind for c in pack.components if c.kind in Component.Kind.values}
    return {
        **dict.fromkeys((*pack.stated, pack.wages[0]), "earning"),
        **dict.fromkeys(pack.obligations, "deduction"),
        **worked_out,
    }
