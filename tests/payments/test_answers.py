"""The bank's answers: trusted if signed and matching, a finding otherwise, saved once despite crashes."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.payments.builders import AT, DAY, TREASURY
from tests.payments.desk import NETS, Desk
from tests.payments.paymaster_rounds import body_of, hand_over, paymaster, take_answers
from vethanam.ledger.commitments import commitment
from vethanam.ledger.persons import has_person
from vethanam.payments import audit, queries
from vethanam.payments.actions import Taken, instruct, release, resolve_finding
from vethanam.payments.messages import (
    Account,
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
from vethanam.payments.models import Answer, Credit, PaymentFile, PaymentFinding, PaymentLeg
from vethanam.payroll.models import Bill
from vethanam.people.models import Role
from vethanam.sample.bank import make_bank_keys, read_key
from vethanam.sample.bank_answers import send_signed

TOTAL = sum(NETS)


def handed_over(desk: Desk) -> Instruction:
    file = instruct(desk.bill, desk.service)
    assert file is not None
    hand_over(file.pk, desk.channel, desk.service)
    return read_instruction(body_of(file))


def credited(sent: Instruction, *which: int, **changes: object) -> list[Entry]:
    chosen = which or range(len(sent.transfers))
    entries = [
        Entry(t.reference, Happening.CREDITED, t.amount, DAY, t.account)
        for t in (sent.transfers[n] for n in chosen)
    ]
    return [replace(entry, **changes) for entry in entries]  # type: ignore[arg-type]


def returned(sent: Instruction, which: int, on: date = DAY + timedelta(days=2)) -> Entry:
    return replace(credited(sent, which)[0], happening=Happening.RETURNED, on=on, code="AC04")


def rejected(sent: Instruction, which: int, code: str = "AC01") -> Status:
    transfer = sent.transfers[which]
    return Status(transfer.reference, Verdict.REJECTED, transfer.amount, transfer.account, code)


def notice(*entries: Entry, message: str = "N1") -> bytes:
    return build_notice(Notice(message, AT, TREASURY, entries))


def report(
    sent: Instruction, *statuses: Status, verdict: Verdict = Verdict.IN_PART, **changes: object
) -> bytes:
    values: dict[str, object] = {
        "count": len(sent.transfers),
        "total": sent.total,
        "statuses": statuses,
        **changes,
    }
    return build_report(Report("R1", AT, sent.message, verdict, **values))  # type: ignore[arg-type]


def say(desk: Desk, *bodies: bytes) -> Taken:
    """The bank sends each of these answers, signed, into one folder; we read them."""
    for n, body in enumerate(bodies):
        send_signed(desk.channel.incoming, desk.bank_key, f"a{n}.xml", body)
    return take_answers(desk.channel, desk.service)


def states(desk: Desk) -> list[str]:
    return list(PaymentLeg.objects.filter(bill=desk.bill).order_by("id").values_list("state", flat=True))


def found(desk: Desk) -> list[str]:
    """Open findings of the treasury; failed payments are the office's."""
    return [finding.code for finding in queries.open_findings(officer=Role.TREASURY_OFFICER)]


def bill_state(desk: Desk) -> str:
    return str(Bill.objects.get(pk=desk.bill).state)


# -- matching answers ----------------------------------------------------------------------------------------


def test_all_credited_closes_the_bill_to_the_paisa(desk: Desk) -> None:
    sent = handed_over(desk)
    taken = say(desk, report(sent, verdict=Verdict.ACCEPTED), notice(*credited(sent)))
    assert (taken.credited, taken.findings) == (4, 0)
    assert queries.settlement_of(desk.bill).settled == TOTAL == Bill.objects.get(pk=desk.bill).net
    assert bill_state(desk) == "closed"
    assert PaymentFile.objects.get().state == "acknowledged"


