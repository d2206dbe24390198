"""A person on a roll without account or card: the door, her line, its proof, her claim; what stays shut."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.web.conftest import NOW
from tests.web.test_compensations import Court, court, on_roll
from tests.web.test_rolls import _text
from vethanam.identity import slowdowns
from vethanam.identity.models import Account, Slowdown
from vethanam.journal import keys
from vethanam.ledger.verifier import verify
from vethanam.messaging.message_codes import message_of_code
from vethanam.messaging.models import Intimation
from vethanam.people.models import Person
from vethanam.privacy.models import RollClaim, RollLine
from vethanam.web.parts import access

__all__ = ["court"]
DOOR, LINES = "/claim/", "/claim/lines/"


@pytest.fixture
def left(court: Court, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Somebody on the roll who has left the service: her account is closed."""
    monkeypatch.setattr(access, "business_now", lambda: (NOW, True))
    Account.objects.get_or_create(username="service-web", defaults={"kind": "service", "password": "!"})
    person = court.town.office.people[on_roll(court)[0]].person
    Account.objects.filter(pk=person.account_id or 0).update(is_active=False)
    return person


def number_of(person: Person) -> str:
    return person.employments.get().number


def opened(named: str, born_in: int | str, **where: Any) -> Client:
    client = Client()
    client.post(DOOR, {"code": named, "born_in": born_in}, **where)
    return client


def wrong(named: str, born_in: int | str = "1901", **where: Any) -> str:
    page = _text(Client().post(DOOR, {"code": named, "born_in": born_in}, **where))
    return page.partition("Not done.")[2]


def test_her_number_and_year_open_her_line_and_she_claims_once(court: Court, left: Person) -> None:
    client, line = Client(), RollLine.objects.get(roll=court.roll, person=left.pk)
    with court.world.role("web"):
        typed = {"code": f" {number_of(left)} ", "born_in": left.born.year}
        answer = client.post(DOOR, typed)
        assert answer["Location"] == LINES and number_of(left) not in str(answer.cookies)
        page = client.get(LINES)
        assert page["X-Robots-Tag"] == "noindex, nofollow" and b"<script" not in page.content
        assert f"You are on line {line.number} of roll {court.roll.reference}" in _text(page)
        assert left.name not in _text(page)
        proof = client.get(f"{LINES}{court.roll.reference}/proof.json").content
        assert verify(proof, keys.public_key()).outcome == "verified"
        claim = {"roll": court.roll.reference, "line": line.number}
        strange = {**claim, "line": line.number + 1}
        for given, says in ((strange, "is not yours"), (claim, "is recorded"), (claim, "claimed already")):
            assert says in _text(client.post(LINES, given, follow=True))
        assert "Claimed" in _text(client.get(LINES))
        assert "Closed." in _text(client.post("/claim/end/", follow=True))
        assert client.get(LINES)["Location"] == DOOR
    assert RollClaim.objects.get().line.person == left.pk


def test_the_code_of_a_message_to_her_opens_it_too(court: Court, left: Person) -> None:
    code = Intimation.objects.filter(person=left).latest("pk").code
    assert message_of_code(code) is not None
    with court.world.role("web"):
        assert court.roll.reference in _text(opened(code.lower(), left.born.year).get(LINES))
        assert opened(code, left.born.year + 1).get(LINES)["Location"] == DOOR


def test_a_number_is_shut_while_she_has_an_account(court: Court, left: Person) -> None:
    other = court.town.office.people[on_roll(court)[1]].person
    shut = wrong(number_of(other), other.born.year)
    assert "open nothing here. Who has an account signs in" in shut
    assert opened(number_of(other), other.born.year).get(LINES)["Location"] == DOOR
    assert shut == wrong("999999") == wrong(number_of(left))


def test_who_is_on_no_roll_learns_it_and_proves_nothing(court: Court, left: Person) -> None:
    """A proof of absence holds her secret: the door opens none."""
    off = next(one for number, one in court.town.office.people.items() if number not in on_roll(court))
    Account.objects.filter(pk=off.person.account_id or 0).update(is_active=False)
    client = opened(off.number, off.person.born.year)
    page = client.get(LINES)
    assert "You are on no roll." in _text(page) and b"proof.json" not in page.content
    assert client.get(f"{LINES}{court.roll.reference}/proof.json").status_code == 404


def test_five_wrong_years_close_a_number_for_a_day(left: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    number = number_of(left)
    unknown = [wrong("999999") for _ in range(6)]
    assert [wrong(number) for _ in range(6)] == unknown and "Five wrong tries" in unknown[5]
    assert opened(number, left.born.year).get(LINES)["Location"] == DOOR
    assert not Slowdown.objects.filter(subject__contains="999999").exists()
    later = timezone.now() + timedelta(hours=24, minutes=1)
    monkeypatch.setattr("vethanam.web.claiming.views.timezone.now", lambda: later)
    monkeypatch.setattr("time.time", later.timestamp)
    assert opened(number, left.born.year).get(LINES).status_code == 200


def test_a_slowed_address_hinders_nobody_with_the_right_pair(
    left: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slowdowns, "ADDRESS_ROUND", 3)
    here = {"REMOTE_ADDR": "192.0.2.7"}
    for place in range(3):
        wrong(f"88888{place}", **here)
    assert "open nothing here" in wrong(number_of(left), **here)
    assert "too many wrong ones came from here" in wrong(number_of(left), **here)
    for where in ({"REMOTE_ADDR": "192.0.2.8"}, here):
        assert opened(number_of(left), left.born.year, **where).get(LINES).status_code == 200


@pytest.mark.parametrize(("named", "born_in"), [("", "1960"), ("x", "1960"), ("<b>", "1960"), ("100234", "")])
def test_half_a_pair_opens_nothing(db: None, named: str, born_in: str) -> None:
    assert "Enter the code of a message or your number" in wrong(named, born_in)


def test_without_the_door_nothing_opens(left: Person) -> None:
    client = Client()
    client.cookies["vethanam_claim"] = (
        opened(number_of(left), left.born.year).cookies["vethanam_claim"].value + "x"
    )
    for send in (client.get, client.post):
        assert send(LINES)["Location"] == DOOR
    stale = opened(number_of(left), left.born.year)
    stale.cookies["vethanam_card"] = stale.cookies["vethanam_claim"].value
    assert stale.get("/benefit/mine/")["Location"] == "/benefit/"
