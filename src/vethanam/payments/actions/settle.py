"""One round of the payments desk: what a periodic job of the worker calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from vethanam.errors import Broken, VethanamError
from vethanam.identity.authority import Authority
from vethanam.payments.actions.answers import Taken, take_answers
from vethanam.payments.actions.findings import find
from vethanam.payments.actions.hand_over import hand_over
from vethanam.payments.actions.instruct import instruct
from vethanam.payments.actions.reissue import carry_out_reissue
from vethanam.payments.channel import Channel
from vethanam.payments.models import PaymentFile
from vethanam.payments.queries import bills_to_instruct, reissues_to_carry_out


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did."""

    instructed: int
    handed_over: int
    taken: Taken = field(default_factory=Taken)


def settle_pending(channel: Channel, authority: Authority) -> Round:
    """Instruct passed bills, carry out reissues, hand over what is written, take what was answered.

    Each step commits by itself, so the round may be killed anywhere and run again. A bill that cannot be
    instructed is a finding and does not hold up the others.
    """
    instructed = _each(bills_to_instruct(), "bill", lambda bill: instruct(bill, authority), authority)
    instructed += _each(reissues_to_carry_out(), "reissue", carry_out_reissue, authority)
    written = (
        PaymentFile.objects.filter(state=PaymentFile.State.WRITTEN)
        .order_by("id")
        .values_list("id", flat=True)
    )
    handed_over = 0
    for file in list(written):
        hand_over(file, channel, authority)
        handed_over += 1
    return Round(instructed, handed_over, take_answers(channel, authority))


def _each(ids: Iterable[int], what: str, act: Callable[[int], object], authority: Authority) -> int:
    done = 0
    for one in ids:
        try:
            act(one)
            done += 1
        except Broken:
            raise
        except VethanamError as error:
            find(
                authority,
                f"not_instructed:{what}:{one}:{error.code}",
                "not_instructed",
                f"{what.capitalize()} {one}",
                error.says,
            )
    return done
