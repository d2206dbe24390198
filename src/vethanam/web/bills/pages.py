"""A bill on the pages of office and treasury: where the money is, its totals, its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from vethanam.money import Paise, grouped, shown
from vethanam.payments.models import PaymentFile, PaymentLeg
from vethanam.payments.queries import open_findings
from vethanam.payroll.bills.queries import ActView, PresentationView
from vethanam.payroll.models import Bill, Presentation, Refund
from vethanam.payroll.queries import BillView, findings_of
from vethanam.people.models import BillClass, Role
from vethanam.web.parts import words
from vethanam.web.parts.names import component_name, said
from vethanam.web.parts.people import People, PersonShown, numbers_of, people_named
from vethanam.web.parts.view_values import Happened, Named, Noted, Offer, Step, offered
from vethanam.web.treasury.bank_findings import noted_by_bank

STATES: dict[str, tuple[str, str]] = {
    Bill.State.MADE: ("held", gettext_noop("Made")),
    Bill.State.CHECKED: ("held", gettext_noop("Checked")),
    Bill.State.COUNTERSIGNED: ("held", gettext_noop("Countersigned")),
    Bill.State.PRESENTED: ("under-way", gettext_noop("With the treasury")),
    Bill.State.OBJECTED: ("look", gettext_noop("Sent back")),
    Bill.State.WITHDRAWN: ("held", gettext_noop("Taken back")),
    Bill.State.QUEUED: ("held", gettext_noop("Queued")),
    Bill.State.LAPSED: ("held", gettext_noop("Lapsed")),
    Bill.State.PASSED: ("under-way", gettext_noop("Passed, on its way")),
    Bill.State.PART_CREDITED: ("part", gettext_noop("Credited in part")),
    Bill.State.CLOSED: ("done", gettext_noop("Credited")),
    Bill.State.CANCELLED: ("refused", gettext_noop("Cancelled")),
}
ACTS: dict[str, tuple[str, str]] = {
    "made": ("done", gettext_noop("Made")),
    "checked": ("done", gettext_noop("Checked")),
    "countersigned": ("done", gettext_noop("Countersigned")),
    "presented": ("done", gettext_noop("Presented")),
    "withdrawn": ("held", gettext_noop("Taken back")),
    "objected": ("look", gettext_noop("Sent back")),
    "queued": ("held", gettext_noop("Queued")),
    "lapsed": ("held", gettext_noop("Lapsed")),
    "passed": ("done", gettext_noop("Passed")),
    "part_credited": ("part", gettext_noop("Bank answer read")),
    "closed": ("done", gettext_noop("Bank answer read")),
    "cancelled": ("refused", gettext_noop("Cancelled")),
    "refund_entered": ("held", gettext_noop("Challan entered")),
    "refunded": ("done", gettext_noop("Challan confirmed")),
    "refund_refused": ("refused", gettext_noop("Challan refused")),
}
ROLES: dict[str, str] = {
    Role.CLERK: gettext_noop("Clerk, %(scope)s"),
    Role.DRAWING_OFFICER: gettext_noop("Drawing officer, %(scope)s"),
    Role.COUNTERSIGNING_OFFICER: gettext_noop("Countersigning officer, %(scope)s"),
    Role.TREASURY_OFFICER: gettext_noop("Treasury officer, %(scope)s"),
    Role.SERVICE: gettext_noop("Payments"),
}
#: kinds of bills that are no office's monthly pay
APART: dict[str, str] = {
    Bill.Kind.SURRENDER: gettext_noop("Surrender of earned leave"),
    Bill.Kind.FESTIVAL: gettext_noop("Festival allowance and bonus"),
    Bill.Kind.COMPENSATION: gettext_noop("Compensation by order of a court"),
    Bill.Kind.DECEASED: gettext_noop("Claim of a deceased person, form TR 59(C)"),
}
OUTCOMES: dict[str, tuple[str, str]] = {
    Presentation.Outcome.WAITS: ("under-way", gettext_noop("Waits")),
    Presentation.Outcome.QUEUED: ("held", gettext_noop("Queued")),
    Presentation.Outcome.OBJECTED: ("look", gettext_noop("Sent back")),
    Presentation.Outcome.WITHDRAWN: ("held", gettext_noop("Taken back")),
    Presentation.Outcome.LAPSED: ("held", gettext_noop("Lapsed")),
    Presentation.Outcome.PASSED: ("done", gettext_noop("Passed")),
}


REFUNDS: dict[str, tuple[str, str]] = {
    Refund.State.ENTERED: ("held", gettext_noop("Waits for the treasury")),
    Refund.State.CONFIRMED: ("done", gettext_noop("Confirmed")),
    Refund.State.REFUSED: ("refused", gettext_noop("Refused")),
}


@dataclass(frozen=True, slots=True)
class Coming:
    """One presentation in a table."""

    at: datetime
    token: str
    shape: str
    word: str
    reason: str
    lines: Sequence[Noted]


@dataclass(frozen=True, slots=True)
class BackShown:
    """One challan in a table: person, date, state."""

    record: PersonShown
    challan: str
    on: date
    amount: Paise
    shape: str
    word: str
    says: str


@dataclass(frozen=True, slots=True)
class BillShown:
    """The contents of a bill's page; the desk adds its acts."""

    number: str
    above: str
    title: str
    lead: str
    net: Paise
    gross: Paise
    deducted: Paise
    earnings: Sequence[Named]
    deductions: Sequence[Named]
    steps: Sequence[Step]
    history: Sequence[Happened]
    presentations: Sequence[Coming]
    findings: Sequence[Noted]
    findings_title: str
    refunds: Sequence[BackShown]
    acts: Sequence[Offer] = ()
    can_cancel: bool = False
    cancel: str = ""

    def offering(self, acts: Sequence[Offer], cancel: str = "") -> BillShown:
        """The page with this desk's acts; only the first possible act is a filled button."""
        return replace(self, acts=offered(acts), can_cancel=bool(cancel), cancel=cancel)


