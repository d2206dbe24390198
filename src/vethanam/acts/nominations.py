"""Acts on a nomination: name a person who may use one's rights after one's death, and take that back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.accounts import NothingGiven
from vethanam.acts.consents import HERSELF
from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.duties import duty_state
from vethanam.acts.fields import Code, Given, one_of
from vethanam.acts.record_lookup import employment_of, person_of
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.messaging.nominees import nominated_by_dead, uses_for_nominee
from vethanam.people.models import Employment
from vethanam.privacy.actions.duties import ask_for
from vethanam.privacy.actions.law_records import end_nomination, nominate
from vethanam.privacy.duty_deadlines import ASKED, RIGHT
from vethanam.privacy.law_records import nominations_of

#: requests open to a nominee; only the person herself nominates
ASKS = tuple(word for word in ASKED[RIGHT] if word != "nomination")


class NomineeGiven(Given):
    """The employee number of the nominee."""

    nominee: Code = Field(
        title=_("Employee number of the nominee"),
        description=_("She sees nothing before your death is on record. This is no nomination for pension."),
    )


class NominationNamed(Given):
    """A nomination, by its reference."""

    nomination: Code = Field(title=_("Nomination"))


class NomineeAsks(NominationNamed):
    """A right that a nominee uses."""

    asked: one_of(*ASKS) = Field(title=_("Request"))  # type: ignore[valid-type]


@act("nominate", title=_("Name a nominee for my data"), roles=HERSELF)
def name_nominee(authority: Authority, given: NomineeGiven) -> Answer:
    """Name an employee who may use one's rights over one's data after one's death; one at a time.

    The nominee sees nothing before a death is verified. The entry in the log names neither.
    """
    row = nominate(authority, employment_of(given.nominee).person_id)
    return Answer.of("nominee_is_named", {"nomination": row.reference})


@act("end_nomination", title=_("Take my nomination back"), roles=HERSELF)
def take_back(authority: Authority, given: NothingGiven) -> Answer:
    """Take one's nomination back. Another can be named."""
    del given
    end = end_nomination(authority)
    return Answer.of("nomination_ended", {"nomination": end.nomination.reference})


@view("nominations", title=_("Nominations"), roles=HERSELF, rows="nominations")
def nominations(authority: Authority, given: NothingGiven) -> dict[str, Any]:
    """One's own nominations, and those of people who died and named oneself."""
    del given
    person = person_of(authority)
    mine = [
        {
            "nomination": row.reference, "is_mine": True, "employee": _number_of(row.nominee),
            "at": row.at.isoformat(timespec="seconds"), "ended": hasattr(row, "end"),
        }
        for row in nominations_of(person)
    ]  # fmt: skip
    theirs = [
        {
            "nomination": row.reference, "is_mine": False, "employee": _number_of(row.person),
            "at": row.at.isoformat(timespec="seconds"), "ended": False,
        }
        for row in nominated_by_dead(person, authority.at)
    ]  # fmt: skip
    return {"nominations": [*mine, *theirs]}


@view("nominated_uses", title=_("Uses of the data of a person who named me"), roles=HERSELF, rows="uses")
def nominated_uses(authority: Authority, given: NominationNamed) -> dict[str, Any]:
    """Every use of the data of a person who died and named oneself, refused ones included."""
    found = uses_for_nominee(person_of(authority), given.nomination, authority.at)
    rows = [
        {
            "use": use.reference, "at": use.at.isoformat(timespec="seconds"), "office": use.office,
            "purpose": use.purpose, "state": use.state, "reason": use.reason or None,
        }
        for use in found
    ]  # fmt: skip
    return {"uses": rows}


@act("ask_as_nominee", title=_("Use a right as nominee"), roles=HERSELF)
def ask(authority: Authority, given: NomineeAsks) -> Answer:
    """Use a right over the data of a person who died and named oneself. The same clocks run."""
    person = person_of(authority)
    found = next(
        (row for row in nominated_by_dead(person, authority.at) if row.reference == given.nomination), None
    )
    if found is None:
        raise Refused("nominee_not_yet")
    duty = ask_for(authority, found.person, RIGHT, given.asked)
    return Answer.of("question_asked", duty_state(authority, duty), number=duty.number)


def _number_of(person: int) -> str:
    row = Employment.objects.filter(person=person).order_by("-pk").first()
    return row.number if row else ""
