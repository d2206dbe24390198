"""Take notices of a register of deaths; an officer compares each with the person and settles it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from vethanam.benefits.aadhaar import refuse_aadhaar
from vethanam.benefits.actions.deaths import report_death
from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import Beneficiary, Death, DeathNotice, DeathNoticeAnswer
from vethanam.benefits.powers import OFFICERS
from vethanam.benefits.queries.frames import open_death
from vethanam.benefits.queries.likenesses import is_like
from vethanam.benefits.queries.reach import require_reach_of
from vethanam.errors import Refused, Unsound, holds_contact
from vethanam.identity.authority import Authority


@dataclass(frozen=True, slots=True)
class NoticeSaid:
    """A death as a register tells it; the name and the day of birth are compared, and not kept."""

    transaction: str
    reference: str
    name: str
    born: date
    died_on: date
    record_number: str = ""

    def __repr__(self) -> str:
        return f"NoticeSaid({self.reference})"


@transaction.atomic
def take_notices(authority: Authority, said: Sequence[NoticeSaid]) -> int:
    """Keep notices beside each beneficiary born on the day with a like name; returns how many are new.

    Raises
    ------
    Unsound
        The registration number looks like an Aadhaar number or a contact, or the day is impossible.
    """
    made = 0
    for one in said:
        _check(authority, one)
        for beneficiary in _candidates(one):
            known = DeathNotice.objects.filter(
                account=authority.account, transaction=one.transaction, reference=one.reference,
                beneficiary=beneficiary,
            )  # fmt: skip
            if open_death(beneficiary) is not None or known.exists():
                continue
            leaf = stage(authority, "death.noticed", {}, {"beneficiary": beneficiary.number})
            DeathNotice.objects.create(
                beneficiary=beneficiary, died_on=one.died_on, record_number=one.record_number.strip(),
                transaction=one.transaction, reference=one.reference, recorded_at=authority.at,
                account_id=authority.account, leaf=leaf,
            )  # fmt: skip
            made += 1
    return made


@transaction.atomic
def settle_notice(
    authority: Authority, notice: DeathNotice, *, is_she: bool, reason: str = ""
) -> DeathNoticeAnswer:
    """Say whether a notice is about this beneficiary: her death is then reported, by the register's number.

    Raises
    ------
    Refused
        The officer is of another office, the notice is settled, or a death of hers is reported already.
    Unsound
        It is another person, and no reason says how that is known.
    """
    require_reach_of(authority, notice.beneficiary, *OFFICERS)
    if DeathNoticeAnswer.objects.filter(notice=notice).exists():
        raise Refused("death_notice_settled_before")
    if not is_she and (not reason.strip() or holds_contact(reason)):
        raise Unsound("likeness_needs_reason")
    death = None
    if is_she:
        death = report_death(
            authority, notice.beneficiary, notice.died_on, Death.Source.REGISTER, notice.record_number
        )
    leaf = stage(
        authority, "death.notice_settled", {"is_she": is_she},
        {"beneficiary": notice.beneficiary.number, "reason": reason.strip()},
    )  # fmt: skip
    return DeathNoticeAnswer.objects.create(
        notice=notice, death=death, reason=reason.strip(), leaf=leaf, **entered(authority)
    )


def _check(authority: Authority, one: NoticeSaid) -> None:
    refuse_aadhaar({"record_number": one.record_number})
    if holds_contact(one.record_number):
        raise Unsound("contact_in_words")
    if not one.born <= one.died_on <= localdate(authority.at):
        raise Unsound("death_day", day=one.died_on)


def _candidates(one: NoticeSaid) -> list[Beneficiary]:
    rows = Beneficiary.objects.filter(person__born=one.born).select_related("person").order_by("pk")
    return [row for row in rows if is_like(row.person.name, one.name)]
