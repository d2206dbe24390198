"""``vethanam act FILE --url``: the same acts over the interface of an installation, each with the
token of who acts.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from tests.api.conftest import Caller
from tests.conftest import World
from tests.payroll.office import SmallOffice
from vethanam.cli.act import app
from vethanam.errors import Unsound
from vethanam.service_book.models import Quarters

ORDER = {"number": "LO 1/2026", "dated": "2026-09-30"}
RECORD: dict[str, Any] = {
    "by": "clerk",
    "do": "record",
    "with": {"employment": "1", "fact": "quarters", "valid_from": "2026-10-01", "order": ORDER},
}


@pytest.fixture
def world(api_world: World) -> World:
    """The database that is served."""
    return api_world


def played(
    folder: Path, url: str, acts: list[dict[str, Any]], tokens: dict[str, Any]
) -> list[dict[str, Any]]:
    (folder / "acts.yaml").write_text(yaml.safe_dump(acts), encoding="utf-8")
    (folder / "tokens.yaml").write_text(yaml.safe_dump(tokens), encoding="utf-8")
    arguments = [
        str(folder / "acts.yaml"),
        "--url",
        url,
        "--token-file",
        str(folder / "tokens.yaml"),
        "--json",
    ]
    result = CliRunner().invoke(app, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    answers: list[dict[str, Any]] = json.loads(result.stdout)
    return answers


def test_acts_go_over_the_interface_and_answer_as_on_a_sample(
    served: str, office: SmallOffice, tmp_path: Path
) -> None:
    tokens = {name: {"token": Caller(name).token} for name in ("clerk", "officer")}
    (tmp_path / "people.csv").write_text("number,colour\n1,blue\n", encoding="utf-8")
    acts = [
        RECORD,
        {**RECORD, "with": {**RECORD["with"], "employment": "9"}},
        {**RECORD, "with": {**RECORD["with"], "valid_from": "then"}},
        {"by": "officer", "do": "verify", "with": {"drawing_code": "0412"}},
        {"by": "clerk", "do": "import", "with": {"file": "people.csv"}},
        {"by": "nobody", "do": "verify"},
    ]
    recorded, unknown, faulty, verified, imported, nobody = played(tmp_path, served, acts, tokens)
    assert recorded["ok"] and recorded["state"] == {"fact": "quarters", "id": Quarters.objects.get().pk}
    assert (unknown["ok"], unknown["state"]["code"]) == (False, "unknown_employee")
    assert faulty["state"]["code"] == "act_date_unreadable"
    assert verified["state"] == {"verified": 1}
    assert not imported["ok"] and ("Row 1, colour") in {one["field"] for one in imported["state"]["faults"]}
    assert nobody["state"]["code"] == "no_token"
    again = played(tmp_path, served, acts[:1], tokens)
    assert again == [recorded] and Quarters.objects.count() == 1


def test_an_installation_that_is_silent_is_a_sentence(tmp_path: Path) -> None:
    (answer,) = played(tmp_path, "http://127.0.0.1:1", [RECORD], {"clerk": {"token": "vth_x"}})
    assert (answer["ok"], answer["state"]["code"]) == (False, "installation_silent")


@pytest.mark.parametrize("written", ["[1]", "clerk: 5", "clerk: {key: none.pem, token: x}"])
def test_what_is_no_token_file_is_a_sentence(tmp_path: Path, written: str) -> None:
    with pytest.raises(Unsound, match="is not a token file"):
        played(tmp_path, "http://127.0.0.1:1", [RECORD], yaml.safe_load(written))
