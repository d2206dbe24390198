"""Tell people that a benefit has come: ask the permit once for a scheme, queue the allowed messages.

Each scheme is a controller of its own: its office asks, sends, and uses the contacts of its register alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

import polars as pl
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from vethanam.benefits.models import Award, Route
from vethanam.benefits.queries.credits import Credited, credited_of
from vethanam.bulk import among, copy_rows
from vethanam.identity.authority import Authority
from vethanam.ledger.canonical import canonical
from vethanam.messaging.actions.intimations import TOLD_WITHIN, fresh_codes, queue_answered
from vethanam.messaging.guardian_delivery import chosen_contacts, naming_guardians
from vethanam.messaging.models import BenefitIntimation, MessageText, Recipient
from vethanam.messaging.recipients import recipients_of
from vethanam.messaging.subjects import subjects_of
from vethanam.messaging.templates import Text, last_digits, masked, texts
from vethanam.messaging.text_standing import in_log
from vethanam.periods import Month
from vethanam.privacy.actions import request_use
from vethanam.privacy.current_world import ledger_state
from vethanam.privacy.law.windows import IST
from vethanam.privacy.permit import Request, Subject
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries import KINDS_OF_CHANNEL

PURPOSE = "BEN-CREDIT"
ONE_PULLER = 0x62656E65  # "bene"
#: payments of one pull: it bounds the memory, and the people of one use
MOST = 200_000
#: route of a payment → its text
_TEXTS = {
    Route.Kind.BANK: "benefit-credited", Route.Kind.HOME: "benefit-delivered",
    Route.Kind.POST: "benefit-delivered",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Event:
    """A payment to tell, with its person and scheme."""

    credit: Credited
    person: int
    scheme: str

    @property
    def text(self) -> str:
        return _TEXTS[Route.Kind(self.credit.manner)]


def intimate_benefits(authority: Authority, *, limit: int = MOST) -> int:
    """Request messages about payments of awards that reached their people; returns their number.

    Each pull is one use per scheme and text, with one leaf before anything is opened. Her copy stands on her
    own page in any case. Nothing is requested while the ledger is unhealthy.
    """
    if ledger_state() != "healthy":
        return 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_PULLER])
        events = _events(limit)
        for scheme, text, wave in _waves(events):
            _tell(replace(authority, office=scheme), texts()[text], wave)
    return len(events)


def ways(at: datetime) -> tuple[str, ...]:
    """A short message if this installation has an SMSC, a letter if a press is confirmed and the purpose
    has addresses, always the copy.
    """
    purpose = catalogue_now().on(PURPOSE, at.astimezone(IST).date())
    has_addresses = purpose is not None and "postal_address" in purpose.fields
    by_phone = ("sms",) if settings.VETHANAM_SMPP else ()
    by_post = ("letter",) if has_addresses and recipients_of(Recipient.Kind.PRINT) else ()
    return (*by_phone, *by_post, "portal")


def _events(limit: int) -> list[_Event]:
    found = credited_of(told=BenefitIntimation.objects.values("leg"), limit=limit)
    awards = Award.objects.filter(pk__in=among(one.award for one in found))
    known = {
        award: (person, scheme)
        for award, person, scheme in awards.values_list("pk", "beneficiary__person", "scheme__code")
    }
    return [_Event(one, *known[one.award]) for one in found]


def _waves(events: Sequence[_Event]) -> Iterable[tuple[str, str, list[_Event]]]:
    """Events by scheme and text, each person once per wave: two payments of one person are two messages."""
    waves: dict[tuple[str, str, int], list[_Event]] = {}
    seen: dict[tuple[str, str, int], int] = {}
    for one in sorted(events, key=lambda event: event.credit.leg):
        key = one.scheme, one.text, one.person
        seen[key] = seen.get(key, -1) + 1
        waves.setdefault((one.scheme, one.text, seen[key]), []).append(one)
    for (scheme, text, _), wave in waves.items():
        yield scheme, text, wave


def _tell(authority: Authority, text: Text, events: Sequence[_Event]) -> None:
    """Request messages of one text in the name of one scheme."""
    persons, scheme = [one.person for one in events], authority.office
    register, channels = (f"BEN-{scheme}",), ways(authority.at)
    codes = fresh_codes(len(events))
    values = [
        canonical(_values_of(one, text, code)).decode() for one, code in zip(events, codes, strict=True)
    ]
    chosen = chosen_contacts(persons, channels, PURPOSE, authority.at, register)
    subjects = subjects_of(
        persons, channels, PURPOSE, at=authority.at, sender=scheme, controller=scheme, sources=register,
        chosen=chosen, text=text.name,
    )  # fmt: skip
    answered = request_use(
        authority, _request(authority, text, subjects, channels),
        records={"values": pl.Series([sha256(one.encode()).hexdigest() for one in values], dtype=pl.String)},
        send_until=timezone.now() + TOLD_WITHIN,
    )  # fmt: skip
    registered = MessageText.objects.get(code=text.code, version=text.version)
    rows = pl.DataFrame(
        {
            "leg": [one.credit.leg for one in events], "award_id": [one.credit.award for one in events],
            "person_id": persons, "values": values, "code": codes,
        }
    ).with_columns(
        use_id=pl.lit(answered.use), text_id=pl.lit(registered.pk), recorded_at=pl.lit(authority.at)
    )  # fmt: skip
    copy_rows("messaging_benefitintimation", rows)
    queue_answered(answered, chosen, channels)


def _request(
    authority: Authority, text: Text, subjects: Sequence[Subject], channels: Sequence[str]
) -> Request:
    scheme = authority.office
    contacts = [kind for channel in channels for kind in KINDS_OF_CHANNEL.get(channel, ())]
    request = Request(
        actor=f"service {authority.account}",
        org=scheme,
        purpose=PURPOSE,
        subjects=subjects,
        mode="message",
        trigger="payment_event",
        act="intimate_own_payment",
        sources=(f"BEN-{scheme}",),
        fields=("scheme", "month", "amount", "account_last4", *contacts),
        channels=tuple(channels),
        sender=scheme,
        recipients=("beneficiary_self",),
        template=in_log(text.as_template(), text.content, None),
        is_second_schedule_complete=True,
        cohort_rule="beneficiaries whom a payment reached",
    )
    return naming_guardians(request)


def _values_of(one: _Event, text: Text, code: str) -> dict[str, str]:
    """The placeholder values of a payment; its latest month stands for all of them."""
    known = {
        "month": str(Month.from_key(max(one.credit.months))), "paid_on": one.credit.on.isoformat(),
        "amount_masked": masked(one.credit.amount), "account_last4": last_digits(one.credit.tail),
        "scheme": one.scheme, "code": code,
    }  # fmt: skip
    return {name: known[name] for name in text.values}
