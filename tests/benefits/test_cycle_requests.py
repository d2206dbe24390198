"""A month of a scheme as a job of the worker: asked, followed, done, stopped, killed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from threading import Event, Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.benefits.bodies import OLD_AGE, Bodies, at
from tests.benefits.months import Person, award_of
from tests.benefits.test_pages import signed_in, text
from vethanam.acts.executor import perform
from vethanam.acts.inbox import inbox_of
from vethanam.benefits.actions.cycles import approve_cycle, compute_cycle
from vethanam.benefits.actions.standing import Change, suspend
from vethanam.benefits.models import Award, Cycle, CycleRequest, RollLine
from vethanam.benefits.queries import cycle_rows
from vethanam.benefits.tasks import cycle_in_background, defer_cycle
from vethanam.identity.models import Account
from vethanam.people.queries import hats_of
from vethanam.periods import Month
from vethanam.site.roles import database_role

MONTHS = f"/benefits/{OLD_AGE}/months/"
JANUARY, FEBRUARY = Month(2026, 1), Month(2026, 2)


def jobs() -> list[dict[str, int]]:
    return list(ProcrastinateJob.objects.filter(task_name="benefits.cycle").values_list("args", flat=True))


@contextmanager
def as_worker() -> Iterator[None]:
    """For a while the worker's role, which alone completes a request."""
    settings = connection.settings_dict
    before = settings["USER"]
    connection.close()
    settings["USER"] = database_role("worker")
    try:
        yield
    finally:
        connection.close()
        settings["USER"] = before


def worked(request: int) -> Cycle | None:
    """The worker's job for a request; the cycle, if there is one."""
    with as_worker():
        cycle_in_background(request)
        return CycleRequest.objects.get(pk=request).cycle


def inbox(name: str) -> list[str]:
    account = Account.objects.get(username=name)
    rows = inbox_of(account.pk, hats_of(account.pk, at()), at(), is_sample=True)
    return [row.says.says for row in rows if row.kind.startswith("cycle_")]


def an_award(bodies: Bodies, name: str = "Sarada K.") -> Award:
    return award_of(bodies, OLD_AGE, Person(date(1960, 5, 5), JANUARY, {}, name))


def test_the_answer_names_the_month(web_bodies: Bodies) -> None:
    given = {"scheme": OLD_AGE, "month": "2026-01", "office": OLD_AGE}
    answer = perform("cycle", web_bodies.officers["old-age"], given, at(), is_sample=True)
    assert answer.says.startswith(f"The worker computes January 2026 of {OLD_AGE}."), answer.says


def test_a_month_is_computed_by_the_worker_and_followed(web_bodies: Bodies) -> None:
    an_award(web_bodies)
    maker, checker = signed_in("old-age"), signed_in("old-age-2")
    for client in (maker, checker):
        asked = client.post(f"{MONTHS}compute/", {"month": "2026-01"})
        assert "Computing January 2026" in text(client.get(asked["Location"]))
    request = CycleRequest.objects.get()
    assert jobs() == [{"request": request.pk}]
    assert "The worker works it out" in text(maker.get(MONTHS))

    assert worked(request.pk) == worked(request.pk)
    cycle = Cycle.objects.get()
    moved = maker.get(asked["Location"], headers={"hx-request": "true"})
    assert moved["HX-Redirect"] == asked["Location"]
    assert str(cycle) in text(maker.get(asked["Location"], follow=True))
    assert inbox("old-age") == [f"{cycle} is computed: look at its differences. Another officer approves it."]
    assert inbox("old-age-2") == [f"{cycle} is computed: look at it and approve it."]
    approve_cycle(web_bodies.by("old-age-2"), cycle, bytes(cycle.result_hash))
    assert inbox("old-age") == inbox("old-age-2") == []
    assert inbox("finance") == [f"{cycle} is approved: release its money."]


def test_a_month_without_a_difference_makes_no_version(web_bodies: Bodies) -> None:
    an_award(web_bodies)
    scheme = web_bodies.schemes[OLD_AGE]
    first, again = (worked(defer_cycle(web_bodies.by("old-age"), scheme, JANUARY).pk) for _ in range(2))
    assert first == again and Cycle.objects.count() == 1
    suspend(web_bodies.by("secretary"), Award.objects.get(), Change("court_stay", JANUARY))
    changed = worked(defer_cycle(web_bodies.by("old-age"), scheme, JANUARY).pk)
    assert changed is not None and changed.version == 2


def test_what_stops_a_month_stands_on_its_page(web_bodies: Bodies) -> None:
    an_award(web_bodies)
    scheme = web_bodies.schemes[OLD_AGE]
    request = defer_cycle(web_bodies.by("old-age"), scheme, JANUARY)
    cycle = compute_cycle(web_bodies.by("old-age-3"), scheme, JANUARY)
    approve_cycle(web_bodies.by("old-age-2"), cycle, bytes(cycle.result_hash))
    assert worked(request.pk) is None and CycleRequest.objects.get().state == "stopped"
    page = text(signed_in("old-age").get(f"{MONTHS}computing/{request.pk}/"))
    assert "January 2026 could not be computed" in page and "is approved" in page
    waits = f"January 2026 of {OLD_AGE} could not be computed: see why, and compute it again."
    assert inbox("old-age") == [waits]


def test_a_worker_killed_in_the_middle_leaves_nothing(
    web_bodies: Bodies, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_award(web_bodies)
    request = defer_cycle(web_bodies.by("old-age"), web_bodies.schemes[OLD_AGE], JANUARY)

    def killed(*_: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(cycle_rows, "count_people", killed)
    with as_worker(), pytest.raises(DatabaseError):
        cycle_in_background(request.pk)
    assert (Cycle.objects.count(), RollLine.objects.count()) == (0, 0)
    assert CycleRequest.objects.get().state == "computing"
    monkeypatch.undo()
    assert worked(request.pk) is not None
    assert RollLine.objects.filter(cycle=Cycle.objects.get()).count() == 1


def test_an_entry_of_a_slow_transaction_is_not_lost(web_bodies: Bodies) -> None:
    """Its number is below those that the month before read; it is committed after them."""
    slow, quick = an_award(web_bodies), an_award(web_bodies, "Mariam Beevi")
    scheme, secretary = web_bodies.schemes[OLD_AGE], web_bodies.by("secretary")
    is_entered, may_end = Event(), Event()

    def enters() -> None:
        with transaction.atomic():
            suspend(secretary, slow, Change("court_stay", FEBRUARY))
            is_entered.set()
            may_end.wait(60)
        connection.close()

    thread = Thread(target=enters)
    thread.start()
    assert is_entered.wait(60)
    suspend(secretary, quick, Change("court_stay", FEBRUARY))
    cycle = compute_cycle(web_bodies.by("old-age"), scheme, JANUARY)
    approve_cycle(web_bodies.by("old-age-2"), cycle, bytes(cycle.result_hash))
    may_end.set()
    thread.join()
    february = compute_cycle(web_bodies.by("old-age"), scheme, FEBRUARY)
    states = RollLine.objects.filter(cycle=february, for_month=202602).values_list("award", "state")
    assert february.base == cycle
    assert dict(states) == {slow.pk: "suspended", quick.pk: "suspended"}
    full = compute_cycle(web_bodies.by("old-age"), scheme, FEBRUARY, is_full=True)
    assert (full.result_hash, full.roll_hash) == (february.result_hash, february.roll_hash)
