"""The page of the bodies that know a person by a number: she ends a link and becomes a tester."""

from __future__ import annotations

import re
from typing import Any

from tests.conftest import World
from tests.payroll.office import at
from tests.web.conftest import NOW, Town
from vethanam.acts.executor import look
from vethanam.identity.models import Account
from vethanam.messaging.registers.links import decide_links, link_people, links_of, links_to_decide
from vethanam.messaging.registers.links import testers_of as who_tests
from vethanam.people.models import Program

PAGE = "/pay/contact/registers/"


def shown(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_she_sees_each_link_ends_it_and_becomes_a_tester(town: Town, world: World) -> None:
    when = at(2, month=11)
    for name in ("pay-desk", "pay-desk-2"):
        town.office.appoint(name, "purpose_owner", "FIN", office="FIN")
    link_people(town.office.by("pay-desk", when), {"PD/7": "100234", "PD/8": "100235"})
    with world.role("worker"):
        Program.objects.create(
            code="pay-desk", name="Pay desk", office="FIN", role="purpose_owner", scope="FIN",
            purpose="SAL-CREDIT", key_kind="team", valid_from=at(1).date(),
            valid_until=at(30, month=12).date(), recorded_at=at(1),
            account=Account.objects.create(
                username="program-pay-desk", kind=Account.Kind.SERVICE, password="!"
            ),
        )  # fmt: skip
    person = town.office.people["100234"].person_id
    browser = town.sign_in("emp-100234")
    assert "No body has linked a number to you." in shown(browser.get(PAGE))  # it waits for another officer
    other = town.office.by("pay-desk-2", when)
    waiting = {row.number: row.pk for row in links_to_decide(other)}
    decide_links(other, [waiting["PD/7"]], is_agreed=True)
    decide_links(other, [waiting["PD/8"]], is_agreed=False, reason="Another person")
    assert f'href="{PAGE}"' in browser.get("/pay/contact/").content.decode()
    page = browser.get(PAGE)
    assert "Finance Department PD/7 · counts from 3 Nov 2026" in shown(page), shown(page)
    assert "നിങ്ങളുമായുള്ള ബന്ധങ്ങൾ" in browser.get(PAGE, headers={"accept-language": "ml"}).content.decode()
    own = look("own_links", Account.objects.get(username="emp-100234"), {}, NOW, is_sample=True).state[
        "links"
    ]
    assert [(one["body"], one["number"]) for one in own] == [("FIN", "PD/7")]
    stranger = town.sign_in("emp-100235")
    (link,) = links_of(person)
    assert "No body has asked for a message to you." in shown(page)
    assert "PD/7" not in shown(stranger.get(PAGE))
    refused = stranger.post(f"{PAGE}end/", {"link": link.pk}, follow=True)
    assert "There is no such link" in shown(refused) and links_of(person) == [link]
    assert "Become a tester" in shown(page)
    browser.post(f"{PAGE}testing/", {"body": "FIN", "to": "on"})
    assert who_tests("FIN") == {person}
    assert "Be a tester no longer" in shown(browser.get(PAGE))
    browser.post(f"{PAGE}testing/", {"body": "FIN", "to": "stop"})
    assert who_tests("FIN") == set()
    ended = browser.post(f"{PAGE}end/", {"link": link.pk}, follow=True)
    assert "Ended. This body has nothing sent to you" in shown(ended) and links_of(person) == []
    assert "No body has linked a number to you." in shown(ended)
