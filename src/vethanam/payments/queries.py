"""Reads of payments: instructed sums, their outcome, and credits to inform about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from vethanam.errors import Finding
from vethanam.ledger.persons import PersonPath, PersonTree
from vethanam.money import Paise
from vethanam.payments.findings import WAITS, FindingOfPayment
from vethanam.payments.models import (
    BankDay,
    Credit,
    InstitutionAccount,
    LegProof,
    PaymentFile,
    PaymentFinding,
    PaymentLeg,
    Reissue,
)
from vethanam.payroll.models import Bill, Refund
from vethanam.payroll.pay_calendar.queries import BILL_PAYS_ON, business_day
from vethanam.people.models import Role
from vethanam.service_book.models import Death, PayeeAccount, ServiceSpell
from vethanam.service_book.queries import counting, entered


@dataclass(frozen=True, slots=True)
class Settlement:
    """The outcome of a bill's payments. A reissued payment counts once, as its latest leg."""

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
        """Whether instructed equals settled, rejected, returned and open together, to the paisa."""
        return self.instructed == self.settled + self.rejected + self.returned + self.open


#: payees of pay, and payees of deductions
PAY = (PaymentLeg.Payee.EMPLOYEE.value,)
DEDUCTED = tuple(payee for payee in PaymentLeg.Payee.values if payee not in PAY)

_COLUMNS = tuple(field.name for field in fields(Settlement))
_COALESCED = ", ".join(f"coalesce(sum({name}), 0)::bigint" for name in _COLUMNS)
_SUMS = f"SELECT {_COALESCED} FROM payments_settlement"  # noqa: S608
_BY_BILL = f"{_SUMS} WHERE payee = ANY(%s::text[]) AND (%s::bigint IS NULL OR bill_id = %s::bigint)"


def settlement_of(bill_id: int | None, payees: Sequence[str] = PAY) -> Settlement:
    """The outcome of a bill's pay, or of its deductions for ``payees``, from the events;
    None means every bill.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BY_BILL, [list(payees), bill_id, bill_id])
        return Settlement(*(cursor.fetchone() or ()))


def settlement_of_treasury(code: str) -> Settlement:
    """The outcome of a treasury's bank payments: pay, and sums for institutions."""
    legs = PaymentLeg.objects.filter(bill__treasury__code=code).order_by().values("bill").distinct()
    by_bank = [*PAY, PaymentLeg.Payee.INSTITUTION.value]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_SUMS} WHERE payee = ANY(%s::text[]) AND bill_id = ANY(%s)",
            [by_bank, list(legs.values_list("bill", flat=True))],
        )
        return Settlement(*(cursor.fetchone() or ()))


def settlement_of_all(payees: Sequence[str] = PAY) -> Settlement:
    """The outcome over all bills."""
    return settlement_of(None, payees)


def listed_days(at: datetime) -> dict[date, bool]:
    """The State's own list of bank working days, as known at an instant."""
    rows = BankDay.objects.filter(recorded_at__lte=at).order_by("recorded_at", "id")
    return dict(rows.values_list("day", "is_open"))


# -- work of the worker --------------------------------------------------------------------------------------


def bills_to_instruct() -> list[int]:
    """Passed bills without an instruction, and bills with a payee or institution that now has an account.

    None before its pay-day. For a dead employee that is an account dated after the death.
    """
    files = PaymentFile.objects.filter(bill=OuterRef("pk"))
    new = Bill.objects.filter(state=Bill.State.PASSED).filter(~Exists(files)).values_list("id", flat=True)
    waiting = PaymentFinding.objects.filter(code__in=WAITS, resolved_at__isnull=True)
    without = [
        (bill, facts["employment"], str(facts.get("died", "")), bool(facts.get("is_beyond")))
        for bill, facts in waiting.values_list("bill_id", "facts")
    ]
    accounts = counting(PayeeAccount).filter(employment__in=[employment for _, employment, *_ in without])
    since = dict(accounts.order_by("valid_from").values_list("employment_id", "valid_from"))
    unnamed = PaymentFinding.objects.filter(code="no_institution_account", resolved_at__isnull=True)
    to_institutions = [
        (bill, facts["institution"]) for bill, facts in unnamed.values_list("bill_id", "facts")
    ]
    verified = InstitutionAccount.objects.filter(verified_at__isnull=False)
    can_be_paid = set(verified.values_list("institution__name", flat=True))
    untried = set(new) - {bill for bill, *_ in [*without, *to_institutions]}
    again = {
        bill
        for bill, employment, died, is_beyond in without
        if employment in since
        and ((since[employment].isoformat() > died and not is_beyond) or _is_corrected(employment, died))
    }
    restored = PaymentFinding.objects.filter(
        code__in=("restored_bill_waits", "paid_before_restore"), resolved_at__isnull=True
    )
    again |= set(restored.filter(bill__isnull=False).values_list("bill", flat=True))
    return due_bills({*untried, *again, *(bill for bill, name in to_institutions if name in can_be_paid)})


def due_bills(bills: Collection[int]) -> list[int]:
    """The bills among these that may be paid by now, in order."""
    today = business_day()
    found = Bill.objects.filter(pk__in=bills).order_by("pk").values_list("pk", BILL_PAYS_ON)
    return [bill for bill, day in found if day is None or day <= today]


