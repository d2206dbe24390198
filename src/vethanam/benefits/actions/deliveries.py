"""A society takes its list, enters what it delivered, and gives back the rest; each by two persons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db import connection, transaction
from django.utils.timezone import localdate

from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import Advance, Check, Death, Delivery, Leg, ListTaken, MoneyReturn
from vethanam.benefits.powers import AGENT, SOCIETY_SECRETARY, require_scheme, society_of
from vethanam.benefits.queries.deliveries import (
    deliveries_waiting,
    entered_legs,
    lines_of_advance,
    money_of_advance,
    receipt_code,
)
from vethanam.benefits.queries.frames import open_death
from vethanam.benefits.queries.late_money import late_money
from vethanam.benefits.sealed_lists import seal_list, society_key
from vethanam.errors import Fault, Refused, Unsound, UnsoundInput, holds_contact, typed
from vethanam.identity.authority import Authority
from vethanam.identity.resets import person_acting
from vethanam.ledger.canonical import canonical
from vethanam.money import RUPEE, shown

#: columns of an open list: it is given to agents and filled
COLUMNS = (
    "reference", "beneficiary", "name", "name_ml", "ward", "amount", "outcome", "on", "proof",
    "proof_reference",
)  # fmt: skip
#: lines that one call enters
MOST_LINES = 5000
LONG_REFERENCE = 120


@dataclass(frozen=True, slots=True)
class DeliverySaid:
    """The outcome of a line as an agent enters it; ``place`` is its row in a sheet."""

    line: str
    outcome: str
    on: date
    proof: str = ""
    reference: str = ""
    place: str = ""


@transaction.atomic
def take_list(authority: Authority, advance: Advance) -> bytes:
    """The list of an advance, sealed to the key of its society: person, number, ward, amount.

    It has no contact and no account. Each taking has a leaf, with the key that verifies the
    answer to this file.

    Raises
    ------
    Refused
        She is not the secretary of this society, its money has not come, its last day is over, or it has
        no key.
    """
    _require_society(authority, advance, SOCIETY_SECRETARY)
    _, last = _require_credited(advance)
    _require_open(authority, advance, last)
    key = society_key(advance.society.public_key)
    if key is None:
        raise Refused("society_without_key", society=advance.society.code)
    lines = [dict(zip(COLUMNS, _listed(line), strict=True)) for line in lines_of_advance(advance)]
    sealed = seal_list(advance.number, advance.society.code, last.isoformat(), lines, key)
    digest = sha256(sealed.content).digest()
    leaf = stage(
        authority, "delivery.list_taken",
        {
            "list": advance.number, "society": advance.society.code,
            "sealed_to": advance.society.public_key.lower(), "answer_key": sealed.answer_key.hex(),
        },
        {"content": digest.hex()},
    )  # fmt: skip
    ListTaken.objects.create(
        advance=advance, content=digest, answer_key=sealed.answer_key, leaf=leaf, **entered(authority)
    )
    return sealed.content


@transaction.atomic
def enter_deliveries(authority: Authority, advance: Advance, said: Sequence[DeliverySaid]) -> int:
    """Enter outcomes of lines: all or none. They count once the secretary agrees. Returns their number.

    Raises
    ------
    Refused
        She is no agent of this society, the money has not come, or the last day is over.
    UnsoundInput
        Every fault with its row: an unknown line, one entered before, a wrong receipt code.
    """
    _require_society(authority, advance, AGENT)
    first, last = _require_credited(advance)
    today = _require_open(authority, advance, last)
    _wait_for_others(advance)
    lines = {line.reference: line for line in lines_of_advance(advance)}
    before = entered_legs([line.pk for line in lines.values()])
    faults, rows, seen = [], [], set()
    for one in said:
        line = lines.get(one.line)
        fault = _fault(one, line, before, (first, min(today, last)))
        if fault is None and one.line in seen:
            fault = Fault(one.place, "reference", "delivery_entered_before", {"line": one.line})
        seen.add(one.line)
        if fault is not None:
            faults.append(fault)
        elif line is not None:
            rows.append((line, one))
    if faults:
        raise UnsoundInput("deliveries_unsound", faults, list=advance.number, count=len(faults))
    if not rows:
        raise Unsound("no_deliveries", list=advance.number)
    _keep(authority, advance, rows)
    return len(rows)


@transaction.atomic
def check_deliveries(
    authority: Authority,
    advance: Advance,
    entries: Sequence[int] | None,
    *,
    is_agreed: bool,
    reason: str = "",
) -> int:
    """Agree to waiting entries as the secretary of the society, or decline them; all of them without a list.

    Returns their number. A line that is agreed to is delivered or not; a declined one may be entered again.

    Raises
    ------
    Refused
        She is not the secretary, entered one herself, or a death stands before a delivery.
    Unsound
        One does not wait, or a decline has no reason.
    """
    _require_society(authority, advance, SOCIETY_SECRETARY)
    person = person_acting(authority)
    found = {one.pk: one for one in deliveries_waiting(advance)}
    chosen = list(found) if entries is None else list(dict.fromkeys(entries))
    if not chosen or any(one not in found for one in chosen):
        raise Unsound("delivery_not_waiting", list=advance.number)
    if not is_agreed and (not reason.strip() or holds_contact(reason)):
        raise Unsound("decline_needs_reason")
    rows = [found[one] for one in chosen]
    if any(person == one.person_id or authority.account == one.entered_by_id for one in rows):
        raise Refused("checked_by_oneself")
    for one in rows:
        if is_agreed and one.outcome == Delivery.Outcome.DELIVERED:
            _require_alive(one)
    stage(
        authority, "delivery.checked",
        {"list": advance.number, "agreed": is_agreed, "lines": len(rows)}, {"entries": list(chosen)},
    )  # fmt: skip
    Check.objects.bulk_create(
        [
            Check(
                kind=Check.Kind.DELIVERY, entry=one, is_agreed=is_agreed, reason=reason.strip(),
                recorded_at=authority.at, checked_by_id=authority.account, person_id=person,
            )
            for one in chosen
        ]
    )  # fmt: skip
    return len(rows)


@transaction.atomic
def return_money(
    authority: Authority, advance: Advance, amount: int, on: date, reference: str
) -> MoneyReturn:
    """Enter money that the society gave back by a transfer. It counts once the scheme has confirmed it.

    Raises
    ------
    Refused
        She is not the secretary of this society, or it is more than was not delivered.
    Unsound
        The transfer is not named, was entered before, or its day cannot be.
    """
    named = _require_transfer(authority, advance, on, reference)
    money = money_of_advance(advance)
    rest = money.to_return - money.returning
    if amount <= 0 or amount > rest:
        raise Refused("return_above_rest", rest=shown(rest, paise=True))
    return _returned(authority, advance, amount, on, named)


@transaction.atomic
def pay_late_interest(
    authority: Authority, advance: Advance, amount: int, on: date, reference: str
) -> MoneyReturn:
    """Enter a transfer of the interest on money that came back late; the scheme confirms it.

    Raises
    ------
    Refused
        She is not the secretary of this society, nothing came back late, the interest is held because its
        form was not read, or it is more than remains of it.
    Unsound
        As :func:`return_money`.
    """
    named = _require_transfer(authority, advance, on, reference)
    _wait_for_others(advance)
    late = late_money(advance, money_of_advance(advance))
    if late is None:
        raise Refused("no_late_money", list=advance.number)
    if late.interest is None:
        raise Refused("late_interest_held", list=advance.number, order=late.order)
    if amount <= 0 or amount > late.rest:
        raise Refused("late_interest_above_rest", rest=shown(late.rest, paise=True))
    return _returned(authority, advance, amount, on, named, is_interest=True)


@transaction.atomic
def check_return(authority: Authority, row: MoneyReturn, *, is_agreed: bool, reason: str = "") -> Check:
    """Confirm as an officer of the scheme that a transfer has come back, or decline it with a reason.

    Raises
    ------
    Refused
        She is of another scheme, entered it, or it was decided before.
    Unsound
        A decline has no reason.
    """
    require_scheme(authority, row.advance.release.scheme)
    person = person_acting(authority)
    if person == row.person_id or authority.account == row.entered_by_id:
        raise Refused("checked_by_oneself")
    if Check.objects.filter(kind=Check.Kind.MONEY_RETURN, entry=row.pk).exists():
        raise Refused("checked_before")
    if not is_agreed and (not reason.strip() or holds_contact(reason)):
        raise Unsound("decline_needs_reason")
    stage(
        authority, "delivery.return_checked", {"list": row.advance.number, "agreed": is_agreed},
        {"entry": row.pk},
    )  # fmt: skip
    return Check.objects.create(
        kind=Check.Kind.MONEY_RETURN, entry=row.pk, is_agreed=is_agreed, reason=reason.strip(),
        recorded_at=authority.at, checked_by_id=authority.account, person_id=person,
    )  # fmt: skip


def _require_transfer(authority: Authority, advance: Advance, on: date, reference: str) -> str:
    """The bank's reference of a new transfer by the secretary of this society, on a possible day."""
    _require_society(authority, advance, SOCIETY_SECRETARY)
    first, _ = _require_credited(advance)
    named = reference.strip().upper()
    if not re.fullmatch(r"[0-9A-Z][0-9A-Z/-]{3,39}", named) or holds_contact(named):
        raise Unsound("return_without_reference")
    if not first <= on <= localdate(authority.at):
        raise Unsound("return_day", day=on)
    declined = Check.objects.filter(kind=Check.Kind.MONEY_RETURN, is_agreed=False).values("entry")
    if MoneyReturn.objects.filter(reference=named).exclude(pk__in=declined).exists():
        raise Refused("return_entered_before", reference=named)
    return named


