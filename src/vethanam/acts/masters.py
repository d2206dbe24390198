"""Acts on masters: propose one, close one, import a directorate; decide another person's proposal.

Combines the master kinds of all rooms (:func:`kinds`). Finance enters the parameters of the rules and the pay
calendar, an administrator the rest; everything waits until a second person agrees. A change of the pay
calendar carries the signatures of both persons, so that the paymaster can prove a pay-day; so does the
decision that a file of before a restore was never paid, and one that takes that back; so do approvals of the
High Court and notified registers, which the dispatcher proves.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any, Literal, Union

from django.utils.translation import gettext_noop as _
from pydantic import Field, ValidationError, create_model

from vethanam.acts.declaration import Answer, Prepared, act, view
from vethanam.acts.fields import Code, Count, Day, FileGiven, Given, Text, Words, one_of
from vethanam.acts.key_signatures import SignedGiven, prepared_list
from vethanam.benefits.masters import BENEFIT_KINDS
from vethanam.errors import Fault, Refused, Sentence, Unsound, UnsoundInput
from vethanam.identity.agreements import AGREES, PROPOSES
from vethanam.identity.authority import Authority
from vethanam.identity.models import SignedAct
from vethanam.ledger.signed_acts import SignedList
from vethanam.messaging.masters import AGREED_ROWS, MESSAGING_KINDS
from vethanam.payments.masters import (
    FOUND_FILE,
    PAYMENT_KINDS,
    FoundFileRow,
    is_signed,
    statement_of_found_file,
    sums_of_found_file,
)
from vethanam.payroll.pay_calendar.masters import CALENDAR_ROWS, PAY_DAY
from vethanam.payroll.rulebook import pack_in_use
from vethanam.people.masters import (
    CLOSINGS,
    KINDS,
    PROGRAM_KINDS,
    Kinds,
    MasterKind,
    Stated,
    by_name,
    decide,
    propose,
)
from vethanam.people.masters.pages import proposal_shown, waiting
from vethanam.people.masters.proposals import require_role
from vethanam.people.masters.rows import Row
from vethanam.people.masters.sheets import read_sheets, sheets_of
from vethanam.people.masters.signed_rows import statement_of_change, statement_of_row
from vethanam.people.models import MasterChange, MasterDecision, MasterProposal, Role
from vethanam.privacy.agreement_proofs import SIGNS as DECISION
from vethanam.service_book.figures import PARAMETER, ParameterRow, parameter_kind
from vethanam.webhooks.masters import WEBHOOK_KINDS

FINANCE = (Role.FINANCE_OFFICER,)
#: kinds with two signatures on each row, so that no sheet has it
ONE_BY_ONE: Mapping[str, type[Row]] = {**CALENDAR_ROWS, **AGREED_ROWS}
#: kinds with rows that two persons sign
SIGNED_KINDS = frozenset({*ONE_BY_ONE, FOUND_FILE})
#: who enters masters: each kind names its role
MASTERS = (Role.ADMINISTRATOR, *FINANCE)
_OUTCOMES = {
    "agree": MasterDecision.Outcome.AGREED,
    "decline": MasterDecision.Outcome.DECLINED,
    "withdraw": MasterDecision.Outcome.WITHDRAWN,
}
#: a row of a form or of JSON has no place in a file
_WHERE = ""
_LIST = 50


@functools.cache
def kinds() -> Kinds:
    """Every master kind of an installation."""
    return by_name(
        *KINDS,
        *PROGRAM_KINDS,
        *BENEFIT_KINDS,
        *PAYMENT_KINDS,
        *MESSAGING_KINDS,
        *WEBHOOK_KINDS,
        parameter_kind(lambda: pack_in_use().name),
    )


def kinds_for(role: str) -> Kinds:
    """The kinds that a role can propose and decide."""
    return {name: kind for name, kind in kinds().items() if role in kind.roles}


def _only(name: str) -> Any:
    """The literal type of a name."""
    return Literal[name]


def _proposed_as(kind: MasterKind) -> Any:
    """The proposal model of one kind: its name and its row."""
    return create_model(
        f"Propose{kind.row.__name__}",
        __base__=SignedGiven if kind.name in SIGNED_KINDS else Given,
        __doc__=kind.row.__doc__,
        kind=(_only(kind.name), Field(title=_("Kind"))),
        row=(kind.row, Field(title=_("Row"))),
    )


ProposeGiven: Any = Annotated[
    Union[  # noqa: UP007
        tuple(_proposed_as(kind) for name, kind in kinds().items() if name != PARAMETER)
    ],
    Field(discriminator="kind"),
]


class CloseMasterGiven(Given):
    """A master and its last day."""

    kind: one_of(*(name for name in kinds() if kinds()[name].can_close)) = Field(  # type: ignore[valid-type]
        title=_("Kind")
    )
    key: Text = Field(title=_("Code"), description=_("Its code; several parts are joined by a slash."))
    last_day: Day = Field(title=_("Last day"))
    order_number: Text | None = Field(None, title=_("Order number"))
    order_dated: Day | None = Field(None, title=_("Order dated"))


class DecideParameterGiven(Given):
    """A proposal and its decision."""

    proposal: Count = Field(title=_("Number of the proposal"))
    outcome: one_of(*_OUTCOMES) = Field(title=_("Decision"))  # type: ignore[valid-type]
    reason: Words | None = Field(None, title=_("Reason"), description=_("Needed where you decline."))


class DecideMasterGiven(SignedGiven, DecideParameterGiven):
    """A proposal, its decision, and the signature where it agrees to a master that two persons sign."""


class MasterSheetsGiven(Given):
    """The sheets of a directorate."""

    file: FileGiven = Field(
        title=_("File"), description=_("XLSX with one sheet a kind, a ZIP of CSV files, or one CSV.")
    )
    title: Words | None = Field(None, title=_("Title of the proposal"))


class MastersGiven(Given):
    """A kind of master, and the key after which to begin."""

    kind: one_of(*kinds()) = Field(title=_("Kind"))  # type: ignore[valid-type]
    after: Code | None = Field(None, title=_("After this code"))


class MasterProposalGiven(Given):
    """A proposal by its number."""

    proposal: Count = Field(title=_("Number of the proposal"))


def _prepare_proposal(authority: Authority, given: ProposeGiven) -> Prepared | None:
    """The statement of a master that two persons sign; None for any other."""
    says = _statement(given.kind, given.row)
    return _prepared(authority, PROPOSES, says) if says else None


def _prepare_agreement(authority: Authority, given: DecideMasterGiven) -> Prepared | None:
    """The statement of such a proposed change; None for any other proposal or decision."""
    if given.outcome != "agree" or not (changes := _signed_changes(given.proposal)):
        return None
    (kind, says), *further = changes
    if further:
        raise Refused("calendar_change_not_alone")
    if kind == FOUND_FILE and not _is_proposed(says):
        raise Refused("found_file_not_signed", file=says["message"])
    if kind in AGREED_ROWS and not _is_proposed(says):
        raise Refused("master_not_signed")
    return _prepared(authority, AGREES, says, proposal=given.proposal)


def _prepared(authority: Authority, name: str, says: dict[str, Any], **also: int) -> Prepared:
    kind = says["kind"]
    require_role(authority, kinds()[kind])
    kept = {"statements": [says], "also": also}
    shown = {**says, **sums_of_found_file(says["message"])} if kind == FOUND_FILE else says
    asked = prepared_list(authority, name, {kind: says}, also=also, summary=shown, private=kept)
    return replace(asked, signs=subject_of(kind))


def subject_of(kind: str) -> str:
    """The subject of the signatures for a kind: which of an officer's keys signs it."""
    if kind in AGREED_ROWS:
        return DECISION
    return FOUND_FILE if kind == FOUND_FILE else PAY_DAY


