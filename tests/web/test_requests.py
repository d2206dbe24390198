"""An office requests by page: it is answered, approved by another officer, and only the browser's
key opens the answer.
"""

from __future__ import annotations

import hashlib
import time
from datetime import date
from typing import Any
from urllib.request import urlopen

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import sync_playwright

from tests.conftest import World
from tests.signers import enrolled, seated
from tests.web.conftest import NOW, Town, sequence
from tests.web.sound_pages import session_of, signed_in
from tests.web.test_arrears import _text
from vethanam.acts.executor import look, perform, prepare
from vethanam.acts.key_signatures import from_base64, to_base64
from vethanam.identity.models import Account, SigningKey
from vethanam.journal import keys as journal_keys
from vethanam.messaging.actions import queue_asked
from vethanam.messaging.dispatch import Dispatcher
from vethanam.messaging.gateways.sealed import RevealGateway
from vethanam.messaging.gateways.sealed.gateway import TO_OFFICER
from vethanam.messaging.models import AskedUse, Recipient
from vethanam.orders.models import Order
from vethanam.people.models import Person
from vethanam.people.queries import authority_of
from vethanam.privacy.models import Use
from vethanam.privacy.queries import uses_of
from vethanam.privacy.vault.binding import unpadded
from vethanam.privacy.vault.keys import read_vault_keys
from vethanam.web.parts import access

REASON = "A letter of the department came back"
ADDRESS = "p0@office.example"


def asked(town: Town, who: str = "clerk", **changes: Any) -> Any:
    """The clerk requests the official e-mail of an employee."""
    form = {
        "purpose": "SVC-BOOK", "employment": "100234", "fields": ["email_official"], "reason": REASON,
        "recipient": "DEPT",
    } | changes  # fmt: skip
    return town.sign_in(who).post("/requests/reveal/", form)


def key_of(name: str) -> tuple[SigningKey, Ed25519PrivateKey]:
    """A countersigned key of a data protection officer whom two administrators appointed."""
    account = Account.objects.create(username=name, kind=Account.Kind.OFFICER)
    Person.objects.create(name=name, born=date(1975, 1, 1), account=account, recorded_at=NOW)
    seated(account, "data_protection_officer", NOW)
    authority = authority_of(account, NOW, is_sample=True)
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return enrolled(authority, public, signed=True), private


def signed(act: str, name: str, given: dict[str, Any], keys: tuple[SigningKey, Ed25519PrivateKey]) -> Any:
    """An act that the officer's own key signs, as the API does it."""
    account, (key, private) = Account.objects.get(username=name), keys
    wanted = prepare(act, account, given, at=NOW)
    assert wanted.ok, wanted.says
    signature = private.sign(from_base64(wanted.state["challenge"]))
    assertion = {"key": key.reference, "signature": to_base64(signature)}
    return perform(act, account, {**given, "assertion": assertion}, at=NOW, is_sample=True)


def dispatched(world: World, town: Town) -> None:
    """Worker, sequencer and dispatcher each do their part."""
    with world.role("worker"):
        queue_asked()
    sequence(world)
    dispatcher = Dispatcher(
        read_vault_keys(town.folder / "keys" / "vault.key"),
        journal_keys.load(town.folder / "log.key").verifier,
        (RevealGateway(),),
    )
    with world.role("dispatcher"):
        dispatcher.start()
        for _ in range(4):
            dispatcher.go_round()
    sequence(world)


