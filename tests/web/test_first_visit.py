"""First-visit help: on the first page of each role, to its pages and guide, until it is put away."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from tests.web.conftest import Town
from vethanam.acts.own_account import PANELS
from vethanam.identity.models import PutAway
from vethanam.people.models import Role
from vethanam.web.parts.first_visit import STEPS
from vethanam.web.public.guides import NAMES

HOMES = {
    "emp-100234": "/pay/", "clerk": "/office/0412/", "officer": "/office/0412/",
    "treasurer": "/treasury/T07/", "finance": "/finance/",
    "dpo": "/protection/", "law": "/restraints/", "information": "/tell/",
}  # fmt: skip


def _panel(client: Client, page: str) -> str:
    found = re.search(r'<aside class="first-visit".*?</aside>', client.get(page).content.decode())
    return found[0] if found else ""


@pytest.mark.parametrize("name", sorted(HOMES))
def test_each_role_has_its_steps_until_it_puts_them_away(town: Town, name: str) -> None:
    if name == "law":
        town.office.appoint("law", "law_officer", "", office="FIN")
    client, page = town.sign_in(name), HOMES[name]
    panel = _panel(client, page)
    links = re.findall(r'href="([^"]+)"', panel)
    assert 4 <= len(links) <= 6
    for link in links:
        assert client.get(link).status_code == 200, link
    key = re.search(r'name="panel" value="([^"]+)"', panel)
    assert key
    done = client.post(
        "/account/first-visit/", {"panel": key[1]}, headers={"referer": f"http://testserver{page}"}
    )
    assert done["Location"] == page and _panel(client, page) == ""
    assert PutAway.objects.get().panel == key[1]
    client.post("/account/first-visit/", {"again": "yes"})
    assert _panel(client, page)


def test_it_stands_on_the_first_page_alone_and_in_both_languages(town: Town) -> None:
    client = town.sign_in("emp-100234")
    assert _panel(client, "/pay/uses/") == ""
    client.cookies["django_language"] = "ml"
    assert "ഇവിടെ ആദ്യമായി" in _panel(client, "/pay/")


def test_an_unknown_panel_and_another_site_change_nothing(town: Town) -> None:
    client = town.sign_in("clerk")
    client.post("/account/first-visit/", {"panel": "nonsense"})
    assert not PutAway.objects.exists()
    away = client.post(
        "/account/first-visit/", {"panel": "clerk"}, headers={"referer": "https://elsewhere.example/x"}
    )
    assert away["Location"] == "/"


def test_every_role_with_a_first_page_has_steps_and_a_guide() -> None:
    assert set(STEPS) == set(PANELS) == set(Role.values) - {Role.SERVICE} | {"department"}
    for guide, steps in STEPS.values():
        assert guide in NAMES and 3 <= len(steps) <= 5


@pytest.mark.parametrize("name", NAMES)
def test_a_guide_is_a_page(db: None, client: Client, name: str) -> None:
    page = client.get(f"/guide/{name}/").content.decode()
    shown = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main")])
    assert page.count("<h1") == 1 and not re.search(r"\*\*|\]\(|^#|\|--", shown)


def test_the_employees_guide_is_in_the_language_of_the_page(db: None, client: Client) -> None:
    english = client.get("/guide/employee/").content.decode()
    malayalam = client.get("/guide/employee/", headers={"accept-language": "ml"}).content.decode()
    assert "For employees" in english and "ആദ്യമായി" not in english
    assert "ജീവനക്കാർക്ക്" in malayalam and "First time" not in malayalam
    assert (
        client.get("/guide/operator/").status_code == 404 and client.get("/guide/nothing/").status_code == 404
    )
    with pytest.raises(Resolver404):
        resolve("/guide/../office/")
