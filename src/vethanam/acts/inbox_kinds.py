"""The kinds of work that wait for an officer: for each its roles, its query and since when it waits.

A kind's query lists only rows that the officer can act on: of her scope, and none that she proposed,
entered or made herself. All kinds are read in one statement (:mod:`vethanam.acts.inbox`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, Expression, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.timezone import localdate

from vethanam.acts.masters import MASTERS, kinds_for
from vethanam.acts.scans import OF_STATE
from vethanam.benefits.demand_rules import with_known_interest
from vethanam.benefits.models import Advance, Leg, SchemeOffice
from vethanam.benefits.order_proofs import (
    counting_incentive_orders,
    counting_payment_orders,
    lines_of_order,
)
from vethanam.benefits.powers import AGENT, SOCIETY_SECRETARY
from vethanam.benefits.queries import (
    demands,
    incentives,
    lists,
    notices,
    paid_elsewhere,
    waiting_cycles,
    waiting_deliveries,
)
from vethanam.benefits.queries.deliveries import money_of_advance
from vethanam.benefits.queries.late_money import late_money
from vethanam.errors import Sentence
from vethanam.identity.authority import Authority
from vethanam.identity.queries import unconfirmed_keys
from vethanam.messaging.campaign_views import unsent_campaigns
from vethanam.messaging.canary_models import CanaryProposal
from vethanam.messaging.models import AskedUse, Campaign, CampaignDecline, Recipient
from vethanam.messaging.operator_holds import current_holds
from vethanam.messaging.operator_texts import texts_to_register
from vethanam.messaging.registers.links import links_to_decide
from vethanam.money import shown
from vethanam.orders.models import ScanWithdrawal
from vethanam.payments.actions.benefit_compensation import why_not_released
from vethanam.payments.benefit_compensation import open_lines, with_claims
from vethanam.payments.findings import sentence_of
from vethanam.payments.models import Credit, FoundFile, FoundFileDecision, FoundTransfer, InstitutionAccount
from vethanam.payments.queries import failed_pay, open_finding_rows
from vethanam.payments.society_accounts import failed_advances, lines_without_account
from vethanam.payroll.bills.waiting_bills import waiting_bills
from vethanam.payroll.bills.waiting_months import people_held, runs_without_bill
from vethanam.payroll.compensation.queries import compensations, waiting_for_finance, without_tax
from vethanam.payroll.models import BillAct, Presentation, Refund
from vethanam.payroll.payslips.questions import open_questions
from vethanam.payroll.register.outside_vouchers import waiting_vouchers
from vethanam.people import appointments
from vethanam.people.account_list import open_resets
from vethanam.people.delegations import decidable_delegations
from vethanam.people.masters.pages import undecided
from vethanam.people.models import MasterChange, Role
from vethanam.people.queries import appointments_at, own_accounts
from vethanam.periods import Month
from vethanam.privacy.approval_proofs import ROLES
from vethanam.privacy.current_restraints import undecided_positions
from vethanam.privacy.current_windows import windows_now
from vethanam.privacy.duty_deadlines import ESCALATED
from vethanam.privacy.law.windows import IST, open_at
from vethanam.privacy.models import (
    Duty,
    DutyStep,
    PolicyProposal,
    PurposeProposal,
    RecordedWindow,
    TextClassProposal,
    Use,
)
from vethanam.privacy.permit.approvals import ANY_ROLE, roles_needed
from vethanam.privacy.proposals import SHOWN_FOR
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries.approvals import asked_by_others, counting_approvals, with_approvals
from vethanam.privacy.queries.duties import ANSWERS, open_duties
from vethanam.privacy.queries.emergencies import EMERGENCY
from vethanam.privacy.two_officers import OTHERS
from vethanam.privacy.window_proofs import ends_waiting
from vethanam.service_book.accounts import MONTHS_AFTER
from vethanam.service_book.ended_accounts import open_after_service
from vethanam.service_book.models import PayeeAccount, Posting, Sheet
from vethanam.service_book.queries import counting, entered, holders_of, people_with_entries
from vethanam.webhooks.queries import unheard_webhooks

WORKING = (Role.DRAWING_OFFICER, Role.CLERK)
COMPOSING = (Role.COMMUNICATING_OFFICER, Role.PURPOSE_OWNER)
APPROVING = (Role.PURPOSE_OWNER, Role.DATA_PROTECTION_OFFICER, Role.LAW_OFFICER)
SIGNING_UNDER_RESTRAINT = (Role.DATA_PROTECTION_OFFICER, Role.LAW_OFFICER)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: its kind, its key there, since when, its name, the employee's number, its facts.

    ``hat`` is the place of the role in the account's roles.
    """

    hat: int
    kind: str
    key: str
    since: datetime
    name: str
    number: str
    told: Mapping[str, Any]


