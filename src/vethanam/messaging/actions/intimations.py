"""Inform people of their credits: pull committed events, ask the permit once for all,
queue the allowed messages.
"""

from __future__ import annotations

import json
import secrets
from base64 import b32encode
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import polars as pl
from django.db import connection, transaction
from django.utils import timezone

from vethanam.bulk import canonical_texts, copy_rows
from vethanam.identity.authority import Authority
from vethanam.ledger.canonical import canonical
from vethanam.messaging.guardian_delivery import chosen_contacts, naming_guardians
from vethanam.messaging.models import MessageText
from vethanam.messaging.outbox import queue
from vethanam.messaging.queries import events_in_bulk, set_aside_in_bulk
from vethanam.messaging.registered_gateways import reaches_phones
from vethanam.messaging.subjects import subjects_of
from vethanam.messaging.templates import BULLET, Text, masked_each, texts
from vethanam.messaging.text_standing import in_log
from vethanam.periods import Month
from vethanam.privacy.actions import Answered, request_use
from vethanam.privacy.actions.uses import outside_channel
from vethanam.privacy.current_world import ledger_state
from vethanam.privacy.permit import Request, Subject
from vethanam.privacy.permit.subject_groups import as_alike
from vethanam.privacy.queries import KINDS_OF_CHANNEL

PURPOSE = "SAL-CREDIT"
OFFICE = "FIN"
ONE_PULLER = 0x74656C6C  # "tell"
#: ten letters of base 32 are 50 bits
_CODE_BYTES = 7
#: a credit is no longer news after this: messages still waiting then are dropped
TOLD_WITHIN = timedelta(days=7)


def intimate_credits(authority: Authority, *, limit: int | None = None) -> int:
    """Request messages about confirmed credits, and about reported credits that came back; returns their
    number. Notices that were set aside at dispatch are told again.

    Each pull is one use per text, with one leaf before anything is opened. Persons without a confirmed e-mail
    get the portal copy. Nothing is requested while the ledger is unhealthy.
    """
    if ledger_state() != "healthy":
        return 0
    finance = replace(authority, office=OFFICE)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_PULLER])
        events = events_in_bulk(limit=limit)
        for (text_code, *_), wave in _waves(events):
            _tell(finance, texts()[text_code], wave)
        again = set_aside_in_bulk()
        for (text_code, _, until), wave in _waves(again, "until"):
            _tell(finance, texts()[text_code], wave, until)
    return events.height + again.height


def channels() -> tuple[str, ...]:
    """E-mail first, a short message if this installation has an SMSC, and always the portal copy."""
    return ("email", "sms", "portal") if reaches_phones() else ("email", "portal")


def _waves(events: pl.DataFrame, *by: str) -> Iterable[tuple[tuple[Any, ...], pl.DataFrame]]:
    """Events by text and by further columns, each person once per wave: two credits of one person are two
    uses and two messages.
    """
    wave = pl.int_range(pl.len()).over("text", "person")
    placed = events.with_columns(wave=wave).sort("text", "wave", "credit")
    yield from placed.partition_by("text", "wave", *by, as_dict=True, maintain_order=True).items()


def _tell(authority: Authority, text: Text, events: pl.DataFrame, until: datetime | None = None) -> None:
    """Request messages of one text. ``until`` is set for notices that are told again: their news is older."""
    persons = events["person"].to_list()
    codes = pl.Series("code", fresh_codes(events.height), dtype=pl.String)
    values = _values_again(events, codes) if until else _fresh_values(events, text, codes)
    chosen = chosen_contacts(persons, channels(), PURPOSE, authority.at)
    subjects = subjects_of(
        persons,
        channels(),
        PURPOSE,
        at=authority.at,
        sender=OFFICE,
        controller=OFFICE,
        chosen=chosen,
        text=text.name,
    )
    answered = request_use(
        authority,
        _request(authority, text, subjects),
        records={
            "month": _months_of(events["for_month"]),
            "values": pl.Series([sha256(one.encode()).hexdigest() for one in values], dtype=pl.String),
        },
        send_until=until or timezone.now() + TOLD_WITHIN,
    )
    registered = MessageText.objects.get(code=text.code, version=text.version)
    rows = events.select(
        "for_month", codes, values.alias("values"), credit_id="credit", person_id="person",
        employment_id="employment", corrects_id="corrects", use_id=pl.lit(answered.use),
        text_id=pl.lit(registered.pk),
        recorded_at=pl.lit(authority.at), again_id="again" if until else pl.lit(None, dtype=pl.Int64),
    )  # fmt: skip
    copy_rows("messaging_intimation", rows)
    queue_answered(answered, chosen, channels())


