"""The lawful notice of an order, act by act, in an election window and under a restraint on publicity;
how little it needs.

Window and restraint are those that the acts of the page have entered before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import World
from tests.sample.conftest import FILE
from vethanam.acts.files import FileAct as Act
from vethanam.journal.sequencer import sequence_once
from vethanam.ledger.notes import SigningKey
from vethanam.messaging.actions.campaigns import TERMS
from vethanam.messaging.campaign_views import startable
from vethanam.messaging.models import Campaign
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Outbox, Use
from vethanam.sample.act_player import Played, play_one, read_acts

ORDER = {"number": "G.O.(P) No.214/2026/Fin"}
WORDS = {
    "en": {"subject": "Notice", "body": "It was told before."},
    "ml": {"subject": "അറിയിപ്പ്", "body": "ഇത് മുമ്പ് അറിയിച്ചതാണ്."},
}
HOLDER = {
    "en": {
        "subject": "Good news",
        "body": "Good news from the Chief Minister’s office, with his photo. Order {order_number}.",
    },
    "ml": {"subject": "സന്തോഷവാർത്ത", "body": "മുഖ്യമന്ത്രിയുടെ സമ്മാനം. ഉത്തരവ് {order_number}."},
}
#: the class of the notice, while a restraint on kinds of message is in force
CLASSIFIED: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
    ("finance-desk", "classify_text", {"order": ORDER["number"]}),
    ("law-officer", "approve", {"text_class": "pay-terms-changed/2"}),
    ("dpo", "approve", {"text_class": "pay-terms-changed/2"}),
)
#: the whole notice of an order: officer, act, input
LAWFUL: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
    ("finance-desk", "compose", {"order": ORDER}),
    ("finance", "approve", {}),
    ("dpo", "approve", {}),
    ("finance-desk", "dispatch", {}),
)


@pytest.fixture
def office(sample: World, log_key: SigningKey) -> SigningKey:
    """The directorate of the documented acts, up to the announced order."""
    for act in read_acts(FILE):
        if act.do in ("count", "compose"):
            break
        sequence_once(log_key)
        play_one(act)
    return log_key


def played(key: SigningKey, at: datetime, acts: Any) -> list[Played]:
    answers = []
    for by, do, given in acts:
        sequence_once(key)
        answers.append(play_one(Act(at, by, do, dict(given), Path())))
    return answers


def test_four_acts_tell_an_order_lawfully_in_an_election_window_up_to_the_day_of_its_poll(
    office: SigningKey,
) -> None:
    for moment, answer in (
        ("2026-11-06T11:10", ("deny", "COURT_RESTRAINT")),
        ("2026-12-09T12:00", ("hold", "HOLD_RESTRAINT_UNCONFIRMED")),  # its date is past, the case pending
    ):
        at = datetime.fromisoformat(moment).replace(tzinfo=IST)
        (refused,) = played(
            office, at, [("finance-desk", "compose", {"order": ORDER, "sender": "CMO", "text": HOLDER})]
        )
        assert (refused.state["outcome"], refused.state["reason"]) == answer
        use = Use.objects.get(reference=refused.state["use"])
        assert {"SENDER_MISMATCH", "TEMPLATE_PUBLICITY", "ELECTION_WINDOW"} <= {*use.also, *use.left_out}
        assert "No contact was opened" in refused.says
        if answer == ("deny", "COURT_RESTRAINT"):
            (unread,) = played(office, at, LAWFUL[:1])
            assert unread.state["reason"] == "COURT_RESTRAINT"
            assert [one.ok for one in played(office, at, CLASSIFIED)] == [True] * 3
        answers = played(office, at, LAWFUL)
        assert [answer.ok for answer in answers] == [True] * 4, [answer.says for answer in answers]
        assert answers[-1].state["outcome"] in ("allow", "partial")
        assert Outbox.objects.filter(use__reference=answers[-1].state["use"]).exists()


def needed(key: SigningKey, at: datetime, purpose: str) -> int:
    """The number of inputs an office gives until its message waits for approvals, and
    the number of signers.
    """
    order, case = {"order": ORDER}, {"cohort": {"case": ["2026/1"]}}
    tried = (
        {"purpose": purpose}, {"purpose": purpose, **order}, {"purpose": purpose, **case},
        {"purpose": purpose, "text": WORDS},
        {"purpose": purpose, "text": WORDS, **order},
    )  # fmt: skip
    for given in tried if purpose != TERMS else ({**order},):
        before = Campaign.objects.count()
        (answer,) = played(key, at, [("finance-desk", "compose", given)])
        if Campaign.objects.count() > before:
            return len(given) + len(answer.state["approvals"])
    return 99


def test_no_other_message_of_the_office_needs_less(office: SigningKey) -> None:
    at = datetime(2026, 11, 6, 11, 10, tzinfo=IST)
    assert [one.ok for one in played(office, at, CLASSIFIED)] == [True] * 3
    given = {purpose.code: needed(office, at, purpose.code) for purpose in startable("FIN", at)}
    assert "BREACH-INT" in given
    own = len(LAWFUL[0][2])
    assert own == 1  # the order, and nothing else
    (answer,) = played(office, at, [LAWFUL[0]])
    assert answer.state["approvals"] == ["purpose_owner", "dpo"]
    assert {code: count for code, count in given.items() if count < own + 2} == {}
