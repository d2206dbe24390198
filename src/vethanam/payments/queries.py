"""What was instructed, what became of it, and whom to tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Sum

from vethanam.errors import Finding
from vethanam.ledger.persons import PersonPath, PersonTree
from vethanam.money import Paise
from vethanam.payments.models import Credit, LegProof, PaymentFile, PaymentFinding, PaymentLeg, Reissue
from vethanam.payroll.models import Bill
from vethanam.service_book.models import PayeeAccount


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of a bill's money. A payment sent again counts once, as the one that stands in its place."""

    instructed: Paise = 0
    settled: Paise = 0
    rejected: Paise = 0
    returned: Paise = 0
    open: Paise = 0
    legs: int = 0
    legs_settled: int = 0
    legs_rejected: int = 0
    legs_returned: int = 0
    legs_open: int = 0

    @property
    def adds_up(self) -> bool:
        """Instructed is settled, rejected, returned and open together, to the paisa."""
        return self.instructed == self.settled + self.rejected + self.returned + self.open


_COLUMNS = "instructed, settled, rejected, returned, open, legs, legs_settled, legs_rejected, legs_returned, legs_open"
_BY_BILL = f"SELECT bill_id, {_COLUMNS} FROM payments_settlement WHERE bill_id = ANY(%s::bigint[])"  # noqa: S608


def settlements_of(bill_ids: Sequence[int]) -> dict[int, Settlement]:
    """The settlement of each bill, from the events alone."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_BILL, [list(bill_ids)])
        found = {row[0]: Settlement(*row[1:]) for row in cursor.fetchall()}
    return {bill: found.get(bill, Settlement()) for bill in bill_ids}


def settlement_of(bill_id: int) -> Settlement:
    """The settlement of one bill."""
    return settlements_of([bill_id])[bill_id]


def settlement_of_all() -> Settlement:
    """The settlement of every bill together."""
    everything = settlements_of(list(PaymentLeg.objects.values_list("bill", flat=True).distinct()))
    sums = zip(*(astuple(one) for one in everything.values()), strict=True)
    return Settlement(*map(sum, sums))


# -- what waits for the worker ---------------------------------------------------------------------------------------


def bills_to_instruct() -> list[int]:
    """Passed bills without an instruction, and bills on which somebody who had no account has one now."""
    files = PaymentFile.objects.filter(bill=OuterRef("pk"))
    new = Bill.objects.filter(state=Bill.State.PASSED).filter(~Exists(files)).values_list("id", flat=True)
    waiting = PaymentFinding.objects.filter(code="no_account", resolved_at__isnull=True)
    without = [(bill, facts["employment"]) for bill, facts in waiting.values_list("bill_id", "facts")]
    accounts = PayeeAccount.objects.filter(employment__in=[employment for _, employment in without])
    has_one = set(accounts.values_list("employment_id", flat=True))
    untried = set(new) - {bill for bill, _ in without}
    return sorted(untried | {bill for bill, employment in without if employment in has_one})


def reissues_to_carry_out() -> list[int]:
    """Reissues asked for whose payment still stands as failed."""
    return list(
        Reissue.objects.filter(leg__state__in=PaymentLeg.FAILED).order_by("id").values_list("id", flat=True)
    )


# -- whom to tell ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CreditToTell:
    """A credit a person may be told of. ``kind`` and ``hop`` say which event it was: in the bank, or in treasury savings."""

    credit_id: int
    leg_id: int
    reference: str
    bill_id: int
    payslip_id: int
    employment_id: int
    person_id: int
    for_month: int
    amount: Paise
    credited_on: date
    kind: str
    hop: int
    account_fact_id: int | None


def credits_not_told(
    told: QuerySet[Any, Any] | None = None, *, limit: int | None = None
) -> list[CreditToTell]:
    """Committed credits of employees that stand: not those that came back, were rejected, or are in ``told``.

    ``told`` is a queryset of credit ids of the room that tells people, such as ``Intimation.objects.values("credit")``.
    """
    events = Credit.objects.filter(
        kind=Credit.Kind.CREDITED, leg__state=PaymentLeg.State.SETTLED, leg__payee=PaymentLeg.Payee.EMPLOYEE
    ).select_related("leg")
    if told is not None:
        events = events.exclude(pk__in=told)
    return [
        CreditToTell(
            credit_id=credit.pk,
            leg_id=credit.leg_id,
            reference=credit.leg.end_to_end_id,
            bill_id=credit.leg.bill_id,
            payslip_id=credit.leg.payslip,
            employment_id=credit.leg.employment_id,
            person_id=credit.leg.person_id,
            for_month=credit.leg.for_month,
            amount=credit.amount,
            credited_on=credit.on,
            kind=credit.leg.kind,
            hop=credit.hop,
            account_fact_id=credit.leg.account_fact_id,
        )
        for credit in events.order_by("id")[:limit]
    ]


# -- what a page shows -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PaymentState:
    """Where the payment of one payslip is: the leg in force, what happened to it, and which attempt it is."""

    leg_id: int
    reference: str
    payslip_id: int
    employment_id: int
    for_month: int
    kind: str
    amount: Paise
    state: str
    attempt: int
    account_fact_id: int | None
    on: date | None
    code: str


def payments_of_bill(bill_id: int) -> list[PaymentState]:
    """The payment in force of each payslip of a bill."""
    return _payments(PaymentLeg.objects.filter(bill=bill_id))


def payments_of_employment(employment_id: int, for_month: int | None = None) -> list[PaymentState]:
    """The payments in force of one employment, of one month or all, oldest first."""
    legs = PaymentLeg.objects.filter(employment=employment_id)
    return _payments(legs.filter(for_month=for_month) if for_month else legs)


def _payments(legs: QuerySet[PaymentLeg]) -> list[PaymentState]:
    in_force = list(legs.exclude(state=PaymentLeg.State.REISSUED).order_by("id"))
    latest: dict[int, Credit] = {}
    for credit in Credit.objects.filter(leg__in=[leg.pk for leg in in_force]).order_by("on", "id"):
        if credit.leg_id not in latest or credit.kind != Credit.Kind.CREDITED:
            latest[credit.leg_id] = credit
    return [
        PaymentState(
            leg_id=leg.pk,
            reference=leg.end_to_end_id,
            payslip_id=leg.payslip,
            employment_id=leg.employment_id,
            for_month=leg.for_month,
            kind=leg.kind,
            amount=leg.amount,
            state=leg.state,
            attempt=leg.attempt,
            account_fact_id=leg.account_fact_id,
            on=latest[leg.pk].on if leg.pk in latest else None,
            code=latest[leg.pk].code if leg.pk in latest else "",
        )
        for leg in in_force
    ]


def open_findings(bill_id: int | None = None) -> list[Finding]:
    """Findings nobody has closed yet, oldest first, of one bill or all."""
    findings = PaymentFinding.objects.filter(resolved_at__isnull=True).order_by("id")
    if bill_id is not None:
        findings = findings.filter(bill=bill_id)
    return [
        Finding(finding.record, finding.code, finding.says, facts={**finding.facts, "finding": finding.pk})
        for finding in findings
    ]


# -- proof -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LegProven:
    """One person's place beneath the leaf of an event; ``salt`` and ``record`` are None once destroyed."""

    leaf: int
    root: bytes
    commitment: bytes
    salt: bytes | None
    record: dict[str, object] | None
    path: PersonPath


