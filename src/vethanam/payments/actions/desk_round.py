"""One round of payments, for a periodic job of the worker."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from vethanam.errors import Broken, VethanamError
from vethanam.identity.authority import Authority
from vethanam.payments.actions.answers import Taken, take_answers
from vethanam.payments.actions.bank_silence import find_silence
from vethanam.payments.actions.benefit_parts import settle_benefits
from vethanam.payments.actions.benefit_silence import find_silent_parts
from vethanam.payments.actions.deaths import find_paid_after_death
from vethanam.payments.actions.file_release import log_hand_overs, release, waiting_with_the_dead
from vethanam.payments.actions.findings import find
from vethanam.payments.actions.found_files import settle_restored
from vethanam.payments.actions.instructions import instruct
from vethanam.payments.actions.paymaster_remarks import take_remarks
from vethanam.payments.actions.reissues import carry_out_reissue
from vethanam.payments.actions.unproven import bills_proven_since
from vethanam.payments.models import PaymentFile, Reissue
from vethanam.payments.queries import bills_to_instruct, reissues_to_carry_out
from vethanam.payroll.models import Bill


@dataclass(frozen=True, slots=True)
class Round:
    """The result of one round: files written, files given to the paymaster, payments held, answers."""

    instructed: int
    released: int
    held: int = 0
    taken: Taken = field(default_factory=Taken)


def settle_pending(authority: Authority) -> Round:
    """Instruct passed bills, carry out reissues, give files to the paymaster, take over answers and
    unproven payments from it, and record findings about silent banks and payments after death.

    After a restore nothing is instructed or handed over before the files known outside the database are
    settled. Each step commits by itself, so the round may be killed anywhere and run again. A bill that
    cannot be instructed is a finding and does not stop the others.
    """
    held = take_remarks(authority)
    if not settle_restored(authority):
        log_hand_overs(authority)
        return Round(0, 0, held, take_answers(authority))
    bills = sorted({*bills_to_instruct(), *bills_proven_since(authority)})
    instructed = _each(bills, "bill", lambda bill: instruct(bill, authority), _bill, authority)
    instructed += _each(reissues_to_carry_out(), "reissue", carry_out_reissue, _reissued, authority)
    written = PaymentFile.objects.filter(state=PaymentFile.State.WRITTEN).order_by("id")
    files = list(written.values_list("id", flat=True))
    for file in [*files, *waiting_with_the_dead()]:
        release(file, authority)
    log_hand_overs(authority)
    settle_benefits(authority)
    find_silent_parts(authority)
    taken = take_answers(authority)
    find_silence(authority)
    find_paid_after_death(authority)
    return Round(instructed, len(files), held, taken)


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