def _statement(kind: str, row: Row) -> dict[str, Any] | None:
    """The statement that two persons sign for a row; None for one without signatures."""
    if kind in ONE_BY_ONE:
        return statement_of_row(kind, row)
    return statement_of_found_file(row) if isinstance(row, FoundFileRow) and is_signed(row) else None


def _signed_changes(proposal: int) -> list[tuple[str, dict[str, Any]]]:
    """Kind and statement of each change of a proposal that two persons sign."""
    found = [
        (FOUND_FILE, _statement(FOUND_FILE, FoundFileRow.model_validate(change.given)))
        if change.kind == FOUND_FILE
        else (change.kind, statement_of_change(change, ONE_BY_ONE[change.kind]))
        for change in _changes(proposal, SIGNED_KINDS)
    ]
    return [(kind, says) for kind, says in found if says]


def _is_proposed(says: dict[str, Any]) -> bool:
    """Whether a signature proposes this statement. A file may be called void after an unsigned proposal."""
    return SignedAct.objects.filter(
        act=PROPOSES, commitment=SignedList(PROPOSES, (says,)).commitment
    ).exists()


def _changes(proposal: int, of: Collection[str]) -> list[MasterChange]:
    rows = MasterChange.objects.filter(proposal=proposal, kind__in=of)
    return list(rows.select_related("order").order_by("place"))


