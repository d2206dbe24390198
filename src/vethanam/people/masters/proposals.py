"""Propose and decide changes of masters: two persons, all or nothing, every fault at once."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from pydantic import ValidationError

from vethanam.errors import (
    MOST_FAULTS,
    Fault,
    Refused,
    Sentence,
    Unsound,
    UnsoundInput,
    counted,
    holds_contact,
)
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import canonical
from vethanam.orders.actions import record_order
from vethanam.people.masters.master_kinds import (
    CLOSE,
    CORRECT,
    ENTER,
    Agreed,
    Content,
    Kinds,
    MasterKind,
    Standing,
)
from vethanam.people.masters.rows import ClosingRow, Ordered, Row, faults_of
from vethanam.people.models import MasterChange, MasterClosing, MasterDecision, MasterProposal, Role
from vethanam.people.queries import accounts_of

#: the sheet of last days
CLOSINGS = "closings"
_ORDER_FIELDS = ("order_number", "order_dated")
_ROWS = 2_000
REASON_AT_MOST = 300


@dataclass(frozen=True, slots=True)
class Stated:
    """One row of input: its kind (or :data:`CLOSINGS`), its place, and its cells."""

    kind: str
    where: str
    cells: Mapping[str, Any]


@dataclass(slots=True)
class _Change:
    """One change in preparation: ``content`` without its order."""

    kind: MasterKind
    where: str
    verb: str
    key: str
    content: Content
    before: Content | None = None
    order: tuple[str, date] | None = None


def fault(where: str, column: str, code: str, /, **facts: Any) -> Fault:
    """A fault of a row."""
    return Fault(where, column, code, facts)


def of_sentence(where: str, column: str, sentence: Sentence) -> Fault:
    """A fault with a sentence."""
    return Fault(where, column, sentence.code, sentence.facts)


def tell(faults: Sequence[Fault]) -> None:
    """Raise all faults at once, if any.

    Raises
    ------
    UnsoundInput
        At least one fault.
    """
    if faults:
        raise UnsoundInput("sheets_unsound", faults, count=counted(faults))


def propose(
    authority: Authority,
    kinds: Kinds,
    stated: Sequence[Stated],
    *,
    title: str = "",
    source: str = "",
    faults: Sequence[Fault] = (),
) -> MasterProposal:
    """Propose rows as one proposal: new masters, corrections, last days. Rows without a change are left out.

    ``faults`` come from reading the rows and are reported together with those found here.

    Raises
    ------
    Refused
        The role may not propose such a master, or the account belongs to no person.
    UnsoundInput
        Every fault of every row; nothing was proposed.
    Unsound
        No row changes anything.
    """
    for name in dict.fromkeys(one.kind for one in stated):
        if name in kinds:
            require_role(authority, kinds[name])
    if authority.person is None and not (authority.is_sample and authority.role == Role.SERVICE):
        raise Refused("proposer_is_nobody")
    check = _Check(kinds, authority.at.date(), faults)
    changes = check.changes_of(stated)
    for name in dict.fromkeys(change.kind.name for change in changes if change.verb == CLOSE):
        require_role(authority, kinds[name])
    tell(check.faults)
    changes = [change for change in changes if change.kind.may_repeat or change.before != change.content]
    if not changes:
        raise Unsound("nothing_proposed")
    return _save(authority, changes, title, source)


def require_role(authority: Authority, kind: MasterKind) -> None:
    """Refuse a role that neither proposes nor decides this kind of master.

    Raises
    ------
    Refused
        It is none of the kind's roles.
    """
    is_setting_up = authority.is_sample and authority.role == Role.SERVICE
    if authority.role not in kind.roles and not is_setting_up:
        raise Refused("not_for_masters", noun=kind.noun)


class _Check:
    """Checks rows against their models, each other and the current masters."""

    def __init__(self, kinds: Kinds, today: date, faults: Sequence[Fault]) -> None:
        self.kinds, self.today = kinds, today
        self.faults: list[Fault] = list(faults)
        self._standing: dict[str, Standing] = {}
        self._closed = closed_days()

    def changes_of(self, stated: Sequence[Stated]) -> list[_Change]:
        """The changes in the rows; their faults collect in ``faults``, of very many the first."""
        changes: list[_Change] = []
        for one in stated:
            if len(self.faults) > MOST_FAULTS:
                return changes
            if (change := self._read(one)) is not None:
                changes.append(change)
        self._no_row_twice(changes)
        self._registered([one for one in stated if one.kind in self.kinds])
        self._offices(changes, {str(one.cells.get("office")) for one in stated if one.kind == "office_class"})
        return changes

    def standing(self, kind: str) -> Standing:
        """The masters of a kind, cached."""
        if kind not in self._standing:
            self._standing[kind] = self.kinds[kind].standing()
        return self._standing[kind]

    def _read(self, one: Stated) -> _Change | None:
        if one.kind == CLOSINGS:
            return self._closing(one)
        kind = self.kinds[one.kind]
        row = self._row(kind.row, one)
        if row is None:
            return None
        self.faults += [of_sentence(one.where, column, says) for column, says in kind.check(row)]
        content = row.model_dump(mode="json", exclude=set(_ORDER_FIELDS))
        key = kind.key_of(content)
        before = self.standing(kind.name).get(key)
        change = _Change(
            kind, one.where, CORRECT if before else ENTER, key, content, before, self._order(row, one, kind)
        )
        if before:
            for name in sorted(kind.fixed):
                if before.get(name) != content[name]:
                    self.faults.append(fault(one.where, name, "master_is_fixed"))
        return change

    def _closing(self, one: Stated) -> _Change | None:
        row = self._row(ClosingRow, one)
        if row is None:
            return None
        kind = self.kinds.get(row.kind)
        if kind is None or not kind.can_close:
            words = [name for name, known in self.kinds.items() if known.can_close]
            self.faults.append(fault(one.where, "kind", "master_unknown_word", words=words))
            return None
        standing = self.standing(kind.name).get(row.key)
        if standing is None:
            self.faults.append(fault(one.where, "key", "master_not_there", key=row.key, noun=kind.noun))
            return None
        begins = date.fromisoformat(str(standing["valid_from"])) if "valid_from" in standing else None
        if begins and row.last_day < begins:
            self.faults.append(fault(one.where, "last_day", "master_ends_before_it_begins", first=begins))
        if (closed := self._closed.get((kind.name, row.key))) is not None:
            self.faults.append(fault(one.where, "key", "master_was_closed", code=row.key, day=closed))
        content = {"last_day": row.last_day.isoformat()}
        return _Change(kind, one.where, CLOSE, row.key, content, None, self._order(row, one, kind))

    def _row[R: Row](self, model: type[R], one: Stated) -> R | None:
        try:
            return model.model_validate(dict(one.cells))
        except ValidationError as error:
            known = {(told.record, told.field) for told in self.faults}
            self.faults += [
                of_sentence(one.where, column, says)
                for column, says in faults_of(error, model)
                if (one.where, column) not in known
            ]
            return None

    def _order(self, row: Row, one: Stated, kind: MasterKind) -> tuple[str, date] | None:
        if not isinstance(row, Ordered):
            return None
        if bool(row.order_number) != bool(row.order_dated):
            missing = "order_dated" if row.order_number else "order_number"
            self.faults.append(fault(one.where, missing, "master_order_by_halves"))
        elif row.order_number and row.order_dated:
            if row.order_dated > self.today:
                self.faults.append(
                    fault(one.where, "order_dated", "master_order_from_future", day=row.order_dated)
                )
            return row.order_number, row.order_dated
        elif kind.needs_order:
            self.faults.append(fault(one.where, "order_number", "master_no_order"))
        return None

    def _no_row_twice(self, changes: Iterable[_Change]) -> None:
        seen: dict[tuple[str, str, bool], str] = {}
        for change in changes:
            place = (change.kind.name, change.key, change.verb == CLOSE)
            if place in seen:
                column = "key" if change.verb == CLOSE else change.kind.key[0]
                self.faults.append(fault(change.where, column, "master_stands_twice", other=seen[place]))
            seen.setdefault(place, change.where)

    def _registered(self, stated: Sequence[Stated]) -> None:
        """Check that each master named by a row exists, or is in the proposal, and is not closed by then.

        Rows with other faults are checked too, so that all faults are reported at once.
        """
        proposed = {(one.kind, self._key(one)) for one in stated}
        at_fault = {(one.record, one.field) for one in self.faults}
        for one in stated:
            for column, kind in self.kinds[one.kind].names.items():
                code = str(one.cells.get(column) or "").strip()
                if not code or (one.where, column) in at_fault:
                    continue
                if code not in self.standing(kind) and (kind, code) not in proposed:
                    noun = self.kinds[kind].noun
                    self.faults.append(
                        fault(one.where, column, "master_not_registered", code=_shown(code), noun=noun)
                    )
                elif (last := self._closed.get((kind, code))) and self._begins(one) > last:
                    self.faults.append(fault(one.where, column, "master_was_closed", code=code, day=last))

    def _key(self, one: Stated) -> str:
        return "/".join(str(one.cells.get(part, "")).strip() for part in self.kinds[one.kind].key)

    def _begins(self, one: Stated) -> date:
        try:
            return date.fromisoformat(str(one.cells["valid_from"]))
        except (KeyError, ValueError):
            return self.today

    def _offices(self, changes: Sequence[_Change], classed: AbstractSet[str]) -> None:
        """Check that a new office has a class from some day on, and that no office is above itself."""
        offices = [one for one in changes if one.kind.name == "office" and one.verb != CLOSE]
        if not offices:
            return
        parents = {key: str(one.get("parent", "")) for key, one in self.standing("office").items()}
        parents |= {one.key: str(one.content["parent"]) for one in offices}
        for one in offices:
            if one.verb == ENTER and one.key not in classed:
                self.faults.append(fault(one.where, "code", "master_no_class"))
            if _leads_back(one.key, parents):
                code = "master_own_parent" if parents[one.key] == one.key else "master_parent_circle"
                self.faults.append(fault(one.where, "parent", code, code=one.key))


def _shown(code: str) -> str:
    """A typed code for a sentence; a contact in the wrong column is masked."""
    return "…" if holds_contact(code) else code[:40]


def _leads_back(start: str, parents: Mapping[str, str]) -> bool:
    seen, at = {start}, parents.get(start, "")
    while at and at not in seen:
        seen.add(at)
        at = parents.get(at, "")
    return at == start


@transaction.atomic
def _save(authority: Authority, changes: Sequence[_Change], title: str, source: str) -> MasterProposal:
    orders = {
        named: record_order(authority, number=named[0], dated=named[1]).pk
        for named in dict.fromkeys(one.order for one in changes if one.order)
    }
    listed: Any = [[one.kind.name, one.verb, one.key, dict(one.content)] for one in changes]
    digest = hashlib.sha256(canonical(listed)).digest()
    proposal = MasterProposal.objects.create(
        title=title[:160],
        source=source[:120],
        digest=digest,
        proposed_by_id=authority.account,
        proposed_person_id=authority.person,
        recorded_at=authority.at,
    )
    MasterChange.objects.bulk_create(
        [
            MasterChange(
                proposal=proposal,
                place=place,
                row=one.where[:60],
                kind=one.kind.name,
                verb=one.verb,
                key=one.key,
                given=dict(one.content),
                before=None if one.before is None else dict(one.before),
                order_id=orders[one.order] if one.order else None,
            )
            for place, one in enumerate(changes, start=1)
        ],
        batch_size=_ROWS,
    )
    counts = Counter(one.kind.name for one in changes)
    _log(authority, "masters.proposed", proposal, {"kinds": dict(sorted(counts.items()))})
    return proposal


def decide(
    authority: Authority, kinds: Kinds, proposal_id: int, *, outcome: str, reason: str = ""
) -> MasterDecision:
    """Approve a proposal, which writes its masters; decline it with a reason; or withdraw one's own.

    Raises
    ------
    Refused
        It is decided already, the same person proposed it, the role may not decide such a master, or a master
        was changed since.
    Unsound
        Declining without a reason, or the reason looks like a contact.
    """
    with transaction.atomic():
        with (
            connection.cursor() as cursor
        ):  # one decision at a time, each checked against the current masters
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('masters'))")
        proposal = MasterProposal.objects.get(pk=proposal_id)
        changes = list(MasterChange.objects.filter(proposal=proposal).order_by("place"))
        person = _may_decide(authority, kinds, proposal, changes, outcome)
        reason = _reason(reason, outcome)
        if outcome == MasterDecision.Outcome.AGREED:
            _unchanged_since(kinds, changes)
        decision = MasterDecision.objects.create(
            proposal=proposal,
            outcome=outcome,
            reason=reason,
            decided_by_id=authority.account,
            decided_person_id=person,
            recorded_at=authority.at,
        )
        if outcome == MasterDecision.Outcome.AGREED:
            _write(authority, kinds, proposal, changes)
        _log(authority, f"masters.{outcome}", proposal, {})
    return decision


def _may_decide(
    authority: Authority,
    kinds: Kinds,
    proposal: MasterProposal,
    changes: Iterable[MasterChange],
    outcome: str,
) -> int:
    """The deciding person.

    Raises
    ------
    Refused
        It is decided already, the account belongs to no person, it is one's own, or the role may not decide
        such a master.
    """
    decided = MasterDecision.objects.filter(proposal=proposal).values_list("outcome", flat=True).first()
    if decided:
        raise Refused("decided_already", outcome=decided)
    if authority.person is None:
        raise Refused("decider_is_nobody")
    is_own = (
        authority.account == proposal.proposed_by_id
        or authority.person == proposal.proposed_person_id
        or bool(accounts_of(authority.person, [proposal.proposed_by_id]))
    )
    if outcome == MasterDecision.Outcome.WITHDRAWN:
        if authority.account != proposal.proposed_by_id:
            raise Refused("not_ones_proposal")
        return authority.person
    if is_own:
        raise Refused("decided_by_the_same")
    for name in {change.kind for change in changes}:
        require_role(authority, kinds[name])
    return authority.person


def _reason(reason: str, outcome: str) -> str:
    plain = " ".join(reason.split())[:REASON_AT_MOST]
    if outcome == MasterDecision.Outcome.DECLINED and not plain:
        raise Unsound("decline_without_reason")
    if holds_contact(plain):
        raise Unsound("reason_with_contact")
    return plain


def _unchanged_since(kinds: Kinds, changes: Sequence[MasterChange]) -> None:
    """Refuse if a master changed since the proposal."""
    for name in dict.fromkeys(change.kind for change in changes):
        standing = kinds[name].standing()
        for change in changes:
            if change.kind == name and change.verb != CLOSE and standing.get(change.key) != change.before:
                raise Refused("master_changed_since", key=change.key)
    closed = closed_days()
    for change in changes:
        if change.verb == CLOSE and (change.kind, change.key) in closed:
            raise Refused("master_changed_since", key=change.key)


def _write(
    authority: Authority, kinds: Kinds, proposal: MasterProposal, changes: Sequence[MasterChange]
) -> None:
    """Write the masters in the order of their kinds, then the closings."""
    agreed = [(change.kind, _agreed(authority, proposal, change)) for change in changes]
    for name, kind in kinds.items():
        entered = [one for of, one in agreed if of == name and one.verb != CLOSE]
        if entered:
            kind.apply(entered)
    for name, kind in kinds.items():
        ended = [one for of, one in agreed if of == name and one.verb == CLOSE]
        MasterClosing.objects.bulk_create(
            [
                MasterClosing(
                    kind=name,
                    key=one.key,
                    last_day=date.fromisoformat(one.given["last_day"]),
                    order_id=one.order,
                    recorded_at=authority.at,
                )
                for one in ended
            ]
        )
        if ended and kind.close:
            kind.close(ended)


def _agreed(authority: Authority, proposal: MasterProposal, change: MasterChange) -> Agreed:
    return Agreed(
        change.verb,
        change.key,
        change.given,
        change.order_id,
        proposal.proposed_by_id,
        authority.account,
        authority.at,
        authority.is_sample,
    )


def _log(authority: Authority, event: str, proposal: MasterProposal, more: Mapping[str, Any]) -> None:
    append(
        event,
        public={"proposal": proposal.pk, "sha256": bytes(proposal.digest).hex(), **more},
        private={"account": authority.account, "person": authority.person},
        at=authority.at,
        is_sample=authority.is_sample,
    )


def closed_days() -> dict[tuple[str, str], date]:
    """The last day of each closed master, by kind and key."""
    rows = MasterClosing.objects.order_by("id").values_list("kind", "key", "last_day")
    return {(kind, key): last for kind, key, last in rows}
