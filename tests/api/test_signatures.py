"""Acts signed by a person's own passkey over the API of a real installation."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.acts.keys import signs_with
from tests.api.conftest import Caller
from tests.conftest import World
from tests.payroll.office import OCTOBER, SmallOffice
from tests.signers import administrators, countersign_all
from vethanam.errors import Refused
from vethanam.identity.models import SignedAct
from vethanam.journal.business_time import business_now
from vethanam.journal.models import Staged
from vethanam.journal.queries import opening_of
from vethanam.ledger.signatures import Signature, challenge_of, is_signed
from vethanam.ledger.signed_acts import is_covered
from vethanam.payroll.actions import check_bill, compute_run, lock_run, make_bill
from vethanam.payroll.models import Bill

_FILE = Path(__file__).parents[2] / "acceptance" / "authenticator.py"
Calling = Callable[..., Caller]


def _authenticator() -> Any:
    spec = importlib.util.spec_from_file_location("authenticator", _FILE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["authenticator"] = module
    spec.loader.exec_module(module)
    return module


authenticator = _authenticator()
PAYMASTER = "http://pay.localhost:8100"


@pytest.fixture
def device(tmp_path: Path) -> Any:
    """An officer's device with a key for money; the paymaster's page is at http://pay.localhost:8100."""
    return authenticator.Authenticator(tmp_path, PAYMASTER, "pay.localhost")


@pytest.fixture
def bill(office: SmallOffice) -> Bill:
    """A bill that waits for its check."""
    now = office.by("clerk", business_now()[0])
    run = compute_run(OCTOBER, "0412", now)
    lock_run(run.run, now)
    (made,) = make_bill(run.run, now).bills
    return made


def enrol(caller: Caller, device: Any) -> Any:
    """Enrol a passkey, and let an administrator countersign it if it waits for that."""
    administrators()
    challenge = caller.get("views/own_keys").json()["state"]["challenge"]
    answer = caller.post("acts/enrol_key", device.register(challenge))
    countersign_all(business_now()[0])
    return answer


def signed(caller: Caller, device: Any, act: str, given: dict[str, Any]) -> Any:
    """Prepare the act, sign it, and send it with the signature."""
    asked = caller.post(f"acts/{act}/prepare", given)
    assert asked.status_code == 200, asked.content
    return caller.post(f"acts/{act}", {**given, "assertion": device.sign(asked.json()["challenge"])})


def test_a_bill_is_checked_by_a_passkey_and_by_no_token_alone(
    calling: Calling, bill: Bill, device: Any
) -> None:
    officer, given = calling("officer"), {"bill": bill.number}
    assert officer.post("acts/check", given).json()["code"] == "no_key_for_money"
    assert enrol(officer, device).status_code == 200
    assert officer.post("acts/check", given).json()["code"] == "assertion_missing"
    asked = officer.post("acts/check/prepare", given).json()
    (shown,) = asked["summary"]["bills"]
    assert (shown["bill"], shown["people"], shown["net_paise"]) == (bill.number, bill.people, bill.net)
    assert shown["accounts_changed"] == 1  # no earlier payment there
    done = signed(officer, device, "check", given)
    assert done.json()["state"]["bills"][0]["state"] == "checked", done.content


