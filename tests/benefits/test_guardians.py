"""Guardians of beneficiaries: the last day of the proof is entered, seen by the second person, and holds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from tests.benefits.bodies import Bodies, at
from tests.benefits.test_pages import HERE, signed_in, text
from vethanam.acts.executor import Performed, look, perform
from vethanam.benefits.actions.checks import Named, check_entry
from vethanam.benefits.models import Guardian
from vethanam.errors import Refused

LAST = date(2026, 10, 31)


def entered(bodies: Bodies, when: datetime | None = None, **changes: Any) -> Performed:
    """A guardian of a new beneficiary, entered by the clerk."""
    number = bodies.applied().beneficiary.number
    given = {
        "beneficiary": number, "name": "Example mother", "proof": "court", "proof_reference": "OP 4/2026",
        "valid_from": "2026-10-20", **changes,
    }  # fmt: skip
    return perform("benefit_guardian", bodies.officers["clerk"], given, when or at(), is_sample=True)


def test_the_last_day_of_a_proof_is_kept_and_the_second_person_reads_it(bodies: Bodies) -> None:
    made = entered(bodies, valid_until=str(LAST))
    assert made.ok, made.says
    assert Guardian.objects.get().valid_until == LAST
    shown = look("benefit_entries", bodies.officers["secretary"], {}, at(), is_sample=True).state["entries"]
    (facts,) = [one["facts"] for one in shown if one["kind"] == "guardian"]
    assert (facts["since"], facts["until"]) == ("2026-10-20", "2026-10-31")


def test_a_proof_without_a_last_day_has_none(bodies: Bodies) -> None:
    assert entered(bodies).ok
    assert Guardian.objects.get().valid_until is None


@pytest.mark.parametrize(
    ("until", "code", "says"),
    [
        ("2026-10-27", "guardian_proof_ended", "ended on 27 Oct 2026"),
        ("2026-10-19", "guardian_ends_before", "before it begins"),
        ("tomorrow", "act_date_unreadable", "is not a date"),
    ],
)
def test_a_proof_that_ended_or_ends_before_it_begins_is_refused(
    bodies: Bodies, until: str, code: str, says: str
) -> None:
    refused = entered(bodies, valid_until=until)
    assert not refused.ok
    assert refused.code == code
    assert says in refused.says or any(says in one.says for one in refused.faults)
    assert not Guardian.objects.exists()


def test_a_proof_that_ends_while_it_waits_is_declined_and_not_agreed_to(bodies: Bodies) -> None:
    entry = entered(bodies, valid_until=str(LAST)).state["entry"]
    later = bodies.by("secretary", at(1, month=11))
    with pytest.raises(Refused, match="ended on 31 Oct 2026"):
        check_entry(later, Named("guardian", entry), is_agreed=True)
    check_entry(later, Named("guardian", entry), is_agreed=False, reason="The proof ended.")


def test_an_application_names_the_last_day_too(bodies: Bodies) -> None:
    given = {
        "scheme": "IGNOAPS", "name": "Sarada K.", "born": "1960-05-05", "ward": "12",
        "received_on": "2026-10-20", "document": "Form 1", "circumstances": {"is_resident": "yes"},
        "guardian": {
            "name": "Example son", "proof": "court", "proof_reference": "OP 9/2026", "valid_until": str(LAST),
        },
    }  # fmt: skip
    made = perform("enrol", bodies.officers["clerk"], given, at(), is_sample=True)
    assert made.ok, made.says
    assert Guardian.objects.get().valid_until == LAST


def test_a_clerk_enters_the_last_day_on_the_page(web_bodies: Bodies) -> None:
    number = web_bodies.applied().beneficiary.number
    where = f"{HERE}people/{number}/"
    form = {
        "name": "Example mother", "proof": "court", "proof_reference": "OP 4/2026",
        "valid_from": "2026-10-20", "valid_until": str(LAST),
    }  # fmt: skip
    done = signed_in("clerk").post(f"{where}benefit_guardian/", form, follow=True)
    assert "is entered" in text(done), text(done)
    assert "Example mother, until 31 Oct 2026" in text(signed_in("clerk").get(where))
    assert "until 31 Oct 2026" in text(signed_in("secretary").get(f"{HERE}to-check/"))
    refused = signed_in("clerk").post(f"{where}benefit_guardian/", form | {"valid_until": "2026-10-21"})
    assert "Enter a proof that is still good" in text(refused)
