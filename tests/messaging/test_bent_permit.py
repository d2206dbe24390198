"""A web process that ignores every restraint composes, has approved and queues campaign texts while
achievements are restrained: own texts, and texts that it registered before or after as closed. None leaves,
and both verifiers reject the log.

The database stops each message below the permit. Where the superuser has emptied that guard too, the
dispatcher stops it by itself.
"""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from django.utils import timezone

from tests.messaging.test_lawful_and_not import FACTS
from tests.messaging.test_text_classes import restrained, variants
from tests.messaging.town import Town
from vethanam.evidence.bundles import whole_log
from vethanam.journal.actions import append
from vethanam.ledger import standalone
from vethanam.ledger.verifier import verify
from vethanam.messaging.models import MessageText
from vethanam.messaging.templates import text_of
from vethanam.messaging.wording import content_of_words
from vethanam.privacy import current_world

#: 9 in the suite, 200 with ``make nightly``
TEXTS = int(os.environ.get("VETHANAM_TEST_CAMPAIGN_TEXTS") or 9)
#: how a text comes into the log
HOWS = ("own", "registered after", "registered before")
_EMPTIED = """
CREATE OR REPLACE FUNCTION privacy_reaching(uses bigint[])
RETURNS TABLE (use bigint, restraint bigint, moment timestamptz) LANGUAGE sql STABLE AS
$$ SELECT NULL::bigint, NULL::bigint, NULL::timestamptz WHERE false $$
"""


def registers(town: Town, words: Any) -> None:
    """Register words as the web process could: as a closed text."""
    text, at = text_of(content_of_words("SVC-TERMS", town.order, words)), town.house.desk.service.at
    said: dict[str, Any] = {
        "text": text.name,
        "hash": text.hash,
        "purpose": text.purpose,
        "class": "neutral",
        "closed": True,
    }
    leaf = append("text.registered", public=said, private=None, at=at, is_sample=True)
    MessageText.objects.create(
        code=text.code, version=text.version, purpose=text.purpose, registered_at=timezone.now(), leaf=leaf,
        content=json.loads(json.dumps(text.content, default=str)), hash=bytes.fromhex(text.hash),
    )  # fmt: skip


@pytest.mark.parametrize("is_emptied", [False, True], ids=["guarded", "guard emptied"])
def test_no_campaign_text_leaves_under_a_restraint_that_the_web_process_ignores(
    town: Town, monkeypatch: pytest.MonkeyPatch, is_emptied: bool
) -> None:
    texts = [(HOWS[number % len(HOWS)], words) for number, words in enumerate(variants(TEXTS))]
    with town.house.world.role("web"):
        for how, words in texts:
            if how == "registered before":
                registers(town, words)
    restrained(town)
    with monkeypatch.context() as bent:
        bent.setattr(current_world, "restraints_now", lambda *_: ())
        for how, words in texts:
            with town.house.world.role("web"):
                if how == "registered after":
                    registers(town, words)
            town.sent(town.approved(words=words))
    if is_emptied:
        town.house.world.sql("postgres", _EMPTIED)
    assert town.house.states() == {"queued": 3 * TEXTS}
    town.house.dispatch(rounds=TEXTS)
    assert town.house.mailbox.received == []
    ended = town.house.world.sql("postgres", "SELECT DISTINCT state, result FROM privacy_outbox")
    assert ended == [("cancelled", "COURT_RESTRAINT")]
    log = whole_log()
    ours, theirs = verify(log), standalone.verify(log)
    assert (ours.outcome, theirs["outcome"]) == ("tampered", "tampered") and "restraint" in ours.says


def test_without_the_restraint_the_same_texts_leave(town: Town) -> None:
    words = variants(1)[0]
    town.sent(town.approved(words=words))
    town.house.dispatch()
    assert len(town.house.mailbox.received) == 3 and words["ml"] == FACTS["ml"]
    assert verify(whole_log()).outcome == "verified"
