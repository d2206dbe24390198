"""Acts of an account on itself, and on its keys."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone
from django.utils.timezone import localdate, localtime

from tests.identity.conftest import furnished_office, office, office_world
from tests.payroll.office import SmallOffice, at
from tests.signers import administrators, countersigned
from vethanam.acts.declaration import Prepared
from vethanam.acts.executor import Limit, Performed, perform
from vethanam.acts.key_signatures import to_base64
from vethanam.identity.authority import Authority
from vethanam.identity.devices import remember_device
from vethanam.identity.models import Account, Device, SigningKey
from vethanam.identity.queries import FREEZE
from vethanam.identity.tokens import issue_token, token_of, tokens_of

__all__ = ["furnished_office", "office", "office_world"]
NOW = at(20)


def do(name: str, act: str, /, **given: object) -> Performed:
    return perform(act, Account.objects.get(username=name), given, NOW, is_sample=True)


def new_key() -> str:
    return public_of(Ed25519PrivateKey.generate())


def public_of(private: Ed25519PrivateKey) -> str:
    public = private.public_key()
    return to_base64(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def test_a_device_is_named_and_forgotten_by_its_own_account(office: SmallOffice) -> None:
    device = remember_device(office.officers["clerk"], "a secret", "Firefox Linux", NOW)
    assert do("second", "name_device", device=device.pk, name="Mine").code == "device_unknown"
    assert do("clerk", "name_device", device=device.pk, name="Desk by the door").ok
    assert Device.objects.get().name == "Desk by the door"
    assert do("second", "forget_device", device=device.pk).code == "device_unknown"
    assert do("clerk", "forget_device", device=device.pk).ok
    assert do("clerk", "forget_device", device=device.pk).code == "device_unknown"


def test_a_token_is_ended_by_its_own_account(office: SmallOffice) -> None:
    token, _ = issue_token(office.officers["clerk"], name="my program")
    assert do("second", "end_token", token=token.pk).code == "token_not_yours"
    assert tokens_of(office.officers["clerk"]) == [token]
    assert do("clerk", "end_token", token=token.pk).ok
    assert tokens_of(office.officers["clerk"]) == []


def made(name: str, /, **given: object) -> Performed:
    last = (localdate() + timedelta(days=30)).isoformat()
    return do(
        name,
        "make_token",
        **{"name": "pay register", "role": "clerk", "scope": "0412", "last_day": last} | given,
    )


def test_a_program_gets_a_token_of_one_role_and_one_end(office: SmallOffice) -> None:
    answer = made("clerk")
    assert answer.ok and answer.once["token"] not in str(answer.state)
    found = token_of(answer.once["token"])
    assert found is not None and (found.role, found.scope, found.name) == ("clerk", "0412", "pay register")
    assert f"{localtime(found.expires_at):%H:%M:%S}" == "00:00:00"
    assert (found.expires_at - timezone.now()).days == 30


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"role": "treasury_officer", "scope": "T07"}, "token_role_not_held"),
        ({"scope": "0413"}, "token_role_not_held"),
        ({"last_day": "2026-01-01"}, "token_day_is_over"),
        ({"last_day": "2099-01-01"}, "token_too_long"),
    ],
)
def test_no_token_is_for_a_role_not_held_or_for_ever(
    office: SmallOffice, wrong: dict[str, str], code: str
) -> None:
    assert made("clerk", **wrong).code == code
    assert tokens_of(office.officers["clerk"]) == []


def test_a_token_of_a_program_makes_none(office: SmallOffice) -> None:
    given = {"name": "more", "role": "clerk", "scope": "0412", "last_day": localdate().isoformat()}
    limited = Limit("clerk", "0412")
    answer = perform("make_token", office.officers["clerk"], given, NOW, is_sample=True, limit=limited)
    assert answer.code == "token_makes_none"
    weak = Limit(is_strong=False)
    assert perform("make_token", office.officers["clerk"], given, NOW, is_sample=True, limit=weak).ok
    assert not tokens_of(office.officers["clerk"])[0].is_strong


def test_an_account_closes_itself_once(office: SmallOffice) -> None:
    assert do("clerk", "close_own_account").ok
    assert not Account.objects.get(username="clerk").is_active
    assert do("clerk", "close_own_account").code == "account_closed_before"


def test_a_first_key_counts_once_countersigned_and_a_further_one_a_day_later(office: SmallOffice) -> None:
    private = Ed25519PrivateKey.generate()
    given = {"public_key": public_of(private), "algorithm": "ed25519"}
    assert do("officer", "enrol_key", **given).code == "first_key_is_administrators"
    administrators()
    first = do("officer", "enrol_key", **given)
    assert first.state["counts_from"] is None
    countersigned(SigningKey.objects.get(reference=first.state["key"]), NOW)
    unsigned = do("officer", "enrol_key", public_key=new_key(), algorithm="ed25519")
    assert unsigned.code == "assertion_missing"

    def sign(_: Authority, prepared: Prepared) -> dict[str, str]:
        return {"key": first.state["key"], "signature": to_base64(private.sign(prepared.challenge))}

    officer = Account.objects.get(username="officer")
    new = {"public_key": new_key(), "algorithm": "ed25519"}
    further = perform("enrol_key", officer, new, NOW, is_sample=True, sign=sign)
    assert further.state["counts_from"] == (NOW + FREEZE).isoformat()
    assert do("clerk", "end_key", key=first.state["key"]).code == "key_not_enrolled"
    assert do("officer", "end_key", key=first.state["key"]).ok
    assert do("officer", "end_key", key=first.state["key"]).code == "key_ended"


@pytest.mark.parametrize("wrong", ["no key", "á", "abcd"])
def test_a_key_that_cannot_be_read_is_not_enrolled(office: SmallOffice, wrong: str) -> None:
    administrators()
    known = SigningKey.objects.count()
    refused = do("officer", "enrol_key", public_key=wrong, algorithm="ed25519")
    assert refused.code == "key_unreadable" and wrong not in refused.says
    assert do("officer", "enrol_key", public_key=new_key()).code == "passkey_incomplete"
    assert SigningKey.objects.count() == known
