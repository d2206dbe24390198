"""The contract of a processor is a master: it needs each clause, and its end stops the processor."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.messaging.test_known_facts import EMERGENCY, asked_by, on_record
from tests.messaging.town import Town
from tests.payments.test_masters import agreed, faults
from tests.people.masters.test_proposals import stated
from vethanam.privacy.law.windows import IST
from vethanam.privacy.purposes.registry import catalogue_now

CLAUSES = "security, breach, deletion, audit, staff, employed"
CONTRACT = {"processor": "KSITM", "number": "KSITM/7", "country": "IN", "clauses": CLAUSES}


@pytest.mark.parametrize(("days", "reason"), [(-1, True), (0, False)])
def test_a_contract_stops_its_processor_after_its_last_day(town: Town, days: int, reason: bool) -> None:
    at = town.house.desk.service.at
    last = at.astimezone(IST).date() + timedelta(days=days)
    on_record(town.house, "processor_contract", **CONTRACT, last_day=last.isoformat())
    one = catalogue_now().processors["KSITM"]
    assert (one.contract, one.contract_until) == ("KSITM/7", last)
    said = asked_by(town, "KSITM", {**EMERGENCY, "on_behalf_of": "KSDMA"})
    assert (set(said.values()) == {"RECIPIENT_NOT_ALLOWED"}) is reason


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"clauses": "security, breach, audit, staff, employed"}, ("clauses", "contract_clause_missing")),
        ({"processor": "NOBODY"}, ("processor", "contract_processor_unknown")),
        ({"country": "India"}, ("country", "master_too_long")),
    ],
)
def test_a_contract_that_lacks_something_does_not_stand(
    db: None, changes: dict[str, str], fault: tuple[str, str]
) -> None:
    row = {**CONTRACT, "last_day": "2030-01-01", **changes}
    assert faults(stated("processor_contract", **row)) == [fault]
    assert catalogue_now().processors["KSITM"].contract is None


def test_two_administrators_enter_a_contract(db: None) -> None:
    agreed(stated("processor_contract", **CONTRACT, last_day="2030-01-01"))
    assert catalogue_now().processors["KSITM"].contract == "KSITM/7"
