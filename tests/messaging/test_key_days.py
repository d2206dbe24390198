"""Contacts opened by day: signed by the dispatcher, equal to grants and outcomes; a difference is told."""

from __future__ import annotations

import signal
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

from tests.messaging.house import House
from tests.messaging.test_dispatch import process, queued, superuser, until
from vethanam.journal.actions import append
from vethanam.journal.business_time import business_now
from vethanam.journal.queries import leaf_content, opening_of
from vethanam.messaging import gateway_calls, outbox
from vethanam.messaging.gateways.letter import Fate, Handed
from vethanam.privacy.actions.key_days import compare_key_days, sign_key_days
from vethanam.privacy.key_audit import key_findings
from vethanam.privacy.key_days import differing_uses, offices_of, purposes_of, signed_days
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Duty, KeyComparison, KeyDay, KeyLine, OpenedCount, Use

COUNT = "INSERT INTO privacy_openedcount (use_id, opened, begun, let_go) VALUES (%s, %s, %s, 0)"


def day_of_use() -> date:
    """The day on which the contacts of the only use are opened."""
    return Use.objects.get().at.astimezone(IST).date()


def days_later(house: House, days: int) -> None:
    """Business time goes on by some days."""
    at = business_now()[0] + timedelta(days=days)
    with house.world.role("worker"):
        append("office.opened", public={}, private=None, at=at, is_sample=True)
    house.sequence()


def compared(house: House) -> int:
    with house.world.role("worker"):
        return compare_key_days(house.desk.service)


def codes() -> set[str]:
    return {found.code for found in key_findings("backup", None)}


def sums() -> list[int]:
    """Opened, begun and let go in all counts."""
    counts = OpenedCount.objects.values_list("opened", "begun", "let_go")
    return [sum(one) for one in zip(*counts, strict=True)]


def test_a_day_is_signed_once_it_is_over_and_a_day_without_openings_too(house: House) -> None:
    queued(house)
    house.dispatch()
    day, use = day_of_use(), Use.objects.get()
    days_later(house, 3)
    house.dispatch(rounds=1)
    signed = list(KeyDay.objects.order_by("day").values_list("day", "opened", "begun", "let_go"))
    assert signed[0] == (day, 3, 3, 0) and len(signed) >= 3
    assert signed[1:] == [(day + timedelta(days=n), 0, 0, 0) for n in range(1, len(signed))]
    assert signed[-1][0] == business_now()[0].date() - timedelta(days=1), "today is not over"
    first = KeyDay.objects.get(day=day)
    assert leaf_content(first.leaf)["public"] == {
        "day": day.isoformat(), "purposes": {"SAL-CREDIT": "fewer than 20"}, "uses": 1, "let_go": 0,
        "resealed": 0,
    }  # fmt: skip
    opening = opening_of(first.leaf)
    assert opening is not None and opening.private == {"uses": [[use.reference, 3, 3, 0]], "resealed": 0}
    assert compared(house) == 0
    assert KeyComparison.objects.filter(differing=0, case=None).count() == len(signed)
    assert codes() == set() and not Duty.objects.exists()
    (shown,) = signed_days(day, day)
    assert (shown.opened, shown.entry is None, shown.differing) == (3, False, 0)
    assert [(one.office, one.purpose, one.opened, one.uses) for one in offices_of(day, day)] == [
        ("FIN", "SAL-CREDIT", 3, 1)
    ]
    assert [(one.opened, one.few_days) for one in purposes_of(day, day)] == [(0, 1)]
    with house.world.role("dispatcher"):
        assert sign_key_days(house.log_key.name) == 0


def test_a_dispatcher_that_was_killed_leaves_no_difference(house: House) -> None:
    queued(house)
    first = process(house, "in hand")
    first.communicate(timeout=300)
    second = process(house)
    try:
        until(house, lambda states: states == {"accepted": 3}, 300)
    finally:
        second.send_signal(signal.SIGTERM)
        second.communicate(timeout=300)
    days_later(house, 1)
    house.dispatch(rounds=1)
    assert sums() == [6, 3, 3], "what the first one had opened was let go"
    assert compared(house) == 0 and codes() == set()