@dataclass(frozen=True, slots=True)
class Money:
    """The payment state of a bill: people, time of hand-over, credited, failed."""

    people: int
    handed_over_at: datetime | None
    credited: int
    failed: int


def shown_bill(view: BillView, officer: str) -> BillShown:
    """The bill's page without acts; with the bank's findings that this officer can act on."""
    money = money_of(view)
    found = open_findings(view.id, officer=officer)
    if officer == Role.DRAWING_OFFICER:  # the office's order names the institution
        found += [one for one in open_findings(view.id) if one.code == "no_institution_account"]
    asked = noted_by_bank(found)
    whose = people_named(
        {row.number for row in view.refunds}
        | {number for p in view.presentations for number, _reason in p.line_objections}
    )
    return BillShown(
        number=view.number,
        above=above(view),
        title=title_of(view, money),
        lead=_lead(view, money),
        net=view.net,
        gross=view.gross,
        deducted=view.deductions,
        earnings=_named(view, "earning"),
        deductions=_named(view, "deduction"),
        steps=steps_of(view, money),
        history=[_happened(act) for act in view.acts],
        presentations=[
            Coming(
                p.presented_at,
                p.token,
                *_word(OUTCOMES, p.outcome),
                p.reason,
                [Noted(whose[number], reason) for number, reason in p.line_objections],
            )
            for p in view.presentations
        ],
        findings=asked or _objections(view.presentations, whose) or _signed_off(view),
        findings_title=_("Answer of the bank")
        if asked
        else _("The treasury's objections")
        if view.state == Bill.State.OBJECTED
        else _("Signed off by the office"),
        refunds=[
            BackShown(
                whose[row.number],
                row.challan_number,
                row.challan_date,
                row.amount,
                *_word(REFUNDS, row.state),
                row.answer or row.reason,
            )
            for row in view.refunds
        ],
    )


def above(view: BillView) -> str:
    """Number, month and head, above the heading."""
    named = [words.month(month) for month in view.months]
    months = ", ".join(named) if len(named) <= 3 else f"{named[0]} – {named[-1]}"
    told = _("Bill %(number)s · %(month)s · head %(head)s") % {
        "number": view.number,
        "month": months,
        "head": view.head,
    }
    return " · ".join(filter(None, (told, apart_said(view.kind))))


def apart_said(kind: str) -> str:
    """The kind of a bill that is no office's monthly pay; empty for a pay bill."""
    return _(APART[kind]) if kind in APART else ""


def word_of(state: str) -> tuple[str, str]:
    """The status of a bill: name of its icon, and word."""
    return _word(STATES, state)


def money_of(view: BillView) -> Money:
    """The payments to the people on the bill, into accounts or provident funds; payments
    of schedules are excluded.
    """
    legs = PaymentLeg.objects.filter(bill=view.id, payslip__isnull=False)
    states: dict[int, set[str]] = {}
    stand = legs.exclude(state__in=(PaymentLeg.State.REISSUED, PaymentLeg.State.WITHHELD))
    for payslip, state in stand.values_list("payslip", "state"):
        states.setdefault(payslip or 0, set()).add(state)
    files = PaymentFile.objects.filter(bill=view.id).exclude(state=PaymentFile.State.WITHDRAWN)
    file = files.order_by("ordinal").first()
    return Money(
        people=view.people,
        handed_over_at=file.handed_over_at if file else None,
        credited=sum(of == {PaymentLeg.State.SETTLED} for of in states.values()),
        failed=sum(bool(of & set(PaymentLeg.FAILED)) for of in states.values()),
    )


