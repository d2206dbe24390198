"""The acts in ``docs/benefits.md`` give the documented answers, played in order."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from tests.benefits.bodies import Bodies
from tests.payroll.office import KOLKATA
from vethanam.acts.executor import Performed, perform
from vethanam.acts.fields import File
from vethanam.acts.registry import acts
from vethanam.benefits.actions.checks import KINDS
from vethanam.benefits.models import BeneficiarySheet, Cycle

PAGE = Path(__file__).parents[2] / "docs" / "benefits.md"
_OF_A_DATABASE = frozenset({"entry", "reasons", "result_hash", "roll_hash", "persons2"})
#: numbers and roots of a database that is not new
_OF_A_SHEET = frozenset({"number", "sheet", "root"})
_SHEET = re.compile(r"Sheet \d+")
_TABLE = re.compile(r"```text\n(.*?)```", re.DOTALL)
_EXAMPLE = re.compile(r"```yaml\n(.*?)```\n```json\n(.*?)```", re.DOTALL)


def examples() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    found = _EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))
    return [(yaml.safe_load(act)[0], json.loads(answer)) for act, answer in found]


def numbered(given: Mapping[str, Any]) -> dict[str, Any]:
    """The input with the id of the entry that the page counts from 1."""
    found = dict(given)
    if "entry" in given:
        found["entry"] = _id(given.get("kind", "elsewhere"), given["entry"])
    if "result_hash" in given:
        found["result_hash"] = bytes(Cycle.objects.latest("pk").result_hash).hex()
    if "entries" in given:
        parts = [one.rpartition("-") for one in given["entries"]]
        found["entries"] = [f"{kind}-{_id(kind, int(place))}" for kind, _, place in parts]
    if "sheet" in given:
        found["sheet"] = BeneficiarySheet.objects.latest("pk").pk
    if "file" in given:
        table = _TABLE.findall(PAGE.read_text(encoding="utf-8"))[0]
        found["file"] = File(given["file"], table.encode())
    return found


def _id(kind: str, place: int) -> int:
    model, _ = KINDS[kind]
    return int(list(model._default_manager.order_by("pk").values_list("pk", flat=True))[place - 1])


def played(bodies: Bodies, act: Mapping[str, Any]) -> Performed:
    at = datetime.fromisoformat(act["at"]).replace(tzinfo=KOLKATA)
    return perform(act["do"], bodies.officers[act["by"]], numbered(act["with"]), at, is_sample=True)


def test_every_example_answers_as_the_page_shows(bodies: Bodies) -> None:
    for act, shown in examples():
        if act["do"] == "assess" and act["with"]["application"].endswith("1"):
            bodies.check_all()  # as the page says
        answer = played(bodies, act)
        says = [_SHEET.sub("Sheet", text) for text in (answer.says, shown["says"])]
        assert (answer.ok, says[0]) == (shown["ok"], says[1]), act
        state = json.loads(
            json.dumps(dict(answer.state) if answer.ok else {"code": answer.code}, default=str)
        )
        moving = _OF_A_DATABASE | (_OF_A_SHEET if "beneficiaries" in act["do"] else frozenset())
        same = {name: value for name, value in state.items() if name not in moving}
        assert same == {name: shown["state"][name] for name in same}, act
        assert state.keys() == shown["state"].keys(), act


def test_every_act_of_benefits_has_an_example() -> None:
    named = {name for name, one in acts().items() if ".benefit" in one.does.__module__}
    assert named == {act["do"] for act, _ in examples()}