def _request(authority: Authority, text: Text, subjects: Sequence[Subject]) -> Request:
    request = Request(
        actor=f"service {authority.account}",
        org=OFFICE,
        purpose=PURPOSE,
        subjects=subjects,
        mode="message",
        trigger="payment_event",
        fields=("month", "net_masked", "account_last4", *_contact_fields()),
        channels=channels(),
        sender=OFFICE,
        recipients=("employee_self",),
        template=in_log(text.as_template(), text.content, None),
        cohort_rule="employees whose payment the bank reported",
    )
    return naming_guardians(request)


def _contact_fields() -> list[str]:
    return [kind for channel in channels() for kind in KINDS_OF_CHANNEL.get(channel, ())]


def queue_answered(answered: Answered, chosen: pl.DataFrame, ways: Sequence[str]) -> None:
    """Queue one message per person allowed outside the portal, to the contact in the request."""
    answers = as_alike(answered.decision.per_subject)
    through = pl.Series([outside_channel(answer) for answer in answers.kinds], dtype=pl.String)[
        answers.places
    ]
    for channel in ways:
        told = answers.ids.filter(through == channel).cast(pl.Int64)
        if channel == "portal" or told.is_empty():
            continue
        theirs = chosen.filter(pl.col("person").is_in(told.implode()), channel=channel).drop_nulls("contact")
        queue(answered.use, channel, dict(theirs.select("person", "contact").iter_rows()))


def _months_of(keys: pl.Series) -> pl.Series:
    return keys.replace_strict(
        {key: str(Month.from_key(key)) for key in keys.unique()}, return_dtype=pl.String
    )


def _fresh_values(events: pl.DataFrame, text: Text, codes: pl.Series) -> pl.Series:
    return canonical_texts(
        [{}], pl.zeros(events.height, dtype=pl.UInt32, eager=True), _values_of(events, text, codes)
    )


def _values_again(events: pl.DataFrame, codes: pl.Series) -> pl.Series:
    """The values of notices that are told again, each with another code."""
    known = zip(events["values"], codes, strict=True)
    texts = [canonical({**json.loads(values), "code": code}).decode() for values, code in known]
    return pl.Series(texts, dtype=pl.String)


def _values_of(events: pl.DataFrame, text: Text, codes: pl.Series) -> dict[str, pl.Series]:
    """The placeholder values per event; :func:`~vethanam.messaging.templates.values_hash` is over these."""
    days = events.select(
        credited_on=pl.col("on").dt.to_string("iso:strict"),
        returned_on=pl.col("on").dt.to_string("iso:strict"),
        told_on=pl.col("told_on").fill_null(date.min).dt.to_string("iso:strict"),
    )  # fmt: skip
    known = {
        "month": _months_of(events["for_month"]),
        **days.to_dict(),
        "net_masked": masked_each(events["amount"]),
        "account_last4": pl.select(pl.lit(BULLET * 2) + events["tail"].str.tail(4)).to_series(),
        "code": codes,
    }
    return {name: known[name] for name in text.values}


def fresh_codes(count: int) -> list[str]:
    """Distinct random codes of 50 bits each, derived from nothing."""
    letters = b32encode(secrets.token_bytes(_CODE_BYTES * count)).decode()
    return [letters[start : start + 10] for start in range(0, 10 * count, 10)]
