"""Ask for a roll of affected people, confirm it, and claim on it (``docs/spec/roll.md``).

A law officer asks and the data protection officer confirms; both sign. The worker proves both signatures and
makes the roll (:mod:`vethanam.evidence.roll_making`). From then on each person on it claims with one button.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from vethanam.errors import Refused, Unsound, typed
from vethanam.evidence.compensation_counts import PaidLines, paid_lines
from vethanam.evidence.roll_scope import has_people, scope_of
from vethanam.identity.authority import Authority, signed_part
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.messaging.campaign_views import campaign_by_reference
from vethanam.messaging.models import CampaignUse
from vethanam.privacy.duty_deadlines import BREACH
from vethanam.privacy.models import (
    Duty,
    MadeRoll,
    Outbox,
    Restraint,
    Roll,
    RollClaim,
    RollConfirmation,
    RollLine,
)
from vethanam.privacy.rolls import (
    ASKED,
    CLAIMED,
    CONFIRMED,
    LAW,
    PROTECTION,
    fresh_name,
    is_asked,
    is_confirmed,
    statement_of_ask,
    statement_of_roll,
)

#: the name of the item in both signatures
ROLL = "roll"


@dataclass(frozen=True, slots=True)
class RollCounts:
    """A roll for its officers. ``made`` is None and the counts are 0 until the worker has made it."""

    roll: Roll
    confirmed: RollConfirmation | None
    made: MadeRoll | None
    claimed: int
    paid: PaidLines
    told: int = 0

    @property
    def state(self) -> str:
        """``asked``, ``confirmed`` until the worker has made it, or ``made``."""
        return "made" if self.made else "confirmed" if self.confirmed else "asked"


def statement_to_ask(authority: Authority, of: str, reference: str) -> dict[str, Json]:
    """The statement that a law officer signs to ask for a roll.

    Raises
    ------
    Refused
        The officer is no law officer, or acts for another one; or it affected nobody.
    Unsound
        There is no such subject, or it has a roll.
    """
    _require(authority, LAW, "roll_asked_by_law")
    subject = _subject(of, reference)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 9))", [subject])
    rows = Roll.objects.filter(of=of, subject=subject).select_related("confirmation")
    # with a false confirmation it is never made, and is asked for again
    if any(is_asked(one) and (is_confirmed(one) or not hasattr(one, "confirmation")) for one in rows):
        raise Unsound("roll_asked_before", reference=typed(reference.strip(), 40))
    if not has_people(scope_of(of, subject, authority.at)):
        raise Refused("roll_of_nobody", reference=typed(reference.strip(), 40))
    return statement_of_ask(of, subject)


@transaction.atomic
def ask_roll(authority: Authority, of: str, reference: str) -> Roll:
    """Ask for the roll of the people affected by a message, a restraint or a breach case.

    Raises
    ------
    Refused, Unsound
        See :func:`statement_to_ask`.
    """
    says = statement_to_ask(authority, of, reference)
    name = fresh_name("ROLL")
    leaf = append(
        ASKED, public={"roll": name, **says, "role": authority.role, **signed_part(authority, ROLL)[0]},
        private={"by": authority.account}, at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    return Roll.objects.create(
        reference=name, of=of, subject=str(says["subject"]), is_sample=authority.is_sample,
        **_entered(authority, leaf),
    )  # fmt: skip


def statement_to_confirm(authority: Authority, reference: str) -> dict[str, Json]:
    """The statement that the data protection officer signs to confirm a roll.

    Raises
    ------
    Refused
        The officer is not the data protection officer, acts for another, or asked herself.
    Unsound
        There is no such roll, or it is confirmed.
    """
    _require(authority, PROTECTION, "roll_confirmed_by_officer")
    roll = roll_named(reference)
    if hasattr(roll, "confirmation"):
        is_true = is_confirmed(roll)
        raise Unsound("roll_confirmed_before" if is_true else "roll_confirmed_falsely", roll=roll.reference)
    if authority.account == roll.by_id or authority.person == roll.person:
        raise Refused("roll_by_two")
    return statement_of_roll(roll)


@transaction.atomic
def confirm_roll(authority: Authority, reference: str) -> Roll:
    """Confirm a roll as another person; the worker makes it once the log proves both signatures.

    Raises
    ------
    Refused, Unsound
        See :func:`statement_to_confirm`.
    """
    statement_to_confirm(authority, reference)
    roll = roll_named(reference)
    leaf = append(
        CONFIRMED,
        public={"roll": roll.reference, "role": authority.role, **signed_part(authority, ROLL)[0]},
        private={"by": authority.account}, at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    RollConfirmation.objects.create(roll=roll, **_entered(authority, leaf))
    return roll


@transaction.atomic
def claim_on_roll(authority: Authority, reference: str, number: int) -> RollLine:
    """A person claims on her own line of a roll, once.

    Raises
    ------
    Refused
        The line is another person's, or she claimed before.
    Unsound
        There is no such roll.
    """
    roll = roll_named(reference)
    own = RollLine.objects.filter(roll=roll, number=number, person__isnull=False)
    row = own.filter(person=authority.person or 0).first()
    if row is None or not hasattr(roll, "made"):
        raise Refused("roll_line_of_another", line=number, roll=roll.reference)
    if RollClaim.objects.filter(line=row).exists():
        raise Refused("claimed_before", line=number, roll=roll.reference)
    leaf = append(
        CLAIMED, public={"roll": roll.reference, "line": number}, private={"by": authority.account},
        at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    RollClaim.objects.create(
        line=row, by_id=authority.account, at=authority.at, recorded_at=timezone.now(), leaf=leaf
    )
    return row


def roll_named(reference: str) -> Roll:
    """The roll of a reference.

    Raises
    ------
    Unsound
        There is none.
    """
    rows = Roll.objects.select_related("confirmation", "made")
    found = rows.filter(reference=reference.strip()).first()
    if found is None:
        raise Unsound("no_such_roll", roll=typed(reference, 40))
    return found


def rolls() -> list[RollCounts]:
    """Every roll with its counts, newest first; a false one is none."""
    rows = Roll.objects.select_related("confirmation", "made").order_by("-pk")
    return [counts_of(roll) for roll in rows if is_asked(roll)]


def counts_of(roll: Roll) -> RollCounts:
    """A roll with its counts."""
    made = getattr(roll, "made", None)
    claimed = RollClaim.objects.filter(line__roll=roll).count() if made else 0
    confirmed = getattr(roll, "confirmation", None)
    if confirmed is not None and made is None and not is_confirmed(roll):
        confirmed = None
    paid = paid_lines(roll.pk) if made else PaidLines(0, 0, 0)
    told = _told(roll) if made else 0
    return RollCounts(roll, confirmed, made, claimed, paid, told)


def _told(roll: Roll) -> int:
    """The people with a message about the roll that was handed over."""
    uses = CampaignUse.objects.filter(campaign__rule__roll__contains=[roll.reference], is_allowed=True)
    sent = Outbox.objects.filter(use__in=uses.values("use"), state__in=("accepted", "sent"))
    return sent.values("person").distinct().count()


def named_subject(roll: Roll) -> str:
    """The subject of a roll as its page has it: of a case the number."""
    case = Duty.objects.filter(reference=roll.subject).first() if roll.of == Roll.Of.CASE else None
    return case.number if case else roll.subject


def _subject(of: str, reference: str) -> str:
    """The reference of a message, a restraint, or a breach case with an account."""
    asked = reference.strip()
    if of == Roll.Of.MESSAGE and (campaign := campaign_by_reference(asked)) is not None:
        return str(campaign.reference)
    if of == Roll.Of.RESTRAINT and Restraint.objects.filter(reference=asked).exists():
        return asked
    if of == Roll.Of.CASE:
        return _case(asked)
    raise Unsound("roll_subject_missing", reference=typed(asked, 40))


def _case(asked: str) -> str:
    number = asked.rpartition("/")[2]
    rows = Duty.objects.filter(kind=BREACH)
    case = rows.filter(reference=asked).first()
    if case is None and number.isascii() and number.isdigit() and len(number) < 16:
        case = next((one for one in rows.filter(pk=int(number)) if one.number == asked), None)
    if case is None:
        raise Unsound("roll_subject_missing", reference=typed(asked, 40))
    if case.account_id is None:
        raise Unsound("roll_of_case_by_hand", number=case.number)
    return case.reference


def _require(authority: Authority, role: str, code: str) -> None:
    if authority.role != role or authority.delegation is not None or authority.person is None:
        raise Refused(code)


def _entered(authority: Authority, leaf: int) -> dict[str, Any]:
    return {
        "by_id": authority.account, "person": authority.person, "office": authority.office or "",
        "role": authority.role, "at": authority.at, "recorded_at": timezone.now(), "leaf": leaf,
    }  # fmt: skip
