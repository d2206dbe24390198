"""``vethanam act FILE --url URL --token-file FILE``: officers' own program keys sign over the
API of a sample.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from typer.testing import CliRunner

from tests.api.conftest import api_world, furnished_office, office
from tests.conftest import World
from tests.payroll.office import OCTOBER, SmallOffice, at
from tests.signers import administrators, countersigned
from vethanam.acts.key_signatures import to_base64
from vethanam.cli.act import app
from vethanam.identity.models import Account, SignedAct
from vethanam.identity.queries import keys_to_confirm
from vethanam.identity.tokens import issue_token
from vethanam.payroll.actions import compute_run, lock_run, make_bill
from vethanam.payroll.models import Bill

__all__ = ["api_world", "furnished_office", "office"]


@pytest.fixture
def world(api_world: World) -> World:
    """The office's database, born as sample."""
    api_world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    return api_world


@pytest.fixture
def bill(world: World, office: SmallOffice) -> Bill:
    """A bill that waits for its check."""
    administrators()
    clerk = office.by("clerk", at(20))
    run = compute_run(OCTOBER, "0412", clerk)
    lock_run(run.run, clerk)
    (made,) = make_bill(run.run, clerk).bills
    return made


def _keys(folder: Path, *names: str) -> dict[str, str]:
    """A token and a key for each of these in ``tokens.yaml``; the public keys."""
    public, entries = {}, {}
    for name in names:
        key = Ed25519PrivateKey.generate()
        (folder / f"{name}.pem").write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        public[name] = to_base64(
            key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        )
        token = issue_token(Account.objects.get(username=name), name="test")[1]
        entries[name] = {"token": token, "key": f"{name}.pem"}
    (folder / "tokens.yaml").write_text(json.dumps(entries))
    return public


def _played(folder: Path, served: str, *acts: tuple[str, str, dict[str, Any]]) -> list[dict[str, Any]]:
    (folder / "acts.yaml").write_text(
        json.dumps([{"by": by, "do": do, "with": given} for by, do, given in acts])
    )
    told = CliRunner().invoke(
        app,
        [str(folder / "acts.yaml"), "--url", served, "--token-file", str(folder / "tokens.yaml"), "--json"],
    )
    assert told.exit_code == 0, told.output
    answers: list[dict[str, Any]] = json.loads(told.stdout)
    return answers


def test_officers_sign_a_bill_with_their_own_keys(bill: Bill, served: str, tmp_path: Path) -> None:
    public, named = _keys(tmp_path, "officer", "treasurer"), {"bill": bill.number}
    enrolments = [
        (name, "enrol_key", {"public_key": key, "algorithm": "ed25519"}) for name, key in public.items()
    ]
    signed = [("officer", "check", named), ("officer", "present", named), ("treasurer", "pass", named)]
    answers = _played(tmp_path, served, *enrolments)
    for key in keys_to_confirm():
        countersigned(key, at(20))
    answers += _played(tmp_path, served, *signed)
    assert [one["ok"] for one in answers] == [True] * 5, answers
    kept = {one.act: one.person for one in SignedAct.objects.exclude(act="confirm_keys")}
    assert set(kept) == {"check", "present", "pass"} and kept["check"] == kept["present"] != kept["pass"]
    assert Bill.objects.get(pk=bill.pk).state == "passed"


def test_a_key_that_is_not_enrolled_signs_nothing(bill: Bill, served: str, tmp_path: Path) -> None:
    _keys(tmp_path, "officer")
    (answer,) = _played(tmp_path, served, ("officer", "check", {"bill": bill.number}))
    assert not answer["ok"] and answer["state"]["code"] == "key_not_enrolled"
    assert Bill.objects.get(pk=bill.pk).state == "made"
