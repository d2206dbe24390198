"""An advance that the bank rejects or returns: the treasury is asked for an account, and it is paid once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.acts.test_delivery_inbox import says
from tests.benefits.bodies import at
from tests.payments.benefits.conftest import SignedScheme
from tests.payments.benefits.test_benefit_answers import say
from tests.payments.benefits.test_home_delivery import acted, enter_account, line_of, with_society
from vethanam.benefits.models import Advance, Leg
from vethanam.benefits.queries.deliveries import money_of_advance
from vethanam.payments.actions import benefit_advances
from vethanam.payments.actions.benefit_advances import advance_release
from vethanam.payments.actions.benefit_parts import instruct_release, settle_benefits
from vethanam.payments.institutions import accounts_of_societies
from vethanam.payments.messages import (
    Entry,
    Happening,
    Instruction,
    Notice,
    Report,
    Status,
    Verdict,
    build_notice,
    build_report,
    read_instruction,
)
from vethanam.payments.models import PaymentFinding
from vethanam.payments.paymaster.advance_proofs import proven_accounts
from vethanam.payments.paymaster.signature_proofs import SignedLog
from vethanam.periods import Month

ASKED = "The account of Society did not get the money of list {}: enter the right account. It is paid once "


def files(scheme: SignedScheme) -> list[Path]:
    """The files that the bank was given, the oldest first."""
    return sorted(scheme.channel.outgoing.glob("*.xml"), key=lambda path: path.stat().st_mtime_ns)


def sent(scheme: SignedScheme, *names: str) -> Instruction:
    """The instruction with the advance for these people, at the bank and not answered."""
    with_society(scheme)
    for name in names:
        scheme.award("", name, "home")
    scheme.sign_accounts()
    scheme.order(scheme.release(2000 * len(names)))
    round_of(scheme)
    return read_instruction(files(scheme)[-1].read_bytes())


def round_of(scheme: SignedScheme) -> None:
    """A round of the worker and the paymaster; the bank says nothing."""
    settle_benefits(scheme.service)
    scheme.paymaster()


def later(scheme: SignedScheme, day: int, month: int = 10) -> None:
    """Move business time."""
    scheme.service = replace(scheme.service, at=at(day, month=month))


def notice(sent: Instruction, happening: Happening, message: str, day: int = 29) -> bytes:
    """The bank's notice about the one payment of an instruction."""
    (transfer,) = sent.transfers
    entry = Entry(transfer.reference, happening, transfer.amount, at(day).date(), transfer.account)
    return build_notice(Notice(message, at(day), sent.payer_account, (entry,)))


def rejection(sent: Instruction) -> bytes:
    """The bank's report that the account does not exist."""
    (transfer,) = sent.transfers
    status = Status(transfer.reference, Verdict.REJECTED, transfer.amount, transfer.account, "AC01")
    told = Report("REJ1", at(29), sent.message, Verdict.IN_PART, statuses=(status,))
    return build_report(told)


def test_a_rejected_advance_goes_once_to_the_account_that_is_signed_later(scheme: SignedScheme) -> None:
    first = sent(scheme, "Anna", "Beena")
    assert say(scheme, "rejected", rejection(first)) == "rejected"
    advance = Advance.objects.get()
    asked = ASKED.format(advance.number) + "that is verified."
    assert says(scheme, "treasury-clerk") == says(scheme, "signing-treasury") == [asked]
    assert says(scheme, "society-secretary") == says(scheme, "agent") == []
    given: dict[str, Any] = {"advance": advance.number}
    refused = acted(scheme, "take_delivery_list", "society-secretary", **given)
    assert refused.code == "advance_not_credited"
    round_of(scheme)
    assert len(files(scheme)) == 1

    later(scheme, 30)
    account = enter_account(scheme, "7788990011", at(30))
    assert says(scheme, "treasury-clerk") == []
    assert says(scheme, "signing-treasury") == ["The account of Society: verify it."]
    round_of(scheme)
    assert len(files(scheme)) == 1  # nobody has signed it
    scheme.do("verify_institution", "signing-treasury", at(30), account=account)
    for _ in range(3):
        round_of(scheme)
    assert len(files(scheme)) == 2
    again = read_instruction(files(scheme)[-1].read_bytes())
    (before,), (transfer,) = first.transfers, again.transfers
    assert (transfer.replaces, transfer.amount) == (before.reference, 400_000)
    assert transfer.account.number == "7788990011"
    assert say(scheme, "credited", notice(again, Happening.CREDITED, "N1", 30)) == "credited"
    say(scheme, "late", notice(first, Happening.CREDITED, "N2", 30))
    assert PaymentFinding.objects.filter(code="contradiction").count() == 1
    round_of(scheme)
    assert len(files(scheme)) == 2
    legs = Leg.objects.filter(kind="society").order_by("pk").values_list("state", "amount")
    assert list(legs) == [("reissued", 400_000), ("credited", 400_000)]
    assert acted(scheme, "take_delivery_list", "society-secretary", **given).ok


