"""Accounts proven from signatures: a person verified the whole account, and another entered it.

An account counts if

- it lies in a taken-over sheet whose verifier signed the root over its rows, numbers included; or
- the signature of a verifier commits to the entry with its number, and another person entered it: by her own
  signature where one was asked for, else by the account that imported it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q

from vethanam.errors import Broken, Sentence
from vethanam.identity.signers import ProvenSigner
from vethanam.ledger.signed_acts import SignedList
from vethanam.payments.accounts import Payee, payee_of
from vethanam.payments.actions.unproven import INSTITUTION
from vethanam.payments.models import InstitutionAccount
from vethanam.payments.paymaster.signature_proofs import SignedLog, Signing
from vethanam.people.models import Role
from vethanam.people.queries import persons_behind
from vethanam.service_book.models import AccountSignature, PayeeAccount, Sheet, SheetVerification
from vethanam.service_book.sheets.verification import check_root, commitment_of

#: acts whose statement commits to whole accounts, and acts by which an account is entered
_VERIFIES = frozenset({"verify", "sign_accounts", "verify_institution"})
_ENTERS = frozenset({"record", "correct"})
_OFFICE = frozenset({Role.CLERK, Role.DRAWING_OFFICER})
_COMMITTED = """
SELECT a.id, encode(service_book_committed_account(s.secret, a), 'hex')
  FROM service_book_payeeaccount a, service_book_accountsecret s WHERE a.id = ANY(%s)
"""
_COMMITTED_INSTITUTIONS = """
SELECT a.id, encode(payments_committed_institution(s.secret, a), 'hex')
  FROM payments_institutionaccount a, service_book_accountsecret s WHERE a.id = ANY(%s)
"""
_IN_SHEETS = """
SELECT a.id, s.id FROM service_book_payeeaccount a JOIN service_book_sheet s
  ON s.committed_in = a.committed_in
 WHERE a.id = ANY(%s) AND a.id BETWEEN (s.facts -> 'payee_account' ->> 0)::bigint
                                   AND (s.facts -> 'payee_account' ->> 1)::bigint
"""


@dataclass(frozen=True, slots=True)
class ProvenAccount:
    """The payee of an account and its owner, or the reason why it is not proven.

    ``waits``: no signed head covers it yet. ``societies``: codes of the society that delivers benefits, as
    the verifiers signed them with the account.
    """

    owner: int = 0
    payee: Payee | None = None
    why: Sentence | None = None
    waits: bool = False
    societies: frozenset[str] = frozenset()


@dataclass(slots=True)
class AccountProofs:
    """Proves accounts; keeps each sheet after its root was recomputed, with the text of
    each of its accounts.
    """

    log: SignedLog
    _sheets: dict[int, bool] = field(default_factory=dict)

    def of_employees(self, ids: Collection[int]) -> dict[int, ProvenAccount]:
        """Each account of an employee; ``owner`` is the employment."""
        rows = PayeeAccount.objects.in_bulk(list(ids))
        sheets = _sheets_of(list(rows))
        signed = self._signed(PayeeAccount.kind(), [one for one in rows if one not in sheets])
        committed = _committed(_COMMITTED, list(rows))
        persons = persons_behind({row.entered_by_id for row in rows.values()})
        found = {}
        for one, row in rows.items():
            if one in sheets:
                why, waits = self._of_sheet(sheets[one])
            else:
                makers = persons.get(row.entered_by_id, set())
                why, waits = _fault(signed[one], committed.get(one, ""), _stated(row), makers, _OFFICE)
            is_whole = why is None and not waits
            found[one] = ProvenAccount(row.employment_id, payee_of(row) if is_whole else None, why, waits)
        return found

    def of_institutions(self, ids: Collection[int]) -> dict[int, ProvenAccount]:
        """Each account of an institution; ``owner`` is the institution."""
        rows = InstitutionAccount.objects.in_bulk(list(ids))
        signed = self._signed(INSTITUTION, list(rows))
        committed = _committed(_COMMITTED_INSTITUTIONS, list(rows))
        persons = persons_behind({row.entered_by_id for row in rows.values()})
        roles = frozenset({Role.TREASURY_OFFICER})
        found = {}
        for one, row in rows.items():
            makers = persons.get(row.entered_by_id, set())
            why, waits = _fault(signed[one], committed.get(one, ""), None, makers, roles)
            is_whole = why is None and not waits
            found[one] = ProvenAccount(
                row.institution_id, payee_of(row) if is_whole else None, why, waits,
                _societies(signed[one], committed.get(one, "")),
            )  # fmt: skip
        return found

    def leaves_signing(self, employees: Collection[int], institutions: Collection[int]) -> set[int]:
        """Staged ids of the signatures over accounts, so that one call proves many accounts."""
        sheets = {*_sheets_of(list(employees)).values()} - self._sheets.keys()
        verified = SheetVerification.objects.filter(sheet__in=sheets).values_list("leaf", flat=True)
        signed = AccountSignature.objects.filter(
            Q(kind=PayeeAccount.kind(), fact__in=list(employees))
            | Q(kind=INSTITUTION, fact__in=list(institutions))
        )
        return {*verified, *signed.values_list("signed__leaf", flat=True)}

    def _signed(self, kind: str, ids: Collection[int]) -> dict[int, list[tuple[Signing | None, Any]]]:
        """The signatures listed for each account with its statement there; None for one
        without a head yet.
        """
        rows = AccountSignature.objects.filter(kind=kind, fact__in=list(ids)).order_by("id")
        listed = list(rows.values_list("fact", "signed__leaf"))
        leaves = {leaf for _, leaf in listed}
        under = self.log.entries(leaves)
        signings = self.log.signings(leaves)
        statements = {leaf: _statements(one) for leaf, one in signings.items()}
        found: dict[int, list[tuple[Signing | None, Any]]] = {one: [] for one in ids}
        for fact, leaf in listed:
            if leaf not in under:
                found[fact].append((None, None))
            elif leaf in signings:
                signing = signings[leaf]
                key = None if signing.by.act in _ENTERS else fact
                found[fact].append((signing, statements[leaf].get(key)))
        return found

    def _of_sheet(self, sheet_id: int) -> tuple[Sentence | None, bool]:
        """Whether a sheet's verifier signed the root over the rows that are on record."""
        if self._sheets.get(sheet_id):
            return None, False
        verified = SheetVerification.objects.filter(sheet=sheet_id).select_related("sheet").first()
        if verified is None:
            return Sentence("account_unsigned"), False
        entry = self.log.entries([verified.leaf]).get(verified.leaf)
        if entry is None:
            return None, True
        sheet, signing = verified.sheet, self.log.signings([verified.leaf]).get(verified.leaf)
        makers = persons_behind({sheet.entered_by_id}).get(sheet.entered_by_id, set())
        if signing is None or not _verifies(signing.by, sheet) or signing.by.person in makers:
            return Sentence("account_unsigned"), False
        try:
            check_root(sheet)
        except Broken:
            return Sentence("account_differs_from_sheet", {"sheet": sheet.pk}), False
        self._sheets[sheet_id] = True
        return None, False


