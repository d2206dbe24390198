"""Uses of a scheme's register: asked by the real act, each refusal with its code."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.benefits.bodies import NOVEMBER, OLD_AGE, WIDOW, Bodies, at, with_vault
from tests.payroll.office import KOLKATA
from vethanam.acts.executor import perform
from vethanam.benefits.actions.checks import Named, check_entry
from vethanam.benefits.actions.deaths import report_death
from vethanam.benefits.actions.standing import Change, restore
from vethanam.benefits.models import Award, Beneficiary
from vethanam.messaging.subjects import subjects_of
from vethanam.privacy.actions import register_purposes
from vethanam.privacy.models import Use
from vethanam.privacy.permit.subject_groups import kinds_counted
from vethanam.privacy.vault.number import parse

OWN = f"BEN-{OLD_AGE}"
ASKED: dict[str, Any] = {
    "purpose": "BEN-CREDIT", "cohort": "all beneficiaries", "source_register": [OWN], "sender": OLD_AGE,
    "fields": ["name", "mobile", "scheme", "month", "amount"], "channel": ["sms"], "suffix": "S",
    "recipient": ["beneficiary_self"], "trigger": "payment_event", "act": "intimate_own_payment",
    "second_schedule_checklist": "complete",
}  # fmt: skip
#: a day on which section 7(b) is in force
LATER = datetime(2027, 6, 1, 10, tzinfo=KOLKATA)


@pytest.fixture
def told(bodies: Bodies, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Bodies:
    """One beneficiary with a mobile number in the register of the old age pension; the log is healthy."""
    monkeypatch.setattr("vethanam.privacy.current_world.ledger_state", lambda: "healthy")
    with_vault(tmp_path, settings)
    bodies.awarded(contacts=[parse("mobile", "+91 00000 00045")])
    register_purposes(bodies.by("old-age"))
    return bodies


def ask(bodies: Bodies, when: datetime | None = None, by: str = "old-age", **changes: Any) -> dict[str, Any]:
    done = perform("request_use", bodies.officers[by], {**ASKED, **changes}, when or at(), is_sample=True)
    assert done.ok, done.says
    return dict(done.state)


def reasons(state: dict[str, Any]) -> set[str]:
    return {str(state["reason"]), *map(str, state["also"])}


def subject(bodies: Bodies, when: datetime, sources: tuple[str, ...] = (OWN,)) -> Any:
    persons = [Beneficiary.objects.get().person_id]
    found = subjects_of(
        persons, ("sms",), "BEN-CREDIT", at=when, sender=OLD_AGE, controller=OLD_AGE, sources=sources
    )
    ((one, _count),) = kinds_counted(found)
    return one


def test_another_schemes_office_does_not_use_the_register(told: Bodies) -> None:
    state = ask(told, by="widows", sender=WIDOW)
    assert state["outcome"] == "deny" and "CONTROLLER_MISMATCH" in reasons(state)
    assert "CONTROLLER_MISMATCH" not in reasons(ask(told))
    assert Use.objects.filter(outcome=Use.Outcome.DENY).exists()


def test_a_local_body_is_no_controller(told: Bodies) -> None:
    assert "CONTROLLER_MISMATCH" in reasons(ask(told, by="secretary", sender="221001"))


def test_announcing_a_scheme_is_no_providing(told: Bodies) -> None:
    state = ask(told, LATER, act="announce", trigger="none", basis="s.7(b)(i)")
    assert state["outcome"] == "deny" and "BASIS_7B_UNMET" in reasons(state)


def test_the_consent_of_the_application_carries_the_credit_after_commencement(told: Bodies) -> None:
    assert "BASIS_7B_UNMET" not in reasons(ask(told, LATER))
    assert subject(told, LATER).has_previous_consent
    assert not subject(told, datetime(2026, 10, 19, tzinfo=KOLKATA)).has_previous_consent


def test_no_list_goes_to_the_information_office(told: Bodies) -> None:
    state = ask(told, mode="export", recipient=["PRD"])
    assert state["outcome"] == "deny" and "RECIPIENT_NOT_ALLOWED" in reasons(state)


def test_the_service_book_is_not_matched_with_a_roll(told: Bodies) -> None:
    state = ask(told, purpose="MATCH-SERVICE", source_register=["SPARK", OWN])
    assert state["reason"] == "PURPOSE_UNKNOWN"


def test_a_postal_address_is_within_the_second_version(told: Bodies) -> None:
    fields = ["name", "postal_address", "scheme", "month", "amount"]
    now, december = ask(told, fields=fields, channel=["letter"]), datetime(2026, 12, 2, 10, tzinfo=KOLKATA)
    assert "FIELDS_EXCEED_PURPOSE" in reasons(now)
    assert "FIELDS_EXCEED_PURPOSE" not in reasons(ask(told, december, fields=fields, channel=["letter"]))


def test_her_class_is_of_the_register_asked(told: Bodies) -> None:
    assert (subject(told, at()).kind, subject(told, at()).contacts) == ("beneficiary", {"sms": "verified"})


def test_a_reported_death_stops_messages_of_the_scheme_at_once(told: Bodies) -> None:
    award = Award.objects.get()
    report_death(told.by("clerk"), award.beneficiary, at().date(), "relative")
    assert subject(told, at(29)).is_deceased
    event = restore(told.by("secretary"), award, "death_reported", Change("alive", NOVEMBER))
    check_entry(told.by("clerk"), Named("standing", event.pk), is_agreed=True)
    assert not subject(told, at(30)).is_deceased
