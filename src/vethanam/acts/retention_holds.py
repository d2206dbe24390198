"""Acts on holds: keep uses beyond their time, and end that with a second officer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, Prepared, act, view
from vethanam.acts.fields import AnyDay, Given, Text, Texts, Words, at_most, one_of
from vethanam.acts.key_signatures import SignedGiven, prepared_list
from vethanam.identity.authority import Authority
from vethanam.ledger.retention import ENDS
from vethanam.people.models import Role
from vethanam.privacy.actions import Holding, end_hold, set_hold, statement_to_end
from vethanam.privacy.actions.retention import HOLD
from vethanam.privacy.models import Duty, Hold, HoldStep
from vethanam.privacy.retention import cases_kept, holds, state_of_hold

HOLDS = (Role.LAW_OFFICER, Role.DATA_PROTECTION_OFFICER)


class HoldGiven(Given):
    """What is kept, and who asked for it. An empty scope does not narrow it."""

    ground: one_of(*Hold.Ground.values) = Field(title=_("It rests on"))  # type: ignore[valid-type]
    named: at_most(120) = Field(  # type: ignore[valid-type]
        title=_("Its number or name"), description=_("Case, order, restraint, roll or audit.")
    )
    asked_by: at_most(160) = Field(title=_("Who asked"))  # type: ignore[valid-type]
    purposes: Texts | None = Field(None, title=_("Purposes"))
    offices: Texts | None = Field(None, title=_("Offices"))
    uses: Texts | None = Field(None, title=_("Uses"))
    since: AnyDay | None = Field(None, title=_("Recorded since"))
    until: AnyDay | None = Field(None, title=_("Recorded until"))


class EndHoldGiven(SignedGiven):
    """A hold to end, and the reason."""

    hold: Text = Field(title=_("Hold"), description=_("Its number; of a closed breach case its reference."))
    says: Words = Field(title=_("Reason"))


class HoldsAsked(Given):
    """No fields."""


@act("hold_records", title=_("Keep uses beyond their time"), roles=HOLDS)
def hold(authority: Authority, given: HoldGiven) -> Answer:
    """Keep what a court order, restraint, breach case, roll or audit names, beyond its time of retention.

    It ends by two officers with ``end_hold``, never by itself.
    """
    scope = {name: tuple(getattr(given, name) or ()) for name in ("purposes", "offices", "uses")}
    made = set_hold(
        authority,
        Holding(given.ground, given.named, given.asked_by, **scope, since=given.since, until=given.until),
    )
    return Answer.of("hold_set", state_of(made), hold=made.reference)


def _prepare_end(authority: Authority, given: EndHoldGiven) -> Prepared:
    says = statement_to_end(authority, given.hold)
    return prepared_list(authority, ENDS, {HOLD: says}, summary={**says, "reason": given.says})


@act(ENDS, title=_("End a hold"), roles=HOLDS, signs="decision", prepares=_prepare_end)
def end(authority: Authority, given: EndHoldGiven) -> Answer:
    """Propose the end of a hold, or of the keeping by a closed breach case; agreed to by an officer of the
    other role, it ends.

    Both sign. Once the log proves both signatures, what was due meanwhile is destroyed in the next night.
    """
    step = end_hold(authority, given.hold, given.says)
    kept = step.hold or step.case
    code = "hold_over_now" if step.kind == HoldStep.Kind.ENDED else "hold_end_waits"
    state = {"hold": given.hold, "state": state_of_hold(kept)} if kept else {}
    return Answer.of(code, state, hold=given.hold)


@view("record_holds", title=_("Holds"), roles=HOLDS, rows="holds")
def all_holds(_authority: Authority, given: HoldsAsked) -> dict[str, Any]:
    """Closed breach cases and holds that keep uses beyond their time, cases first, newest first.

    A case keeps the uses of its account until two officers end that: ``hold`` is its reference, ``named`` its
    number.
    """
    del given
    return {"holds": [*map(_state_of_case, cases_kept()), *map(state_of, holds())]}


def state_of(one: Hold) -> dict[str, Any]:
    """A hold in its API form."""
    return {
        "hold": one.reference, "ground": one.ground, "named": one.named, "asked_by": one.asked_by,
        "purposes": list(one.purposes), "offices": list(one.offices), "uses": list(one.uses),
        "since": one.since.isoformat() if one.since else None,
        "until": one.until.isoformat() if one.until else None,
        "at": one.at.isoformat(timespec="seconds"), "state": state_of_hold(one),
    }  # fmt: skip


def _state_of_case(one: Duty) -> dict[str, Any]:
    """A closed breach case in the form of a hold. Nobody asked for it, and no day bounds it."""
    return {
        "hold": one.reference, "ground": Hold.Ground.BREACH.value, "named": one.number, "asked_by": "",
        "purposes": [], "offices": [], "uses": [], "since": None, "until": None,
        "at": one.opened_at.isoformat(timespec="seconds"), "state": state_of_hold(one),
    }  # fmt: skip