def _is_corrected(employment: int, died: str) -> bool:
    """Whether the service book no longer has the death a payment waits for."""
    spells = entered(ServiceSpell).filter(employment=employment, end_cause=ServiceSpell.Cause.DEATH)
    deaths = entered(Death).filter(employment=employment)
    stands = died and (spells.filter(valid_until=died).exists() or deaths.filter(valid_from=died).exists())
    return bool(died) and not stands


def reissues_to_carry_out() -> list[int]:
    """Requested reissues of payments that are still failed."""
    return list(
        Reissue.objects.filter(leg__state__in=PaymentLeg.FAILED).order_by("id").values_list("id", flat=True)
    )


# -- credits to tell -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CreditToTell:
    """A credit to tell its person about.

    ``kind`` and ``hop`` name the event, and thereby the place of the money.
    """

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
    """Credits of employees that are committed and stand (not returned, not rejected), except those in
    ``told``.

    Includes arrears credited to a provident fund; excludes payments of schedules. For a sum sent on from
    treasury savings each event counts, and one returned from there no longer stands. ``told`` is a queryset
    of credit ids, such as ``Intimation.objects.values("credit")``.
    """
    columns = (
        "pk", "leg_id", "leg__end_to_end_id", "leg__bill_id", "leg__payslip", "leg__employment_id",
        "leg__person_id", "leg__for_month", "amount", "on", "leg__kind", "hop", "leg__account_fact_id",
    )  # fmt: skip
    return [CreditToTell(*row) for row in _not_told(told, limit).values_list(*columns)]


def credits_not_told_in_bulk(
    told: QuerySet[Any, Any] | None = None, *, limit: int | None = None
) -> pl.DataFrame:
    """The credits of :func:`credits_not_told` as a frame, one row each; ``bill_kind`` is the kind of the
    bill.
    """
    columns: dict[str, tuple[str, Any]] = {
        "credit": ("pk", pl.Int64), "person": ("leg__person_id", pl.Int64),
        "employment": ("leg__employment_id", pl.Int64),
        "for_month": ("leg__for_month", pl.Int32), "amount": ("amount", pl.Int64), "on": ("on", pl.Date),
        "kind": ("leg__kind", pl.String), "hop": ("hop", pl.Int16),
        "account_fact": ("leg__account_fact_id", pl.Int64),
        "bill_kind": ("leg__bill__kind", pl.String),
    }  # fmt: skip
    rows = list(_not_told(told, limit).values_list(*(column for column, _ in columns.values())))
    return pl.DataFrame(rows, schema={name: kind for name, (_, kind) in columns.items()}, orient="row")


def _not_told(told: QuerySet[Any, Any] | None, limit: int | None) -> QuerySet[Credit]:
    came_back = Credit.objects.filter(leg=OuterRef("leg"), hop=OuterRef("hop"), kind=Credit.Kind.RETURNED)
    events = Credit.objects.filter(
        ~Exists(came_back),
        kind=Credit.Kind.CREDITED,
        leg__state=PaymentLeg.State.SETTLED,
        leg__person__isnull=False,
    ).filter(Q(leg__payee=PaymentLeg.Payee.EMPLOYEE) | Q(leg__kind=PaymentLeg.Kind.PROVIDENT_FUND))
    if told is not None:
        events = events.exclude(pk__in=told)
    return events.order_by("id")[:limit]


# -- for pages -----------------------------------------------------------------------------------------------


def open_findings(bill_id: int | None = None, *, officer: str = "", scope: str = "") -> list[Finding]:
    """Open findings, oldest first: of one bill or all, for an officer within his scope or for everybody.

    A finding without bill and treasury belongs to every treasury officer.
    """
    return [
        FindingOfPayment(finding.record, finding.code, facts={**finding.facts, "finding": finding.pk})
        for finding in open_finding_rows(bill_id, officer=officer, scope=scope)
    ]


def open_finding_rows(
    bill_id: int | None = None, *, officer: str = "", scope: str = ""
) -> QuerySet[PaymentFinding]:
    """The rows of :func:`open_findings`."""
    findings = PaymentFinding.objects.filter(resolved_at__isnull=True).order_by("id")
    if bill_id is not None:
        findings = findings.filter(bill=bill_id)
    if officer:
        findings = findings.filter(officer=officer)
    if scope and officer == Role.DRAWING_OFFICER:
        findings = findings.filter(bill__drawing_code__code=scope)
    elif scope:
        nobodys = Q(bill__isnull=True, treasury__isnull=True)
        findings = findings.filter(Q(bill__treasury__code=scope) | Q(treasury__code=scope) | nobodys)
    return findings


def failed_pay(**match: object) -> QuerySet[PaymentLeg]:
    """Failed payments to employees that wait for an account: not requested again, and not given back."""
    given_back = Refund.objects.filter(bill=OuterRef("bill"), employment=OuterRef("employment"))
    return PaymentLeg.objects.filter(
        ~Exists(Reissue.objects.filter(leg=OuterRef("pk"))),
        ~Exists(given_back.exclude(state=Refund.State.REFUSED)),
        payee=PaymentLeg.Payee.EMPLOYEE,
        state__in=PaymentLeg.FAILED,
        **match,
    )


# -- proof ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LegProven:
    """One person's place under the leaf of an event; ``salt`` and ``record`` are None once destroyed."""

    leaf: int
    root: bytes
    commitment: bytes
    salt: bytes | None
    record: dict[str, object] | None
    path: PersonPath


def proofs_of_leg(leg_id: int) -> list[LegProven]:
    """The proofs of every logged event of one payment, in order."""
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
