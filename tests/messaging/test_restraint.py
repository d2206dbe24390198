"""From the instant of a restraint no message in scope is handed over, and each one is accounted for."""

from __future__ import annotations

import asyncio
import signal
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from tests.junk_entries import stage_junk
from tests.messaging.house import MAIL, House
from tests.messaging.test_dispatch import process, until
from tests.privacy.positions import record_position
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.ledger.commitments import commitment
from vethanam.ledger.persons import PersonTree
from vethanam.messaging import letters
from vethanam.messaging.actions import intimate_credits
from vethanam.privacy.actions import (
    Filed,
    Filing,
    entry_locks,
    file_restraint,
    record_window,
    restraints,
    state_queue,
    stop_sending,
    unstated_restraints,
    uses,
)
from vethanam.privacy.current_restraints import restraint_shown
from vethanam.privacy.models import QueueStatement, Restraint, StatedMessage, Use

SALARIES = {"purposes": ["SAL-CREDIT"]}


def law_officer(house: House) -> Authority:
    return replace(house.desk.service, role="law_officer", office="FIN")


def queued(house: House) -> None:
    house.credit()
    intimate_credits(house.desk.service)
    house.sequence()


def restrain(house: House, **changes: Any) -> Filed:
    authority = law_officer(house)
    filing = Filing(
        reference="WP-1",
        kind="court_order",
        case_number="W.P.(C) 0000/2026",
        starts_at=authority.at,
        scope=SALARIES,
    )
    return file_restraint(authority, replace(filing, **changes))


def results(house: House) -> list[tuple[Any, ...]]:
    return house.world.sql("postgres", "SELECT DISTINCT state, result FROM privacy_outbox")


def test_what_waits_is_ended_and_nothing_goes(house: House) -> None:
    queued(house)
    filed = restrain(house)
    assert (filed.counts, filed.cancelled) == ({"queued": 3}, 3)
    house.dispatch()
    assert house.mailbox.received == [] and results(house) == [("cancelled", "COURT_RESTRAINT")]
    closed = house.world.sql(
        "postgres", "SELECT sent, cancelled FROM privacy_useclosing ORDER BY id DESC LIMIT 1"
    )
    assert closed == [(0, 3)]


@pytest.mark.parametrize("entry", [b"no entry", b"\xff", b"[" * 60_000, b"[]"])
def test_a_use_whose_entry_is_no_entry_keeps_no_restraint_out(house: House, entry: bytes) -> None:
    queued(house)
    staged = stage_junk(house.world, entry)
    house.world.sql(
        "postgres",
        "SET session_replication_role = replica;"
        f" UPDATE privacy_use SET leaf = {staged}, text_leaf = {staged}",
    )
    assert restrain(house).cancelled == 3


def test_a_request_under_it_is_refused_and_names_it(house: House) -> None:
    house.credit()
    restrain(house)
    intimate_credits(house.desk.service)
    use = Use.objects.get()
    assert (use.outcome, use.reason, use.restraints) == ("deny", "COURT_RESTRAINT", ["WP-1"])
    shown = restraint_shown("WP-1", use.at)
    assert shown is not None and (shown.state, shown.attempts) == ("active", 1)


