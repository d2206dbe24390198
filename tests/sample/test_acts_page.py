"""The acts in ``docs/acts.md`` are those of ``docs/acts/acts.yaml``; played here, they
give the documented answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from tests.conftest import World
from tests.sample.conftest import FILE
from vethanam.acts.registry import acts
from vethanam.acts.views import SHOWN
from vethanam.journal.sequencer import sequence_once
from vethanam.ledger.notes import SigningKey
from vethanam.sample.act_player import Played, play_one, read_acts
from vethanam.service_book.models import FACTS

PAGE = FILE.parents[1] / "acts.md"
#: acts for setting up and maintenance, documented only in the reference
AT_ONCE = {
    "make_own_file",
    "sign_accounts",
    "arrears_again",
    "count_arrears",
    "claim_arrears",
    "record_earlier_consent",
}
#: acts that need a comparison with differences: ``tests/payroll/test_former_system.py`` tests them
COMPARED = {"sign_difference", "go_live"}
#: the end of a window, signed by two officers: ``tests/messaging/test_window_ends.py`` tests it
OF_TWO = {"end_window", "agree_window_end"}
#: modules whose acts have a page of their own, or none
BESIDE = frozenset(
    f"vethanam.acts.{name}"
    for name in (
        "accounts",
        "assessments",
        "information_requests",
        "nominations",
        "single_uses",
        "bank",
        "benefit_applications",
        "benefit_awards",
        "benefit_compensations",
        "benefit_cycles",
        "benefit_elsewhere",
        "benefit_payments",
        "benefit_people",
        "benefit_routes",
        "benefit_sheets",
        "canaries",
        "death_notices",
        "consent_managers",
        "deliveries",
        "demands",
        "employees",
        "events",
        "evidence_files",
        "home_deliveries",
        "incentives",
        "keys",
        "looks",
        "masters",
        "own_account",
        "programs",
        "policies",
        "recipients",
        "register_links",
        "retention_holds",
        "rolls",
        "compensations",
        "sendings",
        "webhooks",
    )
)
_EXAMPLE = re.compile(r"```yaml\n(.*?)```\n```json\n(.*?)```", re.DOTALL)
_VOLATILE = re.compile(r"[A-Z2-7]{7}-[A-Z2-7]{16}|\d[\d,.]*")


def examples() -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Each act of the page with its documented answer."""
    found = _EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))
    return [(yaml.safe_load(act)[0], json.loads(answer)) for act, answer in found]


def shape(value: Any) -> Any:
    """The keys of a state, without figures; of a list its first item."""
    if isinstance(value, Mapping):
        return {name: shape(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [shape(item) for item in value[:1]]
    return None


def played(log_key: SigningKey) -> list[Played]:
    """The answers of the whole file; the log is signed before each act, as by its own process."""
    answers = []
    for act in read_acts(FILE):
        sequence_once(log_key)
        answers.append(play_one(act))
    return answers


def test_every_example_answers_as_the_page_shows(sample: World, log_key: SigningKey) -> None:
    acts = [
        (act["at"], act["by"], act["do"], act.get("with")) for act in yaml.safe_load(FILE.read_text("utf-8"))
    ]
    answers = played(log_key)
    for written, shown in examples():
        answer = answers[acts.index((written["at"], written["by"], written["do"], written.get("with")))]
        told = json.loads(json.dumps(answer.as_json(), default=str))
        assert (told["ok"], _VOLATILE.sub("0", told["says"])) == (
            shown["ok"],
            _VOLATILE.sub("0", shown["says"]),
        )
        assert shape(told["state"]) == shape(shown["state"]), written
    assert [answer.says for answer in answers if not answer.ok] == ["2 things to mend. Nothing was imported."]


def test_every_word_kind_and_view_has_an_example() -> None:
    shown = [act for act, _ in examples()]
    of_the_page = (
        {name for name, one in acts().items() if one.does.__module__ not in BESIDE}
        - AT_ONCE
        - COMPARED
        - OF_TWO
    )
    assert {act["do"] for act in shown} == {*of_the_page, "answer"}
    assert {act["with"]["fact"] for act in shown if act["do"] == "record"} == set(FACTS)
    assert {act["with"]["what"] for act in shown if act["do"] == "show"} == set(SHOWN)


@pytest.mark.parametrize("kind", sorted(FACTS))
def test_the_table_of_kinds_names_every_key(kind: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| `{kind}`.*$", page, re.MULTILINE)
    common = {
        "id", "employment", "valid_from", "session", "valid_until", "session_until", "recorded_at",
        "supersedes",
        "is_withdrawn", "order", "entered_by",
    }  # fmt: skip
    own = {field.name for field in FACTS[kind]._meta.concrete_fields} - common
    assert {name for name in own if f"`{name}`" not in row} == set()
    choices = {
        str(choice)
        for field in FACTS[kind]._meta.concrete_fields
        if field.name in own - {"fund"}  # the rule pack declares them
        for choice in dict(field.flatchoices)
    }
    assert {choice for choice in choices if choice not in row} == set()
    assert FACTS[kind].needs_order != ("` *" in row)
