"""A person's payslip of one passed bill, as values for printing, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vethanam.documents.payslip import Both, SlipLine
from vethanam.documents.payslip import Payslip as Paper
from vethanam.errors import Unsound
from vethanam.evidence.signed_slips import code_of, statement_of
from vethanam.money import grouped
from vethanam.payroll.models import Claim, Payslip, Presentation
from vethanam.payroll.queries import month_of
from vethanam.payroll.register.components import known_components
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.models import Pay, Posting
from vethanam.service_book.queries import counting
from vethanam.web.employee.pages import credit_of
from vethanam.web.parts import words
from vethanam.web.parts.bilingual import both
from vethanam.web.parts.names import component_name
from vethanam.web.parts.people import name_on_paper, people_named
from vethanam.web.pay.line_explanation import explained_lines
from vethanam.web.pay.net_changes import reason_of
from vethanam.web.reader import page_reader


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the slip without its name."""

    component: str
    kind: str
    month: Month
    amount: int


def slip_of(person: int, slip_id: int) -> Payslip | None:
    """A payslip, if it belongs to the person."""
    return Payslip.objects.filter(pk=slip_id, person=person).select_related("bill", "employment").first()


def paper_of(employment: Employment, slip: Payslip) -> Paper:
    """All values of the printed slip."""
    month = Month.from_key(max(slip.for_months))
    voucher = Presentation.objects.get(bill=slip.bill_id, outcome=Presentation.Outcome.PASSED)
    dated = voucher.voucher_date or localdate(voucher.presented_at)
    found, before = month_of(employment.pk, month), month_of(employment.pk, month.plus(-1))
    statement = statement_of(slip)
    unconfirmed = _unconfirmed(slip)
    rows = _rows(slip)
    cited = _cited(employment, month, rows) | _of_occasions(slip)
    is_whole = len(found.payslips) == 1
    reason = both(lambda: _reason(reason_of(found, before))) if is_whole else None
    return Paper(
        month=both(lambda: words.month(month)),
        name=name_on_paper(people_named([employment.number]).found.get(employment.number)),
        pen=employment.number,
        post=both(lambda: _post(employment, month)),
        office=both(lambda: _office(employment, month)),
        scale=both(lambda: _scale(employment, month)),
        net=slip.net,
        credited=both(lambda: _credit(found, slip, voucher.voucher_number)),
        reason=reason if reason and reason.en else None,
        earnings=[_line(row, month, unconfirmed, cited) for row in rows if row.kind == "earning"],
        deductions=[_line(row, month, unconfirmed, cited) for row in rows if row.kind == "deduction"],
        orders=_orders(cited),
        notes=[both(lambda: _("* rate unconfirmed"))] if unconfirmed else [],
        receipt=statement.receipt,
        entry=statement.entry,
        dated=dated,
        code=code_of(statement),
    )


def _rows(slip: Payslip) -> list[_Row]:
    """One row per component and month, summed over parts and obligations."""
    known, sums = known_components(), {}  # type: ignore[var-annotated]
    for code, month, amount in zip(slip.components, slip.for_months, slip.amounts, strict=True):
        sums[code, month] = sums.get((code, month), 0) + amount
    return [
        _Row(known[code].name, known[code].kind, Month.from_key(month), amount)
        for (code, month), amount in sums.items()
    ]


def _line(row: _Row, month: Month, unconfirmed: set[str], cited: dict[str, _Cited]) -> SlipLine:
    rate = cited[row.component].rate if row.component in cited else ""
    detail = rate if row.month == month else str(row.month)
    return SlipLine(
        both(lambda: component_name(row.component)), row.amount, detail, row.component in unconfirmed
    )


def _unconfirmed(slip: Payslip) -> set[str]:
    known = known_components()
    return {
        known[code].name for claim in Claim.objects.filter(pk__in=slip.claims) for code in claim.unconfirmed
    }


def _reason(reason: object) -> str:
    return f"{getattr(reason, 'first', '')} {getattr(reason, 'rest', '')}".strip() if reason else ""


def _credit(found: object, slip: Payslip, voucher: str) -> str:
    credit = credit_of(found)  # type: ignore[arg-type]
    if credit.shape == "done":
        return credit.when
    return _("Voucher %(number)s") % {"number": voucher}


def _posting(employment: Employment, month: Month) -> Posting | None:
    rows = counting(Posting).filter(employment=employment, valid_from__lte=month.last)
    return rows.select_related("post", "office", "drawing_code").order_by("-valid_from", "-id").first()


def _post(employment: Employment, month: Month) -> str:
    posting = _posting(employment, month)
    if posting is None:
        return ""
    return (
        posting.post.designation_ml
        if words.language() == "ml" and posting.post.designation_ml
        else posting.post.designation
    )


def _office(employment: Employment, month: Month) -> str:
    posting = _posting(employment, month)
    if posting is None:
        return ""
    name = (
        posting.office.name_ml if words.language() == "ml" and posting.office.name_ml else posting.office.name
    )
    return f"{posting.drawing_code.code}, {name}" if words.language() == "ml" else name


def _scale(employment: Employment, month: Month) -> str:
    rows = counting(Pay).filter(employment=employment, valid_from__lte=month.last)
    pay = rows.order_by("-valid_from", "-id").first()
    if pay is None:
        return ""
    if pay.scale:
        return "–".join(grouped(int(stage)) for stage in pay.scale.split("-") if stage.isdigit())
    return {
        "authorised": _("Rates authorised by the Accountant General"),
        "consolidated": _("Consolidated pay"),
        "daily": _("Daily wage"),
        "hourly": _("Hourly wage"),
    }.get(pay.basis, "")


@dataclass(frozen=True, slots=True)
class _Cited:
    """The order of a line, and its rate as in the equation."""

    component: str
    order: str
    rate: str


def _cited(employment: Employment, month: Month, rows: list[_Row]) -> dict[str, _Cited]:
    """The orders of dearness allowance and house rent, from their explanations."""
    drawn = {row.component for row in rows if row.month == month}
    wanted = [name for name in ("dearness_allowance", "house_rent_allowance") if name in drawn]
    try:
        trees = explained_lines(page_reader(), employment.pk, month, wanted) if wanted else {}
    except Unsound:
        return {}
    found: dict[str, _Cited] = {}
    for component, tree in trees.items():
        orders = [str(used.citation) for node in tree.walk() for used in node.parameters]
        rates = [term.text for line in tree.arithmetic for term in line if term.unit == "rate"]
        found[component] = _Cited(component, orders[0] if orders else "", rates[0] if len(rates) == 1 else "")
    return found


def _of_occasions(slip: Payslip) -> dict[str, _Cited]:
    """The orders of lines outside the monthly pay."""
    claims = Claim.objects.filter(pk__in=slip.claims, occasion__isnull=False).select_related("cause")
    known = known_components()
    return {
        known[code].name: _Cited(known[code].name, str(claim.cause), "")
        for claim in claims
        for code in claim.components
    }


def _orders(cited: dict[str, _Cited]) -> Both | None:
    """Each line's name in both languages, with its order once."""
    told = []
    for line in cited.values():
        name = both(lambda component=line.component: component_name(component))  # type: ignore[misc]
        told.append(f"{name.ml} · {name.en}: {line.order}.")
    text = " ".join(told)
    return Both(text, text) if told else None