type Rows = Callable[[Authority], QuerySet[Any]]
type Kept = Callable[[Authority, Sequence[Waiting]], Sequence[Waiting]]


def _says(row: Waiting) -> Sentence:
    """The sentence of a row, of the template ``inbox_`` and its kind."""
    return Sentence(f"inbox_{row.kind}", {"name": row.name, "employee": row.number, **row.told})


@dataclass(frozen=True, slots=True)
class WaitingKind:
    """A kind of waiting work.

    ``since``, ``key``, ``name``, ``number`` (of the employee) and ``told`` are columns of its query.
    ``power`` is what a delegation must give; None for what nobody does in another's name. ``keeps`` drops
    rows that only Python can judge, and runs only if there are any.
    """

    code: str
    roles: tuple[str, ...]
    rows: Rows
    since: str | Expression
    key: str | Expression = "pk"
    name: str = ""
    number: str = ""
    told: Mapping[str, str | Expression] = field(default_factory=dict)
    power: str | None = "prepare"
    keeps: Kept | None = None
    says: Callable[[Waiting], Sentence] = _says


def _oneself(authority: Authority) -> list[int]:
    """The acting person, and the officer she acts for."""
    return [one for one in (authority.person, authority.on_behalf_of) if one is not None]


# -- the office ----------------------------------------------------------------------------------------------


def _bills(act: str) -> Rows:
    return lambda authority: waiting_bills(act, authority)


def _objected(authority: Authority) -> QuerySet[Any]:
    last = Presentation.objects.filter(bill=OuterRef("pk")).order_by("-ordinal")
    return waiting_bills("mend", authority).annotate(reason=Subquery(last.values("reason")[:1]))


def _entries(authority: Authority) -> QuerySet[Any]:
    rows = people_with_entries(authority.scope or "").exclude(own_accounts("entered_by", authority))
    return rows.values("employment__number")


def _of_own_books(authority: Authority, rows: Sequence[Waiting]) -> Sequence[Waiting]:
    """People with their book at the office; and arrivals: the office verifies their posting alone."""
    held = holders_of({row.told["employment"] for row in rows}, authority.at)
    here = Posting.objects.filter(drawing_code__code=authority.scope)
    elsewhere = {row.told["employment"] for row in rows if not _has_book(authority, held, row)}
    arriving = people_with_entries(authority.scope or "").exclude(own_accounts("entered_by", authority))
    arriving = arriving.filter(kind=Posting.kind(), fact__in=here.values("pk"), employment__in=elsewhere)
    arrived = set(arriving.values_list("employment", flat=True)) if elsewhere else set()
    return [row for row in rows if _has_book(authority, held, row) or row.told["employment"] in arrived]


def _has_book(authority: Authority, held: Mapping[int, frozenset[str]], row: Waiting) -> bool:
    return (authority.scope or "") in held.get(row.told["employment"], ())


def _questions(authority: Authority) -> QuerySet[Any]:
    return open_questions(authority.scope or "").exclude(employment__person__in=_oneself(authority))


def _question_says(row: Waiting) -> Sentence:
    if row.told["entry"]:
        return Sentence("inbox_objection")
    return Sentence("inbox_question", {"month": str(Month.from_key(row.told["month"]))})


def _returned(authority: Authority) -> QuerySet[Any]:
    """Failed credits without another account; one that waits is among the entries to verify."""
    return _failed(authority).exclude(Exists(_later_account(entered(PayeeAccount))))


def _to_send_again(authority: Authority) -> QuerySet[Any]:
    return _failed(authority).filter(Exists(_later_account(counting(PayeeAccount))))


def _later_account(rows: QuerySet[PayeeAccount]) -> QuerySet[PayeeAccount]:
    after = Coalesce(OuterRef("account_fact"), 0)
    return rows.filter(employment=OuterRef("employment"), pk__gt=after)


def _failed(authority: Authority) -> QuerySet[Any]:
    failed = Credit.objects.filter(leg=OuterRef("pk")).exclude(kind=Credit.Kind.CREDITED)
    rows = failed_pay(bill__drawing_code__code=authority.scope)
    return rows.annotate(
        since=Coalesce(Subquery(failed.order_by("-id").values("recorded_at")[:1]), "recorded_at")
    )


