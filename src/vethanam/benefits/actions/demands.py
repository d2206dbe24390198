"""Ask back what was paid too much: demand with notice, answer, decision by another person.

A demand takes nothing by itself. It is made of the person, of her heirs, or of the bank or society that has
the money; an instalment is kept back from the person's own later months alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from vethanam.benefits.actions.applications import next_number
from vethanam.benefits.actions.decisions import Words
from vethanam.benefits.demand_rules import interest_decided, most_of_month
from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import (
    Award,
    AwardNow,
    Demand,
    DemandAnswer,
    DemandDecision,
    DemandLine,
    SchemeOffice,
)
from vethanam.benefits.powers import OFFICERS, require_scheme
from vethanam.benefits.queries.demands import is_late, lines_of_demand, overpaid
from vethanam.benefits.queries.frames import open_death
from vethanam.benefits.queries.reach import require_reach_of_award
from vethanam.errors import Refused, Unsound, holds_contact
from vethanam.identity.authority import Authority
from vethanam.identity.resets import person_acting
from vethanam.orders.models import Order
from vethanam.periods import Month


@dataclass(frozen=True, slots=True)
class DemandSaid:
    """The months that are asked back, why, the debtor, the day of the notice and the last day to answer."""

    months: Sequence[Month]
    cause: str
    addressee: str
    notice_on: date
    answer_by: date


@dataclass(frozen=True, slots=True)
class Terms:
    """What an order upholds: the award that loses instalments from a month on, and the form of interest."""

    source: Award | None = None
    from_month: Month | None = None
    instalment: int | None = None
    form: str = ""


@transaction.atomic
def demand(authority: Authority, award: Award, said: DemandSaid) -> Demand:
    """Ask back what was paid for some months above their due, as the approved cycles have it now.

    Raises
    ------
    Refused
        The officer is of another scheme, a month has nothing that nobody demanded, its due is held, or the
        person has died: her heirs are asked, or who has the money.
    Unsound
        The days cannot be right.
    """
    require_scheme(authority, award.scheme)
    _check_notice(authority, said)
    if said.addressee == Demand.Addressee.PERSON and open_death(award.beneficiary) is not None:
        raise Refused("demand_of_the_dead", number=award.beneficiary.number)
    SchemeOffice.objects.select_for_update(no_key=True).get(pk=award.scheme_id)  # no other demand meanwhile
    lines = _lines(award, said.months)
    leaf = stage(
        authority, "benefit.demanded",
        {
            "scheme": award.scheme.code, "cause": said.cause, "of": said.addressee,
            "answer_by": said.answer_by.isoformat(),
        },
        {"award": award.number, "lines": [[one.for_month, one.amount] for one in lines]},
    )  # fmt: skip
    row = Demand.objects.create(
        number=next_number("D", authority.at.year, Demand), award=award, cause=said.cause,
        addressee=said.addressee, notice_on=said.notice_on, answer_by=said.answer_by, leaf=leaf,
        **entered(authority),
    )  # fmt: skip
    for one in lines:
        one.demand = row
    DemandLine.objects.bulk_create(lines)
    return row


@transaction.atomic
def answer_demand(
    authority: Authority, row: Demand, words: str, received_on: date, *, is_heard: bool
) -> DemandAnswer:
    """Enter what the person says to a demand, in writing or at a hearing.

    Raises
    ------
    Refused
        The officer is of another office, or the demand is decided.
    Unsound
        The words are empty or hold a contact, or the day is ahead or before the notice.
    """
    require_reach_of_award(authority, row.award, *OFFICERS)
    _check_undecided(row)
    if not words.strip() or holds_contact(words):
        raise Unsound("demand_answer_without_words")
    if not row.notice_on <= received_on <= localdate(authority.at):
        raise Unsound("benefit_day_ahead", day=received_on)
    leaf = stage(
        authority, "demand.answered", {"scheme": row.award.scheme.code, "heard": is_heard},
        {"demand": row.number, "words": words.strip()},
    )  # fmt: skip
    return DemandAnswer.objects.create(
        demand=row, received_on=received_on, is_heard=is_heard, words=words.strip(), leaf=leaf,
        **entered(authority),
    )  # fmt: skip


@transaction.atomic
def uphold_demand(
    authority: Authority, row: Demand, order: Order, words: Words, terms: Terms
) -> DemandDecision:
    """Uphold a demand by an order, as another person than the one who made it.

    Raises
    ------
    Refused
        The officer made it or is of another scheme, it is decided, the time to answer runs, the source is
        another person's award, or no order says how much of a month may be kept back.
    Unsound
        The words are empty or hold a contact, or the terms are not whole.
    """
    _check_decision(authority, row, words)
    if not is_late(row, authority.at) and not DemandAnswer.objects.filter(demand=row).exists():
        raise Refused("demand_answer_time", day=row.answer_by)
    lines = lines_of_demand(row)
    interest, form = interest_decided(row, lines, terms.form)
    most = _most_of_source(authority, row, terms, lines[-1].for_month)
    decision = DemandDecision(
        outcome=DemandDecision.Outcome.UPHELD, interest=interest, form=form, source=terms.source,
        from_month=int(terms.from_month) if terms.from_month else None, instalment=terms.instalment,
        most_rate=most,
    )  # fmt: skip
    return _decide(authority, row, order, words, decision)


@transaction.atomic
def drop_demand(authority: Authority, row: Demand, order: Order, words: Words) -> DemandDecision:
    """Drop a demand by an order, as another person than the one who made it: nothing is to be repaid.

    Raises
    ------
    Refused
        The officer made it or is of another scheme, or it is decided.
    Unsound
        The words are empty or hold a contact.
    """
    _check_decision(authority, row, words)
    dropped = DemandDecision(outcome=DemandDecision.Outcome.DROPPED, interest=0)
    return _decide(authority, row, order, words, dropped)


def _check_notice(authority: Authority, said: DemandSaid) -> None:
    today = localdate(authority.at)
    if said.notice_on > today:
        raise Unsound("benefit_day_ahead", day=said.notice_on)
    if said.answer_by <= max(said.notice_on, today):
        raise Unsound("demand_without_time", day=said.answer_by)
    if not said.months:
        raise Unsound("demand_without_months")


def _lines(award: Award, months: Sequence[Month]) -> list[DemandLine]:
    keys = sorted({int(month) for month in months})
    found = {one.month: one for one in overpaid(award.scheme, [award.pk], keys)}
    lines = []
    for key in keys:
        one = found.get(key)
        if one is not None and one.is_held:
            raise Refused("demand_of_held_month", month=Month.from_key(key))
        if one is None or one.open <= 0:
            raise Refused("demand_of_nothing", month=Month.from_key(key), award=award.number)
        lines.append(DemandLine(for_month=key, amount=one.open, paid_on=one.paid_on))
    return lines


def _check_undecided(row: Demand) -> None:
    if DemandDecision.objects.filter(demand=row).exists():
        raise Refused("demand_decided_before", demand=row.number)


def _check_decision(authority: Authority, row: Demand, words: Words) -> None:
    require_scheme(authority, row.award.scheme)
    _check_undecided(row)
    if person_acting(authority) == row.person_id or authority.account == row.entered_by_id:
        raise Refused("demand_by_oneself", demand=row.number)
    for text in (words.en, words.ml):
        if not text.strip() or holds_contact(text):
            raise Unsound("refusal_without_words")


def _most_of_source(authority: Authority, row: Demand, terms: Terms, last: int) -> int | None:
    """The pack's limit for the award that loses instalments; None without one."""
    given = (terms.source, terms.from_month, terms.instalment)
    if given == (None, None, None):
        return None
    if terms.source is None or terms.from_month is None or not terms.instalment:
        raise Unsound("demand_terms_not_whole")
    is_hers = terms.source.beneficiary_id == row.award.beneficiary_id
    if row.addressee != Demand.Addressee.PERSON or not is_hers:
        raise Refused("demand_source_of_another")
    if AwardNow.objects.filter(award=terms.source, state=AwardNow.State.ENDED).exists():
        raise Refused("award_ended", award=terms.source.number)
    if int(terms.from_month) <= last:
        raise Unsound("demand_from_earlier_month", month=str(terms.from_month))
    most = most_of_month(terms.source.scheme.code, localdate(authority.at))
    if most is None:
        raise Refused("demand_limit_not_read", scheme=terms.source.scheme.code)
    return most


def _decide(
    authority: Authority, row: Demand, order: Order, words: Words, decided: DemandDecision
) -> DemandDecision:
    decided.leaf = stage(
        authority, "demand.decided",
        {"scheme": row.award.scheme.code, "outcome": decided.outcome, "order": order.number},
        {
            "demand": row.number, "interest": decided.interest, "instalment": decided.instalment,
            "from": decided.from_month, "source": decided.source.number if decided.source else None,
            "words": words.en, "words_ml": words.ml,
        },
    )  # fmt: skip
    decided.demand, decided.order = row, order
    decided.words, decided.words_ml = words.en.strip(), words.ml.strip()
    for name, value in entered(authority).items():
        setattr(decided, name, value)
    decided.save(force_insert=True)
    return decided
