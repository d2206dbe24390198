"""Take a request of another body's program to tell people of its register, and ask the permit.

The purpose, the body and the kind of key are those of its program, which two administrators entered.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from vethanam.benefits.models import SchemeOffice
from vethanam.errors import Fault, Refused, UnsoundInput, typed
from vethanam.identity.authority import Authority
from vethanam.messaging.actions.campaigns import Composed, Draft, Named
from vethanam.messaging.actions.intimations import channels as channels_here
from vethanam.messaging.actions.intimations import fresh_codes
from vethanam.messaging.cohorts import classes_in_words
from vethanam.messaging.guardian_delivery import naming_guardians
from vethanam.messaging.models import Campaign, MessageText
from vethanam.messaging.registers.approved_requests import (
    ask_approvals,
    needs_approvals,
    order_of,
    shared_faults,
    values_needed,
)
from vethanam.messaging.registers.links import number_fault, people_linked, register_of, testers_of
from vethanam.messaging.registers.models import RegisterMessage, RegisterRecipient
from vethanam.messaging.registers.outcomes import (
    ACCEPTED,
    DELIVERED,
    FAILED,
    NOT_REACHABLE,
    OF_REQUEST,
    TOLD,
)
from vethanam.messaging.subjects import subjects_of
from vethanam.messaging.templates import Text, is_of_form, texts, values_hash
from vethanam.messaging.text_standing import in_log
from vethanam.people.models import Program
from vethanam.privacy.actions import request_use
from vethanam.privacy.law.windows import IST
from vethanam.privacy.permit import Decision, Request
from vethanam.privacy.purposes import Purpose
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries import KINDS_OF_CHANNEL

#: numbers of one request, how long a message may go without another word, and how far ahead it may be asked
MOST_PEOPLE = 1_000
LASTS, AHEAD = timedelta(hours=72), timedelta(days=7)
#: filled here; the code that its person compares
OWN_VALUES = frozenset({"code"})
#: values of texts → fields about a person, as purposes name them
_FIELDS: Mapping[str, str] = {"amount_masked": "amount", "net_masked": "amount"}
#: what a body does by a message of a purpose that rests on section 7(b)
_ACTS: Mapping[str, Mapping[str, Any]] = {
    "BEN-CREDIT": {
        "trigger": "payment_event", "act": "intimate_own_payment", "recipients": ("beneficiary_self",),
        "is_second_schedule_complete": True,
    },
}  # fmt: skip
TEST = Program.KeyKind.TEST


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request: ``people`` are the values of the text by number of the register.

    Under a purpose with approvals ``again`` is the reason to send the same text once more, and ``sanction``
    the order and head of account.
    """

    purpose: str
    text: str
    people: Mapping[str, Mapping[str, str]]
    not_before: datetime | None = None
    not_after: datetime | None = None
    again: str | None = None
    sanction: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer: a message, or the reason for which the whole is refused."""

    message: RegisterMessage | None
    refusal: str = ""


#: number reserved for tests → outcome, reason about a person, or reason that refuses the whole
SIMULATED: Mapping[str, str] = {
    "test-accepted": ACCEPTED, "test-delivered": DELIVERED, "test-failed": FAILED,
    **{f"test-{code.lower().replace('_', '-')}": code for code in (NOT_REACHABLE, *TOLD, *OF_REQUEST)},
}  # fmt: skip


@transaction.atomic
def deliver(authority: Authority, wanted: Wanted) -> Taken:
    """Ask to tell people of a register one text; every answer of a live or team key is recorded as a use.

    Raises
    ------
    Refused
        The key is of another purpose, or its program has nothing sent.
    UnsoundInput
        Every fault of the text, the numbers, the values and the time.
    """
    program = program_of(authority)
    if wanted.purpose != program.purpose:
        raise Refused("key_of_another_purpose", purpose=program.purpose)
    text = _checked(program, wanted, authority.at)
    if program.key_kind == TEST:
        return _simulate(authority, program, text, wanted)
    purpose = catalogue_now().on(program.purpose, authority.at.astimezone(IST).date())
    source = register_of(program.scope, purpose)
    meant = _meant(program, wanted, source, authority.at)
    persons, said = list(meant.values()), _values(text, wanted, meant)
    asking = replace(authority, office=program.scope, role="program")
    if is_shared := needs_approvals(program.purpose, authority.at):
        draft = _draft(wanted, purpose, source, Named(program, persons))
        if (composed := ask_approvals(asking, draft)) is not None:
            return _composed(asking, program, text, wanted, meant, composed)
    answered = request_use(
        asking, _request(asking, program, purpose, text, persons, source),
        records={"values": [values_hash(said[number]) for number in meant]},
        send_until=_real(wanted.not_after or (wanted.not_before or authority.at) + LASTS, authority.at),
    )  # fmt: skip
    decision = answered.decision
    message = _kept(asking, program, text, wanted, answered.use, is_allowed=decision.is_allowed)
    _keep_people(message, wanted, meant, said)
    return Taken(message, _refusal(decision, is_shared=is_shared))


def _draft(wanted: Wanted, purpose: Purpose | None, source: str, named: Named) -> Draft:
    return Draft(
        order=order_of(next(iter(wanted.people.values()))), purpose=wanted.purpose, words=wanted.text,
        channels=ways_of(purpose), send_from=wanted.not_before, send_until=wanted.not_after, source=source,
        again=wanted.again, sanction=wanted.sanction, named=named,
    )  # fmt: skip


def _composed(
    asking: Authority,
    program: Program,
    text: Text,
    wanted: Wanted,
    meant: Mapping[str, int],
    composed: Composed,
) -> Taken:
    """Keep a request that waits for its approvals, or the refusal of it."""
    refused = composed.refused.use if composed.refused else None
    message = _kept(
        asking, program, text, wanted, refused, is_allowed=refused is None, campaign=composed.campaign
    )
    _keep_people(message, wanted, meant, {})
    return Taken(message, _refusal(composed.decision) if composed.refused else "")


def _keep_people(
    message: RegisterMessage,
    wanted: Wanted,
    meant: Mapping[str, int],
    said: Mapping[str, Mapping[str, str]],
) -> None:
    RegisterRecipient.objects.bulk_create(
        [
            RegisterRecipient(
                message=message, number=number, person=meant.get(number), values=said.get(number, {}),
                code=said.get(number, {}).get("code", ""),
            )
            for number in wanted.people
        ]
    )  # fmt: skip


def program_of(authority: Authority) -> Program:
    """The program that acts, with a purpose to send under.

    Raises
    ------
    Refused
        It only reads, or the scheme for which it sends is of another department.
    """
    program = Program.objects.filter(account=authority.account).first()
    if program is None or not program.purpose:
        raise Refused("program_sends_nothing")
    scheme = SchemeOffice.objects.filter(code=program.scope).select_related("department").first()
    if scheme is not None and scheme.department.code != program.office:
        raise Refused("scheme_of_another_department", scheme=program.scope)
    return program


def _refusal(decision: Decision, *, is_shared: bool = False) -> str:
    """The reason for which the whole is refused; one about its people is told with each number.

    A request of numbers that mean nobody is not refused for want of approvals: nobody is asked for them.
    """
    if decision.is_allowed:
        return ""
    told = OF_REQUEST - {"APPROVAL_MISSING"} if is_shared else OF_REQUEST
    codes = [code for code in (decision.reason, *decision.also) if code in told]
    return codes[0] if codes else ""


# -- what may be asked ---------------------------------------------------------------------------------------


def _checked(program: Program, wanted: Wanted, at: datetime) -> Text:
    """The text of the request.

    Raises
    ------
    UnsoundInput
        Every fault, by its place and never with a value.
    """
    text, is_shared = texts().get(wanted.text), needs_approvals(program.purpose, at)
    known = _known(program, is_shared=is_shared)
    is_usable = text is not None and text.code in known
    faults = [] if is_usable else [Fault("", "text", "register_text_unknown", {"known": known})]
    if not 0 < len(wanted.people) <= MOST_PEOPLE:
        faults.append(Fault("", "people", "register_people_count", {"most": MOST_PEOPLE}))
    for place, (number, values) in enumerate(wanted.people.items(), 1):
        if code := number_fault(number):
            faults.append(Fault("", f"people.{place}", code))
        if text is not None and is_usable:
            needed = values_needed(text) if is_shared else text.values
            faults += [Fault("", f"people.{place}.{where}", code, facts)
                       for where, code, facts in _value_faults(needed, values)]  # fmt: skip
    if text is not None and is_shared and not faults:
        faults += shared_faults(text, wanted.people)
    faults += [Fault("", where, code, facts) for where, code, facts in _time_faults(wanted, at)]
    if text is None or faults:
        raise UnsoundInput("delivery_unsound", faults)
    return text


def _known(program: Program, *, is_shared: bool) -> list[str]:
    """The texts of the purpose of a key; one with free words needs approvals."""
    return sorted(
        one.code
        for one in texts().values()
        if one.purpose == program.purpose and (is_shared or one.has_closed_values)
    )


def _value_faults(needed: Mapping[str, str], values: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    wanted = {name: form for name, form in needed.items() if name not in OWN_VALUES}
    if not isinstance(values, Mapping):
        yield "values", "not_a_mapping", {}
        return
    for name in sorted(map(str, set(values) - set(wanted))):
        yield typed(name, 30), "register_value_unknown", {"known": sorted(wanted)}
    for name, form in wanted.items():
        if name not in values:
            yield name, "register_value_missing", {}
        elif not is_of_form(values[name], form):
            yield name, "register_value_form", {}


def _time_faults(wanted: Wanted, at: datetime) -> Iterator[tuple[str, str, dict[str, Any]]]:
    begins = max(wanted.not_before or at, at)
    if begins > at + AHEAD:
        yield "not_before", "delivery_too_far", {"days": AHEAD.days}
    if wanted.not_after is not None and wanted.not_after <= begins:
        yield "not_after", "delivery_without_time", {}
    elif wanted.not_after is not None and wanted.not_after > begins + LASTS:
        yield "not_after", "delivery_too_long", {"hours": int(LASTS.total_seconds() // 3600)}


# -- whom it means -------------------------------------------------------------------------------------------


def _meant(program: Program, wanted: Wanted, source: str, at: datetime) -> dict[str, int]:
    """The people meant by the numbers, each once: linked, of the register, and testers for a team key."""
    linked = people_linked(program.scope, wanted.people, at)
    if program.key_kind == Program.KeyKind.TEAM:
        testers = testers_of(program.scope)
        linked = {number: person for number, person in linked.items() if person in testers}
    known = classes_in_words(sorted(set(linked.values())), (source,)).drop_nulls("classes")
    of_register, seen = {*known["person"].to_list()}, set[int]()
    meant = {}
    for number in wanted.people:
        person = linked.get(number)
        if person in of_register and person not in seen and person is not None:
            meant[number] = person
            seen.add(person)
    return meant


def _values(text: Text, wanted: Wanted, meant: Mapping[str, int]) -> dict[str, dict[str, str]]:
    """The values of the text by number, with a fresh code each where the text has one."""
    codes = fresh_codes(len(meant))
    found = {}
    for number, code in zip(meant, codes, strict=True):
        own = {"code": code} if "code" in text.values else {}
        found[number] = {**wanted.people[number], **own}
    return found


def _request(
    authority: Authority,
    program: Program,
    purpose: Purpose | None,
    text: Text,
    persons: Sequence[int],
    source: str,
) -> Request:
    ways = ways_of(purpose)
    subjects = subjects_of(
        persons, ways, program.purpose, at=authority.at, sender=program.scope, controller=program.scope,
        sources=(source,), text=text.name, text_hash=text.hash,
    )  # fmt: skip
    allowed = purpose.fields if purpose else ()
    used = [_FIELDS.get(name, name) for name in text.values]
    contacts = [kind for channel in ways for kind in KINDS_OF_CHANNEL.get(channel, ())]
    stated: dict[str, Any] = {"trigger": "event", **_ACTS.get(program.purpose, {})}
    request = Request(
        actor=f"program {program.code}", org=program.scope, purpose=program.purpose, subjects=subjects,
        sources=(source,), channels=ways, sender=program.scope,
        fields=tuple(dict.fromkeys(name for name in (*used, *contacts) if name in allowed)),
        suffix=(purpose.suffix if purpose else None) or "S",
        template=in_log(text.as_template(), text.content, None),
        cohort_rule=f"people named by the register of {program.scope}", **stated,
    )  # fmt: skip
    return naming_guardians(request)


def ways_of(purpose: Purpose | None) -> tuple[str, ...]:
    """The channels of the purpose that this installation has, with the copy on her page."""
    allowed = purpose.channels if purpose else ()
    return tuple(channel for channel in channels_here() if channel in allowed)


# -- the rows ------------------------------------------------------------------------------------------------


def _kept(
    authority: Authority,
    program: Program,
    text: Text,
    wanted: Wanted,
    use: int | None,
    *,
    is_allowed: bool,
    campaign: Campaign | None = None,
) -> RegisterMessage:
    return RegisterMessage.objects.create(
        reference=secrets.token_hex(16), program=program, key_kind=program.key_kind, office=program.scope,
        purpose=program.purpose, text=MessageText.objects.get(code=text.code, version=text.version),
        use_id=use, campaign=campaign, is_allowed=is_allowed,
        not_before=_real(wanted.not_before, authority.at) if wanted.not_before else None,
        at=authority.at, recorded_at=timezone.now(),
    )  # fmt: skip


def _simulate(authority: Authority, program: Program, text: Text, wanted: Wanted) -> Taken:
    """Play the outcomes of the reserved numbers: no person is looked up, and nothing is sent."""
    played = {number: SIMULATED.get(number, NOT_REACHABLE) for number in wanted.people}
    refusal = next((code for code in played.values() if code in OF_REQUEST), "")
    if refusal:
        return Taken(None, refusal)
    message = _kept(authority, program, text, wanted, None, is_allowed=True)
    RegisterRecipient.objects.bulk_create(
        [
            RegisterRecipient(message=message, number=number, values={}, simulated=simulated)
            for number, simulated in played.items()
        ]
    )
    return Taken(message)


def _real(instant: datetime, at: datetime) -> datetime:
    """An instant of business time as real time; ``at`` is now."""
    return timezone.now() + (instant - at)
