"""The inbox: everything that waits for an officer, oldest first, by role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, IntegerField, JSONField, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject
from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _

from vethanam.acts.accounts import NothingGiven
from vethanam.acts.declaration import view
from vethanam.acts.inbox_kinds import KINDS, Waiting, WaitingKind
from vethanam.acts.inbox_statement import waiting_rows
from vethanam.errors import Sentence
from vethanam.identity.authority import Authority
from vethanam.people.queries import Hat, hats_within

_COLUMNS = ("w_hat", "w_kind", "w_key", "w_since", "w_name", "w_number", "w_told")


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One thing that waits: the role it waits for, its sentence, the employee's number, since when."""

    role: str
    scope: str
    kind: str
    key: str
    says: Sentence
    number: str
    since: datetime

    def days(self, at: datetime) -> int:
        """The whole days it has waited."""
        return (localdate(at) - localdate(self.since)).days


def inbox_of(account: int, hats: Sequence[Hat], at: datetime, *, is_sample: bool = False) -> list[InboxRow]:
    """The waiting work of an account in these roles, oldest first: one statement for all kinds and roles.

    Rows that a kind judges in Python cost further statements, where there are any. What two roles of one
    scope can do is listed once.
    """
    worn = [hat.worn(account, at, is_sample) for hat in hats]
    asked = [(place, kind) for place, hat in enumerate(hats) for kind in KINDS if _is_asked(kind, hat)]
    found = waiting_rows([(place, kind, worn[place]) for place, kind in asked], _query)
    kept = [
        (kind, row)
        for place, kind in asked
        for row in _kept(
            kind, worn[place], [one for one in found if (one.hat, one.kind) == (place, kind.code)]
        )
    ]
    once: dict[tuple[str, ...], InboxRow] = {}
    for kind, row in kept:
        hat = hats[row.hat]
        shown = InboxRow(hat.role, hat.scope, row.kind, row.key, kind.says(row), row.number, row.since)
        once.setdefault((hat.scope, row.kind, row.key, row.number, row.name), shown)
    return sorted(once.values(), key=lambda row: row.since)


def _is_asked(kind: WaitingKind, hat: Hat) -> bool:
    if hat.role not in kind.roles:
        return False
    return hat.delegation is None if kind.power is None else kind.power in hat.powers


def _query(place: int, kind: WaitingKind, authority: Authority) -> QuerySet[Any, Any]:
    """The rows of a kind for one role, in the columns that all kinds share."""
    told = JSONObject(**kind.told) if kind.told else Value({}, JSONField())
    rows: QuerySet[Any, Any] = (
        kind.rows(authority)
        .order_by()
        .annotate(
            w_hat=Value(place, IntegerField()),
            w_kind=Value(kind.code, TextField()),
            w_key=Cast(F(kind.key) if isinstance(kind.key, str) else kind.key, TextField()),
            w_since=F(kind.since) if isinstance(kind.since, str) else kind.since,
            w_name=_text(kind.name),
            w_number=_text(kind.number),
            w_told=told,
        )
        .values_list(*_COLUMNS)
    )
    return rows


def _text(column: str) -> Any:
    return Cast(F(column), TextField()) if column else Value("", TextField())


def _kept(kind: WaitingKind, authority: Authority, rows: Sequence[Waiting]) -> Sequence[Waiting]:
    return kind.keeps(authority, rows) if kind.keeps and rows else rows


@view("inbox", title=_("Inbox"))
def inbox(authority: Authority, given: NothingGiven) -> dict[str, Any]:
    """The waiting work of the account in each of its roles, oldest first, with the days it has waited."""
    del given
    hats = hats_within(authority)
    found = inbox_of(authority.account, hats, authority.at, is_sample=authority.is_sample)
    return {"count": len(found), "inbox": list(_told(found, authority.at))}


def _told(found: Sequence[InboxRow], at: datetime) -> Iterator[dict[str, Any]]:
    for row in found:
        yield {
            "role": row.role, "scope": row.scope or None, "kind": row.kind, "key": row.key,
            "employment": row.number or None, "since": row.since.isoformat(timespec="seconds"),
            "days": row.days(at), "says": row.says.says,
        }  # fmt: skip