def title_of(view: BillView, money: Money) -> str:
    """The heading: a sentence on where the money is."""
    if view.state in Bill.PAID and money.credited:
        if money.credited == money.people:
            said_of_all = ngettext(
                "The one person has the pay", "All %(people)s people have their pay", money.people
            )
            return said_of_all % {"people": grouped(money.people)}
        return _("%(credited)s of %(people)s people have their pay") % {
            "credited": grouped(money.credited),
            "people": grouped(money.people),
        }
    return {
        Bill.State.MADE: _made_title(view),
        Bill.State.CHECKED: _("The bill is ready to present"),
        Bill.State.COUNTERSIGNED: _("The bill is ready to present"),
        Bill.State.PRESENTED: _("The bill is with the treasury"),
        Bill.State.OBJECTED: _("The treasury sent the bill back"),
        Bill.State.WITHDRAWN: _("The bill was taken back"),
        Bill.State.QUEUED: _("The treasury keeps the bill waiting"),
        Bill.State.LAPSED: _("The bill lapsed with its account year"),
        Bill.State.CANCELLED: _("The bill is cancelled"),
    }.get(Bill.State(view.state), _("The bill is passed; the bank pays next"))


def _made_title(view: BillView) -> str:
    return {
        BillClass.Signing.MAKER_CHECKER: _("The bill waits for a second person"),
        BillClass.Signing.COUNTERSIGNED: _("The bill waits for the countersignature"),
        BillClass.Signing.SELF_DRAWN: _("The bill is ready to present"),
    }[BillClass.Signing(view.signing)]


def _lead(view: BillView, money: Money) -> str:
    of = _("net, of %(gross)s gross, for %(people)s.") % {
        "gross": shown(view.gross),
        "people": people(view.people),
    }
    if not money.failed:
        return of
    came = ngettext(
        "%(failed)s credit came back; correct the account to pay it.",
        "%(failed)s credits came back; correct the accounts to pay them.",
        money.failed,
    ) % {"failed": words.count_in_words(money.failed, capital=True)}
    return f"{of} {came}"


def people(count: int) -> str:
    """The count with its noun: ``1,200 people``."""
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": grouped(count)}


def steps_of(view: BillView, money: Money) -> list[Step]:
    """The steps: made, signed, presented, passed, paid, credited; a cancelled bill is grey
    after its last step.
    """
    is_over = view.state == Bill.State.CANCELLED
    dated = [(_word(ACTS, step.name)[1], step.at) for step in view.steps if step.name != "closed"]
    dated.append((_("Paid"), money.handed_over_at))
    reached = [name for name, at in dated if at]
    now = "" if is_over else _("Credited") if money.credited else reached[-1]
    steps = [
        Step(name, _short(at), "over" if is_over else "behind" if at else "ahead", name == now)
        for name, at in dated
    ]
    under = (
        _("%(credited)s of %(people)s")
        % {"credited": grouped(money.credited), "people": grouped(money.people)}
        if money.credited
        else ""
    )
    last = "behind" if money.credited else "over" if is_over else "ahead"
    return [*steps, Step(_("Credited"), under, last, now == _("Credited"))]


def _short(at: datetime | None) -> str:
    return words.day(timezone.localtime(at).date(), year=False) if at else ""


def _named(view: BillView, kind: str) -> list[Named]:
    return [Named(component_name(total.component), total.amount) for total in view.sums if total.kind == kind]


def _happened(act: ActView) -> Happened:
    shape, word = _word(ACTS, act.act)
    role = _(ROLES[act.role]) % {"scope": act.scope} if act.role in ROLES else act.role.replace("_", " ")
    who = _("%(act)s · %(role)s, in the officer's name") if act.is_delegated else _("%(act)s · %(role)s")
    note = act.reason or {
        "checked": _("Not the person who made it"),
        "part_credited": _("Some credits came back or are still open."),
        "closed": _("Every credit is there."),
    }.get(act.act, "")
    return Happened(act.at, shape, who % {"act": word, "role": role}, note)


def _objections(comings: Sequence[PresentationView], whose: People) -> list[Noted]:
    """The treasury's reasons of the last objection."""
    if not comings or comings[0].outcome != Presentation.Outcome.OBJECTED:
        return []
    lines = [Noted(whose[number], reason) for number, reason in comings[0].line_objections]
    return [Noted(_("The bill"), comings[0].reason), *lines]


def _signed_off(view: BillView, most: int = 20) -> list[Noted]:
    """The findings that the office signed off with a reason before making the bill."""
    found = findings_of(view.run, blocking=True) if view.run else []
    settled = [row for row in found if row.resolution][:most]
    whose = people_named(numbers_of(settled))
    return [
        Noted(whose.of(row.record), said(row, whose.in_sentence), row.code, settled=row.reason)
        for row in settled
    ]


def _word(table: dict[str, tuple[str, str]], key: str) -> tuple[str, str]:
    shape, word = table[key]
    return shape, _(word)
