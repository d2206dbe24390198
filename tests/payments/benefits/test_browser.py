"""Pages of money that an office owes, or is owed, in a real browser: both languages, three widths, axe."""

from __future__ import annotations

from typing import Any

import pytest

from tests.benefits.bodies import OLD_AGE, Bodies
from tests.benefits.conftest import furnished_bodies
from tests.benefits.test_demands import WOMEN, bank_world, false_statement, upheld
from tests.benefits.test_pages import signed_in
from tests.conftest import World, pages_served
from tests.payments.benefits.test_compensation import Relief, relief
from tests.web.sound_pages import PHONE, WIDE, Visit, faults_of
from vethanam.benefits.actions.demands import Terms
from vethanam.web.parts import access

__all__ = ["bank_world", "furnished_bodies", "relief"]
pytestmark = pytest.mark.debian("chromium")
BOTH = pytest.mark.parametrize(("language", "axe_at"), [("en", WIDE), ("ml", PHONE)])


def sessions_of(*names: str) -> dict[str, str]:
    return {name: signed_in(name).cookies["sessionid"].value for name in names}


@BOTH
def test_the_payments_of_a_scheme_with_a_compensation_to_release_are_sound(
    relief: Relief, browser_type_launch_args: dict[str, Any], language: str, axe_at: int
) -> None:
    relief.taxed()
    relief.claims("Anna", "Beena")
    officer = f"{OLD_AGE}-1"
    pages = f"/benefits/{OLD_AGE}/payments/"
    visits = [Visit(officer, pages), Visit(officer, f"{pages}compensation/{relief.reference}/")]
    with relief.scheme.world.role("web"), pages_served() as served:
        assert relief.reference in signed_in(officer).get(pages).content.decode()
        found = faults_of(visits, sessions_of(officer), served, browser_type_launch_args, language, axe_at)
    assert found == {}


@BOTH
def test_a_demand_with_held_interest_is_sound(
    bank_world: tuple[World, Bodies],
    browser_type_launch_args: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    axe_at: int,
) -> None:
    world, bodies = bank_world
    row, officer = false_statement(world, bodies), f"{WOMEN}-1"
    upheld(bodies, row, Terms())
    monkeypatch.setattr(access, "business_now", lambda: (bodies.by(officer).at, True))
    address = f"/benefits/{WOMEN}/demands/{row.number}/"
    with world.role("web"), pages_served() as served:
        assert "It is held" in signed_in(officer).get(address).content.decode()
        sessions = sessions_of(officer)
        visits = [Visit(officer, address)]
        found = faults_of(visits, sessions, served, browser_type_launch_args, language, axe_at)
    assert found == {}
