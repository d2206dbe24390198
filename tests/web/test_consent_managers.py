"""A person links a consent manager on her page, sees its acts and ends the link with one button."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.conftest import World
from tests.sample.machine import born
from tests.signers import administrators, do, signs
from tests.web.conftest import NOW, Town, sequence
from vethanam.acts import executor
from vethanam.acts.executor import look, perform
from vethanam.benefits.models import Beneficiary
from vethanam.benefits.reference_codes import give_code
from vethanam.identity.models import Account
from vethanam.identity.tokens import issue_token
from vethanam.people.models import CONSENT_MANAGER, Person, Program
from vethanam.privacy.consents import notice_for
from vethanam.privacy.models import ManagerCode, ManagerLink

PAGE, CONTACT, CARD = "/pay/contact/managers/", "/pay/contact/", "/benefit/managers/"
ROW = {
    "number": "CM-1", "name": "Example Consents", "name_ml": "മാതൃകാ കൺസെന്റ്", "valid_from": "2026-01-01",
    "valid_until": "2039-12-31",
}  # fmt: skip


def shown(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def token(town: Town, world: World, monkeypatch: pytest.MonkeyPatch) -> str:
    """The token of a registered consent manager's program, which calls on the morning of the pages."""
    monkeypatch.setattr(executor, "business_now", lambda: (NOW, True))
    first, second = administrators()
    proposed = do("propose_master", first, NOW, kind="consent_manager", row=ROW)
    do("decide_master", second, NOW, proposal=proposed["proposal"], outcome="agree")
    sequence(world)
    with world.role("worker"):
        account = Account.objects.create(username="program-cm", kind=Account.Kind.SERVICE, password="!")
        Program.objects.create(
            code="cm", name="Example", office="FIN", role=CONSENT_MANAGER, scope="CM-1", account=account,
            valid_from=date(2026, 1, 1), valid_until=date(2039, 12, 31), recorded_at=NOW - timedelta(days=1),
        )  # fmt: skip
    return issue_token(account, name="x", role=CONSENT_MANAGER, scope="CM-1", lasts=timedelta(days=9))[1]


def called(token: str, act: str, **given: Any) -> Any:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": act}
    return Client().post(f"/api/acts/{act}", given, content_type="application/json", headers=headers)


def test_she_links_it_sees_its_acts_and_ends_it(town: Town, token: str) -> None:
    browser = town.sign_in("emp-100234")
    assert f'href="{PAGE}"' in browser.get(CONTACT).content.decode()
    assert "Get a code · Example Consents" in shown(browser.get(PAGE))
    page = browser.post(f"{PAGE}code/", {"manager": "CM-1"})
    found = re.search(r"<code>([A-Z0-9-]{24})</code>", page.content.decode())
    assert found is not None and "Your code for Example Consents" in shown(page), shown(page)
    assert found[1] not in browser.get(PAGE).content.decode()
    linked = called(token, "redeem_manager_code", code=found[1])
    assert linked.status_code == 200, linked.content
    handle = linked.json()["once"]["handle"]
    notice = notice_for("SURVEY", "en")
    assert notice is not None
    given = called(
        token, "give_consent_through_manager", handle=handle, purpose="SURVEY", to="GAD", channels=["email"],
        language="en", notice=bytes(notice.hash).hex(),
    )  # fmt: skip
    assert given.status_code == 200, given.content
    page = browser.get(PAGE)
    assert "Gave a consent" in shown(page) and "Opinion survey" in shown(page), shown(page)
    assert "Get a code" not in shown(page)
    assert "through Example Consents" in shown(browser.get(CONTACT))
    (consent,) = browser.get("/pay/contact/consents.json").json()["consents"]
    assert consent["manager"] == "CM-1"
    account = Account.objects.get(username="emp-100234")
    (own,) = look("own_managers", account, {}, is_sample=True).state["links"]
    assert (own["manager"], [one["does"] for one in own["calls"]]) == ("CM-1", ["give"])
    ml = browser.get(PAGE, headers={"accept-language": "ml"}).content.decode()
    assert '<html lang="ml">' in ml and "മാതൃകാ കൺസെന്റ്" in ml
    link = ManagerLink.objects.get()
    stranger = town.sign_in("emp-100235")
    assert "There is no such link" in shown(
        stranger.post(f"{PAGE}end/", {"link": link.pk}, follow=True)
    )  # fmt: skip
    assert "Gave a consent" not in shown(stranger.get(PAGE))
    ended = shown(browser.post(f"{PAGE}end/", {"link": link.pk}, follow=True))
    assert "This consent manager acts for you no more." in ended and "ended on" in ended
    gone = called(
        token, "withdraw_consent_through_manager", handle=handle, purpose="SURVEY", to="GAD"
    )  # fmt: skip
    assert gone.json()["code"] == "manager_link_over"
    assert "Withdrew a consent" in shown(browser.get(PAGE)) and "Refused" in shown(browser.get(PAGE))


