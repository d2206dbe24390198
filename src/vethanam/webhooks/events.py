"""The webhook events: for each its source rows, its body and its scope.

Bodies hold codes, counts, amounts in paise, employee numbers and a register's own numbers; never a name, a
contact, an account number or free text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import Any

from django.db.models import Model, Q

from vethanam.journal.business_time import business_now
from vethanam.messaging.registers.models import RegisterReport
from vethanam.messaging.registers.outcomes import counts_of, outcomes_of
from vethanam.payments.models import Answer, Credit, PaymentFinding
from vethanam.payroll.models import Bill, BillAct, Presentation
from vethanam.privacy.counts import counted
from vethanam.privacy.models import Use
from vethanam.webhooks.models import Webhook

#: the test event of a new secret; every webhook gets its own
READY = "webhook.ready"
#: credits per body
CREDITS_OF_ONE = 500
#: numbers of a register per body
OUTCOMES_OF_ONE = 500

type Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Occurred:
    """One event: its source row, its time, its body, and its scope codes by kind of scope.

    One that is only ``of_its_body`` is for no webhook of the whole State.
    """

    source: int
    at: datetime
    data: Data
    within: Mapping[str, str | None] = field(default_factory=dict)
    part: int = 1
    of_its_body: bool = False

    def is_for(self, webhook: Webhook) -> bool:
        """True if the event is in the scope of a webhook."""
        if webhook.within == Webhook.Within.STATE:
            return not self.of_its_body
        return self.within.get(webhook.within) == webhook.scope


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of event: its model, the filter of its rows, the column of its time, and a
    function for the bodies.

    ``scopes`` are its kinds of scope besides the whole State; ``of_its_body`` as in :class:`Occurred`.
    """

    name: str
    model: type[Model]
    which: Q
    at: str
    said: Callable[[Sequence[int]], Iterator[Occurred]]
    scopes: tuple[str, ...]
    of_its_body: bool = False


_OFFICE = (Webhook.Within.DRAWING_CODE, Webhook.Within.TREASURY, Webhook.Within.DEPARTMENT)


def _of_bill(bill: Bill) -> Data:
    return {
        "bill": bill.number,
        "kind": bill.kind,
        "drawing_code": bill.drawing_code.code,
        "treasury": bill.treasury.code,
        "head": bill.head.code,
        "account_year": bill.account_year,
    }


def _within(bill: Bill | None, treasury: str | None = None) -> dict[str, str | None]:
    department = bill.drawing_code.department if bill else None
    return {
        Webhook.Within.DRAWING_CODE: bill.drawing_code.code if bill else None,
        Webhook.Within.TREASURY: treasury or (bill.treasury.code if bill else None),
        Webhook.Within.DEPARTMENT: department.code if department else None,
    }


def _bill_acts(ids: Sequence[int]) -> Iterator[BillAct]:
    others = ("bill__drawing_code__department", "bill__treasury", "bill__head")
    yield from BillAct.objects.filter(pk__in=ids).select_related(*others).order_by("pk")


def _passed(ids: Sequence[int]) -> Iterator[Occurred]:
    acts = list(_bill_acts(ids))
    rows = Presentation.objects.filter(
        bill__in=[act.bill_id for act in acts], outcome=Presentation.Outcome.PASSED
    )
    vouchers = {row.bill_id: row for row in rows}
    for act in acts:
        bill, voucher = act.bill, vouchers.get(act.bill_id)
        data = _of_bill(bill) | {
            "people": bill.people,
            "gross_paise": bill.gross,
            "deductions_paise": bill.deductions,
            "net_paise": bill.net,
            "voucher": voucher.voucher_number if voucher else None,
            "voucher_date": voucher.voucher_date.isoformat() if voucher and voucher.voucher_date else None,
        }
        yield Occurred(act.pk, act.at, data, _within(bill))


def _objected(ids: Sequence[int]) -> Iterator[Occurred]:
    for act in _bill_acts(ids):
        yield Occurred(act.pk, act.at, _of_bill(act.bill), _within(act.bill))


