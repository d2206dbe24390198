"""Answers of the bank about benefits: only one that fits its leg counts, each event once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.benefits.bodies import at
from tests.payments.benefits.conftest import SignedScheme
from vethanam.benefits.models import Leg
from vethanam.payments import actions
from vethanam.payments.actions.benefit_parts import settle_benefits
from vethanam.payments.messages import (
    BENEFIT,
    Account,
    Entry,
    Happening,
    Instruction,
    Notice,
    Report,
    Verdict,
    build_notice,
    build_report,
    read_instruction,
)
from vethanam.payments.models import BenefitCredit, FailedBenefit, PaymentFinding
from vethanam.sample.bank_answers import send_signed


def sent(scheme: SignedScheme) -> Instruction:
    """The instruction of one award, handed over."""
    scheme.award("31234567890", "Anna")
    release = scheme.release(2000)
    scheme.sign_accounts()
    scheme.order(release)
    settle_benefits(scheme.service)
    scheme.paymaster()
    (path,) = scheme.channel.outgoing.glob("*.xml")
    return read_instruction(path.read_bytes())


def say(scheme: SignedScheme, name: str, body: bytes) -> str:
    """The bank signs an answer, and it is taken; the leg's state."""
    send_signed(scheme.channel.incoming, scheme.bank._key, f"{name}.xml", body)
    scheme.paymaster()
    actions.take_answers(scheme.service)
    return str(Leg.objects.latest("pk").state)


def test_only_an_answer_that_fits_settles_a_leg_and_once(scheme: SignedScheme) -> None:
    instruction = sent(scheme)
    (transfer,) = instruction.transfers
    assert (instruction.category, transfer.purpose, transfer.amount) == (BENEFIT, BENEFIT, 200_000)
    assert (instruction.payer_account.number, instruction.mark) == ("2235-60-102-99", "R2600000001")
    good = Entry(transfer.reference, Happening.CREDITED, 200_000, at().date(), transfer.account)

    def notice(*entries: Entry, message: str) -> bytes:
        return build_notice(Notice(message, at(), instruction.payer_account, entries))

    other = Account("SBIN0070028", "99999999999")
    wrong = (replace(good, amount=199_900), replace(good, account=other))
    assert say(scheme, "wrong", notice(*wrong, message="N1")) == "instructed"
    another = Report("P1", at(), instruction.message, Verdict.REJECTED, "AM04", count=1, total=1, statuses=())
    assert say(scheme, "another", build_report(another)) == "instructed"
    assert say(scheme, "good", notice(good, message="N2")) == "credited"
    assert say(scheme, "again", notice(good, message="N3")) == "credited"
    back = replace(good, happening=Happening.RETURNED, on=good.on + timedelta(days=2), code="AC04")
    assert (
        say(scheme, "early", notice(replace(back, on=good.on - timedelta(days=1)), message="N4"))
        == "credited"
    )
    assert say(scheme, "back", notice(back, message="N5")) == "returned"
    codes = PaymentFinding.objects.order_by("pk").values_list("code", flat=True)
    assert [*codes] == ["another_amount", "another_account", "another_total", "said_again", "out_of_time"]
    assert [*BenefitCredit.objects.order_by("pk").values_list("kind", flat=True)] == ["credited", "returned"]
    assert FailedBenefit.objects.using("owner").count() == 1


def test_a_part_that_the_bank_rejects_whole_is_open_again(scheme: SignedScheme) -> None:
    instruction = sent(scheme)
    whole = Report(
        "P1", at(), instruction.message, Verdict.REJECTED, "AM04", count=1, total=200_000, statuses=()
    )
    assert say(scheme, "whole", build_report(whole)) == "rejected"
    leg = Leg.objects.get()
    assert (leg.why, leg.paid_on) == ("AM04", None)
    assert settle_benefits(scheme.service) == 0
