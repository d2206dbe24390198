"""Pages of relief and of evidence in a real browser: both languages, three widths, axe silent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.conftest import Town
from tests.web.sound_pages import PHONE, WIDE, Visit, faults_of, session_of
from tests.web.test_canaries import PAGE as CANARIES
from tests.web.test_canaries import planted
from tests.web.test_claiming import LINES, left, number_of, opened
from tests.web.test_compensations import Court, court, on_roll
from tests.web.test_consent_managers import PAGE as MANAGERS
from tests.web.test_consent_managers import token
from tests.web.test_rolls import _text
from vethanam.people.models import Person
from vethanam.web.claiming.views import SESSION

__all__ = ["court", "left", "token"]
pytestmark = pytest.mark.debian("chromium")


@pytest.mark.parametrize(("language", "axe_at"), [("en", WIDE), ("ml", PHONE)])
def test_pages_of_a_compensation_are_sound(
    court: Court, served: str, browser_type_launch_args: dict[str, Any], language: str, axe_at: int
) -> None:
    reference, numbers = court.ordered(), on_roll(court)
    for number in numbers:
        court.claims(number)
    person = f"emp-{numbers[0]}"
    visits = [
        Visit("law", "/protection/compensation/"),
        Visit("law", f"/protection/compensation/{reference}/"),
        Visit("law", "/protection/rolls/"),
        Visit("law", f"/protection/rolls/{court.roll.reference}/"),
        Visit("finance", "/finance/compensation/"),
        Visit("finance", f"/finance/compensation/{reference}/"),
        Visit("clerk", "/office/0412/compensation/"),
        Visit(person, "/pay/rolls/"),
        Visit("", "/claim/"),
    ]
    sessions = {who: session_of(court.town, who) for who in ("law", "finance", "clerk", person)}
    assert faults_of(visits, sessions, served, browser_type_launch_args, language, axe_at) == {}


@pytest.mark.parametrize(("language", "axe_at"), [("en", WIDE), ("ml", PHONE)])
def test_the_lines_behind_the_door_are_sound(
    court: Court,
    left: Person,
    served: str,
    browser_type_launch_args: dict[str, Any],
    language: str,
    axe_at: int,
) -> None:
    client = opened(number_of(left), left.born.year)
    assert f"roll {court.roll.reference}" in _text(client.get(LINES))
    sessions = {"her": f"{SESSION.cookie}={client.cookies[SESSION.cookie].value}"}
    visits = [Visit("her", LINES)]
    assert faults_of(visits, sessions, served, browser_type_launch_args, language, axe_at) == {}


@pytest.mark.usefixtures("token")
@pytest.mark.parametrize(("language", "axe_at"), [("en", WIDE), ("ml", PHONE)])
def test_pages_of_canaries_managers_and_registers_are_sound(
    town: Town,
    served: str,
    browser_type_launch_args: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    axe_at: int,
) -> None:
    monkeypatch.setattr("django.conf.settings.VETHANAM_STATE", town.folder)
    planted(town)
    town.office.appoint("law", "law_officer", "", office="FIN")
    visits = [
        Visit("dpo", CANARIES),
        *(Visit("", address) for address in ("/canaries/", "/keys/", "/information/")),
        *(Visit("emp-100234", address) for address in (MANAGERS, "/pay/nominees/")),
        *(Visit("law", address) for address in ("/protection/assessments/", "/restraint/windows/")),
    ]
    sessions = {who: session_of(town, who) for who in ("dpo", "emp-100234", "law")}
    assert faults_of(visits, sessions, served, browser_type_launch_args, language, axe_at) == {}
