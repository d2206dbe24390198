"""A taken-over worker settles a restore too early, or web or worker call a file void: the paymaster believes
none of their rows and pays nobody twice.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.conftest import Furnished, Furnisher, World
from tests.payments.paymaster.conftest import ActingOffice, SignedOffice
from tests.payments.paymaster.forged import again, broken, sign_as_web
from tests.payroll.office import SmallOffice, at
from tests.signers import administrators, do
from vethanam.acts.masters import kinds
from vethanam.identity.models import SignedAct
from vethanam.identity.signers import ProvenSigner, prove_all
from vethanam.journal import keys
from vethanam.journal.epochs import fresh_code
from vethanam.ledger.stamps import renamed
from vethanam.payments.actions import instructions, settle_pending
from vethanam.payments.actions.found_files import files_in, find_files
from vethanam.payments.found_transfers import may_be_paid
from vethanam.payments.masters import FoundFileRow, statement_of_found_file
from vethanam.payments.models import FoundFile, FoundFileDecision, FoundTransfer, PaymentLeg
from vethanam.payments.paymaster.bill_proofs import ProvenBill
from vethanam.payments.paymaster.file_proofs import _Left
from vethanam.payroll.models import Bill
from vethanam.people import masters as people
from vethanam.people.masters import Stated, propose
from vethanam.people.models import Employment
from vethanam.people.queries import authority_of

_STEPS = ("checked_", "countersigned_", "presented_", "passed_")
LOST = ("legaccount", "filebody", "legproof", "paymentleg", "paymentfile")


def _pass_october(_world: World, office: SmallOffice) -> SmallOffice:
    """October passed."""
    acting = ActingOffice(office)
    for number in ("100234", "100235"):
        acting.account(number, f"6702419{number}")
    acting.pass_month()
    return office


@pytest.fixture(scope="module")
def furnished_signed(furnish: Furnisher, furnished_signed: Furnished) -> Furnished:
    """The office after that, for every test here."""
    return furnish("signed_passed", _pass_october, on=furnished_signed)


@pytest.fixture
def restored(signed: SignedOffice, monkeypatch: pytest.MonkeyPatch) -> SignedOffice:
    """October was paid; the database is one of before, and its worker recognises nothing."""
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
    assert restored.why() == {"found_file_unsigned"}


def test_a_payment_is_explained_by_a_leg_of_its_payee_that_counts_as_paid(restored: SignedOffice) -> None:
    settle_pending(restored.service)
    legs = list(PaymentLeg.objects.order_by("id").select_related("bill", "employment"))
    (found,) = FoundFile.objects.values_list("message", flat=True)
    every = {leg.pk for leg in legs}

    def told(void: Collection[str] = (), *, pays: bool = True) -> dict[int, str]:
        return may_be_paid(legs[0].bill, legs, void, lambda _: pays)

    assert told() == dict.fromkeys(every, found)
    assert told({found}) == {}
    for own in (False, True):
        explain(restored, own=own)
        assert {*told()} == (set() if own else every)
    assert {*told(pays=False)} == every
    nets = {leg.employment_id or 0: leg.amount for leg in legs}
    with restored.world.role("paymaster"):
        left = _Left(ProvenBill(nets), legs[0].bill_id)
        assert {why.code for leg in legs if (why := left.take(leg))} == {"paid_before"}


def test_a_bill_that_nobody_signed_explains_no_payment(restored: SignedOffice) -> None:
    """The worker explains each found payment by a leg of its payee on a further bill of the same month."""
    before = files(restored)
    with restored.world.role("worker"):
        bill = further(Bill.objects.get())
        for found in FoundTransfer.objects.all():
            employment = Employment.objects.get(number=found.employee)
            leg = PaymentLeg.objects.create(
                end_to_end_id=found.reference, bill_id=bill, payslip=1_000_000 + found.pk,
                employment=employment, person_id=employment.person_id, for_month=202610, kind="bank",
                amount=found.amount, recorded_at=at(29),
            )  # fmt: skip
            FoundTransfer.objects.filter(pk=found.pk).update(leg=leg)
    restored.pay()
    assert (files(restored), restored.why()) == (before, {"found_file_unsigned"})


def further(bill: Bill) -> int:
    """Another bill of the same drawing code and month, as the worker may write it."""
    known = {
        name: getattr(bill, name)
        for one in Bill._meta.concrete_fields
        if (name := one.attname) not in ("id", "state") and not name.startswith(_STEPS)
    }
    own = {"number": f"{bill.number}-9", "register_number": bill.register_number + 1}
    return Bill.objects.create(**{**known, **own}).pk


def decision(outcome: str) -> dict[str, str]:
    return {"message": FoundFile.objects.get().message, "outcome": outcome, "reason": "So says the bank."}


def decide(outcome: str) -> None:
    """A decision of two administrators by signed acts."""
    first, second = administrators()
    proposed = do("propose_master", first, at(29), kind="found_file", row=decision(outcome))
    do("decide_master", second, at(29), proposal=proposed["proposal"], outcome="agree")


def forge(restored: SignedOffice, role: str, outcome: str) -> None:
    """The same as an attacker with a role writes it in the names of both."""
    one, other = (authority_of(who, at(29), is_sample=True) for who in administrators())
    with restored.world.role(role):
        proposal = propose(one, kinds(), [Stated("found_file", "", decision(outcome))])
        people.decide(other, kinds(), proposal.pk, outcome="agreed")
    assert FoundFileDecision.objects.last().outcome == outcome  # type: ignore[union-attr]


@pytest.mark.parametrize("role", ["web", "worker"])
def test_a_row_that_calls_a_file_void_frees_no_payment(restored: SignedOffice, role: str) -> None:
    before = files(restored)
    forge(restored, role, "void")
    restored.pay()
    assert files(restored) == before
    says = restored.says()
    message = FoundFile.objects.get().message
    assert says and all(message in one and "administrators sign it as void" in one for one in says)


def test_two_administrators_free_the_payments_of_a_void_file_once(restored: SignedOffice) -> None:
    forge(restored, "web", "void")
    restored.pay()
    decide("void")
    for _ in range(2):
        restored.pay()
        assert (len(files(restored)), restored.why()) == (2, set())


def test_one_person_others_and_other_bytes_free_nothing(
    restored: SignedOffice, subtests: pytest.Subtests
) -> None:
    """Valid signatures of their own keys, but of one person, of other roles, or over another file."""
    first, second = administrators()
    officers, before = restored.office.officers, files(restored)
    one, other = (
        {"kind": "found_file", **decision("void"), "sha256": said, "log": keys.public_key().name}
        for said in (_digest(), "00" * 32)
    )
    for signers, says in (
        ((first, first), one), ((second, second), one), ((officers["officer"], officers["treasurer"]), one),
        ((first, officers["clerk"]), one), ((first, second), other),
    ):  # fmt: skip
        with subtests.test(str([one.username for one in signers])), restored.world.role("web"):
            for act, who in zip(("propose_master", "decide_master"), signers, strict=True):
                sign_as_web(authority_of(who, at(29), is_sample=True), act, "found_file", says)
    forge(restored, "web", "void")
    restored.pay()
    assert (files(restored), restored.why()) == (before, {"found_file_unsigned"})


def test_no_row_of_web_makes_a_withdrawal_of_void_unsigned(restored: SignedOffice) -> None:
    """The row hides that the file is void. What the two administrators sign then still takes it back."""
    before = files(restored)
    decide("void")
    forge(restored, "web", "bill_follows")
    restored.pay()
    assert (files(restored), restored.why()) == (before, {"found_file_unsigned"})
    signatures = SignedAct.objects.filter(signs="found_file").count()
    decide("bill_follows")
    assert SignedAct.objects.filter(signs="found_file").count() == signatures + 2
    forge(restored, "web", "void")
    restored.pay()
    assert (files(restored), restored.why()) == (before, {"found_file_unsigned"})


def test_a_void_taken_back_frees_nothing_by_rows_and_old_signatures(restored: SignedOffice) -> None:
    before = files(restored)
    decide("void")
    decide("bill_follows")
    with restored.world.role("web"):
        for one in SignedAct.objects.filter(signs="found_file").order_by("id")[:2]:
            again(one)
    forge(restored, "web", "void")
    restored.pay()
    assert (files(restored), restored.why()) == (before, {"found_file_unsigned"})


def test_a_void_of_before_a_further_restore_frees_nothing(
    restored: SignedOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That it was taken back may stand in the entries that were lost. Whoever kept the signatures among them
    has them entered again. Nor do bytes that are no entry stop the paymaster.
    """
    before = files(restored)
    with monkeypatch.context() as earlier:
        named = keys.public_key()
        earlier.setattr(keys, "public_key", lambda: replace(named, name=renamed(named.name, 1, "K7M2QXA")))
        says = statement_of_found_file(FoundFileRow.model_validate(decision("void")))
    with restored.world.role("web"):
        for act, who in zip(("propose_master", "decide_master"), administrators(), strict=True):
            sign_as_web(authority_of(who, at(29), is_sample=True), act, "found_file", says)
        broken(restored.world, SignedAct.objects.latest("id"))
    forge(restored, "web", "void")
    restored.pay()
    assert (files(restored), restored.why()) == (before, {"found_file_unsigned"})


@pytest.mark.parametrize(("host", "count"), [("localhost", 1), ("pay.localhost", 2)])
def test_a_passkey_of_the_web_processs_pages_signs_no_payment(
    restored: SignedOffice, monkeypatch: pytest.MonkeyPatch, host: str, count: int
) -> None:
    decide("void")

    def of_passkeys(*asked: Any) -> dict[int, ProvenSigner]:
        return {one: replace(by, host=host) for one, by in prove_all(*asked).items()}

    monkeypatch.setattr("vethanam.identity.signed_log.prove_all", of_passkeys)
    restored.pay()
    assert len(files(restored)) == count


def _digest() -> str:
    return bytes(FoundFile.objects.get().sha256).hex()


def explain(restored: SignedOffice, *, own: bool) -> None:
    """Each found payment by the new leg of its payee, or of the other one."""
    restored.world.sql(
        "postgres",
        "SET session_replication_role = replica; UPDATE payments_foundtransfer SET leg_id = NULL;"
        " UPDATE payments_foundtransfer f SET leg_id = l.id FROM payments_paymentleg l"
        f" JOIN people_employment e ON e.id = l.employment_id WHERE (e.number = f.employee) = {own}",
    )
