"""One round of payments, for a periodic job of the worker."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from vethanam.errors import Broken, Unsound, VethanamError
from vethanam.identity.authority import Authority
from vethanam.payments.actions.answers import Taken, take_answers
from vethanam.payments.actions.bank_silence import find_silence
from vethanam.payments.actions.deaths import find_paid_after_death
from vethanam.payments.actions.findings import find
from vethanam.payments.actions.found_files import settle_restored
from vethanam.payments.actions.instruction_delivery import hand_over
from vethanam.payments.actions.instructions import instruct
from vethanam.payments.actions.reissues import carry_out_reissue
from vethanam.payments.channel import Bank
from vethanam.payments.models import PaymentFile, Reissue
from vethanam.payments.queries import bills_to_instruct, reissues_to_carry_out
from vethanam.payroll.models import Bill

#: the bank's folder or line has a file of this name with other bytes
_NAME_TAKEN = frozenset({"other_content", "other_content_here"})


@dataclass(frozen=True, slots=True)
class Round:
    """The result of one round."""

    instructed: int
    handed_over: int
    taken: Taken = field(default_factory=Taken)


def settle_pending(channel: Bank, authority: Authority) -> Round:
    """Instruct passed bills, carry out reissues, hand over files, read answers, and record findings about
    silent banks and payments after death.

    After a restore nothing is instructed or handed over before the files known outside the database are
    settled. Each step commits by itself, so the round may be killed anywhere and run again. A bill that cannot be
    instructed is a finding and does not stop the others.
    """
    if not settle_restored(authority):
        return Round(0, 0, take_answers(channel, authority))
    instructed = _each(bills_to_instruct(), "bill", lambda bill: instruct(bill, authority), _bill, authority)
    instructed += _each(reissues_to_carry_out(), "reissue", carry_out_reissue, _reissued, authority)
    unsent = (PaymentFile.State.WRITTEN, PaymentFile.State.LEAVING)
    written = PaymentFile.objects.filter(state__in=unsent).order_by("id")
    files = list(written.values_list("id", flat=True))
    for file in files:
        _hand_over(file, channel, authority)
    taken = take_answers(channel, authority)
    find_silence(authority)
    find_paid_after_death(authority)
    return Round(instructed, len(files), taken)


def _hand_over(file_id: int, channel: Bank, authority: Authority) -> None:
    """Hand over one file. If its name is taken by other bytes, that is a finding and the others go on."""
    try:
        hand_over(file_id, channel, authority)
    except Unsound as error:
        if error.code not in _NAME_TAKEN:
            raise
        file = PaymentFile.objects.get(pk=file_id)
        facts = {"file": file.message, "why": error.sentence}
        find(authority, file.message, str(file), "file_name_taken", facts, file=file, bill_id=file.bill_id)


type _About = Callable[[int], tuple[str, int]]
"""The record that something is about, and its bill."""


def _each(
    ids: Iterable[int], what: str, act: Callable[[int], object], about: _About, authority: Authority
) -> int:
    done = 0
    for one in ids:
        try:
            act(one)
            done += 1
        except Broken:
            raise
        except VethanamError as error:
            record, bill = about(one)
            facts = {"why": error.sentence, "why_code": error.code}
            find(authority, f"{what}:{one}:{error.code}", record, "not_instructed", facts, bill_id=bill)
    return done


def _bill(one: int) -> tuple[str, int]:
    return f"Bill {Bill.objects.values_list('number', flat=True).get(pk=one)}", one


def _reissued(one: int) -> tuple[str, int]:
    leg = Reissue.objects.select_related("leg").get(pk=one).leg
    return str(leg), leg.bill_id