def test_a_use_of_another_mode_is_no_way_round_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row and entry of a taken-over process name the channel as the mode: nothing goes, even if the permit
    lets it pass.
    """
    public, row_of = uses._public, uses._row_of
    hidden = {"mode": "email", "kinds": []}
    monkeypatch.setattr(uses, "_public", lambda *given: {**public(*given), **hidden})
    monkeypatch.setattr(uses, "_row_of", lambda *given: {**row_of(*given), "mode": "email"})
    monkeypatch.setattr(letters, "still_allowed", lambda *_, **__: {})
    queued(house)
    assert {row.mode for row in Use.objects.all()} == {"email"}
    restrain(house, scope={"kinds": ["all_messages"]})
    house.dispatch()
    assert house.mailbox.received == []


def test_salary_credits_go_on_under_a_restraint_on_publicity_and_in_an_election_window(house: House) -> None:
    queued(house)
    authority = law_officer(house)
    restrain(house, scope={"kinds": ["achievements"], "senders": ["FIN"]})
    record_window(authority, "KL-X", "election", starts_at=authority.at, source="press note (sample)")
    house.dispatch()
    assert house.states() == {"accepted": 3}


@pytest.mark.parametrize(
    "scope",
    [
        {"source_registers": ["SPARK"], "kinds": ["all_messages"]},
        {"controllers": ["FIN"]},
        {"senders": ["FIN"], "channels": ["email"]},
        {"classes": ["employee"]},
    ],
)
def test_a_scope_covers_by_each_of_its_names(house: House, scope: dict[str, list[str]]) -> None:
    queued(house)
    assert restrain(house, scope=scope).cancelled == 3


@pytest.mark.parametrize(
    "scope",
    [
        {"source_registers": ["PENSION"]},
        {"controllers": ["PRD"]},
        {"channels": ["sms"]},
        {"classes": ["judicial_officer"]},
        {"purposes": ["SAL-CREDIT"], "senders": ["PRD"]},
    ],
)
def test_a_scope_covers_nothing_beside_it(house: House, scope: dict[str, list[str]]) -> None:
    queued(house)
    assert restrain(house, scope=scope).counts == {}
    house.dispatch()
    assert house.states() == {"accepted": 3}


def test_the_database_lets_no_message_begin_under_it_whoever_asks(house: House) -> None:
    queued(house)
    begin = "UPDATE privacy_outbox SET state = 'sending', holder = 1, claimed_at = now(), attempts = 1"
    wanted = "SELECT privacy_grant(min(use_id), array_agg(contact_id), 5) FROM privacy_outbox"
    with house.world.connect("dispatcher") as rogue:
        with pytest.raises(psycopg.errors.RestrictViolation, match="behind the fence only"):
            rogue.execute(begin)
        house.world.sql("postgres", "ALTER TABLE privacy_outbox DISABLE TRIGGER moves")
        restrain(house)
        house.world.sql("postgres", "UPDATE privacy_outbox SET state = 'queued', done_at = NULL")
        for text, error in (
            (begin, psycopg.errors.RestrictViolation),
            (wanted, psycopg.errors.InsufficientPrivilege),
        ):
            rogue.execute("BEGIN")
            rogue.execute("SELECT privacy_enter_fence()")
            rogue.execute("UPDATE privacy_outbox SET holder = 1")
            with pytest.raises(error, match=r"(?i)a restraint covers"):
                rogue.execute(text)
            rogue.execute("ROLLBACK")


def test_it_is_entered_behind_the_fence_only_and_never_changed(house: House) -> None:
    restrain(house)
    for text in ("UPDATE privacy_restraint SET purposes = '{}'", "DELETE FROM privacy_restraint"):
        with pytest.raises(psycopg.errors.RestrictViolation):
            house.world.sql("owner", text)
    row = Restraint.objects.get()
    row.pk, row.reference = None, "WP-2"
    with pytest.raises(Exception, match="while nobody hands anything over"):
        row.save(force_insert=True)


def test_the_statement_accounts_for_each_message(house: House) -> None:
    queued(house)
    filed = restrain(house)
    statement = QueueStatement.objects.get()
    stated = list(StatedMessage.objects.order_by("message"))
    rows = house.world.sql("postgres", "SELECT id, person, use_id FROM privacy_outbox ORDER BY id")
    assert [(s.message, s.person) for s in stated] == [(message, person) for message, person, _ in rows]
    records = [
        {"restraint": "WP-1", "message": message, "use": use, "person": person, "state": "queued"}
        for message, person, use in rows
    ]
    commitments = [commitment(bytes(s.salt), record) for s, record in zip(stated, records, strict=True)]
    assert commitments == [bytes(s.commitment) for s in stated]
    assert PersonTree(commitments).root.hex() == filed.root == bytes(statement.root or b"").hex()


def test_a_restraint_whose_officer_was_ended_is_stated_by_the_next(house: House, monkeypatch: Any) -> None:
    queued(house)
    monkeypatch.setattr(restraints, "state_queue", lambda row: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        restrain(house)
    monkeypatch.undo()
    house.dispatch()
    assert house.mailbox.received == []
    (left,) = unstated_restraints()
    state_queue(left)
    assert unstated_restraints() == [] and results(house) == [("cancelled", "COURT_RESTRAINT")]


class Hanging:
    """A mail server that delays its answer to RCPT until released."""

    def __init__(self, house: House) -> None:
        self.asked, self.goes_on = threading.Event(), threading.Event()
        house.mailbox.at_rcpt = self.hang

    async def hang(self, server: Any, envelope: Any) -> None:
        self.asked.set()
        while not self.goes_on.is_set():
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("is_suspended", [False, True])
def test_a_dispatcher_that_hangs_does_not_hold_it_up_and_hands_nothing_over_again(
    house: House, is_suspended: bool
) -> None:
    queued(house)
    server = Hanging(house)
    hanging = process(house)
    try:
        assert server.asked.wait(30)
        if is_suspended:
            hanging.send_signal(signal.SIGSTOP)
        filed = restrain(house)
        assert not server.goes_on.is_set() and "sent" not in filed.counts
        server.goes_on.set()
        hanging.send_signal(signal.SIGCONT)
        until(house, lambda states: not {"queued", "sending"} & set(states))
    finally:
        hanging.terminate()
        hanging.communicate(timeout=30)
    house.dispatch()
    assert house.mailbox.received == [] and set(house.states()) <= {"cancelled", "uncertain"}


# -- positions -----------------------------------------------------------------------------------------------


def test_nothing_resumes_by_itself_when_it_is_vacated(house: House) -> None:
    queued(house)
    restrain(house)
    record_position(law_officer(house), "WP-1", "vacated", says="petition dismissed (sample)")
    house.dispatch()
    assert house.mailbox.received == [] and house.states() == {"cancelled": 3}


def test_after_it_is_vacated_what_is_asked_anew_goes(house: House) -> None:
    house.credit(0)
    restrain(house)
    record_position(law_officer(house), "WP-1", "dismissed", seats=True)
    intimate_credits(house.desk.service)
    house.sequence()
    house.dispatch()
    assert house.mailbox.addresses == [MAIL.format(n=0)]


def test_a_leave_opens_what_it_names_and_nothing_else(house: House) -> None:
    house.credit(0)
    restrain(house, scope={"senders": ["FIN"]})
    record_position(law_officer(house), "WP-1", "leave", leave={"purposes": ["SVC-TERMS"]}, seats=True)
    assert intimate_credits(house.desk.service) and Use.objects.get().reason == "COURT_RESTRAINT"
    record_position(
        law_officer(house),
        "WP-1",
        "leave",
        leave={"purposes": ["SAL-CREDIT"], "channels": ["email"]},
        seats=True,
    )
    house.credit(1)
    intimate_credits(house.desk.service)
    house.sequence()
    house.dispatch()
    assert house.mailbox.addresses == [MAIL.format(n=1)]


def test_past_its_date_everything_waits_until_the_next_order_is_recorded(house: House) -> None:
    house.credit()
    at = house.desk.service.at
    restrain(house, starts_at=at - timedelta(days=9), until=at - timedelta(days=1))
    intimate_credits(house.desk.service)
    use = Use.objects.get()
    assert (use.outcome, use.reason) == ("hold", "HOLD_RESTRAINT_UNCONFIRMED")
    shown = restraint_shown("WP-1", at)
    assert shown is not None and shown.state == "unconfirmed"
    record_position(law_officer(house), "WP-1", "continued", until=at + timedelta(days=9))
    shown = restraint_shown("WP-1", at)
    assert shown is not None and shown.state == "active"


def test_an_entry_that_comes_late_tells_what_went_since(house: House) -> None:
    queued(house)
    house.dispatch()
    filed = restrain(house, starts_at=house.desk.service.at - timedelta(days=2))
    assert filed.gap["count"] == 3 and sum(filed.gap["uses"].values()) == 3
    assert restrain(house, reference="WP-2").gap == {}


def test_an_officer_stops_one_sending_and_only_that(house: House) -> None:
    house.credit(0)
    intimate_credits(house.desk.service)
    house.credit(1)
    intimate_credits(house.desk.service)
    house.sequence()
    first = Use.objects.order_by("id")[0]
    officer = replace(house.desk.service, role="communicating_officer", office="FIN")
    filed = stop_sending(officer, first.reference, "wrong month")
    assert filed.cancelled == 1
    house.dispatch()
    assert house.mailbox.addresses == [MAIL.format(n=1)]
    record_position(officer, filed.reference, "released")
    house.dispatch()
    assert house.mailbox.addresses == [MAIL.format(n=1)]


# -- rights and validity -------------------------------------------------------------------------------------


def test_a_clerk_enters_none_and_another_office_stops_none(house: House) -> None:
    queued(house)
    clerk = replace(house.desk.service, role="clerk")
    with pytest.raises(Refused, match="entered by a law officer"):
        file_restraint(clerk, Filing("WP-9", "court_order", clerk.at))
    with pytest.raises(Refused, match="of another office"):
        stop_sending(replace(clerk, role="communicating_officer", office="PRD"), Use.objects.get().reference)
    with pytest.raises(Refused, match="entered by a law officer"):
        record_window(clerk, "KL-X", "election", starts_at=clerk.at, source="note")
    assert not Restraint.objects.exists()


def test_what_does_not_fit_is_refused_with_a_sentence(house: House) -> None:
    restrain(house)
    officer = law_officer(house)
    for state, leave, says in (
        ("released", None, "A stop by an officer can only be released"),
        ("leave", None, "A leave must name the purposes"),
        ("forgotten", None, "is not a position"),
    ):
        with pytest.raises(Unsound, match=says):
            record_position(officer, "WP-1", state, leave=leave)
    with pytest.raises(Unsound, match="on record already"):
        restrain(house)
    record_position(officer, "WP-1", "vacated")
    with pytest.raises(Unsound, match="is over"):
        record_position(officer, "WP-1", "continued")


@pytest.mark.parametrize(
    ("role", "holds"),
    [
        ("web", ["SELECT pg_advisory_lock(7310013001311), pg_advisory_lock_shared(7310013001310)"]),
        ("worker", ["SELECT pg_advisory_lock(7310013001311), pg_advisory_lock_shared(7310013001310)"]),
        ("sequencer", ["SELECT pg_advisory_lock(7310013001311), pg_advisory_lock_shared(7310013001310)"]),
        ("dispatcher", ["SELECT privacy_enter_fence()"]),
        ("web", ["SELECT FROM identity_account FOR UPDATE"]),
        ("web", ["UPDATE identity_account SET last_login = now()"]),
        ("web", ["SELECT privacy_close_fence()"]),
    ],
)
def test_no_role_keeps_a_restraint_from_being_entered(house: House, role: str, holds: list[str]) -> None:
    """With everything it can hold, in a transaction that stays open."""
    queued(house)
    holder = house.world.connect(role)
    try:
        holder.execute("BEGIN")
        for text in holds:
            holder.execute(text)
        assert restrain(house).cancelled == 3
    finally:
        holder.close()
    house.dispatch()
    assert house.mailbox.received == []


def test_it_is_tried_again_while_the_server_has_no_lock_left(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued(house)
    close_fence, fails = entry_locks.close_fence, [True, True, False]

    def fence() -> Any:
        if fails.pop(0):
            with connection.cursor() as cursor:
                cursor.execute("DO $$ BEGIN RAISE out_of_memory; END $$")
        return close_fence()

    monkeypatch.setattr(restraints, "close_fence", fence)
    monkeypatch.setattr(restraints, "_PAUSE", 0.01)
    assert restrain(house).cancelled == 3
    assert fails == []


def test_a_lock_is_no_hindrance_within_an_act_either(house: House) -> None:
    """The page enters a restraint in one transaction with its answer."""
    queued(house)
    holder = house.world.connect("web")
    try:
        holder.execute("BEGIN")
        holder.execute("SELECT FROM identity_account FOR UPDATE")
        with transaction.atomic():
            assert restrain(house).cancelled == 3
    finally:
        holder.close()
