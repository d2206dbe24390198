"""Verify a sheet: another person compares it with the registers and signs the root over its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from vethanam.errors import Broken, Refused
from vethanam.identity.authority import Authority
from vethanam.identity.models import SigningKey
from vethanam.identity.queries import counts_at
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json, canonical
from vethanam.ledger.signatures import Signature, challenge_of, is_signed
from vethanam.people.queries import accounts_of
from vethanam.service_book.models import FACTS, PayeeAccount, Sheet, SheetVerification
from vethanam.service_book.sheets.roots import root_over, texts_on_record

#: the role of a sheet's signer
AS = "sheet_verifier"
#: further effects of a verified sheet, by kind: months drawn before wait until then
type Enters = Callable[[Authority, Sheet], int]


@dataclass(frozen=True, slots=True)
class VerifiedSheet:
    """The result of a verification: how many entries count from now on."""

    sheet: int
    kind: str
    facts: int


def commitment_of(sheet: Sheet) -> bytes:
    """The signed content of a sheet: kind, rows, totals and root."""
    totals: dict[str, Json] = dict(sheet.totals)
    signed: dict[str, Json] = {
        "sheet": sheet.kind,
        "file": bytes(sheet.file_hash).hex(),
        "rows": sheet.rows,
        "new": sheet.fresh,
        "totals": totals,
        "root": bytes(sheet.root).hex(),
    }
    return sha256(b"vethanam/sheet/1\n" + canonical(signed)).digest()


def holds_accounts(sheet: Sheet) -> bool:
    """Whether a sheet holds accounts for pay: its verification then needs a signature."""
    return PayeeAccount.kind() in sheet.facts


def check_may_verify(authority: Authority, sheet: Sheet) -> int:
    """The person who may verify a sheet under this authority.

    Raises
    ------
    Refused
        It was verified before, the same person entered it, it has people of other drawing codes, or the
        account belongs to no person.
    """
    if SheetVerification.objects.filter(sheet=sheet).exists():
        raise Refused("sheet_already_verified", sheet=sheet.pk)
    if authority.person is None:
        raise Refused("sheet_needs_person")
    own = accounts_of(authority.person, {sheet.entered_by_id}) | {authority.account}
    if sheet.entered_by_id in own or sheet.person_id == authority.person:
        raise Refused("sheet_verifier_entered", sheet=sheet.pk)
    beyond = [code for code in sheet.codes if authority.scope and code != authority.scope]
    if beyond:
        raise Refused("sheet_of_other_codes", sheet=sheet.pk, codes=beyond)
    return authority.person


@transaction.atomic
def verify_sheet(
    authority: Authority,
    sheet: Sheet,
    *,
    signed: tuple[SigningKey, Signature] | None = None,
    enters: Mapping[str, Enters] | None = None,
) -> VerifiedSheet:
    """Verify every fact of a sheet at once and write one leaf.

    ``enters`` apply a sheet's waiting content, by kind.

    The paymaster recomputes the root from the facts on record before it pays into an account of the sheet.

    Raises
    ------
    Refused
        See :func:`check_may_verify`; or the signature does not fit.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('service_book_sheetverification'), %s)", [sheet.pk]
        )
    person = check_may_verify(authority, sheet)
    signature = _checked(authority, sheet, signed)
    count = sum(_verify_facts(authority, sheet, kind, ids) for kind, ids in sheet.facts.items())
    enter = (enters or {}).get(sheet.kind)
    if enter:
        count += enter(authority, sheet)
    key = signed[0] if signed else None
    leaf = append(
        "sheet.verified",
        public={
            "sheet": sheet.kind,
            "rows": sheet.rows,
            "new": sheet.fresh,
            "root": bytes(sheet.root).hex(),
            "signs": commitment_of(sheet).hex(),
            "key": key.reference if key else None,
            "signature": signature,
        },
        private={"sheet": sheet.pk, "account": authority.account, "person": person},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    SheetVerification.objects.create(
        sheet=sheet,
        root=bytes(sheet.root),
        verified_by_id=authority.account,
        person_id=person,
        key=key,
        signature=signature or {},
        facts=count,
        recorded_at=authority.at,
        leaf=leaf,
    )
    return VerifiedSheet(sheet.pk, sheet.kind, count)


def _checked(
    authority: Authority, sheet: Sheet, signed: tuple[SigningKey, Signature] | None
) -> dict[str, Json] | None:
    """The signature for the leaf; required for a sheet with accounts."""
    if signed is None:
        if holds_accounts(sheet):
            raise Refused("assertion_missing")
        return None
    key, signature = signed
    if key.person != authority.person or not counts_at(key, authority.at):
        raise Refused("sheet_key_ended")
    challenge = challenge_of(commitment_of(sheet), AS)
    if not is_signed(challenge, signature, bytes(key.public_key), key.algorithm, key.relying_on):
        raise Refused("sheet_not_signed", sheet=sheet.pk)
    public: dict[str, Json] = dict(signature.as_public())
    return public


def check_root(sheet: Sheet) -> None:
    """Recompute the root from the facts on record, as the paymaster: it reads account numbers.

    Raises
    ------
    Broken
        A fact of the sheet was changed, is missing, or is surplus.
    """
    texts = texts_on_record(_committed_in(sheet), sheet.facts)
    if root_over(bytes(sheet.salt), texts) != bytes(sheet.root):
        raise Broken("sheet_root_differs", sheet=sheet.pk)


def _committed_in(sheet: Sheet) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT committed_in::text FROM service_book_sheet WHERE id = %s", [sheet.pk])
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _verify_facts(authority: Authority, sheet: Sheet, kind: str, ids: Sequence[Any]) -> int:
    table = FACTS[kind]._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO service_book_verification (kind, fact, verified_by_id, person_id,"  # noqa: S608
            " recorded_at)"
            f" SELECT %s, f.id, %s, %s, %s FROM {table} f JOIN service_book_sheet s ON s.id = %s"
            " WHERE f.committed_in = s.committed_in AND f.id BETWEEN %s AND %s ON CONFLICT DO NOTHING",
            [kind, authority.account, authority.person, authority.at, sheet.pk, *ids],
        )
        return int(cursor.rowcount)
