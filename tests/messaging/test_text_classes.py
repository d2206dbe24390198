"""Under a restraint on achievements only closed texts go, and texts whose class two officers
signed after the restraint.
"""

from __future__ import annotations

import os
import random
from typing import Any

import psycopg
import pytest

from tests.messaging.test_dispatch import superuser
from tests.messaging.test_lawful_and_not import FACTS, codes
from tests.messaging.town import Town, proposed_class, signs_class
from vethanam.errors import Refused
from vethanam.messaging.actions import intimate_credits
from vethanam.privacy.actions import (
    Filing,
    file_restraint,
)

#: sentences of a campaign that no list of words finds, and facts to hide them among
CAMPAIGN = (
    "Stand by it on 9 April.", "The lotus blooms where work is done.",
    "You know whom to believe on polling day.",
    "The other side stopped this for ten years.", "Remember it when you press the button.",
    "The Left keeps its word.",
    "Your hand knows its sign.", "This is how a people's ministry works.", "Tell your family who did this.",
    "On 9 April choose more of the same.",
)  # fmt: skip
PLAIN = (
    "The rate is 35 per cent.", "It counts from 1 July 2026.", "The order is {order_number}.",
    "The rate before was 32 per cent.",
)  # fmt: skip


#: 20 in the suite, 200 with ``make nightly``
TEXTS = int(os.environ.get("VETHANAM_TEST_CAMPAIGN_TEXTS") or 20)


def restrained(town: Town, **scope: Any) -> None:
    at = town["law"].authority.at
    filing = Filing(
        "WPC-1", "court_order", at, {"kinds": ["achievements"], **scope}, case_number="W.P.(C) 1/2026"
    )
    file_restraint(town["law"].authority, filing)
    town.house.sequence()


def variants(count: int) -> list[dict[str, dict[str, str]]]:
    chance = random.Random(9)
    found = []
    for number in range(count):
        lines = [*chance.sample(CAMPAIGN, 1 + number % 2), *chance.sample(PLAIN, chance.randint(0, 3))]
        chance.shuffle(lines)
        body = " ".join(lines) + f" ({number})"
        found.append({"en": {"subject": "Dearness allowance", "body": body}, "ml": FACTS["ml"]})
    return found


def _one(made: psycopg.Cursor[Any]) -> Any:
    return (made.fetchone() or [None])[0]


def _letters(town: Town, **changes: Any) -> int:
    """The number of letters of a message that two officers approve."""
    before = len(town.house.mailbox.received)
    town.sent(town.approved(**changes))
    town.house.dispatch()
    return len(town.house.mailbox.received) - before


def test_campaign_texts_are_refused_before_anybody_signs_their_class(town: Town) -> None:
    restrained(town)
    for words in variants(TEXTS):
        assert "COURT_RESTRAINT" in codes(town.compose(words=words))
    town.house.dispatch()
    assert town.house.mailbox.received == []


def test_without_a_restraint_the_same_texts_wait_for_their_approvals(town: Town) -> None:
    assert all(town.compose(words=words).campaign is not None for words in variants(4))


def test_the_title_of_an_order_is_no_closed_text(town: Town) -> None:
    restrained(town)
    assert "COURT_RESTRAINT" in codes(town.compose())


def test_a_message_approved_before_the_restraint_does_not_go(town: Town) -> None:
    campaign = town.approved(words=FACTS)
    town.sent(campaign)
    restrained(town)
    town.house.dispatch()
    assert town.house.mailbox.received == [] and set(town.house.states()) == {"cancelled"}


def test_salary_credits_go_on(town: Town) -> None:
    restrained(town)
    town.house.credit()
    intimate_credits(town.house.desk.service)
    town.house.sequence()
    town.house.dispatch()
    assert len(town.house.mailbox.received) == 3


def test_a_text_goes_once_a_law_officer_and_another_person_have_signed_its_class(town: Town) -> None:
    restrained(town)
    row = proposed_class(town, FACTS)
    assert "35 per cent" in row.content["en"]["body"]
    signs_class(town["law"], row)
    assert "COURT_RESTRAINT" in codes(town.compose(words=FACTS))
    signs_class(town["dpo"], row)
    town.house.sequence()
    assert _letters(town, words=FACTS) == 3
    other = {**FACTS, "en": {**FACTS["en"], "body": FACTS["en"]["body"] + " Stand by it."}}
    assert "COURT_RESTRAINT" in codes(town.compose(words=other))


def test_a_class_signed_before_the_restraint_counts_for_nothing(town: Town) -> None:
    row = proposed_class(town, FACTS)
    signs_class(town["law"], row)
    signs_class(town["dpo"], row)
    restrained(town)
    assert "COURT_RESTRAINT" in codes(town.compose(words=FACTS))


