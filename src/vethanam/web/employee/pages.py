"""A person's first page: pay, its change, the uses of her contacts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vethanam.money import Paise, shown
from vethanam.payments.models import Credit, PaymentFile, PaymentLeg
from vethanam.payroll.models import Bill
from vethanam.payroll.pay_calendar.queries import bill_pays_on
from vethanam.payroll.queries import PersonMonth, month_of
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.models import PayeeAccount, Posting
from vethanam.service_book.queries import ends_of, entered
from vethanam.web.employee.returned_messages import Returned, returned_of
from vethanam.web.parts import words
from vethanam.web.parts.charts import Step
from vethanam.web.parts.people import people_named
from vethanam.web.parts.view_values import LineShown, Link
from vethanam.web.pay.months import Lines, latest_months, lines_of, twelve_months
from vethanam.web.pay.net_changes import Reason, first_salary, reason_of
from vethanam.web.privacy.uses import UsesShown, uses_shown
from vethanam.web.reader import page_reader


@dataclass(frozen=True, slots=True)
class CreditShown:
    """The state of the payment: shape, word, and day with account, or the next step."""

    shape: str
    word: str
    when: str


@dataclass(frozen=True, slots=True)
class Home:
    """The contents of a month's page."""

    place: str
    month: Month
    net: Paise
    credit: CreditShown
    held: str
    given_back: Sequence[str]
    reason: Reason | None
    payslips: Sequence[Link]
    signed_payslips: Sequence[Link]
    explained: Sequence[Link]
    other_months: Sequence[Link]
    steps: Sequence[Step]
    steps_title: str
    steps_said: str
    earnings: Sequence[LineShown]
    deductions: Sequence[LineShown]
    gross: Paise
    deducted: Paise
    uses: UsesShown
    returned: Sequence[Returned] = ()
    ended: str = ""
    is_apart: bool = False
    #: the months further away than the neighbouring ones, latest first
    far_months: Sequence[Link] = ()


def employment_of(person: int, number: str = "") -> Employment | None:
    """Her requested employment, else the latest paid one, else the latest."""
    rows = list(Employment.objects.filter(person=person).order_by("-id"))
    if number:
        return next((row for row in rows if row.number == number), None)
    if len(rows) > 1:
        rows = [row for row in rows if latest_months(row.pk, most=1)] or rows
    return rows[0] if rows else None


def pen_of(employment: Employment) -> str:
    """The address parameter for this employment, if the person has several."""
    usual = employment_of(employment.person_id)
    return "" if usual == employment else f"?pen={employment.number}"


def home_of(employment: Employment, chosen: Month | None, now: datetime) -> Home | None:
    """The values of a month's page: the requested month, or the latest with pay. None for a month without
    pay.
    """
    months = latest_months(employment.pk)
    if not months or (chosen and chosen not in months):
        return None
    month, pen = chosen or months[0], pen_of(employment)
    found, before = month_of(employment.pk, month), month_of(employment.pk, month.plus(-1))
    lines = lines_of(
        found,
        before,
        lambda component: reverse("employee:line", kwargs={"month": month, "component": component}) + pen,
    )
    is_first = months[-1] == month and not found.is_apart
    reason = reason_of(found, before) or (first_salary(found) if is_first else None)
    steps = [] if len(months) < 3 or found.is_apart else _steps(employment.pk, month, found, before, reason)
    return Home(
        place=f"{people_named([employment.number])[employment.number]} · {place_of(employment)}",
        month=month,
        net=found.net,
        credit=credit_of(found),
        held=_held(lines),
        given_back=given_back(found),
        reason=reason,
        payslips=_payslips(found),
        signed_payslips=_signed_payslips(found),
        explained=_explained(month, pen, is_first=reason is None or not reason.before) if found.lines else (),
        other_months=[*_others(months, month, pen), *_other_employments(employment)],
        steps=steps,
        steps_title=_steps_title(steps),
        steps_said=_said(steps),
        earnings=lines.earnings,
        deductions=lines.deductions,
        gross=lines.gross,
        deducted=lines.deducted,
        uses=uses_shown(employment.person_id, now),
        returned=returned_of(employment.person_id),
        ended=_ended(employment, now) if month == months[0] else "",
        is_apart=found.is_apart,
        far_months=months_apart(months, month, pen),
    )


def _ended(employment: Employment, now: datetime) -> str:
    """That service is over, beside the last month that was drawn: what comes after is owed
    for the months before.
    """
    ends = ends_of(page_reader(), [employment.pk], now)
    if ends.is_empty() or ends["until"][0] > localdate(now):
        return ""
    return _(
        "Service ended on %(day)s. The office above draws pay and arrears still owed for earlier months; "
        "they appear here."
    ) % {"day": words.day(ends["until"][0])}


