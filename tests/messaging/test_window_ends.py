"""The end of an election window: two officers sign it, and no row of the web process ends one.

Seen at the mail server. The attacker has the web process: its rights, its entries, and no officer's key.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.messaging.test_facts_at_dispatch import Survey, mails, survey_of
from tests.messaging.test_restraint import results
from tests.messaging.town import Town
from vethanam.acts.inbox import inbox_of
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.journal.queries import leaf_content
from vethanam.ledger.leaves import instant
from vethanam.people.queries import hats_of
from vethanam.privacy.actions import record_window
from vethanam.privacy.current_windows import windows_now, windows_shown
from vethanam.privacy.models import RecordedWindow, WindowAgreement
from vethanam.privacy.window_proofs import ends_waiting, window_findings

CODE = "KL-X"


@pytest.fixture
def survey(town: Town) -> Survey:
    return survey_of(town)


def begun(town: Town, code: str = CODE) -> RecordedWindow:
    law = town["law"].authority
    row = record_window(law, code, "election", starts_at=law.at, source="press note 1 (sample)")
    town.house.sequence()
    return row


def false_entry(town: Town, ended: datetime, signed: Mapping[str, Any] | None = None) -> RecordedWindow:
    """A row that ends the window, as the web process can write it, in the law officer's name."""
    by, begins = town["law"].authority, town["law"].authority.at
    with town.house.world.role("web"), transaction.atomic(), connection.cursor() as cursor:
        leaf = append(
            "window.recorded",
            public={
                "window": CODE, "kind": "election", "area": ["state"], "from": instant(begins),
                "ended": instant(ended), **({"signed": signed} if signed else {}),
            },
            private=None, at=by.at, is_sample=True,
        )  # fmt: skip
        cursor.execute("SELECT privacy_close_fence()")
        return RecordedWindow.objects.create(
            code=CODE, kind="election", area=["state"], starts_at=begins, ended_at=ended, source="false",
            at=by.at, recorded_at=timezone.now(), entered_by_id=by.account, office=by.office, role=by.role,
            leaf=leaf,
        )  # fmt: skip


def false_agreement(town: Town, row: RecordedWindow, **parts: Any) -> WindowAgreement:
    """A row that agrees to an end, in the data protection officer's name."""
    by = town["dpo"].authority
    with town.house.world.role("web"), transaction.atomic():
        leaf = append(
            "window.agreed", public={"window": row.code, **parts}, private=None, at=by.at, is_sample=True
        )
        return WindowAgreement.objects.create(
            window=row, by_id=by.account, person=by.person or 0, role=by.role, at=by.at,
            recorded_at=timezone.now(), leaf=leaf,
        )  # fmt: skip


def does(town: Town, name: str, act: str, **given: Any) -> Any:
    """An act of an officer in the web process; the log takes it."""
    with town.house.world.role("web"):
        done = town[name].does(act, **given)
    town.house.sequence()
    return done


def ended(town: Town, at: datetime, code: str = CODE) -> RecordedWindow:
    """The window ended by both officers."""
    signed = does(town, "law", "end_window", code=code, ended=at.isoformat(), source="press note 2 (sample)")
    assert signed.ok, signed.says
    agreed = does(town, "dpo", "agree_window_end", entry=signed.state["entry"])
    assert agreed.ok, agreed.says
    return RecordedWindow.objects.get(pk=signed.state["entry"])


def is_open(town: Town, code: str = CODE, at: datetime | None = None) -> bool:
    """Whether the dispatcher takes the window as open."""
    with town.house.world.role("dispatcher"):
        now = windows_now(town.house.log_key.verifier)
    when = at or town["law"].authority.at + timedelta(minutes=1)
    return any(one.id == code and one.is_open(when) for one in now.election)


def kinds_waiting(officer: Authority) -> set[tuple[str, str]]:
    hats = hats_of(officer.account, officer.at)
    rows = inbox_of(officer.account, hats, officer.at, is_sample=True)
    return {(row.kind, row.key) for row in rows if row.kind == "window_end"}


def test_no_row_of_the_web_process_ends_a_window(town: Town) -> None:
    other = ended(town, begun(town, "KL-Y").starts_at, "KL-Y")
    parts = leaf_content(other.agreements.get().leaf)["public"]
    begins = begun(town).starts_at
    false_entry(town, begins)
    false_agreement(town, false_entry(town, begins))
    for proposed, agreed in ((parts["proposed"], parts["agreed"]), (parts["agreed"],) * 2):
        row = false_entry(town, begins, parts["proposed"])
        false_agreement(town, row, proposed=proposed, agreed=agreed)
    town.house.sequence()
    assert is_open(town) and not is_open(town, "KL-Y")
    assert [one.code for one in window_findings()] == ["window_end_unproven"] * 7
    assert [one.ended_at for one in windows_shown(begins) if one.code == CODE] == [None]