@act(
    "propose_master", title=_("Propose a master"), roles=MASTERS, signs="pay_day", prepares=_prepare_proposal,
    signs_if=lambda raw: raw.get("kind") in SIGNED_KINDS,
)  # fmt: skip
def propose_master(authority: Authority, given: ProposeGiven) -> Answer:
    """Propose a new master, or a correction of a known one. It takes effect when a second person agrees.

    Finance proposes the days of the pay calendar, with a signature; an administrator every other kind.
    Approvals of the High Court, notified registers and consent managers are signed too; of a file of before a
    restore *void* is signed, and a decision after it.
    """
    row = Stated(given.kind, _WHERE, given.row.model_dump(mode="json", exclude_unset=True))
    return _answered(propose(authority, kinds(), [row]))


@act("enter_parameter", title=_("Propose a figure of the rules"), roles=FINANCE)
def enter_parameter(authority: Authority, given: ParameterRow) -> Answer:
    """Propose a rate, slab or amount with its order. A second person of finance agrees to it."""
    row = Stated(PARAMETER, _WHERE, given.model_dump(mode="json", exclude_unset=True))
    return _answered(propose(authority, kinds_for(authority.role), [row]))


@act("close_master", title=_("Propose the last day of a master"), roles=(Role.ADMINISTRATOR,))
def close_master(authority: Authority, given: CloseMasterGiven) -> Answer:
    """Propose the last day of a master. Later records cannot name it; earlier ones stay."""
    cells = given.model_dump(mode="json", exclude_none=True)
    return _answered(propose(authority, kinds_for(authority.role), [Stated(CLOSINGS, _WHERE, cells)]))


@act("import_directorate", title=_("Import sheets of masters"), roles=MASTERS)
def import_directorate(authority: Authority, given: MasterSheetsGiven) -> Answer:
    """Propose all rows of a directorate's sheets at once; lists all faults, with file, row and column.

    The pay calendar is in no sheet: its rows are proposed one by one, each with a signature. So are approvals
    of the High Court, notified registers, consent managers, and the decision that a file of before a restore
    was never paid.
    """
    known = kinds_for(authority.role)
    stated, faults = read_sheets({given.file.name: given.file.content}, known)
    stated = [one for one in stated if not _is_decided(one)]
    faults += _signed_rows(stated)
    proposal = propose(
        authority, known, stated, title=given.title or "", source=given.file.name, faults=faults
    )
    return _answered(proposal)


def _is_decided(one: Stated) -> bool:
    """Whether a row repeats the standing decision on a file, as in the workbook of the current masters."""
    if one.kind != FOUND_FILE:
        return False
    return kinds()[FOUND_FILE].standing().get(str(one.cells.get("message"))) == dict(one.cells)


def _signed_rows(stated: Iterable[Stated]) -> Iterator[Fault]:
    """The faults of rows that two persons sign, one by one."""
    for one in stated:
        if one.kind in CALENDAR_ROWS:
            yield Fault(one.where, "", "calendar_in_a_sheet")
        elif one.kind in AGREED_ROWS:
            yield Fault(one.where, "", "signed_master_in_a_sheet")
        elif one.kind == FOUND_FILE:
            with suppress(ValidationError):
                if is_signed(FoundFileRow.model_validate(one.cells)):
                    yield Fault(one.where, "outcome", "found_file_in_a_sheet")