def test_a_text_signed_as_what_the_court_stopped_stays(town: Town) -> None:
    restrained(town)
    row = proposed_class(town, FACTS, kind="achievements")
    signs_class(town["law"], row)
    signs_class(town["dpo"], row)
    assert "COURT_RESTRAINT" in codes(town.compose(words=FACTS))


def test_a_class_that_the_superuser_changes_after_it_was_signed_carries_nothing(town: Town) -> None:
    """The dispatcher compares the class with the signatures, also of a message that waits already."""
    restrained(town)
    row = proposed_class(town, FACTS)
    signs_class(town["law"], row)
    signs_class(town["dpo"], row)
    town.house.sequence()
    town.sent(town.approved(words=FACTS))
    superuser(town.house, "UPDATE privacy_textclassproposal SET kind = 'service_benefit_announcements'")
    town.house.dispatch()
    assert town.house.mailbox.received == []


def test_the_office_that_proposes_a_class_does_not_sign_it(town: Town) -> None:
    row = proposed_class(town, FACTS)
    with pytest.raises(Refused, match="Another officer must approve this"):
        signs_class(town["desk"], row)
    with pytest.raises(Refused):
        signs_class(town["owner"], row)


def test_a_position_without_its_signatures_lifts_nothing(town: Town) -> None:
    """The web role writes a position: without an entry, with one, and with approvals nobody gave."""
    campaign = town.approved(words=FACTS)
    town.sent(campaign)
    world = town.house.world
    restrained(town)
    world.sql("postgres", "ALTER TABLE privacy_outbox DISABLE TRIGGER moves")
    world.sql("postgres", "UPDATE privacy_outbox SET state = 'queued', done_at = NULL, result = ''")
    row = (
        "INSERT INTO privacy_restraintposition (restraint_id, proposal_id, state, says, at, recorded_at, "
        "entered_by_id, office,"
        " role, leaf, leave_purposes, leave_senders, leave_channels)"
        " SELECT r.id, %s, 'vacated', '', now(), now(), r.entered_by_id, 'FIN', 'law_officer', %s, '{}', "
        "'{}', '{}'"
        " FROM privacy_restraint r"
    )
    leaf = '{"at":"2026-11-20T00:00:00.000000Z","commitment":null,"kind":"restraint.position","logged_at":'
    leaf += '"2026-11-20T00:00:00.000000Z","public":{"approved":"%s","leave":null,"restraint":"WPC-1",'
    leaf += '"state":"vacated",'
    leaf += '"until":null},"sample":true,"v":1}'
    with world.connect("web") as web:
        with pytest.raises(Exception, match="not the one of its entry"):
            web.execute(row, [None, 1])
        staged = "INSERT INTO journal_staged (leaf) VALUES (convert_to(%s, 'UTF8')) RETURNING id"
        entry = _one(web.execute(staged, [leaf % ("ab" * 32)]))
        with pytest.raises(Exception, match="second person sign"):
            web.execute(row, [None, entry])
        made = web.execute(
            "INSERT INTO privacy_positionproposal (reference, restraint_id, state, leave_purposes, "
            "leave_senders,"
            " leave_channels, says, commitment, at, recorded_at, entered_by_id, office, role, leaf)"
            " SELECT 'p1', id, 'vacated', '{}', '{}', '{}', '', decode(%s, 'hex'), now(), now(), "
            "entered_by_id, 'FIN',"
            " 'law_officer', %s FROM privacy_restraint RETURNING id",
            ["ab" * 32, entry],
        )
        proposal = _one(made)
        for person, role in ((81, "law_officer"), (82, "dpo")):
            given = _one(web.execute(staged, [leaf % role]))
            web.execute(
                "INSERT INTO privacy_approval"
                " (of, reference, commitment, role, account_id, person, key_id, at, recorded_at, leaf)"
                " SELECT 'position', 'p1', decode(%s, 'hex'), %s, account_id, %s, key_id, now(), now(), %s"
                " FROM privacy_approval LIMIT 1",
                ["ab" * 32, role, person, given],
            )
        web.execute(row, [proposal, entry])
    town.house.sequence()
    town.house.dispatch()
    assert town.house.mailbox.received == []


def test_nobody_signs_for_a_message_that_a_restraint_stops(town: Town) -> None:
    campaign = town.composed(words=FACTS)
    town["owner"].approves(campaign)
    restrained(town)
    with pytest.raises(Refused, match="stops this message"):
        town["dpo"].approves(campaign)
    row = proposed_class(town, FACTS)
    signs_class(town["law"], row)
    signs_class(town["dpo"], row)
    town["dpo"].approves(campaign)
