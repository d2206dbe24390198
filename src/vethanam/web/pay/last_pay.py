"""The last pay certificate of a person who left an office, on paper in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial

from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vethanam.documents.office_paper import OfficePaper, PaperRow, PaperTable
from vethanam.documents.payslip import Both
from vethanam.money import Paise, shown
from vethanam.orders.models import Order
from vethanam.payroll.payslips.last_pay import LastPay
from vethanam.payroll.payslips.loans import Loan
from vethanam.web.parts import words
from vethanam.web.parts.bilingual import both
from vethanam.web.parts.half_days import half_said
from vethanam.web.parts.names import component_name, fund_name, named
from vethanam.web.parts.people import name_on_paper, people_named
from vethanam.web.pay.causes import cause_name


def last_pay_paper(found: LastPay, at: datetime) -> OfficePaper:
    """The content of the paper, dated on the day of ``at``."""
    number, posting = found.employment.number, found.posting
    name = name_on_paper(people_named([number]).found.get(number))
    post = Both(posting.post.designation_ml or posting.post.designation, posting.post.designation)
    office = Both(posting.office.name_ml or posting.office.name, posting.office.name)
    code = posting.drawing_code.code
    return OfficePaper(
        title=both(lambda: _("Last pay certificate")),
        subject=f"PEN {number} · {code}",
        facts=[
            (both(lambda: _("Name")), name),
            (Both("PEN", "PEN"), Both(number, number)),
            (both(lambda: _("Post")), post),
            (both(lambda: _("Office")), office),
            (both(lambda: _("Drawing code")), Both(code, code)),
        ],
        says=list(_says(found)),
        tables=[_drawn(found), _pays(found), _rates(found), _recoveries(found), _leave(found), _funds(found)],
        signatures=[both(lambda: _("Place, date")), both(lambda: _("Drawing officer"))],
        dated=localdate(at),
    )


def _says(found: LastPay) -> Iterator[Both]:
    """The sentences above the tables."""
    yield both(lambda: _("Relieved on %(half)s.") % {"half": half_said(found.relieved)})
    until = found.paid_until
    if until is None:
        yield both(lambda: _("This office has drawn no pay."))
    else:
        bills = ", ".join(found.bills)
        yield both(
            lambda: (
                _("Pay is drawn to %(half)s, by bill %(bills)s.") % {"half": half_said(until), "bills": bills}
            )
        )
    if found.excess > 0:
        yield both(
            lambda: (
                _("%(sum)s net is drawn beyond what is due to that half day, and is to be recovered.")
                % {"sum": shown(found.excess)}
            )
        )
    elif found.excess < 0:
        yield both(
            lambda: (
                _("%(sum)s net of that month is still due from this office.") % {"sum": shown(-found.excess)}
            )
        )
    if found.increment:
        due = found.increment.month
        yield both(lambda: _("Next increment: %(month)s.") % {"month": words.month(due)})
    year = {"gross": shown(found.year.gross), "tax": shown(found.year.tax), "year": found.account_year}
    yield both(lambda: _("Drawn in %(year)s: %(gross)s. Income tax deducted of it: %(tax)s.") % year)


def _drawn(found: LastPay) -> PaperTable:
    month = found.month
    title = both(lambda: _("Drawn for %(month)s") % {"month": words.month(month)}) if month else None
    rows = [
        PaperRow(_component(line.component), [_amount(line.due), _amount(line.drawn)]) for line in found.lines
    ]
    heads = [both(lambda: _("Component")), both(lambda: _("Due, ₹")), both(lambda: _("Drawn, ₹"))]
    return PaperTable(title or both(lambda: _("Drawn")), heads, rows, both(lambda: _("Nothing is drawn.")))


def _order(order: Order | None) -> str:
    return f"{order.number} · {_day(order.dated)}" if order else "–"


def _pays(found: LastPay) -> PaperTable:
    rows = [
        PaperRow(
            both(partial(_reason, pay.reason, pay.scale)),
            [_day(pay.valid_from), _amount(pay.basic_pay), _order(pay.order)],
        )
        for pay in found.pays
    ]
    heads = [
        both(lambda: _("Reason and scale")), both(lambda: _("From")), both(lambda: _("Basic pay, ₹")),
        both(lambda: _("Order")),
    ]  # fmt: skip
    return PaperTable(both(lambda: _("Pay")), heads, rows, both(lambda: _("No pay is on record.")))


def _reason(reason: str, scale: str) -> str:
    return " · ".join(filter(None, (cause_name(reason), scale)))


def _rates(found: LastPay) -> PaperTable:
    rows = [PaperRow(_component(component), [_amount(amount)]) for component, amount in found.rates.items()]
    return PaperTable(
        both(lambda: _("Earnings of a whole month at relief")),
        [both(lambda: _("Component")), both(lambda: _("Amount, ₹"))],
        rows,
        both(lambda: _("No pay was due on that day.")),
    )


def _recoveries(found: LastPay) -> PaperTable:
    rows = [
        PaperRow(_component(one.kind, one.payee, one.reference), _of_recovery(one)) for one in found.loans
    ]
    heads = [
        both(lambda: _("Recovery")), both(lambda: _("Instalment, ₹")), both(lambda: _("Instalments drawn")),
        both(lambda: _("Balance, ₹")),
    ]  # fmt: skip
    return PaperTable(both(lambda: _("Recoveries that go on")), heads, rows, both(lambda: _("None.")))


def _of_recovery(one: Loan) -> Sequence[str]:
    drawn = f"{one.drawn}/{one.instalments}" if one.instalments else str(one.drawn)
    return [_amount(one.instalment), drawn, _amount(one.left)]


def _leave(found: LastPay) -> PaperTable:
    rows = [
        PaperRow(both(partial(_leave_name, one.kind)), [_day(one.since), str(one.balance)])
        for one in found.leave
    ]
    heads = [both(lambda: _("Account")), both(lambda: _("Entered on")), both(lambda: _("Balance, days"))]
    empty = both(lambda: _("No account of leave is entered"))
    return PaperTable(both(lambda: _("Leave")), heads, rows, empty)


def _funds(found: LastPay) -> PaperTable:
    rows = [
        PaperRow(both(partial(fund_name, one.fund)), [one.number or "–", _amount(one.amount)])
        for one in found.memberships
    ]
    heads = [both(lambda: _("Fund")), both(lambda: _("Number")), both(lambda: _("Subscription, ₹"))]
    return PaperTable(both(lambda: _("Funds and insurance")), heads, rows, both(lambda: _("None.")))


def _leave_name(kind: str) -> str:
    return capfirst(named(kind))


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _component(code: str, *more: str) -> Both:
    return both(lambda: " · ".join(filter(None, (component_name(code), *more))))


def _amount(amount: Paise | None) -> str:
    return shown(amount, symbol=False) if amount is not None else "–"
