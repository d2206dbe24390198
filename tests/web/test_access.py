"""Every route declares its audience; visitors are asked to sign in; nobody sees another person's page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.web.conftest import Town
from vethanam.web.account.urls import ACCESS


def _routes(
    patterns: list[URLPattern | URLResolver], names: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*names, pattern.namespace) if pattern.namespace else names
            yield from _routes(pattern.url_patterns, inner)
        else:
            yield ":".join((*names, pattern.name or "")), pattern


ROUTES = dict(_routes(get_resolver("vethanam.web.urls").url_patterns))


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_every_route_says_whom_it_is_for(name: str) -> None:
    view = ROUTES[name].callback
    access = getattr(view, "access", None) or ACCESS.get(name)
    guarded_by_allauth = view.__module__.startswith("allauth.") and name.startswith("mfa_")
    assert access or guarded_by_allauth, f"{name} says nothing about who may open it"


def test_a_stranger_is_asked_to_sign_in(db: None, client: Client) -> None:
    page = client.get("/account/")
    assert page["Location"] == "/sign-in/?next=/account/"


def test_public_pages_answer_in_both_languages(db: None, client: Client) -> None:
    english = client.get("/rights/")
    assert english.status_code == 200 and b"Your number and e-mail stay yours" in english.content
    back = client.get("/language/ml/?next=/rights/%3Fa%3D1")
    assert back["Location"] == "/rights/?a=1"
    assert b'<html lang="ml">' in client.get("/rights/").content


@pytest.mark.parametrize(
    "address", ["//elsewhere.example/", "https://elsewhere.example/", "javascript:alert(1)"]
)
def test_the_language_switch_never_leads_elsewhere(db: None, client: Client, address: str) -> None:
    assert client.get("/language/en/", {"next": address})["Location"] == "/"


def test_no_page_answers_for_sign_up_or_e_mail(db: None, client: Client) -> None:
    for address in ("/account/signup/", "/account/email/", "/account/password/reset/", "/sign-up/"):
        assert client.get(address).status_code == 404


def test_a_clerk_of_the_whole_department_begins_at_taking_over(town: Town) -> None:
    town.office.appoint("establishment", "clerk", "")
    signed_in = town.sign_in("establishment")
    page = signed_in.get("/", follow=True)
    assert page.redirect_chain[-1][0] == "/take-over/" and page.status_code == 200
    shown = page.content.decode()
    for address in ("/take-over/months/", "/take-over/joiner/", "/find/"):
        assert f'href="{address}"' in shown and signed_in.get(address).status_code == 200
    assert "Clerk of the whole department" in signed_in.get("/account/").content.decode()
    assert signed_in.get("/office/0412/").status_code == 403
