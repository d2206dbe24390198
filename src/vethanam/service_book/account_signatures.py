"""Signatures over accounts: which act covers which entry, and the commitment to a whole account."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import connection

from vethanam.identity.authority import Authority
from vethanam.service_book.models import AccountSignature, PayeeAccount


def keep_account_signatures(authority: Authority, kind: str, facts: Iterable[int]) -> None:
    """Record that the act's signature covers these entries; nothing without one."""
    if authority.signed is None:
        return
    AccountSignature.objects.bulk_create(
        [
            AccountSignature(
                kind=kind, fact=fact, signed_id=authority.signed.record, recorded_at=authority.at
            )
            for fact in facts
        ],
        ignore_conflicts=True,
    )


def account_commitments(facts: Collection[int]) -> dict[int, str]:
    """The commitment to each whole account, in hexadecimal, by entry. No number is read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM service_book_account_commitments(%s)", [list(facts)])
        return {one: bytes(value).hex() for one, value in cursor.fetchall()}


def unsigned_accounts(accounts: Collection[int], person: int) -> list[PayeeAccount]:
    """The accounts that still need this person's signature before the paymaster pays into them, by employee.

    An account needs none if it is in a verified sheet, or a signature verified it, or two persons signed it.
    """
    rows = PayeeAccount.objects.filter(pk__in=list(accounts)).defer(*PayeeAccount.unread)
    chosen = {row.pk: row for row in rows.select_related("employment").order_by("employment__number", "pk")}
    signed: dict[int, set[int]] = {}
    listed = AccountSignature.objects.filter(kind=PayeeAccount.kind(), fact__in=list(chosen))
    believed = _in_verified_sheets(list(chosen))
    for fact, act, signer in listed.values_list("fact", "signed__act", "signed__person"):
        if act == "verify":
            believed.add(fact)
        elif act == "sign_accounts":
            signed.setdefault(fact, set()).add(signer)
    return [
        row
        for one, row in chosen.items()
        if one not in believed and len(signed.get(one, ())) < 2 and person not in signed.get(one, ())
    ]


_IN_SHEETS = """
SELECT a.id FROM service_book_payeeaccount a JOIN service_book_sheet s ON s.committed_in = a.committed_in
  JOIN service_book_sheetverification v ON v.sheet_id = s.id WHERE a.id = ANY(%s)
"""


def _in_verified_sheets(accounts: list[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(_IN_SHEETS, [accounts])
        return {one for (one,) in cursor.fetchall()}