def test_a_clerk_asks_another_approves_and_the_browser_alone_reads_it(world: World, town: Town) -> None:
    answer = asked(town)
    assert answer.status_code == 302, _text(answer)
    address, browser = answer["Location"], town.sign_in("clerk")
    assert "Waits for approval" in _text(browser.get(address)) and "Another officer" in _text(
        browser.get(address)
    )
    assert b'id="reveal"' not in browser.get(address).content
    assert "Approve" not in _text(town.sign_in("clerk").get(address))
    reference = AskedUse.objects.get().reference
    assert REASON in _text(town.sign_in("dpo").get(address))
    done = signed("approve_use", "protector", {"asked": reference}, key_of("protector"))
    assert done.ok, done.says
    sequence(world)
    assert b'id="reveal"' in browser.get(address).content
    key = generate_private_key(SECP256R1())
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shown = browser.post(f"{address}show/", {"answer_key": to_base64(point)}).json()
    assert shown["use"], shown
    waiting = browser.get(f"/requests/answer/{shown['use']}/").json()
    assert not waiting["is_over"] and waiting["answers"] == []
    dispatched(world, town)
    reply = browser.get(f"/requests/answer/{shown['use']}/")
    assert ADDRESS not in reply.content.decode() and reply["Cache-Control"]
    (one,) = reply.json()["answers"]
    info = f"vethanam|reveal|{shown['use']}|email_official".encode()
    assert unpadded(TO_OFFICER.decrypt(from_base64(one["sealed"]), key, info=info)) == ADDRESS
    with pytest.raises(InvalidTag):
        TO_OFFICER.decrypt(from_base64(one["sealed"]), generate_private_key(SECP256R1()), info=info)
    assert town.sign_in("officer").get(f"/requests/answer/{shown['use']}/").status_code == 404
    person = town.office.people["100234"].person_id
    assert (uses_of(person)[0].purpose, uses_of(person)[0].state) == ("SVC-BOOK", "sent")
    hers = town.sign_in("emp-100234")
    assert "Shown to the officer" in _text(hers.get("/pay/uses/"))
    assert REASON in _text(hers.get(f"/pay/uses/{shown['use']}/"))
    assert "ഉദ്യോഗസ്ഥനെ" in _text(
        town.sign_in("emp-100234").get("/pay/uses/", headers={"accept-language": "ml"})
    )


def test_another_office_is_refused_with_the_reason_and_the_person_sees_it(town: Town) -> None:
    page = asked(town, "information", recipient="PRD")
    text = _text(page)
    assert page.status_code == 200 and "Refused" in text and "CONTROLLER_MISMATCH" in text
    assert "The request stands in the record. No number was opened." in text
    assert uses_of(town.office.people["100234"].person_id)[0].is_refused
    assert not AskedUse.objects.exists()


def test_an_officer_of_another_code_does_not_reach_the_person(town: Town) -> None:
    town.office.appoint("elsewhere", "clerk", "0999", office="DEPT")
    page = asked(town, "elsewhere")
    assert "ACTOR_NOT_AUTHORISED" in _text(page)


def test_what_is_missing_is_said_and_nothing_is_asked(town: Town) -> None:
    before = Use.objects.count()
    assert "This is empty" in _text(asked(town, reason=""))
    assert "Name contacts to see" in _text(asked(town, fields=[]))
    assert "looks like it holds a phone number" in _text(asked(town, reason="Call 98470 12345"))
    assert Use.objects.count() == before and not AskedUse.objects.exists()


def test_a_reading_is_answered_and_recorded(town: Town) -> None:
    form = {
        "purpose": "SVC-BOOK",
        "fields": "name, designation",
        "reason_given": "Check of the list",
        "requisition": "",
    }
    text = _text(town.sign_in("information").post("/requests/reading/", form))
    assert "Refused" in text and "CONTROLLER_MISMATCH" in text
    used = Use.objects.latest("pk")
    assert (used.mode, used.outcome, used.office) == ("read", "deny", "PRD")


def test_a_recipient_is_entered_by_one_and_confirmed_by_another(world: World, town: Town) -> None:
    town.office.appoint("deo", "purpose_owner", "CEO_DEO", office="CEO_DEO")
    public = X25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    form = {
        "code": "poll-office", "name": "Poll office", "name_ml": "തിരഞ്ഞെടുപ്പ് ഓഫീസ്", "kind": "feed",
        "receives_as": "CEO_DEO", "public_key": public,
    }  # fmt: skip
    browser = town.sign_in("deo")
    assert "no X25519 key" in _text(browser.post("/requests/recipients/", {**form, "public_key": "12"}))
    address = browser.post("/requests/recipients/", form)["Location"]
    assert "Waits for the second person" in _text(browser.get(address)) and public in _text(
        browser.get(address)
    )
    assert "poll-office" not in _text(browser.get("/requests/feed/"))
    done = signed("confirm_recipient", "protector", {"recipient": "poll-office"}, key_of("protector"))
    assert done.ok, done.says
    assert "Confirmed by two persons" in _text(browser.get(address))
    assert "Poll office (CEO_DEO)" in _text(browser.get("/requests/feed/"))
    browser.post(address, {"reason": "The key is lost"})
    assert hasattr(Recipient.objects.get(), "end") and "Ended" in _text(browser.get(address))
    listed = look("recipients", Account.objects.get(username="dpo"), {}, at=NOW).state["recipients"]
    assert [(one["code"], one["is_over"]) for one in listed] == [("poll-office", True)]


