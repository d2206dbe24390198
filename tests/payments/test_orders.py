"""In any order of answers, and with any bank error, the sums are equal to the paisa and add up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.payments.builders import AT, DAY, TREASURY
from tests.payments.desk import NETS, Desk
from tests.payments.paymaster_rounds import hand_over, take_answers
from tests.payments.test_legs import SOCIETY, owes, sent, verified_society
from vethanam.payments import audit, queries
from vethanam.payments.actions import instruct
from vethanam.payments.messages import (
    Account,
    Entry,
    Happening,
    Instruction,
    Notice,
    Report,
    Status,
    Transfer,
    Verdict,
    build_notice,
    build_report,
)
from vethanam.payroll.models import Bill
from vethanam.sample.bank_answers import send_signed

CREDITED, REJECTED, RETURNED = "credited", "rejected", "returned"
#: day of each event after the instruction; the order of the answers varies
DAYS = {(1, CREDITED): 0, (1, REJECTED): 0, (2, CREDITED): 1, (2, RETURNED): 2, (1, RETURNED): 3}
FAULTS = ("", "", "", "amount", "account", "reference")


@dataclass(frozen=True)
class Said:
    """One event reported by the bank for a transfer, and its error."""

    place: int
    hop: int
    kind: str
    fault: str


def said_of(places: int) -> st.SearchStrategy[Said]:
    return st.builds(
        lambda place, event, fault: Said(place, event[0], event[1], fault),
        st.integers(0, places - 1),
        st.sampled_from(sorted(DAYS)),
        st.sampled_from(FAULTS),
    )


class Model:
    """The expected result, implemented a second time: sets of events, and their exclusions."""

    def __init__(self, instruction: Instruction) -> None:
        self.transfers = instruction.transfers
        self.happened: dict[int, set[tuple[int, str]]] = {
            place: set() for place in range(len(self.transfers))
        }

    def hear(self, said: Said) -> None:
        before, event = self.happened[said.place], (said.hop, said.kind)
        if said.fault or event in before or (said.hop == 2 and not self.transfers[said.place].onward):
            return
        same_hop = {kind for hop, kind in before if hop == said.hop}
        if same_hop and REJECTED in same_hop | {said.kind}:
            return
        after = before | {event}
        if (2, CREDITED) in after and (2, RETURNED) not in after and after & {(1, REJECTED), (1, RETURNED)}:
            return
        self.happened[said.place] = after

    def sums(self, places: range) -> tuple[int, int, int, int]:
        """Settled, rejected, returned, open."""
        of = dict.fromkeys((CREDITED, REJECTED, RETURNED, "open"), 0)
        for place in places:
            first = {kind for hop, kind in self.happened[place] if hop == 1}
            became = next((kind for kind in (RETURNED, CREDITED, REJECTED) if kind in first), "open")
            of[became] += self.transfers[place].amount
        return of[CREDITED], of[REJECTED], of[RETURNED], of["open"]


def answer(instruction: Instruction, said: Said, number: int) -> bytes:
    """The message with the event; a transfer without onward account is claimed for a stranger's account."""
    transfer = _as_said(instruction.transfers[said.place], said)
    on: date = DAY + timedelta(days=DAYS[said.hop, said.kind])
    if said.kind == REJECTED:
        status = Status(transfer.reference, Verdict.REJECTED, transfer.amount, transfer.account, "AC01")
        return build_report(
            Report(f"R{number}", AT, instruction.message, Verdict.IN_PART, statuses=(status,))
        )
    entry = Entry(transfer.reference, Happening(said.kind), transfer.amount, on, transfer.account)
    return build_notice(Notice(f"N{number}", AT, TREASURY, (entry,)))


def _as_said(transfer: Transfer, said: Said) -> Transfer:
    stranger = Account("SBIN0070028", "99999999999")
    account = transfer.account if said.hop == 1 else transfer.onward or stranger
    return replace(
        transfer,
        reference="P999999A1" if said.fault == "reference" else transfer.reference,
        amount=transfer.amount + 1 if said.fault == "amount" else transfer.amount,
        account=stranger if said.fault == "account" else account,
    )


@pytest.fixture
def paying(desk: Desk) -> Iterator[Desk]:
    """The first is paid into treasury savings with onward transfer, the second by money order;
    a society waits too.
    """
    desk.new_account(
        desk.employments[0], "79901012345", kind_of_account="treasury_savings", branch="TVM01",
        onward_branch="SBIN0070028", onward_number="40000005555", onward_tail="5555",
    )  # fmt: skip
    desk.new_account(desk.employments[1], "", kind_of_account="money_order", branch="695001")
    verified_society(desk)
    yield desk


NUMBERS = count(100)


@given(heard=st.lists(said_of(len(NETS) + 1), max_size=14))
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_instructed_is_settled_rejected_returned_and_open_in_whatever_order_answers_come(
    paying: Desk, heard: list[Said]
) -> None:
    desk = paying
    bill = desk.deducting(("cooperative", 100000, owes(desk, SOCIETY)), number=next(NUMBERS))
    file = instruct(bill, desk.service)
    assert file is not None
    hand_over(file.pk, desk.channel, desk.service)
    instruction, pay = sent(file), range(len(NETS))
    model = Model(instruction)
    for number, said in enumerate(heard):
        body = answer(instruction, said, number)
        send_signed(desk.channel.incoming, desk.bank_key, f"b{bill}-{number}.xml", body)
        take_answers(desk.channel, desk.service)
        model.hear(said)
        now = queries.settlement_of(bill)
        assert (now.settled, now.rejected, now.returned, now.open) == model.sums(pay)
        assert now.instructed == sum(NETS)
    others = queries.settlement_of(bill, queries.DEDUCTED)
    assert (others.settled, others.rejected, others.returned, others.open) == model.sums(
        range(len(NETS), len(NETS) + 1)
    )
    assert audit.broken_invariants() == []
    is_all = model.sums(range(len(NETS) + 1))[0] == instruction.total
    assert (Bill.objects.get(pk=bill).state == "closed") is is_all