def test_some_credited_and_one_rejected_add_up(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, report(sent, rejected(sent, 1)), notice(*credited(sent, 0, 2)))
    settlement = queries.settlement_of(desk.bill)
    assert (settlement.settled, settlement.rejected, settlement.open) == (NETS[0] + NETS[2], NETS[1], NETS[3])
    assert settlement.adds_up
    assert settlement.instructed == TOTAL
    assert bill_state(desk) == "part_credited"
    assert audit.broken_invariants() == []


def test_a_return_after_the_credit_opens_the_bill_again(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent)))
    assert bill_state(desk) == "closed"
    say(desk, notice(returned(sent, 3), message="N2"))
    settlement = queries.settlement_of(desk.bill)
    assert (settlement.settled, settlement.returned) == (TOTAL - NETS[3], NETS[3])
    assert (bill_state(desk), states(desk)[3]) == ("part_credited", "returned")


def test_a_file_rejected_whole_rejects_everybody(desk: Desk) -> None:
    sent = handed_over(desk)
    taken = say(desk, report(sent, verdict=Verdict.REJECTED, code="FF01"))
    assert (taken.rejected, queries.settlement_of(desk.bill).rejected) == (4, TOTAL)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_answers_in_any_order_come_to_the_same(desk: Desk, order: tuple[int, ...]) -> None:
    sent = handed_over(desk)
    bodies = [
        report(sent, rejected(sent, 1)), notice(*credited(sent, 0, 2, 3)),
        notice(returned(sent, 3), message="N2"),
    ]  # fmt: skip
    for n in order:
        say(desk, bodies[n])
    assert states(desk) == ["settled", "rejected", "settled", "returned"]
    assert found(desk) == []
    assert audit.broken_invariants() == []


def test_credit_and_return_in_one_notice(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent), returned(sent, 0)))
    assert states(desk) == ["returned", "settled", "settled", "settled"]


# -- credits to tell -----------------------------------------------------------------------------------------


def test_only_credits_that_stand_are_told(desk: Desk) -> None:
    sent = handed_over(desk)
    say(
        desk,
        report(sent, rejected(sent, 1)),
        notice(*credited(sent, 0, 3)),
        notice(returned(sent, 3), message="N2"),
    )
    told = queries.credits_not_told()
    assert [(credit.employment_id, credit.amount, credit.credited_on) for credit in told] == [
        (desk.employments[0], NETS[0], DAY)
    ]
    assert queries.credits_not_told(Credit.objects.filter(pk=told[0].credit_id).values("pk")) == []


# -- mismatches ----------------------------------------------------------------------------------------------


def test_a_paisa_off_is_a_finding_and_credits_nothing(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent, 0, amount=NETS[0] - 1)))
    assert (found(desk), Credit.objects.count(), states(desk)[0]) == (["another_amount"], 0, "instructed")


def test_another_account_is_a_finding_that_does_not_name_it(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent, 0, account=Account("SBIN0070028", "777000777000"))))
    finding = PaymentFinding.objects.get()
    assert (finding.code, Credit.objects.count()) == ("another_account", 0)
    assert "777000777000" not in str(finding.facts)


def test_the_right_number_at_another_branch_is_another_account(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent, 0, account=Account("HDFC0000001", sent.transfers[0].account.number))))
    assert found(desk) == ["another_account"]


def test_no_account_at_all_is_not_believed(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent, 0, account=None)))
    assert (found(desk), Credit.objects.count()) == (["another_account"], 0)


def test_an_unknown_reference_is_a_finding(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent, 0, reference="P999A1")))
    assert (found(desk), Credit.objects.count()) == (["unknown_reference"], 0)


def test_a_report_on_another_message_is_a_finding(desk: Desk) -> None:
    sent = replace(handed_over(desk), message="SOMEBODY-ELSE")
    say(desk, report(sent, verdict=Verdict.ACCEPTED))
    assert (found(desk), PaymentFile.objects.get().state) == (["unknown_message"], "handed_over")


