"""The two roots of a sheet of beneficiaries: over its rows, and over its accounts.

The text of a row is the canonical JSON of everything it states but contacts and accounts. The text of an
account is that of the whole route with its number; of a route to a society it is that with the society's
code. The text of each is on record, so that the paymaster recomputes the root over accounts. Salts derive
from the salt of the sheet and the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from django.db import connections

from vethanam.benefits.models import BeneficiarySheet
from vethanam.bulk import canonical_texts, read
from vethanam.ledger.commitments import commitments, salts_of
from vethanam.ledger.persons import root_of_persons

#: fields of a route in the text of its account
ACCOUNT: Mapping[str, Any] = {
    "former": pl.String, "payer": pl.String, "kind": pl.String, "branch": pl.String, "number": pl.String,
    "holder": pl.String, "is_joint": pl.Boolean,
}  # fmt: skip
#: fields of a route to a society in its text
TO_SOCIETY: Mapping[str, Any] = {"former": pl.String, "society": pl.String}
#: the total of a sheet that counts its routes to societies; sheets from before these were signed have none
HOMES = "to_societies"
_ACCOUNTS = """
SELECT r.id, s.former_number, r.payer, r.kind, r.branch, r.number, r.holder, r.is_joint
  FROM benefits_sheetrow s
  JOIN benefits_route r ON r.application_id = s.application_id AND r.committed_in = s.committed_in
 WHERE s.sheet_id = %s AND r.kind <> 'home' ORDER BY r.id
"""
_TO_SOCIETIES = """
SELECT r.id, s.former_number, o.code
  FROM benefits_sheetrow s
  JOIN benefits_route r ON r.application_id = s.application_id AND r.committed_in = s.committed_in
  JOIN benefits_society o ON o.id = r.society_id
 WHERE s.sheet_id = %s AND r.kind = 'home' ORDER BY r.id
"""
_COMMITMENTS = "SELECT commitment FROM benefits_sheetrow WHERE sheet_id = %s"


def committed(salt: bytes, texts: Sequence[str]) -> list[bytes]:
    """The commitment to each text under the salt of a sheet."""
    return commitments(salts_of(salt, texts), texts)


def root_over(made: Iterable[bytes]) -> bytes:
    """The root over commitments; their order does not matter. No two may be equal."""
    return root_of_persons(made)


def account_texts(rows: pl.DataFrame) -> list[str]:
    """The text of each account of a frame with the columns of :data:`ACCOUNT`."""
    return _texts(rows, "route", ACCOUNT)


def society_texts(rows: pl.DataFrame) -> list[str]:
    """The text of each route to a society of a frame with the columns of :data:`TO_SOCIETY`."""
    return _texts(rows, "home", TO_SOCIETY)


def routes_signed_with(sheet: BeneficiarySheet) -> frozenset[int]:
    """The routes on record under the root over accounts of a sheet; none if one of them differs.

    Only for who reads numbers.
    """
    accounts = read(_ACCOUNTS, [sheet.pk], {"route": pl.Int64, **ACCOUNT})
    texts, routes = account_texts(accounts), [*accounts["route"]]
    if HOMES in sheet.totals:
        homes = read(_TO_SOCIETIES, [sheet.pk], {"route": pl.Int64, **TO_SOCIETY})
        texts += society_texts(homes)
        routes += [*homes["route"]]
    is_whole = root_over(committed(bytes(sheet.salt), texts)) == bytes(sheet.account_root)
    return frozenset(routes) if is_whole else frozenset()


def root_on_record(sheet: BeneficiarySheet, using: str = "default") -> bytes:
    """The root over the rows of a sheet that are on record, by their commitments."""
    with connections[using].cursor() as cursor:
        cursor.execute(_COMMITMENTS, [sheet.pk])
        return root_over(bytes(one) for (one,) in cursor.fetchall())


def sheet_statement(sheet: BeneficiarySheet) -> dict[str, Any]:
    """What the second person signs: the file by its hash, scheme, counts, sums and both roots."""
    return {
        "sheet": sheet.pk, "scheme": sheet.scheme.code,
        "local_body": sheet.local_body.code if sheet.local_body else "",
        "file": bytes(sheet.file_hash).hex(), "rows": sheet.rows, "accounts": sheet.accounts,
        "totals": dict(sheet.totals), "root": bytes(sheet.root).hex(),
        "account_root": bytes(sheet.account_root).hex(),
    }  # fmt: skip


def _texts(rows: pl.DataFrame, entry: str, fields: Mapping[str, Any]) -> list[str]:
    places = pl.repeat(0, rows.height, dtype=pl.Int64, eager=True)
    texts = canonical_texts([{"entry": entry}], places, {name: rows[name] for name in fields})
    found: list[str] = texts.to_list()
    return found
