"""The day of the poll, 9 April 2026, act by act, with a restraint on publicity in force: what is told, and what is not.

The window is the one that ships with the house. Pay and an order of pay are told; praise is not, whoever asks.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import World
from tests.sample.conftest import FILE
from tests.sample.test_lawful_notice import HOLDER, WORDS
from vethanam.journal.sequencer import sequence_once
from vethanam.ledger.notes import SigningKey
from vethanam.messaging.actions import intimate_credits
from vethanam.people.models import Employment
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Outbox, Use
from vethanam.privacy.queries import uses_of
from vethanam.sample.playing import Played, play_one, read_acts
from vethanam.sample.setting_up import robot_authority

NOON = "2026-04-09T12:00"
ORDER = {"number": "G.O.(P) No.71/2026/Fin", "dated": "2026-03-30"}
BEFORE: list[dict[str, Any]] = [
    {"at": "2026-03-02T09:00", "by": "sample-setup", "do": "import", "with": {"file": "directorate.yaml", "what": "directorate"}},
    {"at": "2026-03-02T09:10", "by": "establishment", "do": "import", "with": {"file": "employees.csv"}},
    {"at": "2026-03-20T10:00", "by": "law-officer", "do": "restrain", "with": {
        "id": "WPC-1-2026", "kind": "court_order", "court": "High Court of Kerala (sample)", "case_number": "W.P.(C) 1/2026",
        "dated": "2026-03-20", "source_register": "any", "kinds": ["achievements"], "controller": "any", "sender": "any",
        "to": "2026-05-31", "case": "pending",
    }},
    {"at": "2026-03-21T10:00", "by": "establishment", "do": "record", "with": {
        "employment": "200006", "fact": "authorised_rate", "valid_from": "2026-03-01", "component": "basic_pay", "amount": 144200,
        "order": {"kind": "pay_slip", "number": "GE pay slip 0503/2026", "dated": "2026-03-20"},
    }},
    {"at": "2026-03-26T10:00", "by": "ddo-0503", "do": "verify", "with": {"drawing_code": "0503"}},
    {"at": "2026-03-27T10:00", "by": "ddo-0503", "do": "run", "with": {"month": "2026-03", "drawing_code": "0503"}},
    {"at": "2026-03-27T10:20", "by": "ddo-0503", "do": "make", "with": {"month": "2026-03", "drawing_code": "0503"}},
    {"at": "2026-03-27T10:40", "by": "ddo-0503", "do": "present", "with": {"month": "2026-03", "drawing_code": "0503"}},
    {"at": "2026-03-30T11:00", "by": "establishment", "do": "order", "with": {
        **ORDER, "title": "Rate of dearness allowance from 1 January 2026", "title_ml": "ക്ഷാമബത്ത നിരക്ക് 2026 ജനുവരി 1 മുതൽ",
        "with_effect_from": "2026-01-01", "first_drawn_month": 202604,
    }},
    {"at": "2026-04-07T11:00", "by": "treasury-t01", "do": "pass", "with": {"month": "2026-03", "drawing_code": "0503"}},
    {"at": "2026-04-09T10:00", "by": "treasury-t01", "do": "answer", "with": {"employment": "200006", "outcome": "credited"}},
]  # fmt: skip


def play(acts: list[dict[str, Any]], folder: Path, key: SigningKey) -> list[Played]:
    """Acts as a file that ``vethanam act`` reads, each after the log was signed."""
    for name in FILE.parent.iterdir():
        shutil.copy(name, folder)
    people = folder / "employees.csv"  # those who had joined, with contacts confirmed before
    rows = [row for row in people.read_text("utf-8").splitlines() if not row.startswith("200005,")]
    people.write_text("\n".join(rows).replace("2026-06-30", "2026-02-20") + "\n", encoding="utf-8")
    file = folder / "acts.yaml"
    file.write_text(yaml.safe_dump(acts, allow_unicode=True), encoding="utf-8")
    answers = []
    for act in read_acts(file):
        sequence_once(key)
        answers.append(play_one(act))
    return answers


@pytest.fixture
def polling_day(sample: World, log_key: SigningKey, tmp_path: Path) -> Path:
    """The same directorate in March: March is drawn, its pay is credited on the morning of the poll."""
    folder = tmp_path / "acts"
    folder.mkdir()
    answers = play(BEFORE, folder, log_key)
    assert [answer.says for answer in answers if not answer.ok] == []
    return folder


def at_noon(by: str, do: str, **given: Any) -> dict[str, Any]:
    return {"at": NOON, "by": by, "do": do, "with": given}


def test_an_order_of_pay_is_told_in_four_acts(polling_day: Path, log_key: SigningKey) -> None:
    answers = play(
        [
            at_noon("finance-desk", "compose", order=ORDER),
            at_noon("finance", "approve"),
            at_noon("dpo", "approve"),
            at_noon("finance-desk", "dispatch"),
        ],
        polling_day,
        log_key,
    )
    assert [answer.ok for answer in answers] == [True] * 4, [answer.says for answer in answers]
    use = Use.objects.get(reference=answers[-1].state["use"])
    assert (use.purpose_code, use.sender, use.request["sources"]) == ("SVC-TERMS", "FIN", ["SPARK"])
    assert use.outcome in ("allow", "partial") and use.restraints == []
    assert Outbox.objects.filter(use=use, state="queued").count() == use.allowed > 0


def test_pay_that_was_credited_that_morning_is_told(polling_day: Path, log_key: SigningKey) -> None:
    sequence_once(log_key)
    intimate_credits(robot_authority(datetime.fromisoformat(NOON).replace(tzinfo=IST)))
    person = Employment.objects.get(number="200006").person_id
    (told,) = [use for use in uses_of(person) if use.purpose == "SAL-CREDIT"]
    assert (told.state, told.channel) == ("queued", "email")
    assert told.at.astimezone(IST).date().isoformat() == "2026-04-09"


def test_praise_is_not_whoever_asks(polling_day: Path, log_key: SigningKey) -> None:
    sanction = {"order": "G.O.(Rt) 1/2026/I&PRD", "head": "2220-60-101-99"}
    publicity = {
        "purpose": "PUBLICITY",
        "source": "SPARK",
        "text": WORDS,
        "channel": "email",
        "sanction": sanction,
    }
    claimed_of_list = {
        "purpose": "PUBLICITY", "source_register": "PRD-OPTIN", "fields": ["email_personal"], "channel": "email", "suffix": "P",
        "sender": "PRD", "recipient": "subject_self", "cohort": "all employees",
    }  # fmt: skip
    in_his_name, of_the_list, claimed = play(
        [
            at_noon("finance-desk", "compose", order=ORDER, text=HOLDER),
            at_noon("information-office", "compose", **publicity),
            at_noon("information-office", "request_use", **claimed_of_list),
        ],
        polling_day,
        log_key,
    )  # fmt: skip
    for answer in (in_his_name, of_the_list, claimed):
        assert answer.ok and "No contact was opened" in answer.says
        assert (answer.state["outcome"], answer.state["reason"]) == ("deny", "COURT_RESTRAINT")
        use = Use.objects.get(reference=answer.state["use"])
        assert "ELECTION_WINDOW" in {*use.also, *use.left_out}
    assert Outbox.objects.count() == 0
