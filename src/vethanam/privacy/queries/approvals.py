"""Requests that wait for an officer's approval. A row of an approval leaves out none; its proof does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, Q, QuerySet

from vethanam.identity.authority import Authority
from vethanam.identity.signer_refusals import refusals_of
from vethanam.identity.signers import prove_all
from vethanam.journal import keys
from vethanam.journal.models import Staged
from vethanam.journal.queries import leaves_under_head
from vethanam.ledger.leaves import leaf_in
from vethanam.ledger.notes import VerifierKey
from vethanam.privacy.approval_proofs import PURPOSE_OWNER, ROLES
from vethanam.privacy.models import Approval
from vethanam.privacy.permit.approvals import LAPSES_AFTER

#: staged id and salted commitment of an entry
type Entry = tuple[int, str]


def with_approvals[Rows: QuerySet[Any]](
    rows: Rows, of: str, authority: Authority, *, lasts: timedelta | None = LAPSES_AFTER
) -> Rows:
    """The requests that an officer may approve, each with ``approvals``: the rows that say that she, or
    another officer in her role, has approved it. Which of them count, :func:`counting_approvals` tells.

    ``lasts`` is how long an approval counts; None for ever. A purpose owner approves for her own office.
    """
    role = ROLES.get(authority.role, "")
    given = Approval.objects.filter(of=of, reference=OuterRef("reference"), commitment=OuterRef("commitment"))
    given = given.filter(Q(role=role) | Q(person=authority.person))
    if lasts is not None:
        given = given.filter(at__gt=authority.at - lasts)
    waiting: Rows = rows.annotate(approvals=ArraySubquery(given.order_by("pk").values("pk")))
    return waiting.filter(office=authority.office) if role == PURPOSE_OWNER else waiting


def asked_by_others[Rows: QuerySet[Any]](rows: Rows, authority: Authority) -> Rows:
    """The requests that other people made: nobody approves her own."""
    own = Q(asking_person=authority.person) | Q(for_person=authority.person, for_person__isnull=False)
    return rows.exclude(own)


def counting_approvals(rows: Collection[int]) -> set[int]:
    """Those approvals among rows that the log proves, or has not taken yet: what acts count."""
    given = list(Approval.objects.filter(pk__in=rows)) if rows else []
    leaves = dict(Staged.objects.filter(pk__in=[row.leaf for row in given]).values_list("pk", "leaf"))
    entries = {row.pk: _entry_of(row, leaf_in(bytes(leaves.get(row.leaf, b"")))) for row in given}
    said = {one: entry for one, entry in entries.items() if entry is not None}
    if not said:
        return set()
    key = keys.public_key()
    proven = _proven(str(connection.settings_dict["NAME"]), key)
    unknown = {entry[0]: entry for entry in said.values() if entry not in proven}
    under = leaves_under_head(unknown.keys(), key).keys() if unknown else set()
    if under:
        proven |= {unknown[leaf] for leaf in prove_all(under, key, refusals_of(key))}
    return {one for one, entry in said.items() if entry in proven or entry[0] in unknown.keys() - under}


def _entry_of(row: Approval, leaf: Mapping[str, Any] | None) -> Entry | None:
    """The entry of a row, with its salted commitment; None if the row says something else."""
    if leaf is None or leaf["kind"] != "approval.given":
        return None
    public = leaf["public"]
    said = (public.get("of"), public.get("reference"), public.get("as"), public.get("approves"))
    is_of_row = said == (row.of, row.reference, row.role, bytes(row.commitment).hex())
    return (row.leaf, str(leaf["commitment"])) if is_of_row else None


@lru_cache(maxsize=4)
def _proven(_database: str, _log_key: VerifierKey) -> set[Entry]:
    """The entries of approvals that this process has proven; each is proven once."""
    return set()