def test_an_advance_dated_back_is_proven_to_the_account_of_now_alone(scheme: SignedScheme) -> None:
    sent(scheme, "Anna")
    later(scheme, 30)
    account = enter_account(scheme, "7788990011", at(30))
    scheme.do("verify_institution", "signing-treasury", at(30), account=account)
    scheme.sign_log()
    leg = Leg.objects.get(kind="society")
    assert leg.recorded_at < at(30)
    with scheme.world.role("paymaster"):
        (proven,) = proven_accounts(SignedLog(scheme.log_key.verifier), [leg]).values()
    assert proven.payee is not None and proven.payee.account.number == "7788990011"


def test_an_advance_dated_back_pays_nobody_who_left(
    scheme: SignedScheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker lists a person for the society from which she moved to a bank."""
    with_society(scheme)
    moved = scheme.award("", "Anna", "home")
    scheme.sign_accounts()
    release = scheme.release(2000)
    scheme.route(moved, "31234567899", Month(2026, 2))
    scheme.sign_accounts()
    scheme.order(release)
    before = replace(scheme.service, at=at(20, month=1))
    instruct_release(release.pk, before)
    with monkeypatch.context() as worker:
        worker.setattr(
            benefit_advances, "accounts_of_societies", lambda some, _: accounts_of_societies(some, at(28))
        )
        worker.setattr(benefit_advances, "_days_allowed", lambda _: 10)
        assert advance_release(release.pk, before) == 1
    scheme.pay()
    told = Leg.objects.filter(kind="society").exclude(why="").values_list("why", flat=True)
    assert {*told} == {"line_of_another_society"}
    (only,) = files(scheme)
    assert "31234567899" in only.read_text(), "her money goes into her account of now"
    assert scheme.places(release) == {"credited": (1, 2000)}


def test_an_advance_that_came_back_is_paid_anew_though_a_route_has_changed(scheme: SignedScheme) -> None:
    first = sent(scheme, "Anna")
    assert say(scheme, "credited", notice(first, Happening.CREDITED, "N1")) == "credited"
    advance = Advance.objects.get()
    given: dict[str, Any] = {"advance": advance.number}
    assert acted(scheme, "take_delivery_list", "society-secretary", **given).ok
    assert say(scheme, "returned", notice(first, Happening.RETURNED, "N2", 30)) == "returned"
    (asked,) = says(scheme, "treasury-clerk")
    assert asked.startswith(ASKED.format(advance.number))
    line: dict[str, Any] = {"reference": line_of("Anna").reference, "outcome": "absent", "on": "2026-10-30"}
    assert acted(scheme, "enter_delivery", "agent", **given, **line).code == "advance_not_credited"
    award = line_of("Anna").award
    assert award is not None
    scheme.route(award, "31234567890", Month(2026, 11))
    later(scheme, 2, 11)
    account = enter_account(scheme, when=at(2, month=11))  # the same account, which the bank has opened again
    scheme.do("verify_institution", "signing-treasury", at(2, month=11), account=account)
    scheme.pay()
    assert money_of_advance(advance).payment == "credited"
    assert len(files(scheme)) == 2
    later(scheme, 20, 11)
    scheme.sign_accounts(when=at(20, month=11))
    scheme.pay()
    scheme.order(advance.release, at(20, month=11))
    scheme.pay()
    states = Leg.objects.filter(award=award).order_by("pk").values_list("kind", "state")
    assert list(states) == [("home", "reissued"), ("bank", "credited")]
    assert money_of_advance(advance).to_return == 200_000