def _explained(month: Month, pen: str, *, is_first: bool) -> list[Link]:
    """Links to download the explained month."""
    ways: tuple[tuple[str, str], ...] = (
        (_("Every line explained, PDF"), "employee:why"),
        (_("The same as a file"), "employee:why_file"),
        (_("Something is missing or wrong"), "employee:ask_month"),
    )
    if not is_first:
        ways = ((_("Changes, line by line"), "employee:changed"), *ways)
    return [Link(name, reverse(way, kwargs={"month": month}) + pen) for name, way in ways]


def place_of(employment: Employment) -> str:
    """Post, office and drawing code by the latest valid posting."""
    posting = (
        entered(Posting)
        .filter(employment=employment)
        .select_related("post", "office", "drawing_code")
        .order_by("-valid_from", "-id")
        .first()
    )
    if posting is None:
        return ""
    ml = words.language() == "ml"
    post = posting.post.designation_ml if ml and posting.post.designation_ml else posting.post.designation
    office = posting.office.name_ml if ml and posting.office.name_ml else posting.office.name
    return " · ".join([post, office, _("Office %(code)s") % {"code": posting.drawing_code.code}])


def credit_of(month: PersonMonth) -> CreditShown:
    """The state of the month's payment, from bills, payments and the bank's answers."""
    if not month.payslips:
        return _before_passing(month)
    slips = [slip.id for slip in month.payslips]
    legs = list(
        PaymentLeg.objects.filter(payslip__in=slips)
        .exclude(state__in=(PaymentLeg.State.REISSUED, PaymentLeg.State.WITHHELD))
        .order_by("-payee", "id")
    )
    failed = [leg for leg in legs if leg.state in PaymentLeg.FAILED]
    if failed and month.refunds:
        return CreditShown("held", _("Given back to the treasury"), _("It is not sent again."))
    if failed:
        word = (
            _("Not taken by the bank")
            if failed[0].state == PaymentLeg.State.REJECTED
            else _("Came back from the bank")
        )
        return CreditShown("look", word, _("Your office corrects the account; then it is sent again."))
    settled = [leg for leg in legs if leg.state == PaymentLeg.State.SETTLED]
    if legs and len(settled) == len(legs) and month.state == "drawn":
        return CreditShown("done", _("Credited"), _credited_on(settled[-1]))
    if settled:
        return CreditShown("part", _("Credited in part"), shown(sum(leg.amount for leg in settled)))
    due = (
        PaymentFile.objects.filter(pk__in=[leg.file_id for leg in legs if leg.file_id])
        .order_by("-execute_on")
        .values_list("execute_on", flat=True)
        .first()
    )
    return CreditShown(
        "held",
        _("Passed, on its way"),
        _("expected on %(day)s") % {"day": words.day(due)}
        if due
        else _pay_day([s.bill for s in month.payslips]),
    )


def given_back(month: PersonMonth) -> list[str]:
    """A sentence for each confirmed challan of the month."""
    return [
        _("%(size)s was given back on %(day)s by challan %(number)s; it is taken off here.")
        % {"size": shown(back.amount), "day": words.day(back.challan_date), "number": back.challan_number}
        for back in month.refunds
    ]


def _before_passing(month: PersonMonth) -> CreditShown:
    states = {line.bill_state for line in month.lines}
    day = _pay_day(
        Bill.objects.filter(number__in={line.bill for line in month.lines}).values_list("pk", flat=True)
    )
    if states & {Bill.State.PRESENTED, Bill.State.QUEUED}:
        return CreditShown("under-way", _("With the treasury"), day)
    if states == {"drawn"}:
        return CreditShown("done", _("Drawn elsewhere"), _("on a bill outside this system"))
    if states & {Bill.State.OBJECTED}:
        return CreditShown("held", _("Sent back to your office"), day)
    return CreditShown("held", _("On a bill in your office"), day)


def _pay_day(bills: Iterable[int]) -> str:
    """The latest pay-day of bills in words; empty if they have none."""
    days = [day for day in map(bill_pays_on, bills) if day is not None]
    return _("pay-day %(day)s") % {"day": words.day(max(days))} if days else ""


def _credited_on(leg: PaymentLeg) -> str:
    """``2 Nov 2026 · account ending 4821``: the last account credited, and the day."""
    back = Credit.objects.filter(leg=leg, kind=Credit.Kind.RETURNED).values("hop")
    there = Credit.objects.filter(leg=leg, kind=Credit.Kind.CREDITED).exclude(hop__in=back)
    credit = there.order_by("-hop", "-id").first()
    return " · ".join([words.day(credit.on), _place_of_credit(leg, credit.hop)]) if credit else ""


