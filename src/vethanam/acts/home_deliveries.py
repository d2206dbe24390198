"""Acts of a society that delivers benefits at home: its list, outcomes, their check, money back."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.benefit_fields import OFFICE, SCHEME
from vethanam.acts.benefit_people import AGREE, DECLINE
from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Count, Day, FileGiven, Given, Rupees, Text, Texts, Words, one_of
from vethanam.benefits.actions.deliveries import (
    DeliverySaid,
    check_deliveries,
    check_return,
    enter_deliveries,
    pay_late_interest,
    return_money,
    take_list,
)
from vethanam.benefits.delivery_sheets import ANSWER_ENDS, answered_in, deliveries_in
from vethanam.benefits.models import Advance, Delivery, MoneyReturn
from vethanam.benefits.powers import AGENT, SOCIETY_SECRETARY
from vethanam.benefits.queries.deliveries import advances_of
from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.money import shown


class OfSociety(Given):
    """An act of a society or a scheme about an advance."""

    office: Code | None = Field(
        None,
        title=_("Society or scheme"),
        description=_("Code of the office you act for, where you have several."),
    )


class OfAdvance(OfSociety):
    """A delivery list by its number."""

    advance: Code = Field(title=_("Delivery list"), description=_("Its number, such as L2600000001."))


class DeliverGiven(OfAdvance):
    """The outcome of one line."""

    reference: Code = Field(title=_("Reference"), description=_("As it stands on the list."))
    outcome: one_of(*Delivery.Outcome.values) = Field(title=_("Outcome"))  # type: ignore[valid-type]
    on: Day = Field(title=_("Day"))
    proof: one_of(*Delivery.Proof.values) | None = Field(  # type: ignore[valid-type]
        None, title=_("Proof"), description=_("Needed where it is delivered.")
    )
    proof_reference: Text | None = Field(
        None,
        title=_("Receipt code, page or witnesses"),
        description=_("The code that she read out, the page of the book with her thumb mark, or two names."),
    )


class DeliveriesGiven(OfAdvance):
    """The list, filled."""

    file: FileGiven = Field(
        title=_("File"), description=_("The signed answer to the list, or its lines as CSV or XLSX.")
    )


class CheckDeliveriesGiven(OfAdvance):
    """Entries that wait, and the decision of the secretary."""

    entries: Texts | None = Field(
        None, title=_("Entries"), description=_("Numbers of the entries. Left out: all that wait.")
    )
    outcome: one_of(AGREE, DECLINE) = Field(title=_("Decision"))  # type: ignore[valid-type]
    reason: Words | None = Field(None, title=_("Reason"), description=_("Needed where you decline."))


class ReturnMoneyGiven(OfAdvance):
    """A transfer of money that was not delivered."""

    amount: Rupees = Field(title=_("Amount"))
    on: Day = Field(title=_("Day of the transfer"))
    reference: Code = Field(title=_("Reference of the bank"))


class CheckReturnGiven(OfSociety):
    """A transfer back, and the decision of the scheme."""

    entry: Count = Field(title=_("Which entry"))
    outcome: one_of(AGREE, DECLINE) = Field(title=_("Decision"))  # type: ignore[valid-type]
    reason: Words | None = Field(None, title=_("Reason"), description=_("Needed where you decline."))


@act(
    "take_delivery_list", title=_("Take the delivery list"), roles=(SOCIETY_SECRETARY,), scope=OFFICE,
    power="present",
)  # fmt: skip
def take_delivery_list(authority: Authority, given: OfAdvance) -> Answer:
    """Take the list of an advance, sealed to the key of the society: person, number, ward and amount.

    Only the secretary of the society takes it, and each taking is in the log. It has no phone number, address
    or account. ``content`` is in base64. ``vethanam benefits open-list`` opens it without a network, and
    ``answer-list`` signs its outcomes for ``enter_deliveries``.
    """
    advance = advance_of(authority, given.advance)
    content = base64.b64encode(take_list(authority, advance)).decode()
    state = {"list": advance.number, "society": advance.society.code, "lines": advance.people}
    answer = Answer.of("delivery_list_taken", state, list=advance.number, lines=advance.people)
    return answer.with_once(file=f"{advance.number}.list", content=content)


@act("enter_delivery", title=_("Enter a delivery"), roles=(AGENT,), scope=OFFICE, power="prepare")
def enter_one(authority: Authority, given: DeliverGiven) -> Answer:
    """Enter the outcome of one line: delivered with its proof, or the reason why not.

    It counts once the secretary of the society has agreed.
    """
    said = DeliverySaid(
        given.reference, given.outcome, given.on, given.proof or "", given.proof_reference or ""
    )
    return _entered(authority, given.advance, [said])


@act("enter_deliveries", title=_("Enter a filled list"), roles=(AGENT,), scope=OFFICE, power="prepare")
def enter_sheet(authority: Authority, given: DeliveriesGiven) -> Answer:
    """Enter the outcomes of a list: its signed answer (``.answer``), or lines as CSV or XLSX.

    Lines without an outcome are left out. An answer that was changed, or signed by a key that opened no list
    of this advance, is refused. All or none, every fault at once with its row. A line is entered once. It
    counts once the secretary of the society has agreed.
    """
    advance = advance_of(authority, given.advance)
    file = given.file
    is_answer = file.name.endswith(ANSWER_ENDS)
    said = (
        answered_in(file.content, advance)
        if is_answer
        else deliveries_in(file.content, file.name, advance.number)
    )
    return _entered(authority, given.advance, said)


@act(
    "check_deliveries", title=_("Check deliveries"), roles=(SOCIETY_SECRETARY,), scope=OFFICE, power="present"
)
def check(authority: Authority, given: CheckDeliveriesGiven) -> Answer:
    """Agree to entered deliveries as the secretary of the society, or decline them with a reason.

    Another person entered them. What is delivered is told to the beneficiary; what is not goes back. A
    declined line may be entered again.
    """
    advance = advance_of(authority, given.advance)
    agrees = given.outcome == AGREE
    count = check_deliveries(
        authority, advance, _numbers(given.entries), is_agreed=agrees, reason=given.reason or ""
    )
    state = {"list": advance.number, "checked": count, "agreed": agrees}
    code = "deliveries_agreed" if agrees else "deliveries_declined"
    return Answer.of(code, state, list=advance.number, count=count)


@act("return_money", title=_("Give money back"), roles=(SOCIETY_SECRETARY,), scope=OFFICE, power="present")
def give_back(authority: Authority, given: ReturnMoneyGiven) -> Answer:
    """Enter a transfer by which the society gave back money that was not delivered, by the bank's reference.

    It counts once an officer of the scheme has confirmed it. Never more than was not delivered.
    """
    advance = advance_of(authority, given.advance)
    row = return_money(authority, advance, given.amount, given.on, given.reference)
    return Answer.of(
        "money_returned", state_of_return(row, "waits"), list=advance.number, sum=shown(row.amount)
    )


@act(
    "pay_late_interest", title=_("Pay interest on late money"), roles=(SOCIETY_SECRETARY,), scope=OFFICE,
    power="present",
)  # fmt: skip
def pay_interest(authority: Authority, given: ReturnMoneyGiven) -> Answer:
    """Enter a transfer of the interest on money that came back after the last day, by the bank's reference.

    The sum is that of the order in force when the society got the money; while its form was not read, nothing
    is owed yet. It counts once an officer of the scheme has confirmed it (``check_money_return``).
    """
    advance = advance_of(authority, given.advance)
    row = pay_late_interest(authority, advance, given.amount, given.on, given.reference)
    sum_ = shown(row.amount, paise=True)
    return Answer.of("late_interest_paid", state_of_return(row, "waits"), list=advance.number, sum=sum_)


@act("check_money_return", title=_("Confirm money back"), roles=(SCHEME,), scope=OFFICE, power="present")
def confirm(authority: Authority, given: CheckReturnGiven) -> Answer:
    """Confirm as an officer of the scheme that a society's transfer has come, or decline it with a reason."""
    rows = MoneyReturn.objects.filter(advance__in=advances_of(authority), pk=given.entry)
    row = rows.select_related("advance__release__scheme").first()
    if row is None:
        raise Unsound("entry_unknown", kind="money_return", entry=given.entry)
    agrees = given.outcome == AGREE
    check_return(authority, row, is_agreed=agrees, reason=given.reason or "")
    state = state_of_return(row, "checked" if agrees else "declined")
    code = "money_return_agreed" if agrees else "money_return_declined"
    return Answer.of(code, state, list=row.advance.number, sum=shown(row.amount))


def advance_of(authority: Authority, number: str) -> Advance:
    """The advance of a number that the officer's society or scheme has; Unsound without one."""
    found = advances_of(authority).filter(number=number).first()
    if found is None:
        raise Unsound("advance_unknown", list=typed(number, 16))
    return found


def state_of_return(row: MoneyReturn, state: str) -> dict[str, Any]:
    """A transfer back as plain values."""
    return {
        "list": row.advance.number, "entry": row.pk, "sum_paise": row.amount, "interest": row.is_interest,
        "on": row.on.isoformat(), "reference": row.reference, "state": state,
    }  # fmt: skip


def _entered(authority: Authority, number: str, said: Sequence[DeliverySaid]) -> Answer:
    advance = advance_of(authority, number)
    count = enter_deliveries(authority, advance, said)
    return Answer.of(
        "deliveries_entered", {"list": advance.number, "lines": count}, list=advance.number, count=count
    )


def _numbers(entries: Sequence[str] | None) -> list[int] | None:
    if entries is None:
        return None
    if any(not one.isdecimal() for one in entries):
        raise Unsound("entry_number_unreadable")
    return [int(one) for one in entries]