def _fault(
    signed: Sequence[tuple[Signing | None, Any]],
    committed: str,
    stated: Mapping[str, Any] | None,
    makers: Collection[int],
    roles: frozenset[str],
) -> tuple[Sentence | None, bool]:
    """Why the signatures over an account do not prove it, or whether one still waits for a head.

    ``makers`` are the persons behind the account that entered it.
    """
    by = [(one.by, says) for one, says in signed if one is not None and one.by.holds(one.by.role)]
    verifiers = [
        one
        for one, says in by
        if one.act in _VERIFIES and one.role in roles and says and says.get("number") == committed
    ]
    entering = [(one, says) for one, says in by if one.act in _ENTERS]
    enterers = [
        one for one, says in entering if one.role in _OFFICE and says and stated and _fits(says, stated)
    ]
    against_entry = {one.person for one in verifiers if one.act != "sign_accounts"}
    is_imported = not entering and bool(makers) and bool(against_entry - set(makers))
    are_two = any(not one.is_same(other) for one in verifiers for other in (*verifiers, *enterers))
    if are_two or is_imported:
        return None, False
    if any(one is None for one, _ in signed):
        return None, True
    return Sentence("account_signed_by_one" if verifiers else "account_unsigned"), False


def _societies(signed: Sequence[tuple[Signing | None, Any]], committed: str) -> frozenset[str]:
    """The codes of societies that treasury officers signed with an account."""
    return frozenset(
        str(says["society"])
        for one, says in signed
        if one is not None
        and one.by.act == "verify_institution"
        and one.by.role == Role.TREASURY_OFFICER
        and one.by.holds(one.by.role)
        and says
        and says.get("number") == committed
        and says.get("society")
    )


def _verifies(signer: ProvenSigner, sheet: Sheet) -> bool:
    """Whether somebody signed this sheet as an officer of all of its drawing codes, or of the department."""
    codes: list[str | None] = [*sheet.codes] or [None]
    return signer.commitment == commitment_of(sheet).hex() and any(
        signer.holds(role, "", is_lent=True) or all(signer.holds(role, code, is_lent=True) for code in codes)
        for role in _OFFICE
    )


def _stated(row: PayeeAccount) -> dict[str, Any]:
    """What who enters an account signs of it: faces see no more of a number."""
    return {
        "employment": row.employment.number,
        "branch": row.branch,
        "tail": row.tail,
        "onward_branch": row.onward_branch,
        "onward_tail": row.onward_tail,
    }


def _fits(says: Mapping[str, Any], stated: Mapping[str, Any]) -> bool:
    return all("".join(str(says.get(name) or "").split()).upper() == value for name, value in stated.items())


def _statements(signing: Signing) -> dict[int | None, Mapping[str, Any]]:
    """The statements of a signed list by entry; empty unless all of them together give what was signed.

    The one statement of an entering act names no entry yet.
    """
    said = signing.private.get("statements")
    if not isinstance(said, list) or not said or not all(isinstance(one, Mapping) for one in said):
        return {}
    if SignedList(signing.by.act, tuple(said)).commitment.hex() != signing.by.commitment:
        return {}
    if signing.by.act in _ENTERS:
        return {None: said[-1]}
    return {one["account"]: one for one in said if type(one.get("account")) is int}


def _sheets_of(ids: list[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_IN_SHEETS, [ids])
        return dict(cursor.fetchall())


def _committed(text: str, ids: list[int]) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(text, [ids])
        return dict(cursor.fetchall())