def test_a_message_that_is_tried_again_is_opened_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    queued(house)

    def put_off(gateway: Any, post: Any, *_: Any) -> dict[int, Handed]:
        return {one.id: Handed(Fate.TEMPORARY, "later") for one in post}

    monkeypatch.setattr(gateway_calls, "hand_over", put_off)
    house.dispatch()
    assert house.states() == {"queued": 3}
    monkeypatch.undo()
    superuser(house, "UPDATE privacy_outbox SET not_before = NULL")
    house.dispatch()
    assert house.states() == {"accepted": 3}
    days_later(house, 1)
    house.dispatch(rounds=1)
    ((tried,),) = house.world.sql("postgres", "SELECT sum(attempts)::int FROM privacy_outbox")
    assert sums() == [tried, tried, 0] and tried >= 6
    assert compared(house) == 0 and codes() == set()


def test_contacts_opened_under_a_true_grant_and_not_used_are_an_incident(house: House) -> None:
    """The attack of a dispatcher that was taken over: it opens what it may, and says nothing of it."""
    queued(house)
    use = Use.objects.get()
    with house.world.role("dispatcher"):
        dispatcher = house.dispatcher()
        dispatcher.start()
        claimed = outbox.claim(use.pk, "email", dispatcher.holder, 10)
        with house.world.connect("dispatcher") as taken_over:
            contacts = [one.contact for one in claimed]
            taken_over.execute("SELECT privacy_grant(%s, %s, 30)", [use.pk, contacts])
            seals = taken_over.execute("SELECT count(*) FROM privacy_sealed").fetchone()
        assert seals == (3,), "it could open them"
        outbox.let_go(use.pk, claimed, dispatcher.holder, 0)
        dispatcher.gateways[0].close()
    house.dispatch()
    assert house.states() == {"accepted": 3}
    days_later(house, 1)
    house.dispatch(rounds=1)
    found = differing_uses(day_of_use(), "backup")
    assert [(one.granted, one.opened, one.accounted, one.taken) for one in found] == [(6, 3, 3, 3)]
    assert codes() == {"openings_differ"}
    assert compared(house) == 1 and compared(house) == 0, "told once"
    case = Duty.objects.get(asked="keys_differ")
    assert KeyComparison.objects.get(differing=1).case == case.pk and case.kind == "breach"
    assert "Uses concerned: 1." in case.steps.get().says


def test_a_use_opened_without_any_count_is_found(house: House) -> None:
    queued(house)
    house.dispatch()
    days_later(house, 1)
    house.dispatch(rounds=1)
    superuser(house, "DELETE FROM privacy_keyline", "UPDATE privacy_openedcount SET use_id = NULL")
    found = differing_uses(day_of_use(), "backup")
    assert [(one.granted, one.opened) for one in found] == [(3, 0)]


#: changes by the superuser past every guard, and the finding
CHANGES = {
    "a count is lowered": ("UPDATE privacy_openedcount SET opened = 2 WHERE opened = 3", "key_day_differs"),
    "a line is removed": ("DELETE FROM privacy_keyline", "key_day_differs"),
    "a day is lowered": ("UPDATE privacy_keyday SET opened = 2 WHERE opened = 3", "key_day_differs"),
    "a day is removed": (
        "DELETE FROM privacy_keyday WHERE day = (SELECT min(day) + 1 FROM privacy_keyday)", "key_day_missing",
    ),
}  # fmt: skip


def test_a_signed_day_changed_by_the_superuser_is_found(house: House) -> None:
    queued(house)
    house.dispatch()
    days_later(house, 3)
    house.dispatch(rounds=1)
    assert codes() == set()
    for name, (change, code) in CHANGES.items():
        superuser(house, change)
        assert code in codes(), name


def test_nobody_else_writes_a_count_and_none_joins_a_signed_day(house: House) -> None:
    queued(house)
    house.dispatch()
    use = Use.objects.get()
    days_later(house, 1)
    house.dispatch(rounds=1)
    for role in ("web", "worker"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            house.world.sql(role, COUNT, use.pk, 1, 1)
    house.world.sql("dispatcher", COUNT, use.pk, 1, 1)
    late, last = OpenedCount.objects.latest("pk"), KeyDay.objects.latest("day").day
    assert late.at.astimezone(IST).date() == last + timedelta(days=1)
    for statement in ("UPDATE privacy_openedcount SET opened = 9", "DELETE FROM privacy_keyday"):
        with pytest.raises(psycopg.Error):
            house.world.sql("dispatcher", statement)
    with pytest.raises(psycopg.errors.RestrictViolation):
        house.world.sql(
            "dispatcher",
            "INSERT INTO privacy_keyday (day, opened, begun, let_go, resealed, leaf, recorded_at)"
            " VALUES (%s, 0, 0, 0, 0, 1, now())",
            last + timedelta(days=9),
        )
    assert KeyLine.objects.count() == 1
