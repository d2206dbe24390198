"""Accounts by pages on a real installation: invited, activated with a second factor, slowed,
reset by two, replaced.
"""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory
from django.utils import timezone

from tests.device import Device, press
from tests.payroll.office import SmallOffice
from tests.web.confirming import confirmed
from tests.web.strong import strongly
from vethanam.identity.authority import Authority
from vethanam.identity.first_codes import issue_first_codes
from vethanam.identity.models import Account, SignIn
from vethanam.identity.queries import keys_to_confirm
from vethanam.identity.resets import waiting_reset
from vethanam.identity.second_factors import keep_generator
from vethanam.identity.tokens import issue_token, tokens_of
from vethanam.people.accounts import NewPerson, create_administrator
from vethanam.people.appointments import holders_of
from vethanam.people.models import AppointmentProposal
from vethanam.people.queries import authority_of
from vethanam.web.account.session import is_strong

PLACE = "vethanam_sign_place"
PASSWORD = "three plain words here"
#: devices of the administrators and the controlling officer; anita's key is the first of the log
DEVICES = {name: Device() for name in ("anita", "biju", "controller")}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def code_of(secret: str, ahead: int = 0) -> str:
    """The app's code now, or of a later step."""
    steps = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, steps[1 + ahead])))


def a_code(name: str) -> str:
    """A first code for an account of the office."""
    account = Account.objects.get(username=name)
    by = Authority(account.pk, None, "DEPT", "service", timezone.now())
    return issue_first_codes(by, [account])[0].code


def with_password(name: str) -> Account:
    account = Account.objects.get(username=name)
    account.set_password(PASSWORD)
    account.save()
    return account


def signed_in(name: str) -> Client:
    """A browser of an account signed in with a second factor."""
    account = with_password(name)
    keep_generator(account, SECRET)
    browser = Client()
    page = browser.post("/sign-in/password/", {"login": name, "password": PASSWORD})
    assert page["Location"].endswith("/account/keys/authenticate/"), text(page)
    page = browser.post(page["Location"], {"code": code_of(SECRET)})
    assert page.status_code == 302, text(page)
    return browser


def make_administrators() -> Authority:
    """Two administrators, by the machine's service account; returns its authority."""
    machine = Account.objects.create(username="service-machine", kind=Account.Kind.SERVICE)
    by = Authority(machine.pk, None, "DEPT", "service", timezone.now() - timedelta(minutes=1))
    for name in ("anita", "biju"):
        create_administrator(by, name, NewPerson(f"Admin {name}", timezone.localdate().replace(year=1970)))
    return by


@pytest.fixture
def administrators(office: SmallOffice) -> tuple[str, str]:
    by = make_administrators()
    anita = authority_of(Account.objects.get(username="anita"), by.at)
    for name, device in DEVICES.items():
        holder = authority_of(Account.objects.get(username=name), by.at)
        device.enrol(holder, None if name == "anita" else anita)
    return "anita", "biju"


def test_an_officer_activates_with_a_second_factor_and_works(office: SmallOffice) -> None:
    browser = Client()
    first = browser.get("/activate/?name=officer")
    assert 'value="officer"' in first.content.decode()
    given = {"name": "officer", "first_code": a_code("officer"), "password": "123456"}
    weak = browser.post("/activate/", given)
    assert "Choose another password. It needs at least 10 characters." in text(weak)
    page = browser.post("/activate/", given | {"password": PASSWORD})
    assert page["Location"] == "/account/second-factor/"
    assert browser.get("/office/0412/")["Location"] == "/account/second-factor/"
    setting_up = browser.get("/account/second-factor/")
    secret = re.search(r"<code[^>]*>([A-Z2-7]+)</code>", setting_up.content.decode())
    assert secret and "Your role moves money" in text(setting_up)
    wrong = browser.post("/account/second-factor/", {"code": "000000"})
    assert "This code is wrong" in text(wrong)
    page = browser.post("/account/second-factor/", {"code": code_of(secret[1])}, follow=True)
    assert "recovery codes" in text(page)
    assert browser.get("/office/0412/").status_code == 200
    used = SignIn.objects.get()
    assert (used.means, used.is_strong) == ("first_code", False)