@pytest.mark.parametrize("changes", [{"total": TOTAL - 1}, {"count": 3}, {"count": None, "total": None}])
def test_a_rejection_of_another_sum_rejects_nobody(desk: Desk, changes: dict[str, object]) -> None:
    sent = handed_over(desk)
    say(desk, report(sent, verdict=Verdict.REJECTED, code="FF01", **changes))
    assert (found(desk), Credit.objects.count()) == (["another_total"], 0)


def test_a_duplicate_known_to_the_bank_rejects_nobody(desk: Desk) -> None:
    sent = handed_over(desk)
    whole = report(sent, verdict=Verdict.REJECTED, code="AM05")
    say(desk, whole, report(sent, rejected(sent, 0, "AM05")))
    assert (found(desk), Credit.objects.count()) == (["known_to_bank", "known_to_bank"], 0)


@pytest.mark.parametrize("rejected_first", [True, False])
def test_rejected_and_credited_is_a_contradiction_for_a_person(desk: Desk, rejected_first: bool) -> None:
    sent = handed_over(desk)
    bodies = [report(sent, rejected(sent, 0)), notice(*credited(sent, 0))]
    for body in bodies if rejected_first else reversed(bodies):
        say(desk, body)
    assert (found(desk), states(desk)[0]) == (["contradiction"], "rejected" if rejected_first else "settled")


def test_a_return_dated_before_the_credit_is_a_finding(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent, 0)), notice(returned(sent, 0, on=DAY - timedelta(days=1)), message="N2"))
    assert (found(desk), states(desk)[0]) == (["out_of_time"], "settled")


# -- signatures ----------------------------------------------------------------------------------------------


def test_a_forged_answer_credits_nobody(desk: Desk) -> None:
    sent = handed_over(desk)
    forger = desk.channel.outgoing.parent / "forger.key"
    forger.write_bytes(make_bank_keys()[0])
    send_signed(desk.channel.incoming, read_key(forger), "forged.xml", notice(*credited(sent)))
    take_answers(desk.channel, desk.service)
    assert (found(desk), Credit.objects.count(), Answer.objects.get().is_verified) == (
        ["bad_signature"],
        0,
        False,
    )


def test_an_answer_changed_after_signing_credits_nobody(desk: Desk) -> None:
    sent = handed_over(desk)
    send_signed(desk.channel.incoming, desk.bank_key, "a.xml", notice(*credited(sent, 0)))
    (desk.channel.incoming / "a.xml").write_bytes(notice(*credited(sent)))
    take_answers(desk.channel, desk.service)
    assert (found(desk), Credit.objects.count()) == (["bad_signature"], 0)


def test_the_true_answer_is_taken_after_a_forged_signature_on_it(desk: Desk) -> None:
    sent = handed_over(desk)
    (desk.channel.incoming / "a.xml").write_bytes(notice(*credited(sent)))
    (desk.channel.incoming / "a.xml.sig").write_bytes(bytes(64))
    take_answers(desk.channel, desk.service)
    assert Credit.objects.count() == 0
    assert say(desk, notice(*credited(sent))).credited == 4


def test_an_answer_without_signature_waits_for_it(desk: Desk) -> None:
    sent = handed_over(desk)
    (desk.channel.incoming / "a0.xml").write_bytes(notice(*credited(sent)))
    for _ in range(2):
        assert take_answers(desk.channel, desk.service) == Taken()
    assert (found(desk), Credit.objects.count()) == (["answer_unsigned"], 0)
    assert say(desk, notice(*credited(sent))).credited == 4
    assert found(desk) == []


@pytest.mark.parametrize("body", [b"", b"not xml", b"<Document/>", b"\x00" * 40])
def test_a_signed_answer_that_cannot_be_read_is_a_finding_and_holds_up_no_other(
    desk: Desk, body: bytes
) -> None:
    sent = handed_over(desk)
    taken = say(desk, body, notice(*credited(sent)))
    assert (found(desk), taken.credited) == (["answer_unreadable"], 4)


