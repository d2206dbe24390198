"""An office asks to message everybody under a purpose that is not its own."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.messaging.house import House
from vethanam.acts.uses import UseGiven, request
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.journal.models import Staged
from vethanam.messaging.actions import ask_for_use
from vethanam.privacy.counts import counted_part
from vethanam.privacy.models import Outbox, Use, UseSubject
from vethanam.privacy.permit.reason_texts import sentence
from vethanam.privacy.permit.request_reader import read_request
from vethanam.privacy.queries import mass_uses, use_of, uses_of, uses_overview

ASKED: dict[str, Any] = {
    "purpose": "SAL-CREDIT", "fields": ["name", "mobile"], "channel": "sms", "sender": "PRD",
    "cohort": "all employees", "template": {"class": "publicity", "parts": ["praise"]},
}  # fmt: skip


@pytest.fixture
def information_office(house: House) -> Authority:
    return replace(house.desk.officer, office="PRD", role="communicating_officer", scope=None)


def ask(house: House, authority: Authority, **changes: Any) -> Any:
    with house.world.role("web"):
        return ask_for_use(authority, {**ASKED, **changes})


def test_another_office_is_refused_and_nothing_is_queued(house: House, information_office: Authority) -> None:
    answered = ask(house, information_office)
    assert (answered.decision.outcome, answered.decision.reason) == ("deny", "CONTROLLER_MISMATCH")
    assert {"SENDER_MISMATCH", "TEMPLATE_PUBLICITY"} <= set(answered.decision.also)
    assert "No contact was opened" in answered.decision.says
    assert Outbox.objects.count() == 0


def test_the_refusal_is_a_leaf_and_stands_on_each_persons_page(
    house: House, information_office: Authority
) -> None:
    answered = ask(house, information_office)
    leaf = json.loads(bytes(Staged.objects.get(pk=answered.leaf).leaf))
    assert (leaf["kind"], leaf["public"]["office"], leaf["public"]["reason"]) == (
        "use.refused",
        "PRD",
        "CONTROLLER_MISMATCH",
    )
    for person in house.people:
        (use,) = uses_of(person)
        assert (use.state, use.office, use.count) == ("refused", "PRD", 4)
        assert use.why("en").startswith("The contacts were given to other offices")
        assert use.why("ml").startswith("നമ്പർ നൽകിയത്")
        assert use.office_name("ml") == "വിവര പൊതുജന സമ്പർക്ക വകുപ്പ്"
        assert use_of(person, answered.reference) == use
    assert UseSubject.objects.count() == 4


def test_it_stands_in_the_overview_and_counts(house: House, information_office: Authority) -> None:
    ask(house, information_office)
    overview = uses_overview()
    assert [use.state for use in overview.uses] == ["refused"]
    assert overview.uses[0].asked_for == "fewer than 20"
    assert overview.uses[0].left_out == {"CONTROLLER_MISMATCH": 4}
    assert Use.objects.filter(outcome=Use.Outcome.DENY).count() == 1
    assert mass_uses() == []
    assert [(count.code, count.refused) for count in overview.purposes] == [("SAL-CREDIT", 1)]


def test_a_code_nobody_registered_is_kept_too(house: House, information_office: Authority) -> None:
    answered = ask(house, information_office, purpose="INVITATION")
    assert answered.decision.reason == "PURPOSE_UNKNOWN"
    assert Use.objects.get().purpose is None


def test_people_are_chosen_by_a_rule_only(house: House, information_office: Authority) -> None:
    with pytest.raises(Unsound, match="people are chosen by a rule"):
        ask(house, information_office, subjects=[{"id": "1"}])
    with pytest.raises(Unsound, match="not a rule"):
        ask(house, information_office, cohort="everybody I know")
    assert Use.objects.count() == 0


def test_who_asks_is_not_what_the_request_says(house: House, information_office: Authority) -> None:
    with pytest.raises(Unsound, match="org"):
        ask(house, information_office, org="FIN")


def test_the_office_reads_no_small_count(house: House, information_office: Authority) -> None:
    """Four people: neither the act's state nor its sentence says how many."""
    with house.world.role("web"):
        refused = request.does(information_office, UseGiven.model_validate(ASKED)).state
    assert (refused["outcome"], refused["subjects"], refused["allowed"]) == ("deny", "fewer than 20", 0)


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (0, 4, 0),
        (3, 4, "fewer than 20"),
        (28, 30, "all but fewer than 20"),
        (30, 30, 30),
        (30, 60, 30),
        (5, 60, "fewer than 20"),
    ],
)
def test_a_part_tells_no_small_count_by_what_is_left(part: int, whole: int, told: object) -> None:
    assert counted_part(part, whole) == told


@pytest.mark.parametrize(("allowed", "people"), [(1, 1), (28, 30), (3, 60)])
def test_an_allowing_sentence_tells_no_small_count(allowed: int, people: int) -> None:
    asked = read_request(
        {"purpose": "SAL-CREDIT", "subjects": [{"id": f"e{n}", "class": "employee"} for n in range(people)]}
    )
    for language in ("en", "ml"):
        says = sentence("partial", None, language, request=asked, allowed=allowed)
        assert not any(character.isdigit() for character in says)
        assert "60" in sentence(
            "allow",
            None,
            language,
            request=replace(asked, subjects=list(asked.subjects)[:1] * 60),
            allowed=60,
        )