def test_a_code_of_the_app_signs_in_once(office: SmallOffice) -> None:
    signed_in("officer")
    assert SignIn.objects.get().means == "password_and_code" and SignIn.objects.get().is_strong
    other = Client()
    page = other.post("/sign-in/password/", {"login": "officer", "password": PASSWORD})
    again = other.post(page["Location"], {"code": code_of(SECRET)})
    assert "it was used before" in text(again)


def test_without_a_second_factor_an_officer_sets_one_up_and_nothing_else(office: SmallOffice) -> None:
    with_password("officer")
    browser = Client()
    browser.post("/sign-in/password/", {"login": "officer", "password": PASSWORD})
    for address in ("/office/0412/", "/office/0412/bills/"):
        assert browser.get(address)["Location"] == "/account/second-factor/"
    assert browser.get("/account/").status_code == 200
    assert "/account/again/" in browser.get("/account/second-factor/")["Location"]


def test_a_clerk_works_with_a_password_alone(office: SmallOffice) -> None:
    with_password("clerk")
    browser = Client()
    browser.post("/sign-in/password/", {"login": "clerk", "password": PASSWORD})
    assert browser.get("/office/0412/").status_code == 200


def test_an_account_without_a_password_is_told_so(office: SmallOffice) -> None:
    clerk = Account.objects.get(username="clerk")
    clerk.set_unusable_password()
    clerk.save()
    client = Client()
    client.force_login(clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    for send in (client.get, client.post):
        told = send("/account/password/", follow=True)
        assert told.status_code == 200 and "This account has no password." in text(told)
        assert 'href="/account/password/"' not in told.content.decode()
    clerk.set_password(PASSWORD)
    clerk.save()
    client.force_login(clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Password now" in text(client.get("/account/password/"))


def test_the_page_of_keys_to_sign_with_is_found_by_those_who_sign(office: SmallOffice) -> None:
    clerk = strongly(Client(), Account.objects.get(username="clerk"))
    for address in ("/account/", "/account/keys/"):
        assert 'href="/tell/approvals/keys/mine/"' in clerk.get(address).content.decode()
    page = clerk.get("/tell/approvals/keys/mine/?next=https://elsewhere.example/")
    assert 'href="/account/"' in page.content.decode() and "Add a passkey" in text(page)
    assert PLACE not in clerk.session
    clerk.get("/tell/approvals/keys/mine/?next=/office/0412/")
    assert clerk.session[PLACE] == "/office/0412/"


def test_the_first_factor_of_a_session_is_shown_in_it_and_a_further_one_proves_nothing(
    office: SmallOffice,
) -> None:
    clerk = Account.objects.get(username="clerk")
    for is_shown in (True, False):
        request = RequestFactory().get("/")
        request.session, request.user = SessionStore(), clerk
        added = Authenticator.objects.create(user=clerk, type="webauthn", data={})
        authenticator_added.send(Authenticator, request=request, user=clerk, authenticator=added)
        assert is_strong(request) is is_shown
    assert Authenticator.objects.filter(user=clerk).count() == 2


def test_an_officer_does_not_stop_the_last_factor(office: SmallOffice) -> None:
    browser = signed_in("officer")
    again = browser.get("/account/keys/totp/deactivate/")
    browser.post(again["Location"], {"password": PASSWORD})
    page = browser.post("/account/keys/totp/deactivate/")
    assert page.status_code == 200 and Authenticator.objects.filter(type="totp").exists()


def test_who_is_attacked_is_slowed_and_told_and_everybody_else_signs_in(office: SmallOffice) -> None:
    with_password("clerk")
    with_password("second")
    usual = Client()
    usual.post("/sign-in/password/", {"login": "clerk", "password": PASSWORD})
    usual.post("/sign-out/")
    for number in range(200):
        stranger = Client(
            REMOTE_ADDR=f"10.0.{number % 20}.7", headers={"x-forwarded-for": f"192.0.2.{number}"}
        )
        page = stranger.post("/sign-in/password/", {"login": "clerk", "password": f"guess {number}"})
        assert page.status_code == 200
    assert "waits 15 more minutes" in text(page) and 'name="code"' in page.content.decode()
    new_device = Client()
    assert "waits" in text(new_device.post("/sign-in/password/", {"login": "clerk", "password": PASSWORD}))
    unknown = Client()
    for _ in range(6):
        page = unknown.post("/sign-in/password/", {"login": "nobody", "password": "guess"})
    assert "waits 15 more minutes" in text(page)
    other = Client()
    assert other.post("/sign-in/password/", {"login": "second", "password": PASSWORD}).status_code == 302
    told = usual.post("/sign-in/password/", {"login": "clerk", "password": PASSWORD}, follow=True)
    assert "wrong passwords or codes were typed 201 times" in text(told)


def test_password_and_code_together_get_in_while_slowed(office: SmallOffice) -> None:
    account = with_password("officer")
    keep_generator(account, SECRET)
    browser = Client()
    for _ in range(6):
        browser.post("/sign-in/password/", {"login": "officer", "password": "guess"})
    given = {"login": "officer", "password": PASSWORD, "code": code_of(SECRET)}
    assert browser.post("/sign-in/password/", given)["Location"] == "/"
    assert browser.get("/office/0412/").status_code == 200


#: guesses at each step; `make nightly` tries a thousand
GUESSES = int(os.environ.get("VETHANAM_TEST_GUESSES", "100"))


def test_guesses_at_each_step_let_nobody_in(office: SmallOffice) -> None:
    account = with_password("officer")
    keep_generator(account, SECRET)
    browsers = [Client(REMOTE_ADDR=f"10.1.{n}.1") for n in range(20)]
    codes = iter(range(10_000))
    for number in range(GUESSES):
        browser = browsers[number % 20]
        browser.post("/sign-in/password/", {"login": "officer", "password": f"guess {number}"})
        browser.post(
            "/activate/", {"name": "officer", "first_code": f"AAAA-BBBB-{number:04}", "password": PASSWORD}
        )
        account.refresh_from_db()
    inside = Client()
    given = {"login": "officer", "password": PASSWORD}
    for _ in range(GUESSES):
        inside.post("/sign-in/password/", given | {"code": f"{next(codes):06}"})
    assert not any("_auth_user_id" in browser.session for browser in (*browsers, inside))
    assert not SignIn.objects.exists()


def test_a_device_is_forgotten_by_its_holder(office: SmallOffice) -> None:
    with_password("clerk")
    browser = Client()
    browser.post("/sign-in/password/", {"login": "clerk", "password": PASSWORD})
    page = text(browser.get("/account/"))
    assert "this device" in page and "Password" in page
    device = re.search(r'name="device" value="(\d+)"', browser.get("/account/").content.decode())
    assert device
    assert "The device is forgotten" in text(
        browser.post("/account/devices/", {"device": device[1], "forget": "1"}, follow=True)
    )
    assert "this device" not in text(browser.get("/account/"))


def test_the_holder_ends_a_token_and_nobody_elses(office: SmallOffice) -> None:
    token, _ = issue_token(with_password("clerk"), name="my program")
    other, _ = issue_token(office.officers["second"], name="another")
    browser = Client()
    browser.post("/sign-in/password/", {"login": "clerk", "password": PASSWORD})
    assert "my program" in text(browser.get("/account/"))
    refused = browser.post("/account/tokens/", {"token": other.pk}, follow=True)
    assert "This account has no such token" in text(refused)
    assert tokens_of(office.officers["second"]) == [other]
    assert "The token is ended" in text(browser.post("/account/tokens/", {"token": token.pk}, follow=True))
    assert "my program" not in text(browser.get("/account/"))


def test_a_program_gets_a_token_that_is_shown_once_and_acts(office: SmallOffice) -> None:
    with_password("clerk")
    browser = Client()
    browser.post("/sign-in/password/", {"login": "clerk", "password": PASSWORD})
    assert 'href="/account/tokens/new/"' in browser.get("/account/").content.decode()
    browser.post(browser.get("/account/tokens/new/")["Location"], {"password": PASSWORD})
    assert "Clerk, 0412" in text(browser.get("/account/tokens/new/"))
    last = (timezone.localdate() + timedelta(days=7)).isoformat()
    given = {"name": "pay register", "role": "clerk/0412", "last_day": last}
    wrong = browser.post("/account/tokens/new/", given | {"role": "drawing_officer/0412"})
    assert not tokens_of(office.officers["clerk"]) and wrong.status_code == 200
    page = browser.post("/account/tokens/new/", given).content.decode()
    (token,) = re.findall(r"<code>(vth_[\w-]+)</code>", page)
    shown = browser.get("/account/").content.decode()
    assert token not in shown and "Clerk, 0412" in text(browser.get("/account/"))
    asked = {"month": "2026-10", "drawing_code": "0412"}
    header = {"Authorization": f"Bearer {token}"}
    assert Client().get("/api/views/people", asked, headers=header).status_code == 200
    elsewhere = Client().get("/api/views/people", asked | {"drawing_code": "0413"}, headers=header)
    assert elsewhere.status_code == 403


def test_the_holder_closes_the_account(office: SmallOffice) -> None:
    with_password("clerk")
    browser = Client()
    browser.post("/sign-in/password/", {"login": "clerk", "password": PASSWORD})
    browser.post(browser.get("/account/close/")["Location"], {"password": PASSWORD})
    assert "Close this account?" in text(browser.get("/account/close/"))
    assert "closed" in text(browser.post("/account/close/", follow=True))
    again = Client().post("/sign-in/password/", {"login": "clerk", "password": PASSWORD})
    assert "do not match" in text(again)


def test_an_administrator_invites_and_the_paper_is_shown_once(administrators: tuple[str, str]) -> None:
    browser = signed_in("anita")
    assert browser.get("/")["Location"] == "/administration/accounts/"
    given = {"name": "Celine Jose", "name_ml": "സെലിൻ ജോസ്", "born": "1980-01-02", "account": "celine"}
    faulty = browser.post("/administration/accounts/invite/", given | {"born": "yesterday"})
    assert "“yesterday” is not a date" in text(faulty)
    page = browser.post("/administration/accounts/invite/", given)
    code = re.search(r"<code>([A-Z2-9-]{14})</code>", page.content.decode())
    assert code and "data:application/pdf;base64," in page.content.decode()
    assert "is taken" in text(browser.post("/administration/accounts/invite/", given | {"name": "Other"}))
    one = browser.get("/administration/accounts/celine/")
    assert "Invited" in text(one) and code[1] not in one.content.decode()
    assert (
        Client()
        .post("/activate/", {"name": "celine", "first_code": code[1], "password": PASSWORD})
        .status_code
        == 302
    )
    assert "In use" in text(browser.get("/administration/accounts/?q=celine"))


def test_a_whole_drawing_code_is_invited_at_once(administrators: tuple[str, str]) -> None:
    browser = signed_in("anita")
    page = browser.post("/administration/accounts/invite-employees/", {"drawing_code": "0412"})
    assert "2 first codes are made" in text(page) and "first-codes-list.pdf" in page.content.decode()
    again = browser.post("/administration/accounts/invite-employees/", {"drawing_code": "0412"})
    assert "Everybody of drawing code 0412 has an account" in text(again)
    assert "Give numbers, or one drawing code" in text(
        browser.post("/administration/accounts/invite-employees/", {})
    )


def test_a_reset_takes_two_administrators(administrators: tuple[str, str]) -> None:
    with_password("treasurer")
    first, second = signed_in("anita"), signed_in("biju")
    address = "/administration/accounts/treasurer/"
    assert "Asked." in text(first.post(address, {"act": "ask", "reason": "Phone is lost"}, follow=True))
    assert "Agree to the reset" not in text(first.get(address))
    refused = first.post(address, {"act": "agree"}, follow=True)
    assert "Another officer than the one who asked" in text(refused)
    assert "Waits for you" in text(second.get("/administration/accounts/"))
    page = second.post(address, {"act": "agree"})
    assert "One first code is made" in text(page)
    assert "do not match" in text(
        Client().post("/sign-in/password/", {"login": "treasurer", "password": PASSWORD})
    )


def test_an_officer_is_replaced_in_the_middle_of_a_month_by_pages(
    office: SmallOffice, administrators: tuple[str, str]
) -> None:
    first, second = signed_in("anita"), signed_in("biju")
    (held,) = holders_of("drawing_officer", "0412", timezone.now())
    today = timezone.localdate().isoformat()
    given = {"account": "treasurer", "role": "drawing_officer", "scope": "0412", "from": today,
             "order": "G.O.(Rt) No.7/2026", "in_place_of": held.account.username}  # fmt: skip
    address, anita, biju = "/administration/appointments/propose/", DEVICES["anita"], DEVICES["biju"]
    own = press(first, anita, address, given | {"account": "anita"})
    assert "Nobody proposes an appointment of oneself" in text(own)
    assert (
        "Sign with your key" in text(first.post(address, given)) and not AppointmentProposal.objects.exists()
    )
    assert "Proposed." in text(press(first, anita, address, given, follow=True))
    proposal = AppointmentProposal.objects.get()
    decide = f"/administration/appointments/{proposal.pk}/decide/"
    assert "Neither the person who proposed" in text(
        press(first, anita, decide, {"act": "agree"}, follow=True)
    )
    assert "in place of officer" in text(second.get("/administration/appointments/"))
    assert "Write why" in text(second.post(decide, {"act": "reject"}, follow=True))
    assert "on record" in text(press(second, biju, decide, {"act": "agree"}, follow=True))
    assert [one.account.username for one in holders_of("drawing_officer", "0412", timezone.now())] == [
        "treasurer"
    ]
    assert signed_in("officer").get("/office/0412/").status_code == 403


def test_an_administrator_countersigns_the_keys_that_wait_with_one_signature(
    office: SmallOffice, administrators: tuple[str, str]
) -> None:
    browser, at = signed_in("anita"), timezone.now()
    for name in ("officer", "treasurer"):
        Device().enrol(authority_of(Account.objects.get(username=name), at))
    page = browser.get("/administration/keys/")
    assert all(name in text(page) for name in ("officer", "treasurer", "Countersign"))
    given = {"key": re.findall(r'name="key" value="([0-9a-f]+)"', page.content.decode())}
    assert len(given["key"]) == 2 and keys_to_confirm()
    browser.post("/administration/keys/", given)
    assert len(keys_to_confirm()) == 2  # the session alone is not enough
    done = press(browser, DEVICES["anita"], "/administration/keys/", given, follow=True)
    assert "Countersigned." in text(done) and "Nothing waits." in text(done)
    assert keys_to_confirm() == []


def test_the_controlling_officer_agrees_on_pages_of_the_code(
    office: SmallOffice, administrators: tuple[str, str]
) -> None:
    first, controller = signed_in("anita"), signed_in("controller")
    given = {
        "account": "treasurer",
        "role": "clerk",
        "scope": "0412",
        "from": timezone.localdate().isoformat(),
    }
    press(first, DEVICES["anita"], "/administration/appointments/propose/", given)
    proposal = AppointmentProposal.objects.get()
    page = controller.get("/office/0412/officers/appointments/")
    assert "treasurer" in text(page) and "Agree" in text(page)
    decided = press(
        controller, DEVICES["controller"],
        f"/office/0412/officers/appointments/{proposal.pk}/decide/", {"act": "agree"}, follow=True,
    )  # fmt: skip
    assert "Agreed." in text(decided)
    form = controller.get("/office/0412/officers/appointments/propose/").content.decode()
    assert '<option value="clerk">' in form and "treasury_officer" not in form


def test_an_office_invites_resets_and_closes_its_own_people(office: SmallOffice) -> None:
    with_password("clerk")
    clerk = Client()
    clerk.post("/sign-in/password/", {"login": "clerk", "password": PASSWORD})
    officer = signed_in("officer")
    page = clerk.post("/office/0412/accounts/")
    assert "2 first codes are made" in text(page)
    code = re.search(r"<code>([A-Z2-9-]{14})</code>", page.content.decode())
    assert code
    Client().post("/activate/", {"name": "E100234", "first_code": code[1], "password": PASSWORD})
    address = "/office/0412/accounts/100234/"
    assert "Asked." in text(clerk.post(address, {"act": "ask", "reason": "Password forgotten"}, follow=True))
    assert "Another officer" in text(clerk.post(address, {"act": "agree"}, follow=True))
    assert "One first code is made" in text(officer.post(address, {"act": "agree"}))
    assert "The account is closed" in text(confirmed(officer, address, {"act": "close"}, follow=True))
    assert clerk.get("/office/0412/accounts/999/").status_code == 404


def test_an_office_touches_no_account_of_an_officer(office: SmallOffice) -> None:
    person = office.people["100234"].person
    person.account = Account.objects.get(username="treasurer")
    person.save(update_fields=["account"])
    officer = signed_in("officer")
    page = officer.post("/office/0412/accounts/100234/", {"act": "ask", "reason": "Phone lost"}, follow=True)
    assert "An administrator invites and resets the accounts of officers" in text(page)
    assert waiting_reset(person.account) is None


@pytest.mark.parametrize("address", ["accounts/", "accounts/invite/", "accounts/officer/", "appointments/"])
def test_nobody_else_opens_the_pages_of_an_administrator(office: SmallOffice, address: str) -> None:
    assert signed_in("officer").get(f"/administration/{address}").status_code == 403
    assert Client().get(f"/administration/{address}").status_code == 302
