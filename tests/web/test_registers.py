"""The officers' page of links: one officer enters, another agrees or declines, either ends."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.conftest import World
from tests.payroll.office import at
from tests.web.conftest import NOW, Town
from vethanam.acts.executor import look, perform
from vethanam.identity.models import Account
from vethanam.messaging.registers.links import people_linked
from vethanam.messaging.registers.models import LinkInForce, RegisterLink, RegisterLinkDecision

PAGE = "/registers/FIN/"
LATER = at(27, month=11)


def shown(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def desks(town: Town) -> Town:
    for name in ("pay-desk", "pay-desk-2"):
        town.office.appoint(name, "purpose_owner", "FIN", office="FIN")
    town.office.appoint("elsewhere", "purpose_owner", "AGR", office="AGR")
    return town


def entered(town: Town, **links: str) -> Any:
    form: dict[str, str] = {}
    for place, (number, person) in enumerate(links.items(), 1):
        form |= {f"number_{place}": number.replace("_", "/"), f"person_{place}": person}
    return town.sign_in("pay-desk").post(f"{PAGE}enter/", form, follow=True)


def test_a_link_counts_once_another_officer_agrees(desks: Town) -> None:
    done = entered(desks, PD_7="100234", PD_8="100235")
    assert "Links entered: 2. They do not count until" in shown(done)
    assert "Links that wait for you" not in shown(done) and "Waits for another officer" in shown(done)
    assert people_linked("FIN", ["PD/7", "PD/8"], LATER) == {}
    links = {row.number: row.pk for row in RegisterLink.objects.all()}
    mine = {"link": links["PD/7"], "outcome": "agreed"}
    own = desks.sign_in("pay-desk").post(f"{PAGE}decide/", mine, follow=True)
    assert "You entered one of these links." in shown(own) and not RegisterLinkDecision.objects.exists()
    other = desks.sign_in("pay-desk-2")
    waiting = look("inbox", Account.objects.get(username="pay-desk-2"), {}, NOW, is_sample=True).state
    assert ("register_links", "FIN") in [(one["kind"], one["key"]) for one in waiting["inbox"]]
    assert f'href="{PAGE}"' in other.get("/tell/").content.decode()
    page = other.get(PAGE)
    person = desks.office.people["100234"].person
    assert "Links that wait for you" in shown(page) and person.name in shown(page)
    assert f"{person.born:%-d %b %Y}" in shown(page)
    agreed = other.post(f"{PAGE}decide/", mine, follow=True)
    assert "Links agreed to: 1." in shown(agreed), shown(agreed)
    assert people_linked("FIN", ["PD/7", "PD/8"], LATER) == {"PD/7": person.pk}
    assert people_linked("FIN", ["PD/7"], NOW) == {}  # a day later
    again = other.post(f"{PAGE}decide/", mine, follow=True)
    assert "One of these links was decided or ended before." in shown(again)
    both = {"link": [links["PD/7"], links["PD/8"]], "outcome": "agreed"}
    assert "decided or ended before" in shown(other.post(f"{PAGE}decide/", both, follow=True))
    assert people_linked("FIN", ["PD/8"], LATER) == {}  # all or none
    without = {"link": links["PD/8"], "outcome": "declined"}
    assert "Say why you decline" in shown(other.post(f"{PAGE}decide/", without, follow=True))
    declined = other.post(f"{PAGE}decide/", {**without, "reason": "Another person"}, follow=True)
    assert "Links declined: 1." in shown(declined) and "Another person" in shown(declined)
    assert LinkInForce.objects.count() == 1
    assert "PD/8" not in shown(other.get(PAGE, {"number": "PD/7"}))
    entered(desks, PD_8="100236")  # a declined number is free again
    assert RegisterLink.objects.filter(number="PD/8").count() == 2
    ended = desks.sign_in("pay-desk").post(f"{PAGE}end/", {"number": "PD/7"}, follow=True)
    assert "Ended. Nothing is sent by this number any more." in shown(ended)
    assert not LinkInForce.objects.exists()


def test_bad_numbers_are_said_and_nothing_is_entered(desks: Town) -> None:
    page = entered(desks, **{"+91 00000 70000": "100234", "PD_9": "999999"})
    assert "is no number of a register" in shown(page) and not RegisterLink.objects.exists()
    assert 'value="999999"' in page.content.decode()
    assert "Enter at least one link, and at most 1000 at a time" in shown(entered(desks))


def test_an_officer_of_another_body_sees_and_decides_nothing(desks: Town) -> None:
    entered(desks, PD_7="100234")
    link = RegisterLink.objects.get()
    stranger = desks.sign_in("elsewhere")
    assert stranger.get(PAGE).status_code == 403
    assert "PD/7" not in shown(stranger.get("/registers/AGR/"))
    tried = stranger.post("/registers/AGR/decide/", {"link": link.pk, "outcome": "agreed"}, follow=True)
    assert "is not of your body" in shown(tried) and not RegisterLinkDecision.objects.exists()
    account = Account.objects.get(username="pay-desk-2")
    assert not perform("decide_register_links", account, {"links": [], "outcome": "agreed"}, NOW).ok


def test_the_view_has_every_link_with_its_state(desks: Town) -> None:
    entered(desks, PD_7="100234", PD_8="100235")
    account = Account.objects.get(username="pay-desk-2")
    seen = look("register_links", account, {"body": "FIN", "state": "waits"}, NOW, is_sample=True)
    assert [(one["number"], one["person"], one["state"]) for one in seen.state["links"]] == [
        ("PD/8", "100235", "waits"), ("PD/7", "100234", "waits"),
    ]  # fmt: skip
    assert look("register_links", account, {"state": "counts"}, NOW, is_sample=True).state["links"] == []
    stranger = Account.objects.get(username="elsewhere")
    assert look("register_links", stranger, {}, NOW, is_sample=True).state["links"] == []


def test_the_database_wants_another_officer(desks: Town, world: World) -> None:
    entered(desks, PD_7="100234")
    link = RegisterLink.objects.get()
    with pytest.raises(Exception, match="Another officer decides"), world.role("web"):
        RegisterLinkDecision.objects.create(
            link=link, is_agreed=True, decided_by_id=link.entered_by_id, person=link.officer, counts_from=NOW,
            at=NOW, recorded_at=NOW, leaf=1,
        )  # fmt: skip


def test_the_pages_are_whole_in_malayalam(desks: Town) -> None:
    entered(desks, PD_7="100234")
    other = desks.sign_in("pay-desk-2")
    for address in (PAGE, f"{PAGE}enter/"):
        page = other.get(address, headers={"accept-language": "ml"}).content.decode()
        assert '<html lang="ml">' in page and "രജിസ്റ്ററുകളിലെ ബന്ധങ്ങൾ" in page
