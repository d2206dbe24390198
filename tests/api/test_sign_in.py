"""Signing in, activating and the acts of accounts over the interface of a real installation."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.api.conftest import Caller
from tests.device import HOST, Device
from tests.payroll.office import SmallOffice
from vethanam.acts.key_signatures import to_base64
from vethanam.api.models import KeptAnswer
from vethanam.identity.authority import Authority
from vethanam.identity.first_codes import issue_first_codes
from vethanam.identity.models import Account, Activation, SignIn, Token
from vethanam.identity.passkey_factors import sign_in_challenge
from vethanam.identity.tokens import issue_token
from vethanam.people.accounts import NewPerson, create_administrator
from vethanam.people.models import Appointment
from vethanam.people.queries import authority_of

PASSWORD = "three plain words here"


DEVICES = {name: Device() for name in ("anita", "biju")}


def ask(address: str, **given: Any) -> Any:
    return Client(raise_request_exception=False).post(
        f"/api/{address}", given, content_type="application/json"
    )


def code_of(secret: str, ahead: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1 + ahead])))


def first_code(name: str) -> str:
    account = Account.objects.get(username=name)
    by = Authority(account.pk, None, "DEPT", "service", timezone.now())
    return issue_first_codes(by, [account])[0].code


def signed(caller: Caller, name: str, act: str, given: dict[str, Any]) -> Any:
    asked = caller.post(f"acts/{act}/prepare", given).json()
    return caller.post(f"acts/{act}", {**given, "assertion": DEVICES[name].assertion(asked["challenge"])})


@pytest.fixture
def administrators(office: SmallOffice) -> tuple[Caller, Caller]:
    by = Authority(Account.objects.create(username="m").pk, None, "DEPT", "service", timezone.now())
    for name in ("anita", "biju"):
        create_administrator(by, name, NewPerson(f"Admin {name}", timezone.localdate().replace(year=1970)))
    anita, biju = (authority_of(Account.objects.get(username=name), by.at) for name in DEVICES)
    DEVICES["anita"].enrol(anita)
    DEVICES["biju"].enrol(biju, anita)
    return Caller("anita"), Caller("biju")


def test_an_officer_activates_signs_in_and_acts(office: SmallOffice) -> None:
    weak = ask("activate", name="officer", first_code=first_code("officer"), password="123456")
    assert weak.status_code == 409 and "at least 10 characters" in weak.json()["says"]
    made = ask("activate", name="officer", first_code=first_code("officer"), password=PASSWORD)
    state = made.json()["state"]
    assert made.status_code == 200 and state["otpauth"].startswith("otpauth://totp/officer")
    assert len(state["recovery_codes"]) == 10
    assert ask("sign-in", name="officer", password=PASSWORD).json()["code"] == "code_needed"
    code = code_of(state["secret"])
    done = ask("sign-in", name="officer", password=PASSWORD, code=code)
    token = done.json()["state"]["token"]
    assert done.status_code == 200 and done.json()["state"]["is_strong"]
    shown = Client().get("/api/views/person?employment=1", headers={"Authorization": f"Bearer {token}"})
    assert shown.status_code == 200
    again = ask("sign-in", name="officer", password=PASSWORD, code=code)
    assert again.status_code == 401 and again.json()["code"] == "code_wrong"


def test_an_officer_activates_with_a_passkey_and_signs_in_by_it_alone(office: SmallOffice) -> None:
    device, code = Device(), first_code("officer")
    assert ask("activate/prepare", name="officer", first_code="AAAA-BBBB-CCCC").status_code == 401
    asked = ask("activate/prepare", name="officer", first_code=code).json()["state"]
    assert (asked["account"], asked["relying_on"]) == ("officer", HOST)
    given = {"name": "officer", "first_code": code, "password": PASSWORD}
    others = ask("activate/prepare", name="second", first_code=first_code("second")).json()["state"]
    for wrong, status, why in (
        (device.registration(others["challenge"]), 409, "signed_elsewhere"),
        ({"attestation": "AA", "client_data": "AA"}, 409, "passkey_unreadable"),
    ):
        refused = ask("activate", **given, passkey=wrong)
        assert (refused.status_code, refused.json()["code"]) == (status, why)
    assert not Authenticator.objects.exists() and not Activation.objects.exists()
    made = ask("activate", **given, passkey=device.registration(asked["challenge"]))
    state = made.json()["state"]
    assert made.status_code == 200 and set(state) == {"account", "recovery_codes"}
    assert ask("activate", **given, passkey=device.registration(asked["challenge"])).status_code == 401
    assert ask("sign-in", name="officer", password=PASSWORD).json()["code"] == "code_needed"
    token = by_passkey(device, "officer").json()["state"]["token"]
    shown = Client().get("/api/views/person?employment=1", headers={"Authorization": f"Bearer {token}"})
    assert shown.status_code == 200 and Token.objects.get().is_strong
    assert SignIn.objects.get().means == SignIn.Means.PASSKEY
    assert on_the_page(device, asked["user"]) == office.officers["officer"].pk


def test_a_passkey_signs_in_once_for_each_challenge_and_to_its_account_alone(office: SmallOffice) -> None:
    device, code = Device(), first_code("officer")
    asked = ask("activate/prepare", name="officer", first_code=code).json()["state"]["challenge"]
    given = {"name": "officer", "first_code": code, "password": PASSWORD}
    assert ask("activate", **given, passkey=device.registration(asked)).status_code == 200
    challenge = ask("sign-in/passkey/prepare", name="Officer").json()["state"]["challenge"]
    assert by_passkey(device, "officer", challenge).status_code == 200
    now = timezone.now()
    wrong = {
        "used": (device, "officer", challenge),
        "another device": (Device(), "officer", None),
        "another account": (device, "second", None),
        "another account's challenge": (device, "officer", to_base64(sign_in_challenge("second", now))),
        "an old one": (
            device,
            "officer",
            to_base64(sign_in_challenge("officer", now - timedelta(minutes=6))),
        ),
        "of later": (device, "officer", to_base64(sign_in_challenge("officer", now + timedelta(hours=1)))),
        "its own": (device, "officer", to_base64(bytes(40))),
        "nobody": (device, "nobody", None),
    }
    for name, (of, account, text) in wrong.items():
        refused = by_passkey(of, account, text)
        assert (refused.status_code, refused.json()["code"]) == (401, "passkey_wrong"), name
    assert by_passkey(device, "officer").status_code == 200
    again = ask("activate/prepare", name="officer", first_code=first_code("officer"))
    assert (again.status_code, again.json()["code"]) == (409, "second_factor_kept")
    Account.objects.filter(username="officer").update(is_active=False)
    assert by_passkey(device, "officer").json()["code"] == "passkey_wrong"


def by_passkey(device: Device, name: str, challenge: str | None = None) -> Any:
    if challenge is None:
        challenge = ask("sign-in/passkey/prepare", name=name).json()["state"]["challenge"]
    return ask("sign-in/passkey", name=name, passkey=device.assertion(challenge))


def on_the_page(device: Device, handle: str) -> int:
    """The account that signs in on the page by the same passkey."""
    browser = Client()
    ajax = {"X-Requested-With": "XMLHttpRequest"}
    options = browser.get(reverse("mfa_login_webauthn"), headers=ajax).json()["request_options"]
    answer = json.loads(device.answer(options))
    credential = {
        **answer, "id": answer["rawId"], "type": "public-key", "clientExtensionResults": {},
        "response": {**answer["response"], "userHandle": handle},
    }  # fmt: skip
    browser.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(credential)})
    return int(browser.session["_auth_user_id"])


def test_what_is_missing_or_unreadable_is_told_at_once(office: SmallOffice) -> None:
    faults = ask("sign-in", nonsense=1).json()["faults"]
    assert {one["where"] for one in faults} == {"name", "password", "nonsense"}
    broken = Client().post("/api/sign-in", "no json", content_type="application/json")
    assert broken.status_code == 422


def test_guesses_are_slowed_and_a_wrong_one_stays_counted(office: SmallOffice) -> None:
    first_code("clerk")
    said = [ask("sign-in", name="clerk", password=f"guess {n}").status_code for n in range(7)]
    assert said == [401] * 5 + [429] * 2
    assert [ask("sign-in", name="nobody", password=f"guess {n}").status_code for n in range(7)] == said
    wrong = ask("activate", name="clerk", first_code="AAAA-BBBB-CCCC", password=PASSWORD)
    assert wrong.status_code == 401 and wrong.json()["code"] == "first_code_wrong"


def test_a_token_of_a_password_alone_ends_with_a_role_that_needs_more(office: SmallOffice) -> None:
    clerk = office.officers["clerk"]
    clerk.set_password(PASSWORD)
    clerk.save()
    token = ask("sign-in", name="clerk", password=PASSWORD).json()["state"]["token"]
    header = {"Authorization": f"Bearer {token}"}
    address = "/api/views/person?employment=1"
    assert Client().get(address, headers=header).status_code == 200
    held = Appointment.objects.get(account=clerk)
    Appointment.objects.create(
        account=clerk, person=held.person, role="finance_officer", scope="", office="FIN",
        valid_from=held.valid_from,
        recorded_at=held.recorded_at,
    )  # fmt: skip
    refused = Client().get(address, headers=header)
    assert refused.status_code == 403 and refused.json()["code"] == "second_factor_missing"
    assert ask("sign-in", name="clerk", password=PASSWORD).status_code == 403


def test_an_officer_is_invited_appointed_and_ended_by_acts(administrators: tuple[Caller, Caller]) -> None:
    first, second = administrators
    given = {"account": "celine", "name": "Celine Jose", "born": "1980-01-02"}
    invited = first.post("acts/invite_officer", given, **{"Idempotency-Key": "k1"})
    (code,) = invited.json()["once"]["first_codes"]
    assert code["account"] == "celine" and len(code["first_code"]) == 14
    again = first.post("acts/invite_officer", given, **{"Idempotency-Key": "k1"})
    assert again.status_code == 200 and "once" not in again.json()
    assert code["first_code"] not in KeptAnswer.objects.get().answer
    seat = {"account": "celine", "role": "drawing_officer", "scope": "0412"}
    days = {"from": timezone.localdate().isoformat(), "in_place_of": "officer", "order": "G.O.(Rt) No.7/2026"}
    assert first.post("acts/propose_appointment", seat | days).json()["code"] == "assertion_missing"
    assert signed(first, "anita", "propose_appointment", seat | days).status_code == 200
    assert signed(first, "anita", "agree_appointment", seat).json()["code"] == "decided_by_oneself"
    (waiting,) = second.get("views/proposed_appointments").json()["state"]["proposals"]
    assert waiting["may_decide"] and waiting["account"] == "celine"
    assert (
        signed(second, "biju", "agree_appointment", seat).json()["says"]
        == "celine is appointed as drawing officer 0412."
    )
    assert Caller("officer").post("acts/invite_employees", {"numbers": ["1"]}).status_code == 403
    ended = second.post("acts/end_appointment", seat | {"last_day": timezone.localdate().isoformat()})
    assert ended.status_code == 200, ended.json()


def test_a_reset_takes_two_and_ends_tokens(
    office: SmallOffice, administrators: tuple[Caller, Caller]
) -> None:
    first, second = administrators
    issue_token(office.officers["treasurer"], name="program")
    given = {"account": "treasurer"}
    assert first.post("acts/ask_reset", given | {"reason": "The phone is lost"}).status_code == 200
    assert first.post("acts/agree_reset", given).json()["code"] == "reset_takes_two"
    agreed = second.post("acts/agree_reset", given)
    assert agreed.json()["once"]["first_codes"][0]["account"] == "treasurer"
    assert not Token.objects.filter(account=office.officers["treasurer"], revoked_at=None).exists()
    assert second.post("acts/close_account", given).status_code == 200


def test_an_office_invites_its_own_people_by_one_act(office: SmallOffice) -> None:
    invited = Caller("clerk").post("acts/invite_employees", {})
    assert [one["account"] for one in invited.json()["once"]["first_codes"]] == ["E1"]
    other = Caller("treasurer").post("acts/invite_employees", {"numbers": ["1"]})
    assert other.status_code == 403
    reset = {"account": "E1", "reason": "Password forgotten"}
    assert Caller("clerk").post("acts/ask_reset", reset).status_code == 200
    assert Caller("officer").post("acts/agree_reset", {"account": "E1"}).status_code == 200
    assert (
        Caller("officer").post("acts/ask_reset", {"account": "treasurer", "reason": "Lost"}).status_code
        == 409
    )


def test_accounts_are_found_by_part_of_a_name(administrators: tuple[Caller, Caller]) -> None:
    found = administrators[0].get("views/accounts", q="admin b").json()["state"]["accounts"]
    assert [(one["account"], one["state"]) for one in found] == [("biju", "invited")]
    assert Caller("clerk").get("views/accounts").status_code == 403
