"""Sign a difference of a side-by-side comparison, and let an office go live once none is open."""

from __future__ import annotations

from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.payroll.former_system.comparison import Difference, comparison_of
from vethanam.payroll.former_system.lines import months_taken_over
from vethanam.payroll.models import SignedDifference, WentLive
from vethanam.payroll.powers import act, needs_reason, signer
from vethanam.people.models import DrawingCode
from vethanam.periods import Month
from vethanam.service_book.models import Sheet


@act
def sign_difference(
    authority: Authority, month: Month, drawing_code: str | None, digest: bytes, reason: str
) -> SignedDifference:
    """Sign one row of the current comparison. If the row changes later, it is open again.

    Raises
    ------
    Unsound
        The comparison has no such row now.
    Refused
        There is no reason, or no person stands behind the account.
    """
    person, _ = signer(authority)
    said = needs_reason(reason, "Signing a difference")
    compared = comparison_of(month, authority.at, drawing_code)
    row = next((one for one in compared.differences if one.digest == digest), None)
    if row is None:
        raise Unsound("comparison_without_row", month=str(month))
    known = SignedDifference.objects.filter(month=int(month), digest=digest).first()
    if known is not None:
        return known
    leaf = append(
        "difference.signed",
        public={
            "month": str(month),
            "component": row.component,
            "cause": row.cause,
            "people": len(row.members),
            "row": digest.hex(),
        },
        private=_private(row, said, authority),
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return SignedDifference.objects.create(
        month=int(month),
        digest=digest,
        cause=row.cause,
        component=row.component,
        people=len(row.members),
        drawn=row.drawn,
        computed=row.computed,
        reason=said,
        account_id=authority.account,
        person_id=person,
        recorded_at=authority.at,
        leaf=leaf,
    )


def _private(row: Difference, reason: str, authority: Authority) -> dict[str, Json]:
    lines: list[Json] = [[one.employment, one.drawn, one.computed] for one in row.members]
    return {"by": authority.account, "person": authority.person, "reason": reason, "lines": lines}


@act
def go_live(authority: Authority, drawing_code: str, first_month: Month) -> WentLive:
    """Let a drawing code draw its pay with this system from a month on.

    Raises
    ------
    Unsound
        There is no such drawing code.
    Refused
        No month of it was taken over and verified, or a difference is open: settle or sign it.
    """
    person, _ = signer(authority)
    code = DrawingCode.objects.filter(code=drawing_code).first()
    if code is None:
        raise Unsound("no_such_drawing_code", drawing_code=drawing_code)
    if known := WentLive.objects.filter(drawing_code=code).first():
        return known
    months = months_taken_over(drawing_code)
    if not months:
        raise Refused("nothing_taken_over", drawing_code=drawing_code)
    for month in months:
        count = len(comparison_of(month, authority.at, drawing_code).open)
        if count:
            raise Refused("differences_open", month=str(month), drawing_code=drawing_code, count=count)
    leaf = append(
        "office.live",
        public={
            "drawing_code": drawing_code,
            "from": str(first_month),
            "months": [str(month) for month in months],
        },
        private={"by": authority.account, "person": person},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return WentLive.objects.create(
        drawing_code=code,
        first_month=int(first_month),
        account_id=authority.account,
        person_id=person,
        recorded_at=authority.at,
        leaf=leaf,
    )


def require_live(drawing_code: DrawingCode) -> None:
    """Refuse the first bill of an office that took months over but has not gone live.

    Raises
    ------
    Refused
        The office has a sheet of months drawn before, and has not gone live.
    """
    taken = Sheet.objects.filter(kind="drawn", codes__contains=[drawing_code.code])
    if taken.exists() and not WentLive.objects.filter(drawing_code=drawing_code).exists():
        raise Refused("not_live_yet", drawing_code=drawing_code.code)
