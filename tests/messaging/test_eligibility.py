"""Who becomes eligible by a recorded fact is told once, under her scheme, by the number she gave to it."""

# ruff: noqa: F811 - fixtures of other modules

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.utils.timezone import localdate

from tests.benefits.bodies import NOVEMBER, OLD_AGE, WIDOW
from tests.messaging.test_benefit_intimations import Told, smsc, told  # noqa: F401 - fixtures
from tests.messaging.test_guardian_delivery import told as numbers_reached
from tests.messaging.test_smpp import Running
from tests.messaging.town import Officer, Town, officer
from vethanam.acts.executor import Performed
from vethanam.benefits.actions.applications import Applicant, assess_application
from vethanam.benefits.actions.circumstances import CircumstanceSaid, record_circumstance
from vethanam.benefits.actions.decisions import sanction
from vethanam.benefits.models import Application, Assessment, Circumstance
from vethanam.journal.actions import append
from vethanam.journal.queries import leaf_content
from vethanam.messaging.actions import queue_allowed
from vethanam.messaging.models import CohortCount
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Use, UseSubject
from vethanam.privacy.vault.number import parse

HERS, TO_THE_OTHER, ANOTHERS = "910000070000", "910000070008", "910000070009"
#: section 7(b) of the Act has begun
LATER = datetime(2027, 6, 1, 11, 0, tzinfo=IST)
ASSESSED_ON = date(2026, 10, 28)


class Scheme:
    """The office of the old age pension with its two officers, and three people of its register."""

    def __init__(self, town: Town, told: Told) -> None:
        self.town, self.told, self.bodies = town, told, told.bodies
        self.desk = self._later(officer(town.house, "scheme-desk", "communicating_officer", OLD_AGE))
        self.owner = self._later(officer(town.house, "scheme-owner", "purpose_owner", OLD_AGE))
        self.dpo = self._later(town["dpo"])
        self.hers = self.applied(HERS, income="184000")
        self.other = self.applied(ANOTHERS, name="Mariam Beevi", income="184000")

    @staticmethod
    def _later(one: Officer) -> Officer:
        return replace(one, authority=one.authority.later(LATER))

    def applied(self, number: str, *, name: str = "Sarada K.", income: str) -> Application:
        """An application under the old age pension, checked and assessed."""
        found = self.bodies.applied(
            name=name, contacts=[parse("mobile", f"+{number}")], circumstances={"income": income}
        )
        self.bodies.check_all()
        self.assess(found)
        return found

    def assess(self, application: Application) -> str:
        found = assess_application(self.bodies.by("clerk"), application, ASSESSED_ON)
        self.town.house.sequence()
        return found.outcome

    def income_is(self, application: Application, value: str) -> None:
        """A corrected certificate of her income, checked by another officer."""
        first = Circumstance.objects.filter(beneficiary=application.beneficiary, kind="income").latest("pk")
        said = CircumstanceSaid("income", value, date(2026, 10, 20), "Income certificate 52/2026")
        record_circumstance(self.bodies.by("clerk"), application.beneficiary, said, corrects=first)
        self.bodies.check_all()

    def composes(self, by: Officer | None = None, source: str = OLD_AGE, **given: Any) -> Performed:
        return (by or self.desk).does("compose", purpose="SCHEME-ELIG", source=f"BEN-{source}", **given)

    def sends(self, campaign: str) -> Performed:
        for one in (self.owner, self.dpo):
            done = one.does("approve", campaign=campaign)
            assert done.ok, done.says
        self.town.house.sequence()
        done = self.desk.does("dispatch", campaign=campaign)
        queue_allowed()
        self.town.house.sequence()
        return done


@pytest.fixture
def scheme(town: Town, told: Told) -> Scheme:
    return Scheme(town, told)


def test_who_becomes_eligible_by_a_recorded_fact_is_told_once_under_her_scheme(
    scheme: Scheme, smsc: Running
) -> None:
    house, her = scheme.town.house, scheme.hers.beneficiary.person_id
    scheme.bodies.applied(
        WIDOW, who=Applicant(number=scheme.hers.beneficiary.number),
        circumstances={"marital_state": "widowed"}, contacts=[parse("mobile", f"+{TO_THE_OTHER}")],
    )  # fmt: skip
    assert scheme.composes().code == "nobody_meant"
    scheme.income_is(scheme.hers, "84000")
    assert scheme.composes().code == "nobody_meant", "a fact alone says nothing before the rules are asked"
    assert scheme.assess(scheme.hers) == "eligible"
    composed = scheme.composes()
    assert "campaign" in composed.state, composed.state
    assert composed.state["cohort"].endswith("BEN-IGNOAPS finds eligible, each once")
    sent = scheme.sends(composed.state["campaign"])
    assert sent.state["outcome"] == "allow", sent.says
    assert numbers_reached(house, smsc) == {HERS}
    use = Use.objects.latest("pk")
    assert (use.purpose_code, use.office, use.request["sources"]) == (
        "SCHEME-ELIG",
        OLD_AGE,
        [f"BEN-{OLD_AGE}"],
    )
    assert [*UseSubject.objects.filter(use=use).values_list("person", flat=True)] == [her]
    before = len(smsc.parts)
    assert scheme.composes().code == "nobody_meant"
    assert scheme.assess(scheme.hers) == "eligible" and scheme.composes().code == "nobody_meant"
    scheme.income_is(scheme.other, "84000")
    assert scheme.assess(scheme.other) == "eligible"
    second = scheme.sends(scheme.composes().state["campaign"])
    assert second.state["outcome"] == "allow", second.says
    assert numbers_reached(house, smsc) == {HERS, ANOTHERS}
    assert {part.destination_addr for part in smsc.parts[before:]} == {ANOTHERS}


