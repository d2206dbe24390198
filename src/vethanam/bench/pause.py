"""A message to everybody in service, paused on its way and resumed by another person; counted at the SMSC.

Order, text, approvals, pause and end of the pause are acts of officers with keys, as in an office. Only the
people's spells of service are written here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from django.db import connection

from vethanam.bench.audience import enter_operator_rows, register_gateways
from vethanam.bench.database_guard import refuse_real_database
from vethanam.bench.dispatch import is_over, wait_until
from vethanam.bench.far_side import FarSide
from vethanam.errors import Broken, VethanamError
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.orders.actions import record_order
from vethanam.people.models import Person, Role
from vethanam.privacy.current_world import ledger_state
from vethanam.privacy.models import Use, UseClosing, UseSubject
from vethanam.sample.desk import SECOND, Desk, opened

WRITER, OWNER, PROTECTS = "bench-writer", "bench-owner", "bench-dpo"
OFFICERS = (
    (WRITER, Role.COMMUNICATING_OFFICER, "FIN"),
    (OWNER, Role.PURPOSE_OWNER, "FIN"),
    (PROTECTS, Role.DATA_PROTECTION_OFFICER, ""),
)
ORDER = "G.O.(P) No.2/2026/Fin"
#: seconds in which a paused sending must hand nothing over
RESTS = 3.0
_SPELLS = (
    "INSERT INTO service_book_servicespell (employment_id, valid_from, session, session_until, recorded_at,"
    " is_withdrawn, entered_by_id, end_cause)"
    " SELECT id, '2020-01-01', 'FN', 'AN', %s, false, %s, '' FROM people_employment"
)
_VERIFIED = (
    "INSERT INTO service_book_verification (kind, fact, verified_by_id, person_id, recorded_at)"
    " SELECT 'service_spell', id, %s, %s, %s FROM service_book_servicespell"
)
_RECORDED = """
SELECT (SELECT count(*) FROM privacy_outbox o WHERE o.use_id = %(use)s AND o.state IN ('accepted', 'sent')),
       (SELECT count(*) FROM privacy_delivery d JOIN privacy_outbox o ON o.id = d.message_id
         WHERE o.use_id = %(use)s)
"""


def bench_pausing(
    authority: Authority,
    far_side: FarSide,
    dispatchers: Callable[[], AbstractContextManager[object]],
    settle: Callable[[], None],
    *,
    after: int,
    rests: float = RESTS,
) -> dict[str, Any]:
    """Pause a message to everybody once the SMSC took ``after`` messages; another person resumes it.

    Returns the counts at the SMSC beside our own: when it was paused, after a rest, and in the end.
    ``settle`` waits until the log has all entries under a signed head.

    Raises
    ------
    Broken
        A count at the SMSC differs from ours, or something went while the message was paused.
    """
    refuse_real_database()
    desk, use = _sent(authority, far_side, settle)
    with dispatchers():
        wait_until(lambda: far_side.messages() >= after)
        waiting = desk.do("pause_message", WRITER, use=use.reference, reason="The order is read again.")
        paused = _counts(far_side, use)
        time.sleep(rests)
        rested = _counts(far_side, use)
        refused = _refusal(desk, use)
        resumed = desk.do("resume_message", PROTECTS, use=use.reference)
        settle()
        wait_until(is_over)
        wait_until(lambda: UseClosing.objects.filter(use=use).exists())
    closing = UseClosing.objects.filter(use=use).latest("pk")
    found = {
        "told": UseSubject.objects.filter(use=use).count(),
        "paused": {**paused, "waiting": waiting["waiting"]},
        "after_the_rest": rested,
        "same_person_resumes": refused,
        "resumed": {"waiting": resumed["waiting"]},
        "in_the_end": _counts(far_side, use),
        "closing": {
            name: getattr(closing, name) for name in ("accepted", "sent", "failed", "uncertain", "cancelled")
        },
    }
    compare_counts(found)
    return found


def _sent(authority: Authority, far_side: FarSide, settle: Callable[[], None]) -> tuple[Desk, Use]:
    """The message after its approvals, with everybody's short message in the queue."""
    desk = seated(authority)
    record_service(authority)
    register_gateways(authority, far_side.kind, far_side.port)
    enter_operator_rows(authority)
    record_rate_order(authority)
    settle()
    wait_until(lambda: ledger_state() == "healthy")
    composed = desk.do("compose", WRITER, order=ORDER, cohort={}, channel=["sms", "portal"])
    for name in (OWNER, PROTECTS):
        desk.do("approve", name, campaign=composed["campaign"])
    settle()
    desk.do("dispatch", WRITER, campaign=composed["campaign"])
    settle()
    return desk, Use.objects.latest("pk")


def record_rate_order(authority: Authority) -> None:
    """The order that the message is about."""
    record_order(
        authority, number=ORDER, dated=date(2026, 10, 30), title="Rate of dearness allowance",
        title_ml="ക്ഷാമബത്ത നിരക്ക്", with_effect_from=date(2026, 7, 1), first_drawn_month=202611,
    )  # fmt: skip


def seated(authority: Authority) -> Desk:
    """The administrators' desk, after they gave three officers their seats."""
    desk = opened(authority.at)
    for name, role, scope in OFFICERS:
        account = Account.objects.create(username=name, kind=Account.Kind.OFFICER)
        Person.objects.create(name=name, born=date(1975, 1, 1), account=account, recorded_at=authority.at)
        seat = {"account": name, "role": str(role), **({"scope": scope} if scope else {})}
        desk.do("propose_appointment", **{**seat, "from": "2024-04-01"})
        desk.do("agree_appointment", SECOND, **seat)
    return desk


def record_service(authority: Authority) -> None:
    """A spell of service of everybody, entered by one account and verified by another."""
    first = Person.objects.get(account__username=OWNER)
    with connection.cursor() as cursor:
        cursor.execute(_SPELLS, [authority.at, authority.account])
        cursor.execute(_VERIFIED, [first.account_id, first.pk, authority.at])


def _counts(far_side: FarSide, use: Use) -> dict[str, int]:
    """Messages and parts that the SMSC took, and that we recorded as taken."""
    with connection.cursor() as cursor:
        cursor.execute(_RECORDED, {"use": use.pk})
        messages, parts = cursor.fetchone()
    return {
        "smsc_messages": far_side.messages(), "our_messages": messages, "smsc_parts": far_side.count(),
        "our_parts": parts,
    }  # fmt: skip


def _refusal(desk: Desk, use: Use) -> str:
    """The code with which the officer who paused is refused to resume."""
    try:
        desk.do("resume_message", WRITER, use=use.reference)
    except VethanamError as refused:
        return refused.code
    return ""


def compare_counts(found: dict[str, Any]) -> None:
    """Broken unless the counts are equal, and nothing went between pause and end of the pause."""
    end, paused = found["in_the_end"], found["paused"]
    for counts in (paused, found["after_the_rest"], end):
        if (counts["smsc_messages"], counts["smsc_parts"]) != (counts["our_messages"], counts["our_parts"]):
            raise Broken("bench_counts_differ", ours=counts["our_messages"], theirs=counts["smsc_messages"])
    went = found["after_the_rest"]["smsc_messages"] - paused["smsc_messages"]
    if went or found["same_person_resumes"] != "resume_by_another":
        raise Broken("bench_went_on", count=went)
    if end["smsc_messages"] != found["told"]:
        raise Broken("bench_counts_differ", ours=found["told"], theirs=end["smsc_messages"])
