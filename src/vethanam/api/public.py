"""Public data without a token: rules and figures, purposes, windows, the register
of messages, signed heads.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from vethanam.acts.fields import parse_day
from vethanam.api.responses import NOT_FOUND, OK, UNREADABLE, as_response, said
from vethanam.errors import Unsound
from vethanam.journal.business_time import business_now
from vethanam.journal.queries import SignedHead, heads
from vethanam.messaging.campaign_views import CampaignShown, published_campaigns
from vethanam.messaging.sender_views import senders_on
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.periods import Month
from vethanam.privacy.counts import counted
from vethanam.privacy.current_windows import windows_shown
from vethanam.privacy.key_days import opened_contacts
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries import MonthCount, UseShown, mass_uses, month_counts
from vethanam.rules.rule_text import shown

#: number of signed heads in the answer, newest first
HEADS = 100
router = Router(tags=["public"], auth=None)
_ON = {
    "parameters": [
        {
            "name": "on",
            "in": "query",
            "required": False,
            "schema": {"type": "string", "format": "date"},
            "description": "The day that is looked at; left out, today.",
        }
    ]
}


@router.get("/rules", summary="Rules and figures", openapi_extra=_ON)
def rules(request: HttpRequest) -> HttpResponse:
    """The names of every rule and parameter of the pack, with the text of each."""
    pack, parameters = rulebook_in_use().pack, rulebook_in_use().parameters
    components = [{"name": one.name, "kind": one.kind} for one in pack.components]
    figures = [{"name": one.name, "says": one.says} for one in parameters.values()]
    return as_response(OK, {"pack": pack.title, "rules": components, "figures": figures})


@router.get("/rules/{name}", summary="One rule or figure", openapi_extra=_ON)
def rule(request: HttpRequest, name: str) -> HttpResponse:
    """The text of a rule on a day; its parameters, each with its order and whether it is verified."""
    try:
        return as_response(OK, shown(rulebook_in_use(), name, _day(request)))
    except Unsound:
        return said(NOT_FOUND, "nothing_here")
    except _NoDay:
        return _no_day()


@router.get("/purposes", summary="Purposes", openapi_extra=_ON)
def purposes(request: HttpRequest) -> HttpResponse:
    """Every purpose in force on a day: holder, ground, fields, allowed uses."""
    try:
        found = catalogue_now().in_force(_day(request))
    except _NoDay:
        return _no_day()
    rows = [
        {
            "code": one.code,
            "version": one.version,
            "title": dict(one.title),
            "status": one.status,
            "provision": list(one.ground.dpdp),
            "fields": list(one.fields),
            "subjects": list(one.subjects),
            "channels": list(one.channels),
            "contact_use": one.contact_use,
            "approvals": one.approvals,
            "notice": one.notice,
            "hash": one.hash,
        }
        for one in found
    ]
    return as_response(OK, {"purposes": rows})


@router.get("/senders", summary="Senders of messages", openapi_extra=_ON)
def senders(request: HttpRequest) -> HttpResponse:
    """Every sender on a day: its addresses, numbers at the operators, managers, credentials, short texts."""
    try:
        found = senders_on(_day(request))
    except _NoDay:
        return _no_day()
    return as_response(OK, {"senders": [asdict(one) for one in found]})


@router.get("/keys", summary="Contacts opened in a month", openapi_extra=_ON)
def keys(request: HttpRequest) -> HttpResponse:
    """The contacts that the dispatcher opened in the month of a day, by purpose, with the entry of each
    signed day. ``opened`` is the sum of days with 20 or more; the others are counted.
    """
    try:
        month = Month.of(_day(request))
    except _NoDay:
        return _no_day()
    found = opened_contacts(month.first, month.last)
    told = {
        "month": str(month),
        "signed_until": found.signed_until and found.signed_until.isoformat(),
        "purposes": [
            {"purpose": one.purpose, "opened": one.opened, "days_with_fewer": one.few_days}
            for one in found.purposes
        ],
        "days": [{"day": one.day.isoformat(), "entry": one.entry} for one in found.days],
    }
    return as_response(OK, told)


@router.get("/windows", summary="Election and caution windows")
def windows(request: HttpRequest) -> HttpResponse:
    """The restraint windows on record and those shipped with this version; the latest entry
    of a code applies.
    """
    rows = [
        {
            "code": one.code,
            "kind": one.kind,
            "area": list(one.area),
            "from": one.starts_at.isoformat(),
            "ended": one.ended_at and one.ended_at.isoformat(),
            "authority": one.authority,
            "source": one.source,
            "confidence": one.confidence,
        }
        for one in windows_shown(business_now()[0])
    ]
    return as_response(OK, {"windows": rows})


@router.get("/messages", summary="Register of messages")
def messages(request: HttpRequest) -> HttpResponse:
    """Every request to message more than 100 people, refused and waiting ones included. Counts only; those of
    a month count smaller requests too.
    """
    waiting = published_campaigns(business_now()[0])
    return as_response(
        OK,
        {
            "messages": [_use(one) for one in mass_uses()],
            "waiting": [_waiting(one) for one in waiting],
            "months": [_month(one) for one in month_counts()],
        },
    )


@router.get("/heads", summary="Signed heads of the log")
def signed_heads(request: HttpRequest) -> HttpResponse:
    """The newest signed heads, each as its note."""
    return as_response(OK, {"heads": [_head(one) for one in heads(HEADS)]})


class _NoDay(Exception):
    """The day in the address is not a date."""


def _day(request: HttpRequest) -> date:
    written = request.GET.get("on", "")
    if not written:
        now: datetime = business_now()[0]
        return now.date()
    try:
        return parse_day(written)
    except Unsound as unsound:
        raise _NoDay from unsound


def _no_day() -> HttpResponse:
    return said(UNREADABLE, "not_a_day_of_address")


def _use(one: UseShown) -> dict[str, Any]:
    return {
        "use": one.reference,
        "at": one.at.isoformat(),
        "office": one.office,
        "purpose": one.purpose,
        "outcome": one.outcome,
        "reason": one.reason,
        "sender": one.sender,
        "channels": list(one.channels),
        "order": one.order_number,
        "cohort": one.cohort_rule,
        "people": counted(one.subjects),
        "allowed": counted(one.allowed),
    }


def _month(one: MonthCount) -> dict[str, Any]:
    return {
        "month": str(one.month),
        "requests": one.listed,
        "refused": one.refused,
        "handed_over": counted(one.by_listed),
        "smaller_requests": counted(one.small),
        "handed_over_by_smaller": counted(one.by_small),
    }


def _waiting(one: CampaignShown) -> dict[str, Any]:
    return {"message": one.reference, "office": one.office, "purpose": one.purpose, "cohort": one.cohort}


def _head(one: SignedHead) -> dict[str, Any]:
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in asdict(one).items()}
