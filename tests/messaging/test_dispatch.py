"""The dispatcher opens nothing before the ledger holds it, sends nothing twice, and trusts no row."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.messaging.house import MAIL, House
from vethanam.journal.actions import append
from vethanam.journal.queries import leaf_content
from vethanam.messaging import contact_opening, outbox
from vethanam.messaging.actions import intimate_credits
from vethanam.messaging.contact_opening import OpenedVault
from vethanam.messaging.dispatch import Dispatcher
from vethanam.messaging.fence import Fence
from vethanam.privacy.models import Use
from vethanam.privacy.queries import uncertain_messages, uses_of


def queued(house: House, *, sequenced: bool = True) -> None:
    house.credit()
    intimate_credits(house.desk.service)
    if sequenced:
        house.sequence()


def superuser(house: House, *statements: str) -> None:
    """Run statements with full database access."""
    with house.world.connect("postgres") as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(statement)


def test_a_use_whose_entry_lacks_a_member_is_set_aside_and_the_others_go(house: House) -> None:
    house.credit(0)
    intimate_credits(house.desk.service)
    house.credit(1)
    intimate_credits(house.desk.service)
    broken = Use.objects.order_by("id")[0]
    said = leaf_content(broken.leaf)
    public = {name: value for name, value in said["public"].items() if name != "persons2"}
    at = datetime.fromisoformat(said["at"])
    leaf = append("use.allowed", public=public, private=None, at=at, is_sample=True)
    superuser(house, f"UPDATE privacy_use SET leaf = {leaf} WHERE id = {broken.pk}")
    house.sequence()
    house.dispatch()
    assert house.mailbox.addresses == [MAIL.format(n=1)]
    assert house.states() == {"queued": 1, "accepted": 1}


def test_nothing_goes_before_a_signed_head_covers_the_leaf(house: House) -> None:
    queued(house, sequenced=False)
    house.dispatch()
    assert house.states() == {"queued": 3} and house.mailbox.received == []
    house.sequence()
    house.dispatch()
    assert house.states() == {"accepted": 3}


def test_an_opened_contact_is_closed_again_under_a_key_of_its_person(house: House) -> None:
    queued(house)
    house.dispatch()
    forms = house.world.sql(
        "postgres", "SELECT get_byte(sealed, 0), count(*) FROM privacy_sealed GROUP BY 1 ORDER BY 1"
    )
    assert forms == [(3, 4), (4, 3)]
    assert house.world.sql("postgres", "SELECT count(DISTINCT person) FROM privacy_datakey") == [(3,)]
    before = len(house.mailbox.received)
    house.desk.join(1000)
    superuser(
        house,
        "UPDATE privacy_outbox SET state = 'queued', holder = NULL, result = '', done_at = NULL"
        " WHERE id = (SELECT min(id) FROM privacy_outbox)",
    )
    house.dispatch()
    assert len(house.mailbox.received) == before + 1


def test_a_choice_made_after_queueing_cancels(house: House) -> None:
    queued(house)
    superuser(
        house,
        "INSERT INTO privacy_channelchoice (person, purpose, channel, sender, is_stopped, recorded_at, leaf)"
        f" VALUES ({house.people[0]}, 'SAL-CREDIT', 'email', '', true, now(), 1)",
    )
    house.dispatch()
    assert house.states() == {"accepted": 2, "cancelled": 1}
    assert uses_of(house.people[0])[0].state == "cancelled"


def test_a_refusal_for_good_is_a_failure_with_its_code(house: House) -> None:
    house.mailbox.refuse[MAIL.format(n=0)] = f"550 5.1.1 no such mailbox {MAIL.format(n=0)}"
    queued(house)
    house.dispatch()
    assert house.states() == {"accepted": 2, "failed": 1}
    assert house.world.sql("postgres", "SELECT result FROM privacy_outbox WHERE state = 'failed'") == [
        ("550 5.1.1",)
    ]


def test_a_refusal_for_now_is_tried_again_later(house: House) -> None:
    house.mailbox.refuse[MAIL.format(n=0)] = "451 4.7.1 try later"
    queued(house)
    house.dispatch()
    assert house.states() == {"accepted": 2, "queued": 1}
    house.mailbox.refuse.clear()
    superuser(
        house, "UPDATE privacy_outbox SET not_before = now() - interval '1 second' WHERE state = 'queued'"
    )
    house.dispatch()
    assert house.states() == {"accepted": 3}


def test_a_refusal_for_now_does_not_last_for_ever(house: House) -> None:
    house.mailbox.refuse[MAIL.format(n=0)] = "451 4.7.1 try later"
    queued(house)
    for _ in range(5):
        house.dispatch(rounds=2)
        superuser(
            house, "UPDATE privacy_outbox SET not_before = now() - interval '1 second' WHERE state = 'queued'"
        )
    assert house.states() == {"accepted": 2, "failed": 1}


def test_what_is_no_news_any_more_is_cancelled_and_not_opened(house: House) -> None:
    queued(house)
    superuser(house, "UPDATE privacy_use SET send_until = now() - interval '1 second'")
    house.dispatch()
    assert house.states() == {"cancelled": 3} and house.mailbox.received == []
    assert house.world.sql("postgres", "SELECT count(*) FROM privacy_opengrant") == [(0,)]


def test_what_never_opens_fails_in_the_end(house: House, caplog: pytest.LogCaptureFixture) -> None:
    queued(house)
    house.world.sql("postgres", "REVOKE EXECUTE ON FUNCTION privacy_grant FROM vethanam_dispatcher")
    with caplog.at_level(logging.ERROR, "vethanam.messaging"):
        for _ in range(5):
            house.dispatch(rounds=2)
            superuser(
                house,
                "UPDATE privacy_outbox SET not_before = now() - interval '1 second' WHERE state = 'queued'",
            )
    assert house.states() == {"failed": 3} and house.mailbox.received == []
    assert "a chunk was not opened" in caplog.text


def test_a_line_that_breaks_in_the_text_leaves_it_uncertain(house: House) -> None:
    def hang_up(server: Any, envelope: Any) -> None:
        if envelope.rcpt_tos == [MAIL.format(n=1)]:
            server.transport.abort()

    house.mailbox.at_text = hang_up
    queued(house)
    house.dispatch()
    assert house.states() == {"accepted": 2, "uncertain": 1}
    house.mailbox.at_text = None
    house.dispatch()
    assert house.states() == {"accepted": 2, "uncertain": 1}
    assert [row.person for row in uncertain_messages()] == [house.people[1]]


def test_no_mail_server_keeps_messages_queued(house: House) -> None:
    queued(house)
    port, house.mailbox.port = house.mailbox.port, 1
    house.dispatch()
    assert house.states() == {"queued": 3}
    house.mailbox.port = port
    house.dispatch()
    assert house.states() == {"accepted": 3}


def test_messages_of_a_sender_that_ended_become_uncertain_and_are_not_sent_again(house: House) -> None:
    queued(house)
    superuser(
        house, "UPDATE privacy_outbox SET state = 'sending', holder = 42, claimed_at = now(), attempts = 1"
    )
    house.dispatch()
    assert house.states() == {"uncertain": 3} and house.mailbox.received == []
    assert len(uncertain_messages()) == 3


def test_messages_of_a_living_sender_are_left_to_it(house: House) -> None:
    queued(house)
    superuser(
        house, "UPDATE privacy_outbox SET state = 'sending', holder = 42, claimed_at = now(), attempts = 1"
    )
    with house.world.connect("dispatcher") as living:
        living.execute("SELECT pg_advisory_lock(42)")
        house.dispatch()
        assert house.states() == {"sending": 3}


def test_whoever_is_held_up_until_the_grant_is_over_opens_anew(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued(house)
    granted = OpenedVault._granted

    def held_up(vault: OpenedVault, *given: Any) -> Any:
        until = granted(vault, *given)
        time.sleep(1.1)
        return until

    monkeypatch.setattr(contact_opening, "GRANT_SECONDS", 1)
    monkeypatch.setattr(OpenedVault, "_granted", held_up)
    house.dispatch(rounds=1)
    assert house.states() == {"queued": 3} and house.mailbox.received == []
    monkeypatch.undo()
    superuser(house, "UPDATE privacy_outbox SET not_before = NULL")
    house.dispatch()
    assert house.states() == {"accepted": 3}


def test_what_took_long_to_begin_is_handed_over_all_the_same(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued(house)
    late, begin = [0.0], outbox.begin

    def begin_slowly(*given: Any) -> set[int]:
        late[0] += 2.0
        return begin(*given)

    monkeypatch.setattr(outbox, "begin", begin_slowly)
    house.dispatch(fence=Fence(lambda: time.monotonic() + late[0]))
    assert house.states() == {"accepted": 3}


# -- powerless with database access --------------------------------------------------------------------------


def test_another_text_than_the_leaf_commits_to_is_not_sent(house: House) -> None:
    queued(house)
    superuser(
        house, "UPDATE messaging_intimation SET values = jsonb_set(values, '{net_masked}', '\"••,999\"')"
    )
    house.dispatch()
    assert house.states() == {"cancelled": 3} and house.mailbox.received == []


def test_a_person_added_to_a_use_stops_all_of_it(house: House, caplog: pytest.LogCaptureFixture) -> None:
    queued(house)
    superuser(house, "DELETE FROM privacy_usesubject WHERE id = (SELECT min(id) FROM privacy_usesubject)")
    with caplog.at_level(logging.ERROR, "vethanam.messaging"):
        house.dispatch()
    assert house.states() == {"queued": 3} and house.mailbox.received == []
    assert "its subjects are not those the leaf commits to" in caplog.text


def test_a_refused_use_turned_into_an_allowed_one_sends_nothing(house: House) -> None:
    queued(house)
    other = house.world.sql("postgres", "SELECT leaf FROM privacy_contact LIMIT 1")[0][0]
    superuser(house, f"UPDATE privacy_use SET leaf = {other}")
    house.dispatch()
    assert house.states() == {"queued": 3} and house.mailbox.received == []


def test_a_seal_put_beside_another_person_does_not_open(house: House) -> None:
    queued(house)
    rows = house.world.sql("postgres", "SELECT contact_id FROM privacy_outbox ORDER BY id")
    first, second = rows[0][0], rows[1][0]
    superuser(
        house,
        "UPDATE privacy_sealed SET sealed = (SELECT sealed FROM privacy_sealed"
        f" WHERE contact_id = {second}) WHERE contact_id = {first}",
    )
    house.dispatch()
    assert house.states() == {"accepted": 2, "failed": 1}
    assert len(house.mailbox.received) == 2


def test_no_contact_is_logged_or_kept_in_a_result(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.mailbox.refuse[MAIL.format(n=0)] = f"550 {MAIL.format(n=0)} unknown"
    with caplog.at_level(logging.DEBUG):
        queued(house)
        house.dispatch()
    results = house.world.sql("postgres", "SELECT string_agg(result, ' ') FROM privacy_outbox")[0][0]
    ours = " ".join(
        record.getMessage() for record in caplog.records if not record.name.startswith(("mail", "asyncio"))
    )
    assert "@" not in results and "office.example" not in ours


def test_what_a_dispatcher_knows_is_saved_before_it_gives_up(house: House) -> None:
    queued(house)
    with house.world.role("dispatcher"):
        dispatcher = house.dispatcher()
        dispatcher.start()
        saved = Dispatcher._save_unsaved
        try:
            Dispatcher._save_unsaved = lambda self: None  # type: ignore[method-assign]
            dispatcher.go_round()
        finally:
            Dispatcher._save_unsaved = saved  # type: ignore[method-assign]
        assert house.states() == {"sending": 3}
        dispatcher.start()
        dispatcher.gateways[0].close()
    assert house.states() == {"accepted": 3} and len(house.mailbox.received) == 3


# -- killed --------------------------------------------------------------------------------------------------


def process(house: House, fall: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.messaging.dispatcher_process",
            str(house.state / "keys"),
            f"127.0.0.1:{house.mailbox.port}",
        ],
        env={**house.world.env, "VETHANAM_FALL": fall, "VETHANAM_ROLE": "dispatcher"},
        cwd=Path(__file__).parents[2],
        text=True,
        stderr=subprocess.PIPE,
    )


def until(house: House, wanted: Any, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if wanted(house.states()):
            return
        time.sleep(0.05)
    pytest.fail(f"It stays at {house.states()}.")


@pytest.mark.parametrize(
    ("fall", "expected"),
    [
        ("in hand", {"accepted": 3}),
        ("before hand-over", {"uncertain": 3}),
        ("after hand-over", {"uncertain": 3}),
        ("before outcome", {"uncertain": 3}),
    ],
)
def test_killed_in_the_middle_nobody_is_told_twice(house: House, fall: str, expected: dict[str, int]) -> None:
    queued(house)
    first = process(house, fall)
    _, errors = first.communicate(timeout=60)
    assert first.returncode == -signal.SIGKILL, errors
    second = process(house)
    try:
        until(house, lambda states: not {"queued", "sending"} & set(states))
    finally:
        second.send_signal(signal.SIGTERM)
        _, errors = second.communicate(timeout=60)
    states = house.states()
    assert states == expected and len(house.mailbox.addresses) == len(set(house.mailbox.addresses))
    assert "office.example" not in errors and ("uncertain" in errors) == ("uncertain" in expected)
    assert len(uncertain_messages()) == expected.get("uncertain", 0)


def test_as_a_process_it_sends_and_ends_when_asked(house: House) -> None:
    queued(house)
    running = process(house)
    try:
        until(house, lambda states: states == {"accepted": 3})
        owner = Path(f"/proc/{running.pid}/environ").stat().st_uid
    finally:
        running.send_signal(signal.SIGTERM)
        _, errors = running.communicate(timeout=60)
    assert running.returncode == 0 and errors == ""
    assert owner == 0  # the kernel gives a process that is not dumpable to root
