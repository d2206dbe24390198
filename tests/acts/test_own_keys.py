"""A key is enrolled once and shown to its holder."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.payroll.office import SmallOffice, at, small_office
from tests.signers import administrators
from vethanam.acts.executor import look, perform
from vethanam.acts.key_signatures import to_base64


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    administrators()
    return small_office()


@pytest.fixture
def public() -> str:
    key = Ed25519PrivateKey.generate().public_key()
    return to_base64(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def test_a_key_is_enrolled_once_and_shown_to_its_holder(office: SmallOffice, public: str) -> None:
    officer = office.officers["officer"]
    made = perform("enrol_key", officer, {"public_key": public, "algorithm": "ed25519"}, at(), is_sample=True)
    assert made.ok, made.says
    (mine,) = look("own_keys", officer, {}, at(), is_sample=True).state["keys"]
    assert (mine["key"], mine["public_key"], mine["is_ended"]) == (made.state["key"], public, False)
    assert look("own_keys", office.officers["clerk"], {}, at(), is_sample=True).state["keys"] == []


def test_what_is_no_key_is_a_sentence(office: SmallOffice) -> None:
    for text in ("AAAA", "not base64!", to_base64(b"0" * 44)):
        wrong = perform(
            "enrol_key",
            office.officers["officer"],
            {"public_key": text, "algorithm": "ed25519"},
            at(),
            is_sample=True,
        )
        assert wrong.code == "key_unreadable", text
