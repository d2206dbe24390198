"""Sign-in by an OpenID provider on loopback: bound accounts alone, strong only where the provider says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client
from oidc_provider_mock import User, run_server_in_thread

from tests.payroll.office import SmallOffice
from tests.web.test_accounts import PASSWORD, SECRET, code_of, text, with_password
from vethanam.identity.models import Account, BoundSubject, SignIn
from vethanam.identity.provider import bind_subject, bound_account
from vethanam.identity.second_factors import keep_generator


@pytest.fixture
def issuer(settings: Any) -> Iterator[str]:
    """A provider with one subject who shows a second factor there, and one who shows a password alone."""
    users = (User(sub="asha", claims={"amr": ["pwd", "mfa"]}), User(sub="beena", claims={"amr": ["pwd"]}))
    with run_server_in_thread(require_nonce=True, user_claims=users) as server:
        settings.VETHANAM_OIDC_ISSUER = f"http://localhost:{server.server_port}"
        settings.VETHANAM_OIDC_CLIENT = "vethanam"
        yield settings.VETHANAM_OIDC_ISSUER


def at_provider(browser: Client, who: str, begin: str = "/sign-in/provider/") -> str:
    """Where the provider sends the browser back, after the person signed in there."""
    asked = browser.get(begin)["Location"]
    query = parse_qs(urlsplit(asked).query)
    assert query["code_challenge_method"] == ["S256"] and query["nonce"] and query["state"]
    answer = requests.post(asked, data={"sub": who}, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def test_a_bound_account_signs_in_strongly_where_the_provider_says_so(
    office: SmallOffice, issuer: str
) -> None:
    bind_subject(office.officers["officer"], issuer, "asha")
    browser = Client()
    assert "Sign in by OpenID" in text(browser.get("/sign-in/"))
    browser.get(at_provider(browser, "asha"))
    assert browser.get("/office/0412/").status_code == 200
    assert [(one.means, one.is_strong) for one in SignIn.objects.all()] == [("provider", True)]
    assert "Sign-in by OpenID" in text(browser.get("/account/"))


def test_without_a_second_factor_there_one_is_shown_here(office: SmallOffice, issuer: str) -> None:
    account = office.officers["officer"]
    bind_subject(account, issuer, "beena")
    keep_generator(account, SECRET)
    browser = Client()
    page = browser.get(at_provider(browser, "beena"))
    assert page["Location"].endswith("/account/keys/authenticate/")
    assert browser.get("/office/0412/").status_code == 302
    browser.post(page["Location"], {"code": code_of(SECRET)})
    assert browser.get("/office/0412/").status_code == 200


def test_nobody_is_let_in_or_made_who_is_not_bound(office: SmallOffice, issuer: str) -> None:
    before, browser = Account.objects.count(), Client()
    page = browser.get(at_provider(browser, "asha"), follow=True)
    assert "No account here is bound" in text(page) and Account.objects.count() == before
    bind_subject(office.officers["officer"], issuer, "asha")
    Account.objects.filter(username="officer").update(is_active=False)
    assert "No account here is bound" in text(browser.get(at_provider(browser, "asha"), follow=True))
    assert bound_account("https://other.example", "asha") is None


def test_the_holder_binds_after_showing_again_who_she_is(office: SmallOffice, issuer: str) -> None:
    account = with_password("officer")
    keep_generator(account, SECRET)
    browser = Client()
    page = browser.post("/sign-in/password/", {"login": "officer", "password": PASSWORD})
    browser.post(page["Location"], {"code": code_of(SECRET)})
    again = browser.get("/account/provider/")["Location"]
    assert again.startswith("/account/again/")
    browser.post(again, {"password": PASSWORD})
    done = browser.get(at_provider(browser, "asha", "/account/provider/"), follow=True)
    assert "From now on the provider signs this account in" in text(done)
    assert bound_account(issuer, "asha") == account
    with pytest.raises(Exception, match="signs another account in"):
        bind_subject(office.officers["clerk"], issuer, "asha")
    assert "does not sign" in text(browser.post("/account/provider/end/", follow=True))
    assert BoundSubject.objects.get().ended_at and bound_account(issuer, "asha") is None


@pytest.mark.parametrize("change", ["state", "code", "another browser", "twice"])
def test_what_did_not_begin_here_signs_nobody_in(office: SmallOffice, issuer: str, change: str) -> None:
    bind_subject(office.officers["officer"], issuer, "asha")
    browser = Client()
    back = at_provider(browser, "asha")
    if change in ("state", "code"):
        back = re.sub(rf"{change}=[^&]+", f"{change}=made-up", back)
    elif change == "another browser":
        browser = Client()
    else:
        browser.get(back)
        browser.post("/sign-out/")
    assert "did not say who you are" in text(browser.get(back, follow=True))
    assert browser.get("/office/0412/").status_code == 302


def test_a_token_for_another_client_or_nonce_is_refused(
    office: SmallOffice, issuer: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bind_subject(office.officers["officer"], issuer, "asha")
    browser = Client()
    back = at_provider(browser, "asha")
    session = browser.session
    key = next(name for name in session.keys() if name.startswith("_state_provider"))  # noqa: SIM118
    session[key]["data"]["nonce"] = "another"
    session.save()
    assert "did not say who you are" in text(browser.get(back, follow=True))


def test_a_provider_that_is_away_is_a_sentence_and_without_one_there_is_no_page(
    office: SmallOffice, settings: Any
) -> None:
    assert Client().get("/sign-in/provider/").status_code == 404
    assert Client().get("/sign-in/provider/back/").status_code == 404
    settings.VETHANAM_OIDC_ISSUER, settings.VETHANAM_OIDC_CLIENT = "http://localhost:9", "vethanam"
    assert "does not answer" in text(Client().get("/sign-in/provider/", follow=True))