def is_of_directorate(file: str) -> bool:
    """True if a file has the name of a master sheet."""
    stem = file.rsplit(".", 1)[0].strip().lower().replace(" ", "_").replace("-", "_")
    return stem in sheets_of(kinds())


def propose_directorate(authority: Authority, files: Mapping[str, bytes]) -> int | None:
    """Propose the rows of several sheet files at once; returns the proposal's number, or
    None if nothing changes.

    Raises
    ------
    UnsoundInput
        All faults, with file, row and column.
    """
    known = kinds_for(authority.role)
    stated, faults = read_sheets(files, known)
    try:
        return propose(authority, known, stated, source=", ".join(sorted(files))[:200], faults=faults).pk
    except UnsoundInput:
        raise
    except Unsound as nothing:
        if nothing.code == "nothing_proposed":
            return None
        raise


@act(
    "decide_master", title=_("Decide a proposal of masters"), roles=MASTERS, signs="pay_day",
    prepares=_prepare_agreement, signs_if=lambda raw: raw.get("outcome") == "agree",
)  # fmt: skip
def decide_master(authority: Authority, given: DecideMasterGiven) -> Answer:
    """Agree to another person's proposal, decline it with a reason, or withdraw one's own.

    Agreeing to a change of the pay calendar, an approval of the High Court or a notified register needs a
    signature, and so does *void* for a file of before a restore, or a decision after it.
    """
    return _decided(authority, given)


@act("decide_parameter", title=_("Decide a proposed figure of the rules"), roles=FINANCE)
def decide_parameter(authority: Authority, given: DecideParameterGiven) -> Answer:
    """Agree to a parameter proposed by another person of finance, decline it with a reason,
    or withdraw one's own.
    """
    if _changes(given.proposal, CALENDAR_ROWS):
        raise Refused("calendar_decided_elsewhere")
    return _decided(authority, given)


@view("masters", title=_("Masters"), roles=MASTERS, rows="rows")
def masters(authority: Authority, given: MastersGiven) -> Mapping[str, Any]:
    """The current masters of a kind by key, and the number of waiting proposals."""
    standing = kinds()[given.kind].standing()
    keys = sorted(key for key in standing if key > (given.after or ""))
    return {
        "kind": given.kind,
        "rows": [{"key": key, **standing[key]} for key in keys[:_LIST]],
        "next": keys[_LIST - 1] if len(keys) > _LIST else None,
        "waiting": [one.pk for one in waiting(kinds_for(authority.role))],
    }


@view("master_proposal", title=_("A proposal of masters"), roles=MASTERS)
def master_proposal(authority: Authority, given: MasterProposalGiven) -> Mapping[str, Any]:
    """A whole proposal: each change before and after, its proposer, and its decision."""
    return proposal_shown(_proposal(given.proposal), kinds())


def _decided(authority: Authority, given: DecideParameterGiven) -> Answer:
    proposal = _proposal(given.proposal)
    decision = decide(
        authority,
        kinds(),
        proposal.pk,
        outcome=_OUTCOMES[given.outcome],
        reason=given.reason or "",
    )
    state = {"proposal": proposal.pk, "outcome": str(decision.outcome), "changes": proposal.changes.count()}
    return Answer.of(f"master_{decision.outcome}", state, title=_named(proposal))


def _proposal(number: int) -> MasterProposal:
    found = MasterProposal.objects.filter(pk=number).first()
    if found is None:
        raise Unsound("no_such_master_proposal", proposal=number)
    return found


def _named(proposal: MasterProposal) -> Sentence | str:
    """The title of a proposal, or its first change and the number of further ones."""
    if proposal.title:
        return proposal.title
    changes = list(proposal.changes.order_by("place")[:1])
    facts = {
        "noun": kinds()[changes[0].kind].noun,
        "key": changes[0].key,
        "more": proposal.changes.count() - 1,
    }
    return Sentence("master_titled_many" if facts["more"] else "master_titled", facts)


def _answered(proposal: MasterProposal) -> Answer:
    count = proposal.changes.count()
    return Answer.of("master_proposed", {"proposal": proposal.pk, "changes": count}, title=_named(proposal))
