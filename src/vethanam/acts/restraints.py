"""Acts that stop messages: an order or undertaking, a later court decision, a stop of one sending."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import AnyDay, AnyInstant, Code, FileGiven, Given, Texts, Words, one_of
from vethanam.identity.authority import Authority
from vethanam.money import grouped
from vethanam.privacy.actions import (
    Filed,
    file_restraint,
    propose_position,
    stop_sending,
)
from vethanam.privacy.current_restraints import POSITION_SIGNERS as SIGNERS
from vethanam.privacy.current_restraints import RestraintShown
from vethanam.privacy.models import RestraintPosition
from vethanam.privacy.restraint_input import read_filing, read_position

#: a code, several, or “any”
_AnyOf = Texts | None


class RestrainGiven(Given):
    """An order or undertaking with its scope; or, with ``use`` alone, an officer's stop of one sending."""

    id: Code | None = Field(None, title=_("Short name of the restraint"))
    kind: Code | None = Field(None, title=_("Kind of restraint"))
    court: Words | None = Field(None, title=_("Court"))
    case_number: Words | None = Field(None, title=_("Number of the case"))
    dated: AnyDay | None = Field(None, title=_("Dated"))
    document: FileGiven | None = Field(None, title=_("The order as a file"))
    document_hash: Code | None = Field(None, title=_("SHA-256 of the file"))
    source_register: _AnyOf = Field(None, title=_("Registers"))
    purposes: _AnyOf = Field(None, title=_("Purposes"))
    kinds: _AnyOf = Field(None, title=_("Kinds of message"))
    controller: _AnyOf = Field(None, title=_("Offices"))
    sender: _AnyOf = Field(None, title=_("Senders"))
    channels: _AnyOf = Field(None, title=_("Channels"))
    classes: _AnyOf = Field(None, title=_("Classes of people"))
    uses: _AnyOf = Field(None, title=_("Uses"))
    carved_out: _AnyOf = Field(None, alias="except", title=_("Purposes that it carves out"))
    starts: AnyInstant | None = Field(None, alias="from", title=_("From"))
    until: AnyInstant | None = Field(None, alias="to", title=_("Until"))
    case: Code | None = Field(None, title=_("Is the case pending?"))
    use: Code | None = Field(None, title=_("The sending that is stopped"))
    says: Words | None = Field(None, title=_("Reason"))


class ReleaseGiven(Given):
    """A later court decision, or the release of an officer's stop."""

    restraint: Code = Field(title=_("Which restraint"))
    state: one_of(*RestraintPosition.State.values) = Field(title=_("Result"))  # type: ignore[valid-type]
    until: AnyInstant | None = Field(None, alias="to", title=_("Until"))
    purposes: _AnyOf = Field(None, title=_("Purposes it opens"))
    sender: _AnyOf = Field(None, title=_("Senders it opens"))
    channels: _AnyOf = Field(None, title=_("Channels it opens"))
    dated: AnyDay | None = Field(None, title=_("Dated"))
    document: FileGiven | None = Field(None, title=_("The order as a file"))
    document_hash: Code | None = Field(None, title=_("SHA-256 of the file"))
    says: Words | None = Field(None, title=_("Text"))


@act(
    "restrain",
    title=_("Put a restraint on record"),
    final=_("It takes effect at once. Messages that wait in its scope are cancelled and not sent later."),
    final_if=lambda raw: not raw.get("use"),
    tries=lambda authority, given: read_filing(as_filed(given), at=authority.at),
)
def restrain(authority: Authority, given: RestrainGiven) -> Answer:
    """Put a court's order or an undertaking into effect, as law officer.

    A named scope must match; an omitted one (or ``any``) does not narrow. With ``use`` alone an officer stops
    that sending.
    """
    raw = as_filed(given)
    if given.use is not None:
        return _answer(stop_sending(authority, given.use, given.says or ""))
    return _answer(file_restraint(authority, read_filing(raw, at=authority.at)))


@act("release", title=_("Record a decision on a restraint"))
def release(authority: Authority, given: ReleaseGiven) -> Answer:
    """Record a decision on a restraint: continued, leave granted, vacated, dismissed, or
    an officer's stop released.

    It takes effect when a law officer and the data protection officer have approved it with ``approve``.
    """
    position = read_position(as_filed(given))
    proposal = propose_position(authority, position)
    state: dict[str, Any] = {
        "restraint": position.restraint, "state": position.state, "position": proposal.reference,
        "approvals": [*SIGNERS],
    }  # fmt: skip
    return Answer.of("position_waits", state, restraint=position.restraint, state=position.state)


def as_filed(given: Given) -> Mapping[str, Any]:
    """The keys as in a file; the document as its hash, a list of one as its item."""
    raw = given.model_dump(by_alias=True, exclude_unset=True, exclude={"document"})
    if (document := getattr(given, "document", None)) is not None:
        raw["document_hash"] = hashlib.sha256(document.content).hexdigest()
    return {name: _one_or_several(value) for name, value in raw.items()}


def _one_or_several(value: Any) -> Any:
    if isinstance(value, tuple):
        return value[0] if value == ("any",) else list(value)
    return value


def _answer(filed: Filed) -> Answer:
    state = {
        "restraint": filed.reference, "instant": filed.instant.isoformat(), "queue": dict(filed.counts),
        "cancelled": filed.cancelled, "root": filed.root, "gap": dict(filed.gap),
    }  # fmt: skip
    return Answer.of(
        "restraint_took_effect", state, restraint=filed.reference, count=grouped(filed.cancelled)
    )


def restraint_state(one: RestraintShown) -> dict[str, Any]:
    """A restraint in its API form: the case, its scope, and when it ends."""
    return {
        "restraint": one.reference,
        "kind": one.kind,
        "court": one.court,
        "case_number": one.case_number,
        "scope": {name: list(codes) for name, codes in one.scope.items()},
        "except": list(one.excepts),
        "from": one.starts_at.isoformat(timespec="seconds"),
        "until": one.until.isoformat(timespec="seconds") if one.until else None,
        "state": one.state,
    }
