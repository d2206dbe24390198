"""The amount of a person's earned-leave surrender, or the reason it cannot be drawn."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
from django.utils.timezone import localdate

from vethanam.errors import Sentence, Unsound
from vethanam.payroll.occasions.entitlement import SURRENDER, TERMINAL, Entitled, Left
from vethanam.payroll.occasions.leave_account import SERVICE, days_surrendered, earned_leave, year_of
from vethanam.payroll.occasions.terms import Terms, terms_on
from vethanam.payroll.rulebook import pack_in_use
from vethanam.payroll.runs.leavers import died_without_heir
from vethanam.people.models import Employment
from vethanam.rules.occasion_questions import Answered, answered
from vethanam.service_book.models import Membership, ServiceSpell
from vethanam.service_book.queries import BookReader, counting, ends_of


def surrender_of(
    reader: BookReader, employment: Employment, days: int, on: date, mode: str, known_at: datetime
) -> Entitled | Left:
    """The surrender of some days on a date, as known at an instant.

    ``mode`` is the payment mode of its order, empty where the order leaves it open: it is asked if the rules
    do not know the order of the year either.
    """

    def left(why: Sentence) -> Left:
        return Left(employment.pk, employment.number, why)

    retired = retired_on(reader, employment.pk, on, known_at)
    on = retired or on
    account = earned_leave(employment.pk, on, known_at)
    if account is None:
        return left(Sentence("no_leave_account"))
    if not account.is_verified:
        return left(Sentence("leave_not_verified"))
    dead = died_without_heir(reader, [employment.pk], known_at)
    if employment.pk in dead:
        return left(Sentence("account_of_the_dead_person", {"day": dead[employment.pk]}))
    terms = terms_on(reader, [employment.pk], on, known_at)
    if employment.pk in terms.why_not:
        return left(terms.why_not[employment.pk])
    try:
        found = worked_out(
            terms, employment.pk, days, mode, balance=account.balance, is_terminal=retired is not None
        )
    except Unsound as unsound:
        is_open = not mode and unsound.sentence.code == "parameter_unknown"
        return left(Sentence("mode_left_open") if is_open else unsound.sentence)
    return Entitled(
        employment.pk,
        employment.number,
        TERMINAL if retired else SURRENDER,
        found.answer["amount_paise"],
        found.is_unconfirmed or bool(terms.unconfirmed_of(employment.pk) & set(found.answer["counted"])),
        on,
        found.answer,
        days,
    )


def retired_on(reader: BookReader, employment: int, on: date, known_at: datetime) -> date | None:
    """The last day of service of a person retired by a date, as known at an instant; None otherwise."""
    ends = ends_of(reader, [employment], known_at).filter(
        pl.col("until") <= on, pl.col("end_cause") == ServiceSpell.Cause.RETIREMENT
    )
    found: list[date] = ends["until"].to_list()
    return found[0] if found else None


def worked_out(
    terms: Terms,
    employment: int,
    days: int,
    mode: str,
    *,
    balance: int | None = None,
    is_terminal: bool = False,
) -> Answered:
    """The rules' answer, on these terms.

    Without ``balance`` the balance and the year's days are not checked again.

    Raises
    ------
    Unsound
        The rules refuse it, or lack a figure.
    """
    fund = pack_in_use().provident_fund
    members = counting(Membership, terms.known_at).filter(employment=employment, fund=fund)
    given = {
        "days": days,
        "earnings": terms.known_earnings(employment),
        "balance": balance,
        "surrendered": 0
        if balance is None
        else days_surrendered(employment, SERVICE if is_terminal else year_of(terms.day)),
        "is_terminal": is_terminal,
        "has_fund": members.exists(),
        "mode": mode or None,
    }
    return answered(terms.rulebook, "leave_surrender", terms.day, localdate(terms.known_at), given)
