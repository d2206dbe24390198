"""Record amounts drawn outside this system: one person enters, another verifies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.timezone import localdate

from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.money import Paise
from vethanam.payroll.models import Component, DrawnElsewhere, OutsideVoucher, OutsideVoucherDecision
from vethanam.payroll.powers import OFFICE, PREPARE, act, require, signer
from vethanam.payroll.register.components import codes_of, known_components
from vethanam.payroll.rulebook import pack_in_use
from vethanam.people.models import DrawingCode, Employment
from vethanam.periods import Month
from vethanam.service_book.models import Posting


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher of another system: source, number and date."""

    source: str
    number: str
    dated: date


@act
def enter_outside_voucher(
    authority: Authority,
    employment: Employment,
    month: Month,
    amounts: Mapping[str, Paise],
    voucher: Voucher,
    *,
    replaces: DrawnElsewhere | None = None,
) -> OutsideVoucher:
    """Enter the amounts that another voucher drew for a month, per component in paise.

    They count as drawn once another person has verified them (:func:`verify_outside_voucher`).

    Raises
    ------
    Refused
        The office never had this employee, the voucher is entered already, or it is dated in the future or
        before its month begins.
    Unsound
        There is no amount, one is negative, or the source or a component is unknown.
    """
    by, for_ = _who(authority, authority.scope or "")
    if not Posting.objects.filter(employment=employment, drawing_code__code=authority.scope).exists():
        raise Refused("never_posted_there", employment=employment, office=authority.scope)
    _check(employment, month, amounts, voucher)
    _check_date(employment, month, voucher.dated, localdate(authority.at))
    _check_once(employment, month, voucher, replaces)
    codes = codes_of(kinds_of(amounts))
    entered = OutsideVoucher.objects.create(
        drawing_code=DrawingCode.objects.get(code=authority.scope),
        employment=employment,
        for_month=int(month),
        components=[codes[name] for name in sorted(amounts)],
        amounts=[amounts[name] for name in sorted(amounts)],
        source=voucher.source,
        voucher_number=voucher.number,
        voucher_date=voucher.dated,
        replaces=replaces,
        entered_by_id=by,
        entered_for_id=for_,
        recorded_at=authority.at,
    )
    _log("outside_voucher_entered", entered, authority, {"by": by})
    return entered


@act
def verify_outside_voucher(authority: Authority, entered: OutsideVoucher) -> DrawnElsewhere:
    """Verify a voucher that another person entered, after comparing it with the paper. It counts as drawn.

    Raises
    ------
    Refused
        The same person entered it, it is decided, or a live bill claims the same money: cancel that bill
        first.
    """
    by, for_ = _who_decides(authority, entered, is_ones_own=False)
    drawn = DrawnElsewhere.objects.create(
        employment_id=entered.employment_id,
        for_month=entered.for_month,
        components=entered.components,
        amounts=entered.amounts,
        source=entered.source,
        voucher_number=entered.voucher_number,
        voucher_date=entered.voucher_date,
        entered_by_id=entered.entered_by_id,
        verified_by_id=by,
        recorded_at=authority.at,
        supersedes_id=entered.replaces_id,
    )
    _decide(authority, entered, OutsideVoucherDecision.Outcome.VERIFIED, (by, for_), drawn=drawn)
    _log("drawn_elsewhere", entered, authority, {"by": entered.entered_by_id, "verified": by})
    return drawn


@act
def drop_outside_voucher(authority: Authority, entered: OutsideVoucher, *, reason: str = "") -> None:
    """Decline another person's voucher with a reason, or take back one's own. It never counts as drawn.

    Raises
    ------
    Refused
        It is decided, or it is declined without a reason.
    """
    is_ones_own = _is_ones_own(authority, entered)
    who = _who_decides(authority, entered, is_ones_own=is_ones_own)
    if not is_ones_own and not reason:
        raise Refused("voucher_declined_without_reason", number=entered.voucher_number)
    outcomes = OutsideVoucherDecision.Outcome
    outcome = outcomes.WITHDRAWN if is_ones_own else outcomes.DECLINED
    _decide(authority, entered, outcome, who, reason=reason)
    _log("outside_voucher_dropped", entered, authority, {"by": who[0], "outcome": outcome.value})


def waiting_vouchers(drawing_code: str) -> QuerySet[OutsideVoucher]:
    """The vouchers of an office that nobody has decided, oldest first."""
    rows = OutsideVoucher.objects.filter(drawing_code__code=drawing_code, decision__isnull=True)
    return rows.select_related("employment__person", "entered_by", "replaces").order_by("pk")


def amounts_of(entered: OutsideVoucher) -> dict[str, Paise]:
    """The amounts of an entered voucher, by component."""
    names = known_components()
    return {
        names[code].name: amount for code, amount in zip(entered.components, entered.amounts, strict=True)
    }


def _who(authority: Authority, office: str) -> tuple[int, int]:
    """The acting person and the one she acts for, from this office; otherwise :class:`Refused`."""
    require(authority, roles=OFFICE, scope=office, power=PREPARE, doing="Entering what was drawn elsewhere")
    return signer(authority)


def _is_ones_own(authority: Authority, entered: OutsideVoucher) -> bool:
    return not {*signer(authority)}.isdisjoint((entered.entered_by_id, entered.entered_for_id))


def _who_decides(authority: Authority, entered: OutsideVoucher, *, is_ones_own: bool) -> tuple[int, int]:
    who = _who(authority, entered.drawing_code.code)
    if OutsideVoucherDecision.objects.filter(voucher=entered).exists():
        raise Refused("voucher_decided", number=entered.voucher_number)
    if _is_ones_own(authority, entered) and not is_ones_own:
        raise Refused("verifier_entered", employment=entered.employment)
    return who


def _decide(
    authority: Authority,
    entered: OutsideVoucher,
    outcome: OutsideVoucherDecision.Outcome,
    who: tuple[int, int],
    *,
    reason: str = "",
    drawn: DrawnElsewhere | None = None,
) -> None:
    OutsideVoucherDecision.objects.create(
        voucher=entered,
        outcome=outcome,
        reason=reason,
        drawn=drawn,
        decided_by_id=who[0],
        decided_for_id=who[1],
        recorded_at=authority.at,
    )


def _log(kind: str, entered: OutsideVoucher, authority: Authority, also: Mapping[str, Json]) -> None:
    private: dict[str, Json] = {
        "employment": entered.employment_id,
        "amounts": dict(amounts_of(entered)),
        "voucher": entered.voucher_number,
        **also,
    }
    append(
        kind,
        public={"month": str(Month.from_key(entered.for_month)), "source": entered.source},
        private=private,
        at=authority.at,
        is_sample=authority.is_sample,
    )


def _check(employment: Employment, month: Month, amounts: Mapping[str, Paise], voucher: Voucher) -> None:
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


def _check_once(
    employment: Employment, month: Month, voucher: Voucher, replaces: DrawnElsewhere | None
) -> None:
    """Refuse a voucher that already waits, or that already counts and is not the replaced one."""
    same = {"employment": employment, "for_month": int(month), "voucher_number": voucher.number}
    counts = DrawnElsewhere.objects.filter(**same, superseded_by__isnull=True, is_withdrawn=False)
    waits = OutsideVoucher.objects.filter(**same, decision__isnull=True)
    if waits.exists() or counts.exclude(pk=replaces.pk if replaces else 0).exists():
        raise Refused("voucher_entered_already", employment=employment, month=month, number=voucher.number)


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
