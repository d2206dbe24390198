"""The worker names a former account of the payee, or of an institution: both were signed once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.payments.paymaster.conftest import ACCOUNT, SignedOffice
from tests.payroll.office import at
from vethanam.payments.actions import instructions
from vethanam.payments.models import PaymentFinding
from vethanam.payroll.bills.queries import payables_of

FORMER, OWN = "31234567890", "31234567899"


def test_a_former_account_is_not_paid(signed: SignedOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    former = signed.account("100234", FORMER)
    signed.account("100235", "31234567891")
    moved = {**ACCOUNT, "valid_from": "2026-10-10", "number": OWN, "employment": "100234"}
    signed.do("record", "clerk", at(21), **moved)
    signed.do("verify", "officer", at(21), employment="100234")
    signed.pass_month()
    honest = payables_of

    def bent(bill: int, known: Any) -> Any:
        owner = signed.office.people["100234"].pk
        return [
            replace(one, account_fact_id=former) if one.employment_id == owner else one
            for one in honest(bill, known)
        ]

    with monkeypatch.context() as worker:
        worker.setattr(instructions, "payables_of", bent)
        signed.pay()
    told = {one.facts["why"]["code"] for one in PaymentFinding.objects.filter(code="payment_not_proven")}
    assert (told, signed.states()["100235"], signed.paid["paid"]) == ({"account_not_in_force"}, "settled", 1)
    signed.pay()
    assert signed.states() == {"100234": "settled", "100235": "settled"}
    files = "".join(path.read_text() for path in signed.channel.outgoing.glob("*.xml"))
    assert OWN in files and FORMER not in files
