"""``vethanam canaries``: two officers of a sample plant them; what reached one is recorded by any officer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localdate
from typer.testing import CliRunner

from tests.messaging.town import Town
from tests.signers import ADMINISTRATORS, administrators, signs
from vethanam.acts.declaration import Prepared
from vethanam.acts.executor import perform
from vethanam.acts.files import Counterparts
from vethanam.acts.key_signatures import to_base64
from vethanam.cli import counterparts, performed_acts
from vethanam.cli.canaries import app
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.messaging.actions import canaries
from vethanam.messaging.canary_models import CanaryProposal, CanaryReached

PLANT = ["plant", "office", "FIN", "3", "--domain", "post.example", "--as", ADMINISTRATORS[0]]


@pytest.fixture
def sample(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A sample, with the keys of its officers."""
    monkeypatch.setattr(performed_acts, "perform", partial(perform, is_sample=True))

    def sign(authority: Authority, name: str, prepared: Prepared) -> Mapping[str, Any]:
        if name != "fin-dpo":
            return signs(authority, prepared)
        dpo = town["dpo"]
        return {"key": dpo.key.reference, "signature": to_base64(dpo.private.sign(prepared.challenge))}

    monkeypatch.setattr(counterparts, "_offered", [lambda: Counterparts(sign=sign)])
    yield


def said(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def test_canaries_are_planted_listed_and_reached(
    town: Town, sample: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    administrators()
    letters = iter(["markab", *(f"abcdefgh{end}" for end in ("jkmn", "jkmp", "jkmq"))])
    monkeypatch.setattr(canaries, "_letters", lambda _count: next(letters))
    assert "3 canaries for FIN are proposed" in said(*PLANT)
    number = str(CanaryProposal.objects.get().pk)
    refused = said("agree", number, "--as", ADMINISTRATORS[1], code=1)
    assert "One of the two is an administrator" in refused
    assert "under the mark markab" in said("agree", number, "--as", "fin-dpo")
    assert f"{number}  markab  office FIN: 3 at post.example, planted." in said("list")
    file = tmp_path / "message.eml"
    file.write_bytes(b"Vote for us")
    day = localdate(CanaryProposal.objects.get().at).isoformat()
    arrival = ["open", "abcdefghjkmp", "--file", str(file), "--on", day, "--as", "fin-dpo"]
    assert "is open for the mark markab" in said(*arrival)
    assert "is on record" in said(*arrival, code=1)
    assert CanaryReached.objects.count() == 1
    file.unlink()
    with pytest.raises(Unsound, match="cannot be read"):
        said(*arrival)


def test_a_command_signs_for_nobody_but_on_a_sample(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    administrators()
    monkeypatch.setattr(counterparts, "_offered", [])
    assert "on the page Canaries" in said(*PLANT, code=1)
    assert not CanaryProposal.objects.exists()
    with pytest.raises(Unsound, match="no account nobody"):
        said(*PLANT[:-1], "nobody")
