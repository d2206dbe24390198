"""A consent takes one page and one tap, never pre-ticked; withdrawing takes one tap; senders are
chosen one by one.
"""

from __future__ import annotations

import re
from typing import Any

from tests.web.conftest import Town
from vethanam.privacy.consents import consents_of, notice_for
from vethanam.privacy.queries import contacts_of
from vethanam.privacy.vault.keys import new_vault_keys

YES = "/pay/contact/yes/SURVEY/GAD/"


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_notice_comes_first_and_nothing_is_ticked(town: Town) -> None:
    client = town.sign_in("emp-100234")
    assert YES in client.get("/pay/contact/").content.decode()
    page = client.get(YES)
    notice = notice_for("SURVEY", "en")
    assert notice and all(
        words in _text(page) for words in (notice.content["words"]["withdraw"], "NT-SUR-01, 1")
    )
    assert "checked" not in page.content.decode()


def test_yes_and_back_again_leave_a_record(town: Town) -> None:
    client = town.sign_in("emp-100234")
    answer = client.post(YES, {"channel": "email"}, follow=True)
    assert "Yes, from now on: Opinion survey" in _text(answer)
    person = town.office.people["100234"].person_id
    (consent,) = consents_of(person)
    assert (consent.controller, consent.channels) == ("GAD", ("email",)) and "mobile" not in consent.fields
    assert f'action="{YES}back/"' in answer.content.decode()
    answer = client.post(f"{YES}back/", follow=True)
    assert "Taken back. It holds from now on." in _text(answer)
    record = client.get("/pay/contact/consents.json").json()
    assert record["consents"][0]["withdrawn_at"] and record["consents"][0]["notice"] == "NT-SUR-01/1"


def test_a_yes_without_a_way_is_sent_back(town: Town) -> None:
    answer = town.sign_in("emp-100234").post(YES, {})
    assert "Choose at least one way to be told." in _text(answer)


def test_a_notice_that_changed_meanwhile_is_read_again(town: Town) -> None:
    answer = town.sign_in("emp-100234").post(YES, {"channel": "email", "notice": "00" * 32})
    assert "The notice has changed since." in _text(answer)


def test_publicity_takes_an_address_of_its_own_and_keeps_it_apart(
    town: Town, tmp_path: Any, settings: Any
) -> None:
    """Both contacts are shown, each under its register; withdrawing the consent removes the
    contact given with it.
    """
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "vault.pub").write_bytes(new_vault_keys()[0])
    settings.VETHANAM_STATE = tmp_path
    client, press = town.sign_in("emp-100234"), "/pay/contact/yes/PUBLICITY/PRD/"
    assert 'name="email_personal"' in client.get(press).content.decode()
    assert 'name="email_personal"' not in client.get(YES).content.decode()
    wrong = client.post(press, {"channel": "email", "email_personal": "nobody"})
    assert "cannot be read" in _text(wrong) and "nobody" not in _text(wrong)
    answer = client.post(press, {"channel": "email", "email_personal": "news@home.example"}, follow=True)
    page = _text(answer)
    assert "Yes, from now on: News and achievements" in page
    assert page.index("Service book and payroll") < page.index("List of people who asked to be told")
    code = "/pay/contact/list/PRD-OPTIN/email_personal/code/"
    assert f'href="{code}"' in answer.content.decode() and "news@home.example" not in page
    assert client.get(code).status_code == 200
    assert "This is not the code that was sent" in _text(client.post(code, {"code": "AAAAABBBBB"}))
    assert client.get("/pay/contact/list/CMO-OPTIN/email_personal/").status_code == 404
    shown = [(one.register, one.kind) for one in contacts_of(town.office.people["100234"].person_id)]
    assert shown[-1] == ("PRD-OPTIN", "email_personal") and {one for one, _ in shown[:-1]} == {"SPARK"}
    gone = client.post(f"{press}back/", follow=True)
    assert "List of people who asked to be told" not in _text(gone)
    assert "ശമ്പളത്തിനായി നിങ്ങൾ നൽകിയത്" in _text(client.get(press, headers={"accept-language": "ml"}))


def test_what_needs_no_yes_asks_for_none(town: Town) -> None:
    client = town.sign_in("emp-100234")
    assert client.get("/pay/contact/yes/SAL-CREDIT/FIN/").status_code == 404
    assert client.get("/pay/contact/yes/SURVEY/FIN/").status_code == 404
    assert client.post(f"{YES}back/").status_code == 404


def test_one_sender_is_stopped_on_one_channel(town: Town) -> None:
    client = town.sign_in("emp-100234")
    asked = {"sender": "FIN", "channel": "email", "to": "stop"}
    assert "Stopped: Finance Department, E-mail." in _text(
        client.post("/pay/contact/senders/", asked, follow=True)
    )
    assert "On again" in _text(client.post("/pay/contact/senders/", {**asked, "to": "on"}, follow=True))
    assert client.post("/pay/contact/senders/", {**asked, "channel": "portal"}).status_code == 404