# -- a message begins at an order that is entered on a page --------------------------------------------------


def strongly_signed_in(town: Town, name: str) -> Client:
    """A browser in which the second factor was shown."""
    browser = town.sign_in(name)
    session = browser.session
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session.save()
    return browser


def test_public_relations_asks_from_a_page_of_a_real_installation_and_is_refused(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "business_now", lambda: (NOW, False))
    town.office.appoint("owner", "purpose_owner", "FIN", office="FIN")
    form = {
        "number": "G.O.(P) No.214/2026/Fin", "dated": "2026-10-30",
        "title": "Rate of dearness allowance from 1 July 2026",
        "title_ml": "ക്ഷാമബത്ത നിരക്ക് 2026 ജൂലൈ 1 മുതൽ", "with_effect_from": "2026-07-01", "paragraph": "3",
    }  # fmt: skip
    browser = strongly_signed_in(town, "owner")
    assert "This is empty" in _text(browser.post("/tell/orders/", {**form, "title_ml": ""}))
    file = SimpleUploadedFile("order.pdf", b"%PDF order")
    assert browser.post("/tell/orders/", {**form, "document": file})["Location"] == "/tell/orders/"
    order = Order.objects.get(number=form["number"])
    assert bytes(order.document_hash or b"").hex() == hashlib.sha256(b"%PDF order").hexdigest()
    assert (str(order.with_effect_from), order.paragraph) == ("2026-07-01", "3")
    assert form["title"] in _text(browser.get("/tell/orders/"))
    information = strongly_signed_in(town, "information")
    assert form["title"] in _text(information.get("/tell/"))
    assert information.get("/tell/orders/").status_code == 403
    text = {
        f"{language}_{part}": f"{part} {language}"
        for language in ("en", "ml")
        for part in ("subject", "body")
    }
    page = information.post(
        f"/tell/order/{order.pk}/text/", {**text, "ask": "1", "ways": "1", "channel": ["email"]}
    )
    assert "CONTROLLER_MISMATCH" in _text(page) and "Refused" in _text(page)
    used = Use.objects.latest("pk")
    assert (used.office, used.outcome, used.is_sample, used.order_number) == (
        "PRD",
        "deny",
        False,
        form["number"],
    )
    assert uses_of(town.office.people["100234"].person_id)[0].is_refused


def test_a_page_is_answered_as_web_while_another_process_does_its_part(
    world: World, town: Town, served: str
) -> None:
    """A page that asks again every second is answered while sequencer and dispatcher work in
    this process's other thread.
    """
    for role in ("sequencer", "dispatcher", "backup"):
        with world.role(role), urlopen(served + reverse("public:register"), timeout=30) as answer:
            assert answer.status == 200, role


@pytest.mark.debian("chromium")
def test_the_page_opens_what_the_dispatcher_sealed(
    world: World, town: Town, served: str, browser_type_launch_args: dict[str, Any]
) -> None:
    """The browser's cryptography against ours; the key never leaves the page."""
    address = asked(town)["Location"]
    done = signed(
        "approve_use", "protector", {"asked": AskedUse.objects.get().reference}, key_of("protector")
    )
    assert done.ok, done.says
    sequence(world)
    session = session_of(town, "clerk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_type_launch_args)
        page = signed_in(browser, served, session, "en").new_page()
        sent: list[str] = []
        page.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))
        page.goto(f"{served}{address}")
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.get_by_role("button", name="Show the contact").click()
        assert page.get_by_text("It is being opened for you.").is_visible()
        dispatched(world, town)
        page.get_by_text(ADDRESS).wait_for(timeout=60_000)
        assert all(ADDRESS not in one for one in sent)
        browser.close()