def test_a_message_queued_before_is_stopped_whatever_rows_say(survey: Survey) -> None:
    town = survey.town
    survey.records(0)

    def window_and_false_end() -> None:
        row = begun(town)
        false_agreement(town, false_entry(town, row.starts_at))

    survey.sends(window_and_false_end)
    assert survey.told() == []
    assert results(town.house) == [("cancelled", "ELECTION_WINDOW")]


def test_two_officers_end_a_window_and_messages_go(survey: Survey) -> None:
    town = survey.town
    row = begun(town)
    false_agreement(town, false_entry(town, row.starts_at))
    signed = does(
        town, "law", "end_window", code=CODE, ended=row.starts_at.isoformat(), source="press note 2"
    )
    assert signed.ok, signed.says
    entry = signed.state["entry"]
    assert is_open(town) and [one.pk for one in ends_waiting()] == [entry]
    assert kinds_waiting(town["dpo"].authority) == {("window_end", str(entry))}
    false_agreement(town, RecordedWindow.objects.get(pk=entry))
    town.house.sequence()
    assert is_open(town) and kinds_waiting(town["dpo"].authority) == {("window_end", str(entry))}
    assert does(town, "law", "agree_window_end", entry=entry).code == "not_acting_as"
    agreed = does(town, "dpo", "agree_window_end", entry=entry)
    assert agreed.ok, agreed.says
    assert does(town, "dpo", "agree_window_end", entry=entry).code == "window_end_agreed"
    assert not is_open(town) and kinds_waiting(town["dpo"].authority) == set()
    survey.records(0)
    survey.sends()
    assert survey.told() == mails(0)


def test_an_end_replaces_no_later_entry_and_is_not_played_again(survey: Survey) -> None:
    town = survey.town
    row = ended(town, begun(town).starts_at)
    assert not is_open(town)
    again = begun(town)
    assert is_open(town)
    said = leaf_content(row.agreements.get().leaf)["public"]
    copy = false_entry(town, row.starts_at, said["proposed"])
    false_agreement(town, copy, proposed=said["proposed"], agreed=said["agreed"])
    town.house.sequence()
    assert is_open(town)
    ended(town, again.starts_at + timedelta(seconds=1))
    assert not is_open(town)


def test_the_plain_act_neither_ends_nor_narrows(town: Town) -> None:
    at = begun(town).starts_at
    for given in (
        {"ended": at.isoformat()},
        {"from": (at + timedelta(days=1)).isoformat()},
        {"area": ["Palakkad"]},
    ):
        done = does(
            town, "law", "window", **{"code": CODE, "kind": "election", "source": "note 2",
                                      "from": at.isoformat(), **given},
        )  # fmt: skip
        assert done.code == "window_ends_by_two", given
    wider = (at - timedelta(days=1)).isoformat()
    assert does(town, "law", "window", code=CODE, kind="election", source="note 3", **{"from": wider}).ok
    assert does(town, "law", "end_window", code="KL-NONE", source="note 4").code == "no_such_window"
    assert does(town, "dpo", "agree_window_end", entry=9_999).code == "no_such_window_end"


def test_a_shipped_window_is_ended_too(town: Town) -> None:
    polled = datetime.fromisoformat("2026-04-10T10:00:00+05:30")
    eve = datetime.fromisoformat("2026-04-20T10:00:00+05:30")
    assert is_open(town, "KL-LA-2026", eve)
    ended(town, polled, "KL-LA-2026")
    assert not is_open(town, "KL-LA-2026", eve)
    assert is_open(town, "KL-LA-2026", polled - timedelta(hours=1))


def test_an_agreement_without_its_own_entry_is_refused(town: Town) -> None:
    row = begun(town)
    with (
        town.house.world.role("web"),
        pytest.raises(DatabaseError, match="not the one of its entry"),
        transaction.atomic(),
    ):
        WindowAgreement.objects.create(
            window=row, by_id=row.entered_by_id, person=1, role="dpo", at=row.at, recorded_at=timezone.now(),
            leaf=row.leaf,
        )  # fmt: skip