def _credits(ids: Sequence[int]) -> Iterator[Occurred]:
    """The credits of one answer of the bank, by bill, in chunks."""
    answers = {row.pk: row for row in Answer.objects.filter(pk__in=ids)}
    others = (
        "leg__bill__drawing_code__department",
        "leg__bill__treasury",
        "leg__bill__head",
        "leg__employment",
    )
    rows = Credit.objects.filter(answer__in=ids).select_related(*others).order_by("answer", "pk")
    parts: dict[int, int] = defaultdict(int)
    by_bill: dict[tuple[int, int], list[Credit]] = defaultdict(list)
    for row in rows:
        by_bill[row.answer_id or 0, row.leg.bill_id].append(row)
    for (answer, _), of_bill in by_bill.items():
        bill = of_bill[0].leg.bill
        for start in range(0, len(of_bill), CREDITS_OF_ONE):
            parts[answer] += 1
            listed = [_credit(row) for row in of_bill[start : start + CREDITS_OF_ONE]]
            data = _of_bill(bill) | {"payments": listed}
            yield Occurred(answer, answers[answer].recorded_at, data, _within(bill), parts[answer])


def _credit(row: Credit) -> Data:
    return {
        "reference": row.leg.end_to_end_id,
        "employment": row.leg.employment.number if row.leg.employment else None,
        "event": row.kind,
        "hop": row.hop,
        "amount_paise": row.amount,
        "on": row.on.isoformat(),
        "reason": row.code or None,
    }


def _findings(ids: Sequence[int]) -> Iterator[Occurred]:
    others = ("bill__drawing_code__department", "bill__treasury", "treasury", "leg", "file")
    for row in PaymentFinding.objects.filter(pk__in=ids).select_related(*others).order_by("pk"):
        within = _within(row.bill, row.treasury.code if row.treasury else None)
        data = {
            "finding": row.pk,
            "code": row.code,
            "officer": row.officer,
            "bill": row.bill.number if row.bill else None,
            "drawing_code": within[Webhook.Within.DRAWING_CODE],
            "treasury": within[Webhook.Within.TREASURY],
            "payment": row.leg.end_to_end_id if row.leg else None,
            "file": row.file.message if row.file else None,
        }
        yield Occurred(row.pk, row.recorded_at, data, within)


def _refused_uses(ids: Sequence[int]) -> Iterator[Occurred]:
    for use in Use.objects.filter(pk__in=ids).order_by("pk"):
        data = {
            "use": use.reference,
            "office": use.office,
            "department": use.department or use.office,
            "purpose": use.purpose_code,
            "mode": use.mode,
            "reason": use.reason,
            "also": list(use.also),
            "people": counted(use.subjects),
        }
        yield Occurred(use.pk, use.at, data, {Webhook.Within.DEPARTMENT: use.department or use.office})


def _outcomes(ids: Sequence[int]) -> Iterator[Occurred]:
    """The outcomes of a message for another body's register as they are now, in chunks of its numbers."""
    rows, now = RegisterReport.objects.filter(pk__in=ids), business_now()[0]
    rows = rows.select_related("message__program", "message__text", "message__campaign")
    for row in rows.order_by("pk"):
        message, outcomes = row.message, outcomes_of(row.message, now)
        within: dict[str, str | None] = {Webhook.Within.DEPARTMENT: message.program.office}
        for part, some in enumerate(batched(outcomes, OUTCOMES_OF_ONE), 1):
            data: Data = {
                "delivery": message.reference,
                "key": message.key_kind,
                "purpose": message.purpose,
                "text": message.text.code,
                "state": row.state or None,
                "counts": counts_of(outcomes),
                "is_final": row.is_final,
                "people": [one.as_json() for one in some],
            }
            yield Occurred(row.pk, row.at, data, within, part, of_its_body=True)


EVENTS: dict[str, EventKind] = {
    kind.name: kind
    for kind in (
        EventKind("bill.passed", BillAct, Q(act=Bill.State.PASSED), "at", _passed, _OFFICE),
        EventKind("bill.objected", BillAct, Q(act=Bill.State.OBJECTED), "at", _objected, _OFFICE),
        EventKind(
            "credits.reported",
            Answer,
            Q(is_verified=True, credits_count__gt=0),
            "recorded_at",
            _credits,
            _OFFICE,
        ),
        EventKind("payment.finding", PaymentFinding, Q(), "recorded_at", _findings, _OFFICE),
        EventKind(
            "use.refused", Use, Q(outcome=Use.Outcome.DENY), "at", _refused_uses, (Webhook.Within.DEPARTMENT,)
        ),
        EventKind(
            "delivery.outcomes",
            RegisterReport,
            Q(),
            "at",
            _outcomes,
            (Webhook.Within.DEPARTMENT,),
            of_its_body=True,
        ),
    )
}