# -- once ----------------------------------------------------------------------------------------------------


def test_the_same_answer_again_changes_nothing(desk: Desk) -> None:
    sent = handed_over(desk)
    body = notice(*credited(sent))
    say(desk, body)
    assert say(desk, body) == Taken()
    assert (Credit.objects.count(), Answer.objects.count(), found(desk)) == (4, 1, [])


def test_the_same_credit_in_another_message_counts_once(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent)), notice(*credited(sent, 0), message="N2"))
    assert (Credit.objects.count(), found(desk)) == (4, ["said_again"])
    assert queries.settlement_of(desk.bill).settled == TOTAL


class Fell(BaseException):
    """A simulated crash."""


@pytest.mark.parametrize("step", ["keep_credits", "settle_bills", "append", "match"])
def test_a_fall_between_reading_and_saving_credits_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    sent = handed_over(desk)

    def fall(*_: object, **__: object) -> None:
        raise Fell

    with monkeypatch.context() as patched:
        patched.setattr(f"vethanam.payments.actions.answers.{step}", fall)
        with pytest.raises(Fell):
            say(desk, notice(*credited(sent)))
    assert (Credit.objects.count(), Answer.objects.filter(leaf__isnull=False).count()) == (0, 0)
    assert take_answers(desk.channel, desk.service).credited == 4
    assert (Credit.objects.count(), bill_state(desk)) == (4, "closed")


def test_a_fall_after_saving_and_before_putting_away_credits_once(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent)))
    for path in (desk.channel.incoming / "taken").iterdir():
        path.rename(desk.channel.incoming / path.name)
    assert take_answers(desk.channel, desk.service) == Taken()
    assert Credit.objects.count() == 4


@pytest.mark.parametrize("what", ["report", "notice"])
def test_an_answer_that_overtakes_the_saving_of_the_hand_over_saves_it_first(desk: Desk, what: str) -> None:
    file = instruct(desk.bill, desk.service)
    assert file is not None
    release(file.pk, desk.service)
    with paymaster(desk.channel) as own:
        assert own._sign(file.pk, desk.service.at)
    sent = read_instruction(body_of(file))
    say(desk, report(sent, verdict=Verdict.ACCEPTED) if what == "report" else notice(*credited(sent)))
    file.refresh_from_db()
    assert file.state == ("acknowledged" if what == "report" else "handed_over")
    assert file.leaf is not None
    hand_over(file.pk, desk.channel, desk.service)
    assert list(desk.channel.outgoing.glob("*.xml")) == []


# -- findings and proofs -------------------------------------------------------------------------------------


def test_a_finding_is_closed_by_a_sentence_and_moves_no_money(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent, 0, amount=1)))
    resolve_finding(
        desk.officer, PaymentFinding.objects.get().pk, resolution="The bank sends a corrected notice."
    )
    assert (found(desk), Credit.objects.count()) == ([], 0)


def test_each_person_can_prove_her_place_beneath_both_leaves(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent)))
    leg = PaymentLeg.objects.order_by("id")[2]
    proofs = queries.proofs_of_leg(leg.pk)
    assert [
        proof.record["event"] if proof.record and "event" in proof.record else None for proof in proofs
    ] == [None, "credited"]
    for proof in proofs:
        assert proof.salt is not None
        assert proof.record is not None
        assert commitment(proof.salt, proof.record) == proof.commitment  # type: ignore[arg-type]
        assert has_person(proof.root, proof.commitment, proof.path)
        assert proof.record["amount_paise"] == NETS[2]


def test_the_log_says_nothing_of_amounts_or_numbers_of_people(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent)))
    leaves = b"".join(bytes(row[0]) for row in desk.world.sql("worker", "SELECT leaf FROM journal_staged"))
    assert b"payment.handed_over" in leaves
    assert b"payment.answered" in leaves
    for net in (*NETS[:2], TOTAL):
        assert str(net).encode() not in leaves
    assert b"3123456789" not in leaves