def proofs_of_leg(leg_id: int) -> list[LegProven]:
    """The proofs of everything logged about one payment, in order."""
    proven = []
    for row in LegProof.objects.filter(leg=leg_id).order_by("id"):
        tree = PersonTree(
            bytes(value)
            for value in LegProof.objects.filter(leaf=row.leaf).values_list("commitment", flat=True)
        )
        commitment = bytes(row.commitment)
        salt = bytes(row.salt) if row.salt is not None else None
        proven.append(LegProven(row.leaf, tree.root, commitment, salt, row.record, tree.path_of(commitment)))
    return proven


# -- what must always hold -------------------------------------------------------------------------------------------


def broken_invariants() -> list[Finding]:
    """Every invariant of payments that does not hold, a sentence each; none is the good answer."""
    findings = [
        Finding(
            str(file),
            "file_differs",
            f"{file}: its legs do not come to the sum it states. Stop handing over and call the operator.",
        )
        for file in PaymentFile.objects.annotate(paid=Sum("legs__amount")).order_by("id")
        if file.paid != file.total
    ]
    everything = settlement_of_all()
    if not everything.adds_up:
        findings.append(
            Finding(
                "Payments",
                "does_not_settle",
                "Instructed is not settled, rejected, returned and open together.",
            )
        )
    states = dict(
        PaymentLeg.objects.exclude(state=PaymentLeg.State.REISSUED)
        .values_list("state")
        .annotate(Sum("amount"))
        .order_by("state")
    )
    by_event = {
        "settled": everything.settled,
        "rejected": everything.rejected,
        "returned": everything.returned,
        "instructed": everything.open,
    }
    findings += [
        Finding(
            "Payments",
            "state_differs",
            f"Payments that stand as {state} do not come to what the bank's answers say.",
        )
        for state, amount in by_event.items()
        if states.get(state, 0) != amount
    ]
    return findings
