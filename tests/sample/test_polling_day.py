"""The polling day, 9 April 2026, act by act, with a restraint on publicity in force:
messages sent and refused.

The window is the shipped one. Messages on pay and on a pay order go out; praise is refused for every sender,
and counted.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from tests.conftest import World
from tests.messaging.house import Mailbox, register_gateway
from tests.sample.conftest import FILE
from tests.sample.machine import process_authority
from tests.sample.test_lawful_notice import HOLDER, WORDS
from vethanam.journal.sequencer import sequence_once
from vethanam.ledger.notes import SigningKey
from vethanam.messaging.actions import intimate_credits
from vethanam.messaging.dispatch import Dispatcher
from vethanam.messaging.gateways.smtp import SmtpGateway
from vethanam.people.models import Employment
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Outbox, Use
from vethanam.privacy.queries import uses_of
from vethanam.privacy.vault.keys import PRIVATE_FILE, read_vault_keys
from vethanam.sample.act_player import Played, play_one, read_acts

NOON = "2026-04-09T12:00"
ORDER = {"number": "G.O.(P) No.71/2026/Fin", "dated": "2026-03-30"}
BEFORE: list[dict[str, Any]] = [
    {"at": "2026-03-02T09:00", "by": "sample-setup", "do": "import",
        "with": {"file": "directorate.yaml", "what": "directorate"}},
    {"at": "2026-03-02T09:10", "by": "establishment", "do": "import", "with": {"file": "employees.csv"}},
    {"at": "2026-03-20T10:00", "by": "law-officer", "do": "restrain", "with": {
        "id": "WPC-1-2026", "kind": "court_order", "court": "High Court of Kerala (sample)",
        "case_number": "W.P.(C) 1/2026", "dated": "2026-03-20", "source_register": "any",
        "kinds": ["achievements"], "controller": "any",
        "sender": "any",
        "to": "2026-05-31", "case": "pending",
    }},
    {"at": "2026-03-21T10:00", "by": "establishment", "do": "record", "with": {
        "employment": "200006", "fact": "authorised_rate", "valid_from": "2026-03-01",
        "component": "basic_pay", "amount": 144200,
        "order": {"kind": "pay_slip", "number": "GE pay slip 0503/2026", "dated": "2026-03-20"},
    }},
    *(  # only verified people are in service, and are told of an order
        {"at": "2026-03-26T10:00", "by": f"ddo-{code}", "do": "verify", "with": {"drawing_code": code}}
        for code in ("0501", "0502", "0503", "0504")
    ),
    {"at": "2026-03-27T10:00", "by": "ddo-0503", "do": "run",
        "with": {"month": "2026-03", "drawing_code": "0503"}},
    {"at": "2026-03-27T10:20", "by": "ddo-0503", "do": "make",
        "with": {"month": "2026-03", "drawing_code": "0503"}},
    {"at": "2026-03-27T10:40", "by": "ddo-0503", "do": "present",
        "with": {"month": "2026-03", "drawing_code": "0503"}},
    {"at": "2026-03-30T11:00", "by": "establishment", "do": "order", "with": {
        **ORDER, "title": "Rate of dearness allowance from 1 January 2026",
        "title_ml": "ക്ഷാമബത്ത നിരക്ക് 2026 ജനുവരി 1 മുതൽ",
        "with_effect_from": "2026-01-01", "first_drawn_month": 202604,
    }},
    {"at": "2026-04-07T11:00", "by": "treasury-t01", "do": "pass",
        "with": {"month": "2026-03", "drawing_code": "0503"}},
    {"at": "2026-04-09T10:00", "by": "treasury-t01", "do": "answer",
        "with": {"employment": "200006", "outcome": "credited"}},
]  # fmt: skip


def play(acts: list[dict[str, Any]], folder: Path, key: SigningKey) -> list[Played]:
    """Play acts as a file of ``vethanam act``; the log is signed before each."""
    for name in FILE.parent.iterdir():
        shutil.copy(name, folder)
    people = folder / "employees.csv"  # people who had joined, with confirmed contacts
    rows = [row for row in people.read_text("utf-8").splitlines() if not row.startswith("200005,")]
    people.write_text("\n".join(rows).replace("2026-06-30", "2026-02-20") + "\n", encoding="utf-8")
    stated = yaml.safe_load((folder / "directorate.yaml").read_text("utf-8"))
    del stated["pay_days"]  # of October, by an order of September
    (folder / "directorate.yaml").write_text(yaml.safe_dump(stated, allow_unicode=True), encoding="utf-8")
    file = folder / "acts.yaml"
    file.write_text(yaml.safe_dump(acts, allow_unicode=True), encoding="utf-8")
    answers = []
    for act in read_acts(file):
        sequence_once(key)
        answers.append(play_one(act))
    return answers


@pytest.fixture
def polling_day(sample: World, log_key: SigningKey, tmp_path: Path) -> Path:
    """The same directorate in March: March is drawn, and its pay is credited on the polling morning."""
    folder = tmp_path / "acts"
    folder.mkdir()
    answers = play(BEFORE, folder, log_key)
    assert [answer.says for answer in answers if not answer.ok] == []
    return folder


def at_noon(by: str, do: str, **given: Any) -> dict[str, Any]:
    return {"at": NOON, "by": by, "do": do, "with": given}


#: the whole notice of an order; its text passes the restraint by two signatures over its class
TELL = [
    at_noon("finance-desk", "classify_text", order=ORDER["number"]),
    at_noon("law-officer", "approve", text_class="pay-terms-changed/2"),
    at_noon("dpo", "approve", text_class="pay-terms-changed/2"),
    at_noon("finance-desk", "compose", order=ORDER),
    at_noon("finance", "approve"),
    at_noon("dpo", "approve"),
    at_noon("finance-desk", "dispatch"),
]
#: in an office-holder's name, from the service book, falsely claimed to be from the opt-in list
PRAISE = [
    at_noon("finance-desk", "compose", order=ORDER, text=HOLDER),
    at_noon(
        "information-office", "compose", purpose="PUBLICITY", source="SPARK", text=WORDS, channel="email",
        sanction={"order": "G.O.(Rt) 1/2026/I&PRD", "head": "2220-60-101-99"},
    ),
    at_noon(
        "information-office", "request_use", purpose="PUBLICITY", source_register="PRD-OPTIN",
        fields=["email_personal"], channel="email", suffix="P", sender="PRD", recipient="subject_self",
        cohort="all employees",
    ),
]  # fmt: skip
#: people who are told of the order, and are paid that morning
IN_SERVICE = [f"e{number}@office.example" for number in (200001, 200002, 200003, 200004, 200006, 200007)]
PAID = "e200006@office.example"


def sends(world: World, key: SigningKey, mailbox: Mailbox) -> None:
    """Let the dispatcher send all waiting messages."""
    sequence_once(key)
    register_gateway(world, "smtp", mailbox.port)
    with world.role("dispatcher"):
        dispatcher = Dispatcher(
            read_vault_keys(settings.VETHANAM_STATE / "keys" / PRIVATE_FILE),
            key.verifier,
            (SmtpGateway("127.0.0.1", mailbox.port, seconds=5),),
        )
        dispatcher.start()
        for _ in range(4):
            dispatcher.go_round()
        for gateway in dispatcher.gateways:
            gateway.close()
    sequence_once(key)


def told(mailbox: Mailbox) -> list[tuple[str, str]]:
    """The messages at the mail server, in order: address, subject and text."""
    found = []
    for address, content in mailbox.received:
        letter = message_from_bytes(content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        body = letter.get_body(("plain",))
        assert body is not None
        found.append((address, f"{letter['Subject']}\n{body.get_content()}"))
    return sorted(found)


def addresses(letters: list[tuple[str, str]], word: str) -> list[str]:
    """The addresses of letters that contain a word."""
    return [address for address, letter in letters if word in letter]


def test_an_order_of_pay_reaches_the_mail_server_once_its_class_is_signed(
    polling_day: Path,
    sample: World,
    log_key: SigningKey,
    mailbox: Mailbox,
) -> None:
    answers = play(TELL, polling_day, log_key)
    assert [answer.ok for answer in answers] == [True] * len(TELL), [answer.says for answer in answers]
    use = Use.objects.get(reference=answers[-1].state["use"])
    assert (use.purpose_code, use.sender, use.request["sources"]) == ("SVC-TERMS", "FIN", ["SPARK"])
    assert use.outcome in ("allow", "partial") and use.restraints == []
    sends(sample, log_key, mailbox)
    letters = told(mailbox)
    assert addresses(letters, "") == addresses(letters, ORDER["number"]) == IN_SERVICE
    assert use.allowed == len(IN_SERVICE)
    assert addresses(letters, "Minister") == addresses(letters, "മന്ത്രി") == []
    assert set(Outbox.objects.filter(use=use).values_list("state", flat=True)) == {"accepted"}


def test_pay_that_was_credited_that_morning_reaches_the_mail_server(
    polling_day: Path,
    sample: World,
    log_key: SigningKey,
    mailbox: Mailbox,
) -> None:
    sequence_once(log_key)
    intimate_credits(process_authority(datetime.fromisoformat(NOON).replace(tzinfo=IST)))
    sends(sample, log_key, mailbox)
    letters = told(mailbox)
    assert addresses(letters, "") == addresses(letters, "March 2026") == [PAID]
    person = Employment.objects.get(number="200006").person_id
    (hers,) = [use for use in uses_of(person) if use.purpose == "SAL-CREDIT"]
    assert (hers.state, hers.channel) == ("accepted", "email")
    assert hers.at.astimezone(IST).date().isoformat() == "2026-04-09"


def test_of_pay_an_order_and_praise_on_one_day_the_mail_server_gets_the_first_two(
    polling_day: Path,
    sample: World,
    log_key: SigningKey,
    mailbox: Mailbox,
) -> None:
    answers = play([*PRAISE, *TELL, *PRAISE], polling_day, log_key)
    refused = [*answers[: len(PRAISE)], *answers[-len(PRAISE) :]]
    assert {(answer.state["outcome"], answer.state["reason"]) for answer in refused} == {
        ("deny", "COURT_RESTRAINT")
    }
    sequence_once(log_key)
    intimate_credits(process_authority(datetime.fromisoformat(NOON).replace(tzinfo=IST)))
    sends(sample, log_key, mailbox)
    letters = told(mailbox)
    assert addresses(letters, "") == sorted([*IN_SERVICE, PAID])
    assert addresses(letters, ORDER["number"]) == IN_SERVICE
    words = [part for language in (*WORDS.values(), *HOLDER.values()) for part in language.values()]
    assert [part for part in words if addresses(letters, part.split("{")[0])] == []
    assert set(Outbox.objects.values_list("use__purpose_code", "state")) == {
        ("SVC-TERMS", "accepted"), ("SAL-CREDIT", "accepted"),
    }  # fmt: skip


def test_praise_is_not_whoever_asks(polling_day: Path, log_key: SigningKey) -> None:
    for answer in play(PRAISE, polling_day, log_key):
        assert answer.ok and "No contact was opened" in answer.says
        assert (answer.state["outcome"], answer.state["reason"]) == ("deny", "COURT_RESTRAINT")
        use = Use.objects.get(reference=answer.state["use"])
        assert "ELECTION_WINDOW" in {*use.also, *use.left_out}
    assert Outbox.objects.count() == 0