def _findings(authority: Authority) -> QuerySet[Any]:
    rows = open_finding_rows(officer=authority.role, scope=authority.scope or "")
    return rows.exclude(leg__in=failed_pay().values("pk"))


def _finding_says(row: Waiting) -> Sentence:
    return sentence_of(row.name, row.told["facts"])


def _sheets(authority: Authority) -> QuerySet[Any]:
    rows = Sheet.objects.filter(verification__isnull=True).exclude(own_accounts("entered_by", authority))
    rows = rows.exclude(person__in=_oneself(authority))
    return rows.filter(codes__contained_by=[authority.scope]) if authority.scope else rows


def _vouchers(authority: Authority) -> QuerySet[Any]:
    oneself = _oneself(authority)
    rows = waiting_vouchers(authority.scope or "")
    return rows.exclude(entered_by__in=oneself).exclude(entered_for__in=oneself)


def _scans(authority: Authority) -> QuerySet[Any]:
    """Scans of the office, or of officers of the State, that another officer asks to take off."""
    last = ScanWithdrawal.objects.filter(scan=OuterRef("scan")).order_by("-pk").values("pk")[:1]
    rows = ScanWithdrawal.objects.filter(step=ScanWithdrawal.Step.ASKED, pk=Subquery(last))
    rows = rows.exclude(own_accounts("by", authority)).exclude(person__in=_oneself(authority))
    if authority.role in WORKING:
        return rows.filter(scan__drawing_code=authority.scope) if authority.scope else rows.none()
    of_state = Q(scan__role__in=OF_STATE)
    return rows.filter(
        of_state | Q(scan__drawing_code="") if authority.role == Role.LAW_OFFICER else of_state
    )


def _ended_accounts(authority: Authority) -> QuerySet[Any]:
    """Open accounts after the end of service, which the office may close: no appointment is left."""
    day = localdate(authority.at)
    posted = Posting.objects.filter(drawing_code__code=authority.scope).values("employment")
    held = appointments_at(authority.at, account=OuterRef("employment__person__account"))
    rows = open_after_service(day).exclude(employment__person__in=_oneself(authority))
    since = Month.of(day).plus(-MONTHS_AFTER).first
    return rows.filter(~Exists(held), employment__in=posted, valid_until__gte=since)


# -- the treasury --------------------------------------------------------------------------------------------


def _challans(authority: Authority) -> QuerySet[Any]:
    oneself = _oneself(authority)
    drew = BillAct.objects.filter(bill=OuterRef("bill"), act__in=BillAct.DRAWING, person__in=oneself)
    rows = Refund.objects.filter(~Exists(drew), treasury__code=authority.scope, state=Refund.State.ENTERED)
    return rows.exclude(entered_by__in=oneself).exclude(entered_for__in=oneself)


def _institutions(authority: Authority) -> QuerySet[Any]:
    rows = InstitutionAccount.objects.filter(verified_at__isnull=True)
    return rows.exclude(own_accounts("entered_by", authority))


def _societies(authority: Authority) -> QuerySet[Any]:
    del authority
    return lines_without_account().values("route__society__name")


def _failed_advances(authority: Authority) -> QuerySet[Any]:
    del authority
    return failed_advances()


def _failed_says(row: Waiting) -> Sentence:
    code = "inbox_incentive_failed" if row.told["pays"] == Leg.Kind.BILL else "inbox_advance_failed"
    return Sentence(code, {"name": row.name, "society": row.told["society"]})


# -- administrators and finance ------------------------------------------------------------------------------


def _masters(authority: Authority) -> QuerySet[Any]:
    first = MasterChange.objects.filter(proposal=OuterRef("pk")).order_by("place").values("key")[:1]
    rows = undecided(kinds_for(authority.role)).exclude(own_accounts("proposed_by", authority))
    rows = rows.exclude(proposed_person__in=_oneself(authority))
    return rows.annotate(named=Coalesce(NullIf("title", Value("")), Subquery(first)))


def _operator_texts(authority: Authority) -> QuerySet[Any]:
    return texts_to_register(authority.at.astimezone(IST).date())


def _operator_holds(authority: Authority) -> QuerySet[Any]:
    return current_holds(authority.at)


def _unheard_webhooks(authority: Authority) -> QuerySet[Any]:
    return unheard_webhooks()


def _appointments(authority: Authority) -> QuerySet[Any]:
    return appointments.decidable_by(authority)


def _delegations(authority: Authority) -> QuerySet[Any]:
    return decidable_delegations(authority)