def test_a_false_assessment_reaches_her_under_two_signatures_alone(scheme: Scheme, smsc: Running) -> None:
    """A taken-over worker writes that she is eligible; the two who sign do not see that it is false."""
    house = scheme.town.house
    row = Assessment.objects.filter(application=scheme.hers).latest("pk")
    with house.world.role("worker"):
        said = leaf_content(row.leaf)
        leaf = append(said["kind"], public=said["public"], private=None, at=row.recorded_at, is_sample=True)
        fields = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}
        Assessment.objects.create(**{**fields, "id": None, "outcome": "eligible", "leaf": leaf})
    campaign = scheme.composes().state["campaign"]
    assert scheme.owner.does("approve", campaign=campaign).ok
    scheme.desk.does("dispatch", campaign=campaign)
    queue_allowed()
    house.sequence()
    assert numbers_reached(house, smsc) == set()
    assert scheme.dpo.does("approve", campaign=campaign).ok
    scheme.desk.does("dispatch", campaign=campaign)
    queue_allowed()
    house.sequence()
    assert numbers_reached(house, smsc) == {HERS}


def test_one_message_waits_for_each_person(scheme: Scheme) -> None:
    scheme.income_is(scheme.hers, "84000")
    scheme.assess(scheme.hers)
    assert "campaign" in scheme.composes().state
    repeats: tuple[dict[str, Any], ...] = ({}, {"again": "Once more."})
    for again in repeats:
        done = scheme.composes(**again)
        assert done.code == "eligible_told_before", done.state


def test_a_decided_application_is_not_told_of(scheme: Scheme) -> None:
    scheme.income_is(scheme.hers, "84000")
    scheme.assess(scheme.hers)
    sanction(scheme.bodies.by("secretary"), scheme.hers, NOVEMBER, scheme.bodies.order)
    assert scheme.composes().code == "nobody_meant"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"source": WIDOW}, "nobody_meant"),
        ({"cohort": {"category": ["state"]}}, "rule_unsound"),
        ({"cohort": {"assessed": ["held"]}}, "rule_unsound"),
        ({"cohort": [1, 2]}, "cohort_by_list"),
    ],
)
def test_no_office_names_people_or_another_register(scheme: Scheme, given: dict[str, Any], code: str) -> None:
    scheme.income_is(scheme.hers, "84000")
    scheme.assess(scheme.hers)
    assert scheme.composes(**given).code == code


def test_a_count_means_the_same_people(scheme: Scheme) -> None:
    given = {"purpose": "SCHEME-ELIG", "source": f"BEN-{OLD_AGE}"}
    words = "people whom an assessment under BEN-IGNOAPS finds eligible, each once"
    for is_eligible in (False, True):
        if is_eligible:
            scheme.income_is(scheme.hers, "84000")
            scheme.assess(scheme.hers)
        counted = scheme.desk.does("count", **given)
        assert counted.state["cohort"] == words
        assert counted.state["people"] == ("fewer than 20" if is_eligible else 0)
    assert [*CohortCount.objects.order_by("pk").values_list("count", flat=True)] == [0, 1]


def test_another_office_does_not_reach_the_register_of_the_scheme(scheme: Scheme) -> None:
    scheme.income_is(scheme.hers, "84000")
    scheme.assess(scheme.hers)
    widows = officer(scheme.town.house, "widows-desk", "communicating_officer", WIDOW)
    refused = scheme.composes(replace(widows, authority=widows.authority.later(LATER)))
    assert refused.state["reason"] == "CONTROLLER_MISMATCH" and "campaign" not in refused.state, refused.says
    finance = scheme.town["desk"].does("compose", purpose="SCHEME-ELIG")
    assert finance.code == "scheme_register_needed"


def test_before_section_7b_begins_nobody_is_told(scheme: Scheme) -> None:
    scheme.income_is(scheme.hers, "84000")
    scheme.assess(scheme.hers)
    today = replace(scheme.desk, authority=scheme.desk.authority.later(scheme.town.house.desk.service.at))
    assert localdate(today.authority.at) < date(2027, 5, 14)
    refused = scheme.composes(today)
    assert "campaign" not in refused.state and refused.state["reason"] == "BASIS_NOT_IN_FORCE", refused.state
