"""A forgotten password: the same answer for every name, one job for an eligible account, and
the second factor stays.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.api.conftest import Caller
from tests.payroll.office import SmallOffice
from tests.web.test_accounts import PASSWORD, SECRET, text
from vethanam.identity.authority import Authority
from vethanam.identity.first_codes import issue_first_codes
from vethanam.identity.models import Account, FirstCode
from vethanam.identity.second_factors import has_second_factor, keep_generator

NEW = "other words of mine"


@pytest.fixture
def account(office: SmallOffice) -> Account:
    made = Account.objects.create_user("E100234", PASSWORD)
    person = office.people["100234"].person
    person.account = made
    person.save(update_fields=["account"])
    return made


def jobs(name: str) -> list[Any]:
    return [job.args for job in ProcrastinateJob.objects.filter(task_name=f"messaging.{name}")]


def ask(address: str, **given: str) -> Any:
    return Client().post(f"/api/{address}", given, content_type="application/json")


def code_for(account: Account, reason: str = FirstCode.Reason.RESET) -> str:
    by = Authority(account.pk, None, "DEPT", "service", timezone.now())
    return issue_first_codes(by, [account], reason)[0].code


def test_every_name_gets_the_same_answer_and_one_of_them_a_job(account: Account) -> None:
    pages = [
        text(Client().post("/sign-in/forgotten/", {"name": name}, follow=True))
        for name in ("E100234", "e100234", "nobody", "officer", "no\0body")
    ]
    assert len(set(pages)) == 1 and "a code is on its way there" in pages[0]
    assert jobs("reset_code") == [{"account": account.pk}]
    assert "Enter it." in text(Client().post("/sign-in/forgotten/", {}))


def test_a_program_asks_and_the_generator_stays(account: Account) -> None:
    asked, nobody = ask("sign-in/forgotten", name="E100234"), ask("sign-in/forgotten", name="nobody")
    assert asked.status_code == 200 and asked.json() == nobody.json()
    assert len(jobs("reset_code")) == 1
    keep_generator(account, SECRET)
    made = ask("activate", name="E100234", first_code=code_for(account), password=NEW)
    assert made.status_code == 200 and made.json()["state"] == {"account": "E100234"}
    assert has_second_factor(account) and jobs("password_told") == [{"account": account.pk}]
    assert ask("sign-in", name="E100234", password=NEW).json()["code"] == "code_needed"


def test_a_code_on_the_page_asks_for_the_second_factor_too(account: Account) -> None:
    keep_generator(account, SECRET)
    browser = Client()
    page = browser.post("/activate/", {"name": "E100234", "first_code": code_for(account), "password": NEW})
    assert page["Location"].endswith("/account/keys/authenticate/")
    assert browser.get("/pay/").status_code == 302
    assert jobs("password_told") == [{"account": account.pk}]


def test_an_invitation_tells_nobody(account: Account) -> None:
    code = code_for(account, FirstCode.Reason.INVITATION)
    ask("activate", name="E100234", first_code=code, password=NEW)
    assert jobs("password_told") == []


def test_who_has_a_contact_is_invited_by_message_and_the_others_on_paper(
    office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = office.people["100234"].person_id
    monkeypatch.setattr("vethanam.acts.accounts.persons_reached", lambda persons: {first} & set(persons))
    done = Caller("clerk").post("acts/invite_employees", {"by_message": True}).json()
    assert [one["account"] for one in done["once"]["first_codes"]] == ["E100235"]
    assert done["state"] == {"invited": ["E100235"], "sent": ["E100234"]}
    (job,) = jobs("first_codes")
    assert job == {"accounts": [Account.objects.get(username="E100234").pk]}
    assert not FirstCode.objects.filter(account__username="E100234").exists()


def test_an_office_invites_by_message_on_its_page(
    office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = office.people["100234"].person_id
    monkeypatch.setattr("vethanam.acts.accounts.persons_reached", lambda persons: {first} & set(persons))
    clerk = Account.objects.get(username="clerk")
    clerk.set_password(NEW)
    clerk.save()
    browser = Client()
    browser.post("/sign-in/password/", {"login": "clerk", "password": NEW})
    assert 'name="by_message"' in browser.get("/office/0412/accounts/").content.decode()
    told = browser.post("/office/0412/accounts/100234/", {"act": "invite", "by_message": "yes"}, follow=True)
    assert told.redirect_chain[-1][0] == "/office/0412/accounts/100234/"
    assert jobs("first_codes") == [{"accounts": [Account.objects.get(username="E100234").pk]}]
    paper = browser.post("/office/0412/accounts/", {"by_message": "yes"}).content.decode()
    assert "E100235" in paper and "E100234" not in paper
