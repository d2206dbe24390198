"""A bill on paper and as a workbook, and its acquittance roll, for office and treasury."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from vethanam.acts.tables import ENDINGS, as_file, table_of
from vethanam.documents.office_paper import OfficePaper, PaperRow, PaperTable, office_pdf
from vethanam.documents.payslip import Both
from vethanam.documents.words import in_words_english, in_words_malayalam
from vethanam.identity.authority import Authority
from vethanam.money import Paise, shown
from vethanam.payments.models import Credit, PaymentLeg
from vethanam.payroll.models import Bill, Claim
from vethanam.payroll.queries import BillView, bill_view, bills_of
from vethanam.payroll.register.components import known_components
from vethanam.people.models import BillClass, DrawingCode
from vethanam.periods import Month
from vethanam.service_book.models import PayeeAccount
from vethanam.web.bills.desk import Desk, desks
from vethanam.web.bills.pages import apart_said, word_of
from vethanam.web.parts import words
from vethanam.web.parts.access import officer
from vethanam.web.parts.bilingual import both
from vethanam.web.parts.file_response import file_response
from vethanam.web.parts.names import component_name
from vethanam.web.parts.people import People, name_on_paper, people_named, post_on_paper

type Amounts = Mapping[str, Paise]


def paper_paths(app: str, roles: Sequence[str], scope: str) -> list[URLPattern]:
    """The papers of a bill for ``roles``; ``scope`` leads from a bill to the code in the address."""
    desk = desks(app, scope)

    def page(name: str, answer: Callable[[Desk, Authority], HttpResponse]) -> URLPattern:
        @officer(*roles, scope="code")
        @require_GET
        def paper(request: HttpRequest, authority: Authority, code: str, bill: int) -> HttpResponse:
            return answer(desk(code, bill), authority)

        return path(f"bills/<int:bill>/{name}", paper, name=name.replace(".", "_"))

    return [page("bill.pdf", _bill), page("bill.xlsx", _workbook), page("acquittance.pdf", _acquittance)]


# -- the bill ------------------------------------------------------------------------------------------------


def _bill(desk: Desk, authority: Authority) -> HttpResponse:
    """The bill with its abstract and a row for each person and month."""
    view, claims = bill_view(desk.bill), _claims(desk.bill)
    whose = people_named({claim.employment.number for claim in claims})
    paper = OfficePaper(
        title=both(lambda: _("Pay bill")),
        subject=view.number,
        facts=_facts(desk.bill, view),
        says=_says(view),
        tables=[_abstract(view, "earning"), _abstract(view, "deduction"), _people(view, claims, whose)],
        signatures=_signatures(view),
        dated=localdate(authority.at),
        is_wide=True,
    )
    return file_response(office_pdf(paper), f"bill-{view.number}.pdf")


def _claims(bill: Bill) -> list[Claim]:
    rows = Claim.objects.filter(lines__bill=bill).select_related("employment")
    return list(rows.order_by("employment__number", "for_month", "part", "id"))


def _facts(bill: Bill, view: BillView) -> list[tuple[Both, Both]]:
    code, treasury, head, kind = bill.drawing_code, bill.treasury, bill.head, bill.bill_class
    return [
        (both(lambda: _("Bill")), Both(view.number, view.number)),
        (both(lambda: _("Account year")), Both(view.account_year, view.account_year)),
        (
            both(lambda: _("Office")),
            Both(f"{code.title_ml or code.title} · {code.code}", f"{code.title} · {code.code}"),
        ),
        (both(lambda: _("Treasury")), Both(treasury.name_ml or treasury.name, treasury.name)),
        (both(lambda: _("Head of account")), Both(head.code, head.code)),
        (both(lambda: _("Class")), Both(kind.title_ml or kind.title, kind.title)),
        (both(lambda: _("Months")), both(partial(_months, view.months))),
        (both(lambda: _("People")), Both(str(view.people), str(view.people))),
    ]


def _months(months: Sequence[Month]) -> str:
    return ", ".join(words.month(month) for month in months)


def _says(view: BillView) -> list[Both]:
    sums = {"gross": shown(view.gross), "deductions": shown(view.deductions), "net": shown(view.net)}
    told = [both(lambda: _("Gross %(gross)s, deductions %(deductions)s, net %(net)s.") % sums)]
    english = in_words_english(view.net)
    told.append(Both(f"{in_words_malayalam(view.net) or english}.", f"{english}."))
    for one in view.presentations:
        told.append(both(partial(_presented, one.token, localdate(one.presented_at))))
        if one.voucher_number and one.voucher_date:
            told.append(both(partial(_passed, view.net, one.voucher_number, one.voucher_date)))
    return told


def _presented(token: str, day: date) -> str:
    return _("Presented on %(day)s, token %(token)s.") % {"day": words.day(day), "token": token}


def _passed(net: Paise, voucher: str, day: date) -> str:
    return _("Passed for %(sum)s by voucher %(voucher)s of %(day)s.") % {
        "sum": shown(net),
        "voucher": voucher,
        "day": words.day(day),
    }


def _abstract(view: BillView, kind: str) -> PaperTable:
    rows = [
        PaperRow(both(partial(component_name, one.component)), [_amount(one.amount)])
        for one in view.sums
        if one.kind == kind
    ]
    title = both(lambda: _("Earnings") if kind == "earning" else _("Deductions"))
    total = view.gross if kind == "earning" else view.deductions
    heads = [both(lambda: _("Component")), both(lambda: _("Amount, ₹"))]
    return PaperTable(title, heads, rows, both(lambda: _("None.")), [_amount(total)] if rows else [])


def _people(view: BillView, claims: Sequence[Claim], whose: People) -> PaperTable:
    """A row for each person and month, with a column for each component."""
    names = [one.component for one in view.sums if one.kind != "employer"]
    rows = [
        PaperRow(
            _who(claim, whose),
            [
                *(_amount(amounts.get(name, 0)) for name in names),
                _amount(claim.gross), _amount(claim.deductions), _amount(claim.net),
            ],
        )
        for claim, amounts in _with_amounts(claims)
    ]  # fmt: skip
    sums = {one.component: one.amount for one in view.sums}
    total = [*(sums[name] for name in names), view.gross, view.deductions, view.net]
    heads = [
        both(lambda: _("Employee")),
        *(both(partial(component_name, name)) for name in names),
        both(lambda: _("Gross")), both(lambda: _("Deductions")), both(lambda: _("Net")),
    ]  # fmt: skip
    return PaperTable(
        both(lambda: _("People")),
        heads,
        rows,
        both(lambda: _("None.")),
        [_amount(one) for one in total],
        turned=True,
    )


def _who(claim: Claim, whose: People) -> Both:
    number = claim.employment.number
    one = whose.found.get(number)
    name, post, month = name_on_paper(one), post_on_paper(one), Month.from_key(claim.for_month)
    said = both(partial(words.month, month))
    return Both(
        " · ".join(filter(None, (number, name.ml, post.ml, said.ml))),
        " · ".join(filter(None, (name.en, post.en, said.en))),
    )


def _with_amounts(claims: Sequence[Claim]) -> Iterator[tuple[Claim, Amounts]]:
    """Each claim with its amounts by component, employer shares too."""
    known = known_components()
    for claim in claims:
        amounts: dict[str, Paise] = {}
        for code, amount in zip(claim.components, claim.claimed, strict=True):
            amounts[known[code].name] = amounts.get(known[code].name, 0) + amount
        yield claim, amounts


def _signatures(view: BillView) -> list[Both]:
    """Who signs the bill, and the treasury."""
    between = {
        BillClass.Signing.COUNTERSIGNED: both(lambda: _("Countersigning officer")),
        BillClass.Signing.MAKER_CHECKER: both(lambda: _("Drawing officer")),
    }
    made = both(lambda: _("Drawing officer") if view.signing == "self_drawn" else _("Clerk"))
    signing = BillClass.Signing(view.signing)
    return [made, *([between[signing]] if signing in between else []), both(lambda: _("Treasury officer"))]


def _workbook(desk: Desk, authority: Authority) -> HttpResponse:
    """The lines of the bill with names and a column for each component, in rupees."""
    claims = _claims(desk.bill)
    whose = people_named({claim.employment.number for claim in claims})
    names = [one.component for one in bill_view(desk.bill).sums]
    rows = [
        {
            **dict(
                zip(
                    (_("Employee"), _("Name"), _("Name in Malayalam"), _("Post")),
                    whose.cells(claim.employment.number),
                    strict=True,
                )
            ),
            _("Month"): str(Month.from_key(claim.for_month)),
            **{component_name(name): amounts.get(name, 0) / 100 for name in names},
            _("Gross"): claim.gross / 100,
            _("Deductions"): claim.deductions / 100,
            _("Net"): claim.net / 100,
        }
        for claim, amounts in _with_amounts(claims)
    ]
    name = f"bill-{desk.bill.number}.xlsx"
    return file_response(as_file(table_of(rows), "xlsx"), name, ENDINGS["xlsx"])


# -- the pay bill register -----------------------------------------------------------------------------------


def register_pdf(code: DrawingCode, account_year: str, at: datetime) -> bytes:
    """Every bill of a drawing code in an account year, in the order of its register."""
    bills = Bill.objects.filter(drawing_code=code, account_year=account_year).order_by(
        "register_number", "id"
    )
    rows = bills_of(code.code)
    vouchers = {row.id: (row.token, row.voucher) for row in rows}
    told = [PaperRow(_billed(bill), _entered(bill, *vouchers.get(bill.pk, ("", "")))) for bill in bills]
    heads = [
        both(lambda: _("Bill")), both(lambda: _("Made on")), both(lambda: _("People")),
        both(lambda: _("Gross, ₹")), both(lambda: _("Deductions, ₹")), both(lambda: _("Net, ₹")),
        both(lambda: _("Token")), both(lambda: _("Voucher")), both(lambda: _("State")),
    ]  # fmt: skip
    paper = OfficePaper(
        title=both(lambda: _("Pay bill register")),
        subject=f"{code.code} · {account_year}",
        facts=[
            (
                both(lambda: _("Office")),
                Both(f"{code.title_ml or code.title} · {code.code}", f"{code.title} · {code.code}"),
            ),
            (both(lambda: _("Account year")), Both(account_year, account_year)),
        ],
        says=[],
        tables=[PaperTable(both(lambda: _("Bills")), heads, told, both(lambda: _("None.")))],
        signatures=[both(lambda: _("Drawing officer"))],
        dated=localdate(at),
        is_wide=True,
    )
    return office_pdf(paper)


def _billed(bill: Bill) -> Both:
    month = Month.from_key(bill.drawn_in)
    said = both(lambda: " · ".join(filter(None, (words.month(month), apart_said(bill.kind)))))
    return Both(f"{bill.number} · {said.ml}", said.en)


def _entered(bill: Bill, token: str, voucher: str) -> list[str]:
    state = both(lambda: word_of(bill.state)[1])
    sums = [_amount(bill.gross), _amount(bill.deductions), _amount(bill.net)]
    made = f"{localdate(bill.made_at):%d.%m.%Y}"
    return [made, str(bill.people), *sums, token or "–", voucher or "–", f"{state.ml} · {state.en}"]


# -- the acquittance roll ------------------------------------------------------------------------------------


def _acquittance(desk: Desk, authority: Authority) -> HttpResponse:
    """Each payment of the bill to a person: account, amount, and on which day the bank credited it."""
    legs = list(
        PaymentLeg.objects.filter(bill=desk.bill, employment__isnull=False)
        .exclude(state=PaymentLeg.State.REISSUED)
        .select_related("employment")
        .order_by("employment__number", "id")
    )
    days = dict(
        Credit.objects.filter(leg__in=legs, kind=Credit.Kind.CREDITED).order_by("id").values_list("leg", "on")
    )
    whose = people_named({leg.employment.number for leg in legs if leg.employment})
    accounts = PayeeAccount.rows().filter(pk__in=[leg.account_fact_id for leg in legs])
    tails = dict(accounts.values_list("pk", "tail"))
    rows = [
        PaperRow(_payee(leg, whose), _paid(leg, tails.get(leg.account_fact_id or 0, ""), days.get(leg.pk)))
        for leg in legs
    ]
    view = bill_view(desk.bill)
    credited = sum(leg.amount for leg in legs if leg.pk in days)
    count = sum(leg.pk in days for leg in legs)
    says = both(
        lambda: (
            ngettext(
                "%(count)s payment of %(all)s is credited: %(sum)s.",
                "%(count)s payments of %(all)s are credited: %(sum)s.",
                count,
            )
            % {"count": count, "all": len(legs), "sum": shown(credited)}
        )
    )
    heads = [
        both(lambda: _("Employee")), both(lambda: _("Account")), both(lambda: _("Reference")),
        both(lambda: _("Amount, ₹")), both(lambda: _("Credited on")),
    ]  # fmt: skip
    table = PaperTable(
        both(lambda: _("Payments")),
        heads,
        rows,
        both(lambda: _("The bill is not passed yet: nothing is paid.")),
        ["", "", _amount(sum(leg.amount for leg in legs)), ""] if legs else [],
    )
    paper = OfficePaper(
        title=both(lambda: _("Acquittance roll")),
        subject=view.number,
        facts=_facts(desk.bill, view)[:4],
        says=[says] if legs else [],
        tables=[table],
        signatures=[both(lambda: _("Drawing officer"))],
        dated=localdate(authority.at),
    )
    return file_response(office_pdf(paper), f"acquittance-{view.number}.pdf")


def _payee(leg: PaymentLeg, whose: People) -> Both:
    number = leg.employment.number if leg.employment else ""
    name = name_on_paper(whose.found.get(number))
    return Both(f"{number} · {name.ml}", name.en)


def _paid(leg: PaymentLeg, tail: str, day: date | None) -> list[str]:
    account, credited = f"…{tail}" if tail else "–", f"{day:%d.%m.%Y}" if day else "–"
    return [account, leg.end_to_end_id, _amount(leg.amount), credited]


def _amount(amount: Paise) -> str:
    return shown(amount, symbol=False) if amount else "–"