def test_who_signed_is_proven_from_the_entries_alone(calling: Calling, bill: Bill, device: Any) -> None:
    officer = calling("officer")
    enrol(officer, device)
    signed(officer, device, "check", {"bill": bill.number})
    kept = SignedAct.objects.get(act="check")
    leaf = json.loads(bytes(Staged.objects.get(pk=kept.leaf).leaf))["public"]
    challenge = challenge_of(bytes.fromhex(leaf["approves"]), leaf["as"])
    signature = Signature.from_public(leaf["signature"])
    assert is_signed(challenge, signature, bytes(kept.key.public_key), "webauthn", "pay.localhost")
    step = bill.acts.get(act="checked").leaf
    part = json.loads(bytes(Staged.objects.get(pk=step).leaf))["public"]["signed"]
    opening = opening_of(step)
    assert opening is not None and part["approves"] == leaf["approves"]
    assert is_covered(opening.private["signed"], part)
    assert not is_covered({**opening.private["signed"], "net": 1}, part)


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("origin", "signed_elsewhere"),
        ("page", "signed_elsewhere"),
        ("flags", "signed_something_else"),
        ("host", "signed_something_else"),
    ],
)
def test_a_signature_of_another_page_or_an_unseen_user_is_refused(
    calling: Calling, bill: Bill, device: Any, how: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = calling("officer")
    enrol(officer, device)
    if how == "flags":
        monkeypatch.setattr(authenticator, "VERIFIED", 0)
    elif how == "page":  # of the web process
        device = replace(device, origin="http://testserver")
    elif how == "origin":
        device = replace(device, origin="https://vethanam.example")
    else:
        device = replace(device, host="vethanam.example")
    assert signed(officer, device, "check", {"bill": bill.number}).json()["code"] == code


def test_a_key_made_for_the_pages_of_the_web_process_moves_no_money(
    calling: Calling, bill: Bill, tmp_path: Path
) -> None:
    officer, given = calling("officer"), {"bill": bill.number}
    device = authenticator.Authenticator(tmp_path, "http://testserver", "testserver")
    assert enrol(officer, device).status_code == 200
    assert officer.post("acts/check", given).json()["code"] == "no_key_for_money"
    assert officer.post("acts/check/prepare", given).json()["keys"] == []
    assert signed(officer, device, "check", given).json()["code"] == "key_not_for_money"


def test_a_key_for_money_is_made_by_a_device_on_its_page(calling: Calling, device: Any) -> None:
    officer = calling("officer")
    administrators()
    challenge = officer.get("views/own_keys").json()["state"]["challenge"]
    elsewhere = replace(device, origin="http://testserver").register(challenge)
    assert officer.post("acts/enrol_key", elsewhere).json()["code"] == "signed_elsewhere"
    told = {"public_key": "AAAA", "credential": "AAAA", "relying_on": "pay.localhost"}
    assert officer.post("acts/enrol_key", told).json()["code"] == "key_of_another_site"


def test_a_key_of_a_program_counts_on_a_sample_only(
    calling: Calling, office: SmallOffice, bill: Bill
) -> None:
    sign = signs_with(office.by("officer", business_now()[0]))
    officer, given = calling("officer"), {"bill": bill.number}
    assert officer.post("acts/check", given).json()["code"] == "no_key_for_money"
    challenge = officer.post("acts/check/prepare", given).json()["challenge"]
    prepared: Any = type(
        "Prepared", (), {"challenge": authenticator.base64.urlsafe_b64decode(challenge + "=")}
    )
    assertion = sign(office.by("officer"), prepared)
    refused = officer.post("acts/check", {**given, "assertion": assertion})
    assert refused.json()["code"] in ("key_of_a_program", "no_key_for_money")


def test_a_signature_for_one_act_is_none_for_another(calling: Calling, bill: Bill, device: Any) -> None:
    officer, given = calling("officer"), {"bill": bill.number}
    enrol(officer, device)
    assertion = device.sign(officer.post("acts/check/prepare", given).json()["challenge"])
    assert officer.post("acts/present", {**given, "assertion": assertion}).json()["code"] == (
        "signed_something_else"
    )


def test_a_further_key_is_signed_by_one_that_signs_and_counts_a_day_later(
    calling: Calling, device: Any, tmp_path: Path
) -> None:
    officer = calling("officer")
    first = enrol(officer, device).json()["state"]
    second = authenticator.Authenticator(tmp_path, PAYMASTER, "pay.localhost")
    assert enrol(officer, second).json()["code"] == "assertion_missing"
    challenge = officer.get("views/own_keys").json()["state"]["challenge"]
    done = signed(officer, device, "enrol_key", second.register(challenge)).json()
    assert first["counts_from"] is None and done["ok"]
    assert done["state"]["counts_from"] > business_now()[0].isoformat()


def test_a_weak_session_enrols_no_key(calling: Calling, device: Any) -> None:
    clerk = calling("clerk", is_strong=False)
    assert enrol(clerk, device).json()["code"] == "key_needs_second_factor"


def test_a_use_is_asked_in_a_strong_session_only(calling: Calling) -> None:
    asked = {"purpose": "SAL-CREDIT", "mode": "message", "cohort": "all employees", "sender": "DEPT"}
    strong, weak = (
        calling("clerk", is_strong=is_strong).post("acts/request_use", asked).json()["state"]
        for is_strong in (True, False)
    )
    assert "ACTOR_NOT_AUTHENTICATED" in (weak["reason"], *weak["also"])
    assert "ACTOR_NOT_AUTHENTICATED" not in (strong["reason"], *strong["also"])


def test_the_database_refuses_a_step_without_a_signature(
    api_world: World, office: SmallOffice, bill: Bill
) -> None:
    api_world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, false, now())")
    with pytest.raises(Refused) as refused:
        check_bill(bill, office.by("officer", business_now()[0]))
    assert refused.value.code == "step_without_signature"


def test_an_account_is_entered_and_verified_with_signatures(
    calling: Calling, device: Any, tmp_path: Path
) -> None:
    clerk, officer = calling("clerk"), calling("officer")
    account = {
        "fact": "payee_account", "employment": "1", "valid_from": "2026-11-01", "branch": "TEST0000001",
        "number": "77001122334455",
    }  # fmt: skip
    assert clerk.post("acts/record", account).json()["code"] == "no_key_for_money"
    hers = authenticator.Authenticator(tmp_path, PAYMASTER, "pay.localhost")
    enrol(clerk, hers), enrol(officer, device)
    entered = signed(clerk, hers, "record", account)
    assert entered.json()["ok"], entered.content
    assert officer.post("acts/verify", {"employment": "1"}).json()["code"] == "assertion_missing"
    asked = officer.post("acts/verify/prepare", {"employment": "1"}).json()
    assert asked["summary"]["accounts"][0]["tail"] == "4455" and "770011" not in json.dumps(asked)
    assert signed(officer, device, "verify", {"employment": "1"}).json()["state"] == {"verified": 1}