def _resets(authority: Authority) -> QuerySet[Any]:
    own = (
        Q(asked_by=authority.account)
        | Q(account=authority.account)
        | Q(asked_by_person__in=_oneself(authority))
    )
    return open_resets().exclude(own)


def _keys(authority: Authority) -> QuerySet[Any]:
    return unconfirmed_keys().exclude(person__in=_oneself(authority))


def _found_files(authority: Authority) -> QuerySet[Any]:
    decided = FoundFileDecision.objects.filter(message=OuterRef("message"))
    unexplained = FoundTransfer.objects.filter(file=OuterRef("pk"), leg__isnull=True)
    return FoundFile.objects.filter(Exists(unexplained), ~Exists(decided))


# -- approvals and duties ------------------------------------------------------------------------------------


_APPROVALS: Mapping[str, str | Expression] = {"approvals": "approvals"}


def _unapproved(_authority: Authority, rows: Sequence[Waiting]) -> Sequence[Waiting]:
    """The requests without an approval of hers or of her role that counts."""
    counting = counting_approvals({one for row in rows for one in row.told["approvals"]})
    return [row for row in rows if not counting.intersection(row.told["approvals"])]


def _messages(authority: Authority) -> QuerySet[Any]:
    rows = unsent_campaigns(authority.at)
    return with_approvals(asked_by_others(rows, authority), "campaign", authority)


def _declined(authority: Authority) -> QuerySet[Any]:
    """Declined messages of the office that nobody composed anew."""
    later = Campaign.objects.filter(
        pk__gt=OuterRef("campaign"), office=authority.office, purpose=OuterRef("campaign__purpose")
    ).alias(about=Coalesce("order_id", 0))
    anew = later.filter(about=Coalesce(OuterRef("campaign__order_id"), 0))
    rows = CampaignDecline.objects.filter(
        ~Exists(anew), campaign__office=authority.office, at__gt=authority.at - SHOWN_FOR
    )
    return rows.exclude(person__in=_oneself(authority))


def _declined_says(row: Waiting) -> Sentence:
    facts = {"name": row.name, "reason": row.told["reason"]}
    return Sentence(f"inbox_message_declined_{row.told['role']}", facts)


def _requests(authority: Authority) -> QuerySet[Any]:
    rows = AskedUse.objects.exclude(answers__is_allowed=True)
    return with_approvals(asked_by_others(rows, authority), "asked", authority)


def _of_ones_purposes(authority: Authority, rows: Sequence[Waiting]) -> Sequence[Waiting]:
    """The requests under purposes that this officer's role approves."""
    rows = _unapproved(authority, rows)
    day, role = authority.at.astimezone(IST).date(), ROLES[authority.role]
    catalogue, is_caution = catalogue_now(), bool(open_at(windows_now().caution, authority.at))
    purposes = {row.name: catalogue.on(row.name, day) for row in rows}
    needed = {
        name: roles_needed(purpose, is_caution=is_caution)
        for name, purpose in purposes.items()
        if purpose is not None
    }
    return [row for row in rows if {role, ANY_ROLE} & set(needed.get(row.name, ()))]


def _purposes(authority: Authority) -> QuerySet[Any]:
    rows = PurposeProposal.objects.filter(publication__isnull=True, at__gt=authority.at - SHOWN_FOR)
    return with_approvals(asked_by_others(rows, authority), "purpose", authority)


def _positions(authority: Authority) -> QuerySet[Any]:
    return with_approvals(undecided_positions(), "position", authority, lasts=None)


def _window_ends(_authority: Authority) -> QuerySet[Any]:
    return RecordedWindow.objects.filter(kind__in=RecordedWindow.Kind.values)


def _signed_ends(_authority: Authority, rows: Sequence[Waiting]) -> Sequence[Waiting]:
    """The entries that a law officer signed as the end of a window, without one that is agreed to."""
    waiting = {str(one.pk) for one in ends_waiting()}
    return [row for row in rows if row.key in waiting]


def _compensations_to_decide(authority: Authority) -> QuerySet[Any]:
    return waiting_for_finance().exclude(person=authority.person or 0)


def _compensations_without_tax(_authority: Authority) -> QuerySet[Any]:
    return without_tax()


def _classes(authority: Authority) -> QuerySet[Any]:
    rows = TextClassProposal.objects.filter(at__gt=authority.at - SHOWN_FOR)
    return with_approvals(asked_by_others(rows, authority), "text", authority, lasts=None)


def _recipients(authority: Authority) -> QuerySet[Any]:
    rows = asked_by_others(Recipient.objects.filter(end__isnull=True), authority)
    return with_approvals(rows, "recipient", authority, lasts=None)


