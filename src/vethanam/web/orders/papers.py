"""The papers of an order that an office prints: yearly increments, and the fixation of a person's pay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vethanam.documents.office_paper import OfficePaper, PaperRow, PaperTable
from vethanam.documents.payslip import Both
from vethanam.money import Paise, shown
from vethanam.orders.models import Order
from vethanam.payroll.rulebook import fixed_by_rules
from vethanam.people.models import DrawingCode
from vethanam.periods import Month
from vethanam.service_book.models import Pay
from vethanam.service_book.queries import PayChange
from vethanam.web.parts import words
from vethanam.web.parts.bilingual import both
from vethanam.web.parts.people import name_on_paper, people_named, post_on_paper
from vethanam.web.pay.causes import cause_name

#: reasons for which the pay of a person is fixed anew
FIXED = (Pay.Reason.PROMOTION, Pay.Reason.HIGHER_GRADE, Pay.Reason.FIXATION)


def increments_of(changes: Sequence[PayChange]) -> list[PayChange]:
    """The yearly increments among changes of pay."""
    return [one for one in changes if one.pay.reason == Pay.Reason.INCREMENT]


def fixations_of(changes: Sequence[PayChange], number: str = "") -> list[PayChange]:
    """The fixations among changes of pay, of one person or of everybody."""
    return [one for one in changes if one.pay.reason in FIXED and number in ("", one.number)]


def increment_order_paper(
    order: Order, code: DrawingCode, changes: Sequence[PayChange], at: datetime
) -> OfficePaper:
    """The order that grants the increments, dated on its own day."""
    count = len(changes)
    says = both(
        lambda: (
            ngettext(
                "A yearly increment is granted to the person below, from the day beside the name.",
                "Yearly increments are granted to the %(count)s people below, from the day beside each name.",
                count,
            )
            % {"count": count}
        )
    )
    heads = [
        both(lambda: _("Name and post")), Both("PEN", "PEN"), both(lambda: _("Scale")),
        both(lambda: _("Pay before, ₹")), both(lambda: _("From")), both(lambda: _("Pay after, ₹")),
        both(lambda: _("Next increment")),
    ]  # fmt: skip
    rows = list(_granted(changes))
    title = both(lambda: _("Order granting increments"))
    return OfficePaper(
        title=title,
        subject=f"{order.number} · {code.code}",
        facts=list(_facts(order, code)),
        says=[says],
        tables=[PaperTable(both(lambda: _("Increments granted")), heads, rows, both(lambda: _("None.")))],
        signatures=[both(lambda: _("Place, date")), both(lambda: _("Drawing officer"))],
        dated=localdate(at),
        is_wide=True,
    )


def _granted(changes: Sequence[PayChange]) -> Iterator[PaperRow]:
    people = people_named(one.number for one in changes).found
    for one in changes:
        name, post = name_on_paper(people.get(one.number)), post_on_paper(people.get(one.number))
        both_of = Both(_joined(name.ml, post.ml), _joined(name.en, post.en))
        cells = [
            one.number, one.pay.scale or "–", _amount(one.before), _day(one.pay.valid_from), _amount(one.pay),
            _next_increment(one.pay),
        ]  # fmt: skip
        yield PaperRow(both_of, cells)


def fixation_paper(
    order: Order, code: DrawingCode, changes: Sequence[PayChange], at: datetime
) -> OfficePaper:
    """The statement of fixation of one person's pay by an order."""
    first = changes[0]
    name = name_on_paper(people_named([first.number]).found.get(first.number))
    return OfficePaper(
        title=both(lambda: _("Statement of fixation of pay")),
        subject=f"PEN {first.number} · {order.number}",
        facts=[
            (both(lambda: _("Name")), name), (Both("PEN", "PEN"), Both(first.number, first.number)),
            *_facts(order, code),
        ],
        says=[said for one in changes for said in _fixed(one)],
        tables=[_before_and_after(one) for one in changes],
        signatures=[
            both(lambda: _("Place, date")), both(lambda: _("Employee")), both(lambda: _("Drawing officer")),
        ],
        dated=localdate(at),
    )  # fmt: skip


def _fixed(one: PayChange) -> Iterator[Both]:
    """The sentences above the table: the pay that the entry fixes, and the pay that the rules give."""
    pay, from_day = shown(one.pay.basic_pay or 0), one.pay.valid_from
    yield both(
        lambda: (
            _("%(reason)s: pay is fixed at %(pay)s from %(day)s.")
            % {"reason": cause_name(one.pay.reason), "pay": pay, "day": words.day(from_day)}
        )
    )
    if (drawn := one.pay.drawn_from) is not None:
        yield both(lambda: _("Drawn from %(day)s.") % {"day": words.day(drawn)})
    rules = fixed_by_rules(one.before, one.pay)
    if rules is None:
        yield both(lambda: _("The figures on record do not say what the rules give."))
    elif rules == one.pay.basic_pay:
        yield both(lambda: _("The rules on fixation of pay give the same from that day."))
    else:
        yield both(
            lambda: (
                _(
                    "The rules on fixation of pay give %(pay)s from that day. The order says otherwise: "
                    "compare it."
                )
                % {"pay": shown(rules)}
            )
        )


def _before_and_after(one: PayChange) -> PaperTable:
    begins = one.pay.valid_from
    rows = [_pay_row(one.number, one.before, begins - timedelta(days=1))] if one.before else []
    rows.append(_pay_row(one.number, one.pay, begins))
    heads = [
        both(lambda: _("Post")), both(lambda: _("From")), both(lambda: _("Scale")),
        both(lambda: _("Basic pay, ₹")), both(lambda: _("Next increment")),
    ]  # fmt: skip
    return PaperTable(both(lambda: _("Pay before and after")), heads, rows, both(lambda: _("None.")))


def _pay_row(number: str, pay: Pay, on: date) -> PaperRow:
    post = post_on_paper(people_named([number], on).found.get(number))
    return PaperRow(post, [_day(pay.valid_from), pay.scale or "–", _amount(pay), _next_increment(pay)])


def _facts(order: Order, code: DrawingCode) -> Iterator[tuple[Both, Both]]:
    title = Both(code.title_ml or code.title, code.title)
    yield both(lambda: _("Order")), Both(order.number, order.number)
    yield both(lambda: _("Dated")), both(lambda: words.day(order.dated))
    yield both(lambda: _("Office")), Both(_joined(title.ml, code.code), _joined(title.en, code.code))


def _next_increment(pay: Pay) -> str:
    """The month and year of the increment after this pay."""
    if pay.increment_month is None:
        return "–"
    since = Month.of(pay.valid_from)
    month = Month(since.year + (pay.increment_month <= since.number), pay.increment_month)
    return f"{month.number:02d}.{month.year}"


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _amount(pay: Pay | None) -> str:
    amount: Paise | None = pay.basic_pay if pay else None
    return shown(amount, symbol=False) if amount is not None else "–"