def _place_of_credit(leg: PaymentLeg, hop: int) -> str:
    if leg.kind == PaymentLeg.Kind.PROVIDENT_FUND:
        return _("provident fund")
    if leg.kind == PaymentLeg.Kind.MONEY_ORDER:
        return _("money order, at the post office")
    tails = PayeeAccount.objects.filter(pk=leg.account_fact_id or 0).values_list("tail", "onward_tail")
    tail, onward = tails.first() or ("", "")
    if hop == Credit.Hop.ONWARD:
        return _("sent on to the account ending %(tail)s") % {"tail": onward}
    if leg.kind == PaymentLeg.Kind.TREASURY_SAVINGS:
        return _("treasury savings ending %(tail)s") % {"tail": tail}
    return _("account ending %(tail)s") % {"tail": tail}


def _held(lines: Lines) -> str:
    names = [line.name for line in (*lines.earnings, *lines.deductions) if line.is_held]
    if not names:
        return ""
    told = ngettext(
        "%(names)s waits; the rest is paid without it.",
        "%(names)s wait; the rest is paid without them.",
        len(names),
    )
    return told % {"names": ", ".join(names)}


def _payslips(month: PersonMonth) -> list[Link]:
    several = len(month.payslips) > 1
    return [
        Link(
            _("Payslip, bill %(number)s") % {"number": slip.bill_number} if several else _("Payslip, PDF"),
            reverse("employee:payslip", kwargs={"month": month.month, "slip": slip.id}),
        )
        for slip in month.payslips
    ]


def _signed_payslips(month: PersonMonth) -> list[Link]:
    several = len(month.payslips) > 1
    return [
        Link(
            _("Signed payslip, bill %(number)s") % {"number": slip.bill_number} if several
            else _("Signed payslip, for a bank or another office"),
            reverse("employee:signed_payslip", kwargs={"month": month.month, "slip": slip.id}),
        )
        for slip in month.payslips
    ]  # fmt: skip


def _others(months: Sequence[Month], month: Month, pen: str) -> list[Link]:
    """Links to the neighbouring months."""
    at = months.index(month)
    return _to_months([months[other] for other in (at + 1, at - 1) if 0 <= other < len(months)], pen)


def months_apart(months: Sequence[Month], month: Month, pen: str) -> list[Link]:
    """Links to every month but the shown and the neighbouring ones: each is two presses away."""
    at = months.index(month)
    return _to_months([one for place, one in enumerate(months) if abs(place - at) > 1], pen)


def _to_months(months: Iterable[Month], pen: str) -> list[Link]:
    return [Link(words.month(one), reverse("employee:month", kwargs={"month": one}) + pen) for one in months]


def _other_employments(employment: Employment) -> list[Link]:
    """Links to the person's other employments."""
    rows = Employment.objects.filter(person=employment.person_id).exclude(pk=employment.pk).order_by("-id")
    whose = people_named({row.number for row in rows})
    return [
        Link(
            " · ".join(filter(None, (whose[row.number].post, row.number))),
            reverse("employee:home") + pen_of(row),
        )
        for row in rows
    ]


def _steps(
    employment: int, month: Month, found: PersonMonth, before: PersonMonth, reason: Reason | None
) -> list[Step]:
    """Twelve months as chart steps; the last step has its cause as a label."""
    steps = twelve_months(employment, month)
    if reason and reason.causes and steps:
        name, effect = reason.causes[0]
        last = steps[-1]
        is_earned = found.gross != before.gross and (effect > 0) == (found.gross > before.gross)
        steps[-1] = Step(
            last.label,
            last.earned,
            last.net,
            earned_cause=name if is_earned else "",
            net_cause="" if is_earned else name,
        )
    return steps


def _steps_title(steps: Sequence[Step]) -> str:
    return (
        _("Twelve months")
        if len(steps) == 12
        else ngettext("%(count)s month", "%(count)s months", len(steps))
        % {"count": words.count_in_words(len(steps), capital=True)}
    )


def _said(steps: Sequence[Step]) -> str:
    if not steps:
        return ""
    return _("Earnings went from %(e1)s to %(e2)s, take-home from %(n1)s to %(n2)s.") % {
        "e1": shown(steps[0].earned),
        "e2": shown(steps[-1].earned),
        "n1": shown(steps[0].net),
        "n2": shown(steps[-1].net),
    }