def _register_links(authority: Authority) -> QuerySet[Any]:
    return links_to_decide(authority).values("office")


def _reviews(authority: Authority) -> QuerySet[Any]:
    """Safety messages that nobody has reviewed, and that she did not ask for."""
    rows = Use.objects.filter(purpose_code=EMERGENCY, outcome__in=(Use.Outcome.ALLOW, Use.Outcome.PARTIAL))
    return rows.filter(review__isnull=True).exclude(asking_person__in=_oneself(authority))


def _policies(authority: Authority) -> QuerySet[Any]:
    """The proposals of the other officer; only the newest of a purpose waits."""
    later = PolicyProposal.objects.filter(purpose=OuterRef("purpose"), pk__gt=OuterRef("pk"))
    return _of_the_other(PolicyProposal.objects.filter(~Exists(later), setting__isnull=True), authority)


def _canaries(authority: Authority) -> QuerySet[Any]:
    """The proposals of the other officer that are not planted."""
    return _of_the_other(CanaryProposal.objects.filter(planting__isnull=True), authority)


def _of_the_other(proposals: QuerySet[Any], authority: Authority) -> QuerySet[Any]:
    """Those that the other of two officers proposed."""
    theirs = proposals.filter(role=OTHERS.get(authority.role, ""))
    return theirs.exclude(person__in=_oneself(authority))


def _duty_says(row: Waiting) -> Sentence:
    return Sentence(f"inbox_duty_{row.name}")


def _duties(authority: Authority) -> QuerySet[Any]:
    return open_duties()


def _escalated(authority: Authority) -> QuerySet[Any]:
    escalated = DutyStep.objects.filter(duty=OuterRef("pk"), kind=ESCALATED)
    return open_duties().filter(Exists(escalated)) if authority.office == ANSWERS else Duty.objects.none()


def _deliver_says(row: Waiting) -> Sentence:
    facts = {"name": row.name, "count": row.told["count"], "day": date.fromisoformat(row.told["last"])}
    return Sentence(f"inbox_{row.kind}", facts)


def _money_says(row: Waiting) -> Sentence:
    return Sentence(f"inbox_{row.kind}", {"name": row.name, "sum": shown(row.told["rest"])})


_ORDERED: Mapping[str, str | Expression] = {"ordered": "ordered"}


def _unordered_payments(authority: Authority, rows: Sequence[Waiting]) -> Sequence[Waiting]:
    """The payments without an order of hers or of her role that counts, or with a line not delivered that the
    orders of her role do not name.
    """
    orders = counting_payment_orders({one for row in rows for one in row.told["ordered"]})
    counting, own = {one.pk for one in orders}, [one for one in orders if one.role == authority.role]
    of_role, named = {one.pk for one in own}, {line for one in own for line in lines_of_order(one)}
    return [
        row
        for row in rows
        if not counting.intersection(row.told["ordered"])
        or (of_role.intersection(row.told["ordered"]) and not named.issuperset(row.told["again"]))
    ]


def _unordered_incentives(_authority: Authority, rows: Sequence[Waiting]) -> Sequence[Waiting]:
    """The incentives without an order of hers or of her role that counts."""
    counting = counting_incentive_orders({one for row in rows for one in row.told["ordered"]})
    return [row for row in rows if not counting.intersection(row.told["ordered"])]


def _with_interest(_authority: Authority, rows: Sequence[Waiting]) -> Sequence[Waiting]:
    """The demands that hold interest of a form that finance entered."""
    known = with_known_interest({row.key for row in rows})
    return [row for row in rows if row.key in known]


def _with_late_interest(_authority: Authority, rows: Sequence[Waiting]) -> Sequence[Waiting]:
    """The lists with interest that is known and that no transfer pays."""
    found = {one.number: one for one in Advance.objects.filter(number__in={row.key for row in rows})}
    late = {number: late_money(one, money_of_advance(one)) for number, one in found.items()}
    rest = {number: one.rest for number, one in late.items() if one is not None}
    return [replace(row, told={"rest": rest[row.key]}) for row in rows if rest.get(row.key)]


def _exact_says(row: Waiting) -> Sentence:
    sum_ = shown(row.told["rest"], paise=True)
    return Sentence(f"inbox_{row.kind}", {"name": row.name, "sum": sum_})


