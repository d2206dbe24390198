"""The status of payments of benefits by reference: G2P Connect 1.0.0, ``POST /disburse/sync/txn/status``.

The program of a scheme's payment operator asks for references that it knows. The answer has no name, no
account and no list: a reference of another scheme is answered as one that nobody knows.
"""

from __future__ import annotations

import uuid
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from vethanam.api.exchange import Header, Refusal, Wire, message_in, now, plain, rejected, sender
from vethanam.api.responses import OK, as_response
from vethanam.benefits.models import Leg
from vethanam.people.models import PAYMENT_OPERATOR

#: references of one question
MOST = 200
_STATUS = {
    **dict.fromkeys(Leg.PAID, "succ"),
    **dict.fromkeys((*Leg.FAILED, Leg.State.REISSUED), "rjct"),
}  # fmt: skip
router = Router(tags=["exchange"])


class StatusRequest(Wire):
    """A question about payments by their references."""

    reference_id: str = Field(max_length=60)
    txn_type: Literal["disburse", "search"]
    attribute_type: Literal["transaction_id", "reference_id_list", "correlation_id"]
    attribute_value: list[str] | str


class Question(Wire):
    """The message of a question."""

    transaction_id: str = Field(max_length=99)
    txnstatus_request: StatusRequest


class Asked(Wire):
    """A question in its envelope."""

    header: Header
    message: Question


@router.post("/g2p-connect/disburse/sync/txn/status", summary="Status of payments (G2P Connect 1.0.0)")
def status(request: HttpRequest) -> HttpResponse:
    """The status of payments by their references, of the scheme of the program."""
    try:
        authority = sender(request, PAYMENT_OPERATOR)
        told = message_in(request, Asked)
        plain(told.header)
    except Refusal as refusal:
        return refusal.response
    asked = told.message.txnstatus_request
    references = asked.attribute_value
    if asked.txn_type != "disburse" or asked.attribute_type != "reference_id_list":
        return rejected("rjct.action.not_supported")
    if not isinstance(references, list) or not 0 < len(references) <= MOST:
        return rejected("rjct.total_count.limit_exceeded")
    rows = Leg.objects.filter(
        release__scheme__code=authority.scope or "-", reference__in=references, award__isnull=False
    )
    legs = {row.reference: row for row in rows}
    at = now()
    return as_response(OK, _answer(told, [status_of(one, legs.get(one), at) for one in references]))


def _answer(told: Asked, found: list[dict[str, Any]]) -> dict[str, Any]:
    transaction = told.message.transaction_id
    return {
        "header": {
            "version": "1.0.0", "message_id": uuid.uuid4().hex, "message_ts": now(), "action": "on-search",
            "status": "succ", "total_count": len(found), "completed_count": len(found),
        },
        "message": {
            "transaction_id": transaction, "correlation_id": uuid.uuid4().hex,
            "txnstatus_response": {
                "txn_type": "on-disburse",
                "txn_status": {"transaction_id": transaction, "disbursements_status": found},
            },
        },
    }  # fmt: skip


def status_of(reference: str, leg: Leg | None, at: str) -> dict[str, Any]:
    """The status of a payment in the words of the standard; without one, the reference is not known."""
    told: dict[str, Any] = {"reference_id": reference, "timestamp": at}
    if leg is None:
        return {**told, "status": "rjct", "status_reason_code": "rjct.reference_id.invalid"}
    amount = f"{leg.amount // 100}.{leg.amount % 100:02d}"
    return {
        **told, "status": _STATUS.get(leg.state, "pdng"), "amount": amount, "currency_code": "INR",
    }  # fmt: skip
