"""Access to views: an office to its pay and bills, a treasury to the bills it passes, a person to her own."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.payroll.models import Bill
from vethanam.people.models import DrawingCode, Employment, Role
from vethanam.people.queries import Hat, hats_within
from vethanam.service_book.queries import holders_of, postings_that_open

DRAWS = (Role.DRAWING_OFFICER, Role.COUNTERSIGNING_OFFICER, Role.CLERK)
OWED = (Role.DATA_PROTECTION_OFFICER, Role.PURPOSE_OWNER)


def codes_read(hats: Iterable[Hat]) -> dict[int, str]:
    """Key and code of the drawing codes that some roles read: an office's, a treasury's,
    or all for finance.
    """
    worn = list(hats)
    rows = DrawingCode.objects.values_list("pk", "code", "treasury__code")
    return {pk: code for pk, code, treasury in rows if any(_reads(hat, {code}, {treasury}) for hat in worn)}


def require_reader_of_person(authority: Authority, employment: Employment) -> None:
    """Refuse anyone but the person and those who draw, pass or oversee her pay.

    Raises
    ------
    Refused
        The account has no role for a code of any of her postings, and is not hers.
    """
    if authority.role == Role.EMPLOYEE:
        if employment.person_id != authority.person:
            raise Refused("shown_of_another")
        return
    posted = postings_that_open(employment.pk)
    _require(authority, set(posted.values_list("drawing_code", flat=True)), f"employee {employment.number}")


def require_reader_of_book(authority: Authority, employment: Employment) -> None:
    """Like :func:`require_reader_of_person`, but of offices only those that have the service book: one that
    she left reads no later entry.

    Raises
    ------
    Refused
        The account is not hers, and reads none of the codes.
    """
    if authority.role not in DRAWS:
        require_reader_of_person(authority, employment)
        return
    held = holders_of({employment.pk}, authority.at).get(employment.pk, frozenset())
    codes = DrawingCode.objects.filter(code__in=held).values_list("pk", flat=True)
    _require(authority, set(codes), f"employee {employment.number}")


def require_reader_of_bill(authority: Authority, bill: Bill) -> None:
    """Refuse anyone who does not draw, pass or oversee the bill.

    Raises
    ------
    Refused
        The account has no role for its drawing code or treasury.
    """
    _require(authority, {bill.drawing_code_id}, f"bill {bill.number}")


def require_reader_of_duties(authority: Authority) -> None:
    """Refuse anyone who is not responsible for duties.

    Raises
    ------
    Refused
        The account is neither a data protection officer nor an officer of a purpose.
    """
    if not any(hat.role in OWED for hat in hats_within(authority)):
        raise Refused("duties_of_another_office")


def _require(authority: Authority, codes: Collection[int], what: str) -> None:
    rows = DrawingCode.objects.filter(pk__in=codes).values_list("code", "treasury__code")
    drawing, treasuries = {code for code, _ in rows}, {treasury for _, treasury in rows}
    if not any(_reads(hat, drawing, treasuries) for hat in hats_within(authority)):
        raise Refused("pay_of_another_office", what=what, offices=sorted(drawing) or "its office")


def _reads(hat: Hat, drawing: Collection[str], treasuries: Collection[str]) -> bool:
    """True for an officer of the code, of the department, of the treasury, or of finance."""
    if hat.role in DRAWS:
        return not hat.scope or hat.scope in drawing
    if hat.role == Role.TREASURY_OFFICER:
        return not hat.scope or hat.scope in treasuries
    return hat.role == Role.FINANCE_OFFICER
