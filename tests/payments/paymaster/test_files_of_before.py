"""A taken-over worker settles a restore too early: the paymaster believes none of its rows and pays nobody
twice.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.payments.paymaster.conftest import SignedOffice
from vethanam.journal.epochs import fresh_code
from vethanam.payments.actions import instructions, settle_pending
from vethanam.payments.actions.found_files import files_in, find_files
from vethanam.payments.found_transfers import may_be_paid
from vethanam.payments.models import FoundTransfer, PaymentLeg
from vethanam.payments.paymaster.bill_proofs import ProvenBill
from vethanam.payments.paymaster.file_proofs import _Left

LOST = ("legaccount", "filebody", "legproof", "paymentleg", "paymentfile")


@pytest.fixture
def restored(signed: SignedOffice, monkeypatch: pytest.MonkeyPatch) -> SignedOffice:
    """October was paid; the database is one of before, and its worker recognises nothing."""
    for number in ("100234", "100235"):
        signed.account(number, f"6702419{number}")
    signed.pass_month()
    signed.bank = cast("Any", SimpleNamespace(round=lambda: None))
    signed.pay()
    gone = "; ".join(f"DELETE FROM payments_{table}" for table in LOST)
    signed.world.sql("postgres", f"SET session_replication_role = replica; {gone}")
    signed.world.sql("owner", f"INSERT INTO journal_epoch (code, began_at) VALUES ('{fresh_code()}', now())")
    find_files(files_in(signed.channel.outgoing), signed.service, "owner")
    assert FoundTransfer.objects.count() == 2
    settled = "UPDATE journal_epoch SET settled_at = now() WHERE settled_at IS NULL"
    signed.world.sql("worker", settled)
    monkeypatch.setattr(instructions, "recognise", lambda bill, payables, *rest: list(payables))
    return signed


def files(signed: SignedOffice) -> list[str]:
    return sorted(path.name for path in signed.channel.outgoing.glob("*.xml"))


def test_a_restore_that_is_called_settled_pays_nobody_twice(restored: SignedOffice) -> None:
    before = files(restored)
    restored.pay()
    assert files(restored) == before
    assert restored.why() == {"paid_before"}


def test_a_payment_is_explained_by_a_leg_of_its_payee_that_counts_as_paid(restored: SignedOffice) -> None:
    settle_pending(restored.service)
    legs = list(PaymentLeg.objects.order_by("id").select_related("bill", "employment"))
    assert may_be_paid(legs[0].bill, legs) == {leg.pk for leg in legs}
    for own in (False, True):
        explain(restored, own=own)
        assert may_be_paid(legs[0].bill, legs) == (set() if own else {leg.pk for leg in legs})
    nets = {leg.employment_id or 0: leg.amount for leg in legs}
    with restored.world.role("paymaster"):
        left = _Left(ProvenBill(nets), legs[0].bill_id)
        assert {why.code for leg in legs if (why := left.take(leg))} == {"paid_before"}


def explain(restored: SignedOffice, *, own: bool) -> None:
    """Each found payment by the new leg of its payee, or of the other one."""
    restored.world.sql(
        "postgres",
        "SET session_replication_role = replica; UPDATE payments_foundtransfer SET leg_id = NULL;"
        " UPDATE payments_foundtransfer f SET leg_id = l.id FROM payments_paymentleg l"
        f" JOIN people_employment e ON e.id = l.employment_id WHERE (e.number = f.employee) = {own}",
    )