def _returned(
    authority: Authority, advance: Advance, amount: int, on: date, named: str, *, is_interest: bool = False
) -> MoneyReturn:
    leaf = stage(
        authority, "delivery.money_returned", {"list": advance.number},
        {"amount": amount, "on": on.isoformat(), "reference": named, "interest": is_interest},
    )  # fmt: skip
    return MoneyReturn.objects.create(
        advance=advance, amount=amount, is_interest=is_interest, on=on, reference=named, leaf=leaf,
        **entered(authority),
    )  # fmt: skip


def _wait_for_others(advance: Advance) -> None:
    """Wait for another entry about this list: it then counts, or is told as a fault."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"benefits_list_{advance.pk}"])


def _require_society(authority: Authority, advance: Advance, role: str) -> None:
    if society_of(authority, role).pk != advance.society_id:
        raise Refused("benefit_of_another_office")


def _require_credited(advance: Advance) -> tuple[date, date]:
    """The day of the credit and the last day of delivery."""
    money = money_of_advance(advance)
    if money.payment != Leg.State.CREDITED or money.paid_on is None or money.last_day is None:
        raise Refused("advance_not_credited", list=advance.number)
    return money.paid_on, money.last_day


def _require_open(authority: Authority, advance: Advance, last: date) -> date:
    """Today, which is no later than the last day of delivery."""
    today = localdate(authority.at)
    if today > last:
        raise Refused("delivery_over", list=advance.number, day=last)
    return today


def _listed(line: Leg) -> tuple[str, ...]:
    beneficiary = line.of_award.beneficiary
    rupees, paise = divmod(line.amount, RUPEE)
    amount = f"{rupees}.{paise:02d}" if paise else str(rupees)
    person = beneficiary.person
    return (
        line.reference, beneficiary.number, person.name, person.name_ml, line.of_award.ward, amount,
        "", "", "", "",
    )  # fmt: skip


def _fault(one: DeliverySaid, line: Leg | None, before: set[int], days: tuple[date, date]) -> Fault | None:
    """Why an outcome cannot be entered."""
    if line is None:
        return Fault(one.place, "reference", "line_not_on_list", {"line": typed(one.line, 35)})
    if line.pk in before or line.state != Leg.State.LISTED:
        return Fault(one.place, "reference", "delivery_entered_before", {"line": line.reference})
    if not days[0] <= one.on <= days[1]:
        facts = {"first": days[0], "last": days[1]}
        return Fault(one.place, "on", "delivery_day", facts)
    if one.outcome != Delivery.Outcome.DELIVERED:
        is_bare = not one.proof and not one.reference
        return None if is_bare else Fault(one.place, "proof", "proof_without_delivery")
    if open_death(line.of_award.beneficiary) is not None:
        return Fault(one.place, "outcome", "line_of_the_dead", {"line": line.reference})
    return _proof_fault(one, line)


def _proof_fault(one: DeliverySaid, line: Leg) -> Fault | None:
    if not one.proof or not one.reference.strip():
        return Fault(one.place, "proof", "delivery_without_proof")
    if len(one.reference) > LONG_REFERENCE or holds_contact(one.reference):
        return Fault(one.place, "proof_reference", "proof_unusable")
    if one.proof == Delivery.Proof.CODE and _plain(one.reference) != receipt_code(line.reference):
        return Fault(one.place, "proof_reference", "receipt_code_wrong", {"line": line.reference})
    return None


def _plain(code: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", code.upper())


def _kept(one: DeliverySaid) -> str:
    """The reference of a proof as it is kept: a code without spaces and hyphens."""
    return _plain(one.reference) if one.proof == Delivery.Proof.CODE else one.reference.strip()


def _keep(authority: Authority, advance: Advance, rows: Sequence[tuple[Leg, DeliverySaid]]) -> None:
    told = [[line.reference, one.outcome, one.on.isoformat(), one.proof] for line, one in rows]
    leaf = stage(
        authority, "delivery.entered", {"list": advance.number, "lines": len(rows)},
        {"content": sha256(canonical(told)).hexdigest()},
    )  # fmt: skip
    by = entered(authority)
    Delivery.objects.bulk_create(
        [
            Delivery(
                leg=line, outcome=one.outcome, on=one.on, proof=one.proof, reference=_kept(one), leaf=leaf,
                **by,
            )
            for line, one in rows
        ]
    )  # fmt: skip


def _require_alive(one: Delivery) -> None:
    """Refuse a delivery after a death on record."""
    death: Death | None = open_death(one.leg.of_award.beneficiary)
    if death is not None and (death.died_on is None or death.died_on < one.on):
        raise Refused("line_of_the_dead", line=one.leg.reference)