def _releasable(authority: Authority, rows: Sequence[Waiting]) -> Sequence[Waiting]:
    """The compensations that the scheme may release now."""
    scheme = SchemeOffice.objects.get(code=authority.scope)
    open_now = {
        found.reference
        for found in compensations().filter(reference__in={row.key for row in rows})
        if why_not_released(found, authority) is None and open_lines(found, scheme)
    }
    return [row for row in rows if row.key in open_now]


_COUNTS = {
    "count": Count("fact"),
    "employment": Min("employment"),
}


def _to_decide(authority: Authority) -> QuerySet[Any]:
    """Assessed applications, without those that the officer entered herself."""
    return lists.to_sanction(authority).exclude(person__in=_oneself(authority))


#: every kind, in the order in which rows of one instant stand
KINDS: tuple[WaitingKind, ...] = (
    WaitingKind(
        "bill_sent_back", (Role.DRAWING_OFFICER,), _objected, "since", name="number",
        told={"reason": "reason"}, power="present",
    ),
    WaitingKind(
        "bill_to_present_again", (Role.DRAWING_OFFICER,), _bills("present_again"), "since", name="number",
        power="present",
    ),
    WaitingKind(
        "bill_to_present", (Role.DRAWING_OFFICER,), _bills("present"), "since", name="number", power="present"
    ),
    WaitingKind("bill_to_check", (Role.DRAWING_OFFICER,), _bills("check"), "since", name="number"),
    WaitingKind(
        "bill_to_countersign", (Role.COUNTERSIGNING_OFFICER,), _bills("countersign"), "since", name="number"
    ),
    WaitingKind(
        "entries", WORKING, _entries, Min("recorded_at"), key="employment__number",
        number="employment__number", told=_COUNTS, keeps=_of_own_books,
    ),
    WaitingKind("sheet", WORKING, _sheets, "recorded_at", name="file_name", told={"count": "rows"}),
    WaitingKind(
        "outside_voucher", WORKING, _vouchers, "recorded_at", name="voucher_number",
        number="employment__number",
    ),
    WaitingKind(
        "scan_to_take_off", (*WORKING, *OF_STATE), _scans, "recorded_at", key="scan__order",
        name="scan__order__number",
    ),
    WaitingKind(
        "question", WORKING, _questions, "asked_at", key="reference",
        number="employment__number", told={"month": "for_month", "entry": "entry"},
        says=_question_says,
    ),
    WaitingKind(
        "account_to_close", WORKING, _ended_accounts, "recorded_at", key="employment__number",
        number="employment__number", power=None,
    ),
    WaitingKind(
        "month_without_bill", WORKING, lambda authority: runs_without_bill(authority.scope or ""), "known_at",
        key="month_said", told={"month": "month_said"},
    ),
    WaitingKind(
        "held_person", WORKING, lambda authority: people_held(authority.scope or ""), "at", key="month_said",
        number="finding__employment__number", told={"month": "month_said", "reason": "reason"},
    ),
    WaitingKind(
        "credit_returned", WORKING, _returned, "since", key="bill", name="bill__number",
        number="employment__number",
    ),
    WaitingKind(
        "credit_to_send_again", (Role.DRAWING_OFFICER,), _to_send_again, "since", key="bill",
        name="bill__number", number="employment__number", power="present",
    ),
    WaitingKind(
        "payment_of_office", (Role.DRAWING_OFFICER,), _findings, "recorded_at", key="bill", name="code",
        told={"facts": "facts"}, says=_finding_says,
    ),
    WaitingKind(
        "bill_to_pass", (Role.TREASURY_OFFICER,), _bills("pass"), "since", name="number", power="present"
    ),
    WaitingKind(
        "challan", (Role.TREASURY_OFFICER,), _challans, "entered_at", name="challan_number",
        number="employment__number", power="present",
    ),
    WaitingKind(
        "bank_question", (Role.TREASURY_OFFICER,), _findings, "recorded_at", name="code",
        told={"facts": "facts"}, power="present", says=_finding_says,
    ),
    WaitingKind(
        "institution", (Role.TREASURY_OFFICER,), _institutions, "recorded_at", name="institution__name",
        power="present",
    ),
    WaitingKind(
        "society_account", (Role.TREASURY_OFFICER,), _societies, Min("recorded_at"),
        key="route__society__name", name="route__society__name", told={"count": Count("pk")},
    ),
    WaitingKind(
        "advance_failed", (Role.TREASURY_OFFICER,), _failed_advances, "since", key="advance__number",
        name="advance__number", told={"society": "advance__society__name", "pays": "kind"},
        says=_failed_says,
    ),
    WaitingKind(
        "operator_text", (Role.ADMINISTRATOR,), _operator_texts, "registered_at",
        key=Value("operator_text"), name="code", power=None,
    ),
    WaitingKind(
        "operator_hold", (Role.ADMINISTRATOR,), _operator_holds, "at", key=Value("operator_text"),
        name="text", told={"status": "status"}, power=None,
    ),
    WaitingKind(
        "unheard_webhook", (Role.ADMINISTRATOR,), _unheard_webhooks, "since", key="code", name="code",
        told={"count": "failed"}, power=None,
    ),
    WaitingKind("master", MASTERS, _masters, "recorded_at", name="named", power=None),
    WaitingKind(
        "appointment", (Role.ADMINISTRATOR, Role.COUNTERSIGNING_OFFICER), _appointments, "proposed_at",
        name="account__username", power=None,
    ),
    WaitingKind(
        "delegation", (Role.ADMINISTRATOR, Role.COUNTERSIGNING_OFFICER), _delegations, "recorded_at",
        name="account__username", told={"of": "appointment__account__username"}, power=None,
    ),
    WaitingKind("key", (Role.ADMINISTRATOR,), _keys, "enrolled_at", name="account__username", power=None),
    WaitingKind(
        "reset", (Role.ADMINISTRATOR,), _resets, "at", key="account__username", name="account__username",
        power=None,
    ),
    WaitingKind(
        "found_file", (Role.ADMINISTRATOR,), _found_files, "found_at", key=Value("found_file"),
        name="message", power=None,
    ),
    WaitingKind(
        "message", APPROVING, _messages, "at", key="reference", name="purpose", power=None,
        told=_APPROVALS, keeps=_of_ones_purposes,
    ),
    WaitingKind(
        "message_declined", COMPOSING, _declined, "at", key="campaign__reference", name="campaign__purpose",
        told={"role": "role", "reason": "reason"}, power=None, says=_declined_says,
    ),
    WaitingKind(
        "request", APPROVING, _requests, "at", key="reference", name="purpose", power=None,
        told=_APPROVALS, keeps=_of_ones_purposes,
    ),
    WaitingKind(
        "purpose", (Role.PURPOSE_OWNER, Role.DATA_PROTECTION_OFFICER), _purposes, "at", key="reference",
        name="code", power=None, told=_APPROVALS,
        keeps=_unapproved,
    ),
    WaitingKind(
        "position", SIGNING_UNDER_RESTRAINT, _positions, "at", key="reference", name="restraint__reference",
        power=None, told=_APPROVALS,
        keeps=_unapproved,
    ),
    WaitingKind(
        "window_end", (Role.DATA_PROTECTION_OFFICER,), _window_ends, "at", name="code", power=None,
        keeps=_signed_ends,
    ),
    WaitingKind(
        "compensation_to_decide", (Role.FINANCE_OFFICER,), _compensations_to_decide, "at", key="reference",
        name="reference", power=None,
    ),
    WaitingKind(
        "compensation_without_tax", (Role.LAW_OFFICER,), _compensations_without_tax, "at", key="reference",
        name="reference", power=None,
    ),
    WaitingKind(
        "text_class", SIGNING_UNDER_RESTRAINT, _classes, "at", key="reference", name="template", power=None,
        told=_APPROVALS, keeps=_unapproved,
    ),
    WaitingKind(
        "review", (Role.DATA_PROTECTION_OFFICER,), _reviews, "at", key="reference", name="purpose_code",
        power=None,
    ),
    WaitingKind(
        "policy", (Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER), _policies, "at", name="policy",
        told={"purpose": "purpose"}, power=None,
    ),
    WaitingKind(
        "canaries", (Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER), _canaries, "at", name="holder",
        power=None,
    ),
    WaitingKind(
        "recipient", (Role.DATA_PROTECTION_OFFICER,), _recipients, "at", key="reference", name="code",
        power=None, told=_APPROVALS,
        keeps=_unapproved,
    ),
    WaitingKind(
        "application_to_decide", (Role.LOCAL_BODY_SECRETARY,), _to_decide, "recorded_at", key="number",
        name="number", power="present",
    ),
    WaitingKind(
        "application_to_assess", (Role.LOCAL_BODY_CLERK,), lists.to_assess, "recorded_at", key="number",
        name="number",
    ),
    WaitingKind(
        "transfer", (Role.LOCAL_BODY_CLERK, Role.LOCAL_BODY_SECRETARY), lists.transfers_to, "recorded_at",
        name="award__number",
    ),
    WaitingKind(
        "cycle_stopped", (Role.SCHEME_OFFICER,), waiting_cycles.stopped_requests, "asked_at",
        name="scheme__code", told={"month": "month_said"},
    ),
    WaitingKind(
        "cycle_computed", (Role.SCHEME_OFFICER,), waiting_cycles.computed_by, "recorded_at", key="number",
        name="number",
    ),
    WaitingKind(
        "cycle_to_approve", (Role.SCHEME_OFFICER,), waiting_cycles.to_approve, "recorded_at", key="number",
        name="number", power="present",
    ),
    WaitingKind(
        "paid_elsewhere", (Role.SCHEME_OFFICER,), paid_elsewhere.to_decide, "recorded_at",
        name="award__number", power="present",
    ),
    WaitingKind(
        "register_links", (Role.PURPOSE_OWNER, Role.SCHEME_OFFICER), _register_links, Min("at"), key="office",
        told={"count": Count("pk")}, power=None,
    ),
    WaitingKind(
        "death_notice", (Role.LOCAL_BODY_CLERK, Role.LOCAL_BODY_SECRETARY), notices.waiting_notices,
        "recorded_at", name="beneficiary__number",
    ),
    WaitingKind(
        "demand_to_decide", (Role.SCHEME_OFFICER,), demands.demands_to_decide, "recorded_at", key="number",
        name="number", power="present",
    ),
    WaitingKind(
        "demand_to_check", (Role.SCHEME_OFFICER,), demands.others_events, "recorded_at",
        name="demand__number", power="present",
    ),
    WaitingKind(
        "demand_interest", (Role.SCHEME_OFFICER,), demands.interest_to_fix, "decision__recorded_at",
        key="number", name="number", keeps=_with_interest,
    ),
    WaitingKind(
        "compensation_to_release", (Role.SCHEME_OFFICER,), with_claims, "claimed_at", key="reference",
        name="reference", keeps=_releasable,
    ),
    WaitingKind(
        "cycle_to_release", (Role.FINANCE_OFFICER,), waiting_cycles.to_release, "approval__recorded_at",
        key="number", name="number", power="present",
    ),
    WaitingKind(
        "payment_to_order", (Role.SCHEME_OFFICER, Role.FINANCE_OFFICER), waiting_deliveries.to_order,
        "recorded_at", key="number", name="number", told={**_ORDERED, "again": "again"}, power="present",
        keeps=_unordered_payments,
    ),
    WaitingKind(
        "list_to_take", (SOCIETY_SECRETARY,), waiting_deliveries.lists_to_take, "since", key="number",
        name="number", told={"count": "count"}, power="present",
    ),
    WaitingKind(
        "list_to_deliver", (AGENT,), waiting_deliveries.lists_to_deliver, "taken", key="number",
        name="number", told={"count": "count", "last": "last"}, says=_deliver_says,
    ),
    WaitingKind(
        "deliveries_to_check", (SOCIETY_SECRETARY,), waiting_deliveries.to_check, Min("recorded_at"),
        key="leg__advance__number", name="leg__advance__number", told={"count": Count("pk")}, power="present",
    ),
    WaitingKind(
        "money_to_return", (SOCIETY_SECRETARY,), waiting_deliveries.money_to_return, "ended", key="number",
        name="number", told={"rest": "rest"}, power="present", says=_money_says,
    ),
    WaitingKind(
        "late_interest", (SOCIETY_SECRETARY,), waiting_deliveries.late_interest_to_pay, "late_on",
        key="number", name="number", power="present", keeps=_with_late_interest, says=_exact_says,
    ),
    WaitingKind(
        "incentive_to_claim", (SOCIETY_SECRETARY,), incentives.to_claim, "ended", key="number", name="number",
        power="present",
    ),
    WaitingKind(
        "incentive_to_order", incentives.ORDERING, incentives.to_order, "recorded_at", key="advance__number",
        name="number", told={"rest": "total", **_ORDERED}, power="present", says=_money_says,
        keeps=_unordered_incentives,
    ),
    WaitingKind(
        "money_to_confirm", (Role.SCHEME_OFFICER,), waiting_deliveries.returns_to_confirm, "recorded_at",
        key="advance__number", name="advance__number", told={"rest": "amount"}, power="present",
        says=_money_says,
    ),
    WaitingKind(
        "duty", (Role.DATA_PROTECTION_OFFICER,), _duties, "opened_at", key="reference", name="kind",
        power=None, says=_duty_says,
    ),
    WaitingKind(
        "duty", (Role.PURPOSE_OWNER,), _escalated, "opened_at", key="reference", name="kind", power=None,
        says=_duty_says,
    ),
)  # fmt: skip
