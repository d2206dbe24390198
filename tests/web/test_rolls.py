"""A roll on the pages: a law officer asks, the data protection officer confirms, a person claims once."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.conftest import World
from tests.web.conftest import NOW, Town, sequence
from vethanam.acts.executor import look
from vethanam.cli.evidence import app
from vethanam.evidence import roll_making
from vethanam.evidence.roll_making import make_rolls
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal import keys
from vethanam.ledger.verifier import verify
from vethanam.people.queries import authority_of
from vethanam.privacy import rolls as privacy_rolls
from vethanam.privacy.actions import Filing, file_restraint
from vethanam.privacy.models import Roll, RollClaim, RollLine


def _text(page: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())))


def _asked(town: Town) -> None:
    """A restraint on messages of credits, which reached the people of the town."""
    town.office.appoint("law", "law_officer", "", office="FIN")
    law = Account.objects.get(username="law")
    authority = authority_of(law, NOW, role="law_officer", is_sample=True)
    scope = {"purposes": ("SAL-CREDIT",)}
    file_restraint(authority, Filing("WPC-9", "court_order", NOW, scope, dated=date(2026, 11, 20)))


def _made(world: World) -> int:
    service = Account.objects.get(username="service-worker")
    sequence(world)
    with world.role("worker"):
        count = make_rolls(Authority(service.pk, None, "DEPT", "service", NOW, is_sample=True))
    sequence(world)
    return count


def test_a_roll_is_asked_confirmed_and_claimed_on(
    town: Town, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the keys of this town are under no anchor; messaging/test_rolls.py proves both signatures
    monkeypatch.setattr(roll_making, "is_confirmed_by_two", lambda roll, _key: hasattr(roll, "confirmation"))
    monkeypatch.setattr(privacy_rolls, "_stands", lambda _leaf, _is_proven: True)
    _asked(town)
    law, dpo, stranger = (town.sign_in(name) for name in ("law", "dpo", "emp-100236"))
    assert "You are on no roll." in _text(stranger.get("/pay/rolls/"))
    assert "No roll yet." in _text(law.get("/protection/rolls/"))
    refused = law.post("/protection/rolls/", {"of": "restraint", "subject": "WPC-8"})
    assert "There is no message, restraint or breach case WPC-8" in _text(refused)
    asked = law.post("/protection/rolls/", {"of": "restraint", "subject": "WPC-9"})
    roll = Roll.objects.get()
    address = f"/protection/rolls/{roll.reference}/"
    assert asked["Location"] == address
    assert "The data protection officer confirms it." in _text(law.get(address))
    assert "Ask for the roll" not in _text(dpo.get("/protection/rolls/"))
    assert "Confirm the roll" in _text(dpo.get(address))
    dpo.post(address, {})
    assert "It is made within a minute" in _text(dpo.get(address))
    assert _made(world) == 1
    page = _text(law.get(address))
    assert "Made" in page and "People fewer than 20" in page and "By class" in page
    on: dict[str, Any] = {}
    off: dict[str, Any] = {}
    for number, employment in town.office.people.items():
        (on if RollLine.objects.filter(person=employment.person_id).exists() else off)[number] = employment
    number = next(iter(on))
    line, mine = RollLine.objects.get(person=on[number].person_id), town.sign_in(f"emp-{number}")
    assert "100236" in off and "Proof that I am not on it" in _text(stranger.get("/pay/rolls/"))
    absent = stranger.get(f"/pay/rolls/{roll.reference}/proof.json").content
    assert verify(absent, keys.public_key()).outcome == "verified" and b"vethanam-absence/1" in absent
    page = _text(mine.get("/pay/rolls/"))
    assert f"You are on line {line.number} of roll {roll.reference}, because" in page and "WPC-9" in page
    assert "Rolls of affected people" in _text(mine.get("/pay/uses/"))
    given = {"roll": roll.reference, "line": line.number % len(on) + 1 if len(on) > 1 else 99}
    assert "is not yours" in _text(mine.post("/pay/rolls/", given, follow=True))
    given["line"] = line.number
    assert "Your claim is recorded." in _text(mine.post("/pay/rolls/", given, follow=True))
    assert "is claimed already" in _text(mine.post("/pay/rolls/", given, follow=True))
    assert RollClaim.objects.count() == 1 and "Claim on this line" not in _text(mine.get("/pay/rolls/"))
    (row,) = look("rolls", Account.objects.get(username="dpo"), {}, NOW, is_sample=True).state["rolls"]
    assert row["claimed"] == "fewer than 20" and "fewer than 20" in _text(dpo.get("/protection/rolls/"))
    account = Account.objects.get(username=f"emp-{number}")
    (state,) = look("my_rolls", account, {}, NOW, is_sample=True).state["lines"]
    assert (state["line"], state["subject"], bool(state["claimed_at"])) == (line.number, "WPC-9", True)
    saved = mine.get(f"/pay/rolls/{roll.reference}/proof.json")
    declared = look("roll_proof", account, {"roll": roll.reference}, NOW, is_sample=True).state["file"]
    assert verify(saved.content, keys.public_key()).outcome == "verified"
    assert declared == saved.content.decode()
    for one in ("clerk", "emp-100236"):
        assert town.sign_in(one).get("/protection/rolls/").status_code in (302, 403, 404)
    _commands(roll, number, tmp_path)


def _commands(roll: Roll, number: str, folder: Path) -> None:
    """The same by command."""
    run = CliRunner()
    listed = run.invoke(app, ["roll", "list"])
    assert f"{roll.reference}, restraint WPC-9, made: fewer than 20 people, " in listed.output, listed.output
    assert "Made: 0." in run.invoke(app, ["roll", "make"]).output
    to = folder / "roll.json"
    given = ["roll", "proof", roll.reference, "--employee", number, "--to", str(to)]
    assert run.invoke(app, given).exit_code == 0
    assert verify(to.read_bytes(), keys.public_key()).outcome == "verified"