def test_a_beneficiary_links_one_on_the_page_of_her_card(town: Town, token: str) -> None:
    born()
    her = Person.objects.create(name="Anitha", born=date(1960, 1, 1), recorded_at=NOW)
    card = give_code(
        town.office.by("clerk", NOW), Beneficiary.objects.create(person=her, number="B1", recorded_at=NOW)
    )  # fmt: skip
    browser = Client()
    assert browser.post("/benefit/", {"code": card, "born_in": "1960"})["Location"] == "/benefit/mine/"
    assert CARD in browser.get("/benefit/mine/").content.decode()
    page = browser.post(CARD, {"manager": "CM-1"})
    found = re.search(r"<code>([A-Z0-9-]{24})</code>", page.content.decode())
    assert found is not None and page["X-Robots-Tag"] == "noindex, nofollow", shown(page)
    handle = called(token, "redeem_manager_code", code=found[1]).json()["once"]["handle"]
    headers = {"Authorization": f"Bearer {token}"}
    seen = Client().get("/api/views/manager_consents", {"handle": handle}, headers=headers)
    assert seen.status_code == 200 and "Anitha" not in seen.content.decode(), seen.content
    assert seen.json()["state"]["offers"] == [], "she is in no register of a scheme and in no service"
    assert "Read your consents" in shown(browser.get(CARD)) and "Get a code" not in shown(browser.get(CARD))
    link = ManagerLink.objects.get(person=her.pk)
    assert "Read your consents" not in shown(town.sign_in("emp-100234").get(PAGE))
    town.sign_in("emp-100234").post(f"{PAGE}end/", {"link": link.pk})
    assert "acts for you no more" in shown(browser.post(CARD, {"link": link.pk}, follow=True))
    seen = Client().get("/api/views/manager_consents", {"handle": handle}, headers=headers)
    assert seen.json()["code"] == "manager_link_over"


def test_a_card_links_nothing_for_a_person_with_an_account(town: Town, token: str) -> None:
    born()
    her = Person.objects.get(account__username="emp-100234")
    card = give_code(
        town.office.by("clerk", NOW), Beneficiary.objects.create(person=her, number="B1", recorded_at=NOW)
    )  # fmt: skip
    browser = Client()
    browser.post("/benefit/", {"code": card, "born_in": str(her.born.year)})
    assert "You have an account here." in shown(browser.get(CARD))
    assert "You have an account here." in shown(browser.post(CARD, {"manager": "CM-1"}, follow=True))
    assert not ManagerCode.objects.exists()


def test_no_code_is_made_for_an_unregistered_one(town: Town) -> None:
    browser = town.sign_in("emp-100234")
    assert "There is no further registered consent manager." in shown(browser.get(PAGE))
    page = browser.post(f"{PAGE}code/", {"manager": "CM-9"}, follow=True)
    assert "No consent manager with this number is registered today." in shown(page)


def test_one_administrator_alone_registers_nobody(town: Town) -> None:
    first, second = administrators()
    days = {"kind": "consent_manager", "row": {**ROW, "valid_until": "2025-12-31"}}
    wrong = perform("propose_master", first, days, NOW, is_sample=True, sign=signs)
    assert [one.code for one in wrong.faults] == ["manager_days"]
    proposed = do("propose_master", first, NOW, kind="consent_manager", row=ROW)
    given = {"proposal": proposed["proposal"], "outcome": "agree"}
    assert not perform("decide_master", first, given, NOW, is_sample=True, sign=signs).ok
    assert perform("decide_master", second, given, NOW, is_sample=True).code == "assertion_missing"
    assert "Get a code" not in shown(town.sign_in("emp-100234").get(PAGE))
