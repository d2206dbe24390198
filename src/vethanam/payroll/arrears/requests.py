"""Finance requests the arrears of everybody, as a count or as claims. The worker completes the request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from typing import Any

from django.db import connections

from vethanam.errors import Finding, Refused, Unsound, VethanamError
from vethanam.identity.authority import Authority
from vethanam.journal.business_time import business_now
from vethanam.payroll.arrears.mass_claims import (
    ClaimableAtOnce,
    ClaimedAtOnce,
    Tell,
    claim_arrears_at_once,
    count_arrears_at_once,
    require_for_everybody,
)
from vethanam.payroll.arrears.statement import people_of
from vethanam.payroll.models import ArrearsRequest
from vethanam.periods import Month
from vethanam.service_book.reader import BookReader

#: longest span of one request, in months
MOST_MONTHS = 240
#: findings listed in a result; the rest are counted
NAMED_FINDINGS = 200

_PROGRESS = "UPDATE payroll_arrearsrequest SET done = %s, total = %s WHERE id = %s AND state = 'computing'"


def ask_arrears(
    first: Month, last: Month, authority: Authority, *, claims: bool, press: str
) -> tuple[ArrearsRequest, bool]:
    """Save a request for the arrears of everybody; :func:`complete_arrears` completes it.

    ``press`` identifies one press of the form. A repeated press returns the first request and False.

    Raises
    ------
    Refused
        The authority is neither a finance officer nor a process of the installation.
    Unsound
        The months are in the wrong order, or too many.
    """
    require_for_everybody(authority)
    if last < first:
        raise Unsound("arrears_end_before", first=str(first), last=str(last))
    if last > first.plus(MOST_MONTHS - 1):
        raise Unsound("arrears_of_too_many_months", first=str(first), last=str(last), most=MOST_MONTHS)
    asked = f"{authority.account} {claims} {int(first)} {int(last)} {press}"
    return ArrearsRequest.objects.get_or_create(
        press=sha256(asked.encode()).hexdigest(),
        defaults={
            "first": int(first), "last": int(last), "claims": claims, "asked_at": authority.at,
            "account_id": authority.account, "person_id": authority.person, "office": authority.office,
            "role": authority.role, "is_sample": authority.is_sample,
        },
    )  # fmt: skip


def complete_arrears(request_id: int) -> ArrearsRequest:
    """Complete a request as known now. Claims and sums are saved in one transaction.

    Safe to retry after a crash: a completed request is returned unchanged.

    Raises
    ------
    VethanamError
        The request cannot be completed. Its state becomes ``stopped``, with the reason.
    """
    asked = ArrearsRequest.objects.get(pk=request_id)
    if asked.state == ArrearsRequest.State.DONE:
        return asked
    first, last = Month.from_key(asked.first), Month.from_key(asked.last)
    try:
        _note(asked, state=ArrearsRequest.State.COMPUTING, done=0, total=0, says="")
        authority = _authority(asked)
        people = people_of(BookReader(), None, authority.at)
        with _telling(asked) as tell:
            tell(0, len(people))
            if asked.claims:
                claim_arrears_at_once(
                    first,
                    last,
                    people,
                    authority,
                    tell=tell,
                    keep=lambda made: _keep(asked, _of_claims(made)),
                )
            else:
                _keep(asked, _of_count(count_arrears_at_once(first, last, people, authority, tell=tell)))
    except VethanamError as stopped:
        _note(asked, state=ArrearsRequest.State.STOPPED, says=stopped.says)
        raise
    asked.refresh_from_db()
    return asked


def _authority(asked: ArrearsRequest) -> Authority:
    """The requester's authority, at the current time."""
    asker = Authority(
        asked.account_id, asked.person_id, asked.office, asked.role, asked.asked_at, is_sample=asked.is_sample
    )
    now, _ = business_now()
    return replace(asker, at=max(asked.asked_at, now))


def _keep(asked: ArrearsRequest, result: dict[str, Any]) -> None:
    """Save the result once. If another process saved first, refuse, which rolls back these claims."""
    rows = ArrearsRequest.objects.filter(pk=asked.pk).exclude(state=ArrearsRequest.State.DONE)
    if not rows.update(state=ArrearsRequest.State.DONE, result=result):
        raise Refused("arrears_done_already")


def _of_claims(made: ClaimedAtOnce) -> dict[str, Any]:
    return {"lists": made.lists, **_sums(made)}


def _of_count(made: ClaimableAtOnce) -> dict[str, Any]:
    return {
        "owed_paise": made.owed, "above_paise": made.above, "no_order_paise": made.no_order, **_sums(made),
    }  # fmt: skip


def _sums(made: ClaimedAtOnce | ClaimableAtOnce) -> dict[str, Any]:
    return {
        "people": made.people,
        "claims": made.claims,
        "gross_paise": made.gross,
        "left": made.left,
        "orders": list(made.orders),
        "offices": list(made.offices),
        "findings": len(made.findings),
        "found": [_told(one) for one in made.findings[:NAMED_FINDINGS]],
    }


def _told(finding: Finding) -> Mapping[str, str]:
    return {"record": finding.record, "code": finding.code, "says": finding.says}


def _note(asked: ArrearsRequest, **columns: object) -> None:
    ArrearsRequest.objects.filter(pk=asked.pk).exclude(state=ArrearsRequest.State.DONE).update(**columns)


@contextmanager
def _telling(asked: ArrearsRequest) -> Iterator[Tell]:
    """Yield a function that reports progress on a separate connection, because the claims
    are one long transaction.
    """
    beside = connections.create_connection("default")

    def tell(done: int, total: int) -> None:
        with beside.cursor() as cursor:
            cursor.execute(_PROGRESS, [done, total, asked.pk])

    told: Callable[[int, int], None] = tell
    try:
        yield told
    finally:
        beside.close()
