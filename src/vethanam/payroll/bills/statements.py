"""The statement an officer signs for a bill: office, month, people, totals, changed accounts, hashes.

``content`` is the SHA-256 of the bill's live lines, one text per claim. ``accounts`` is the SHA-256 of its
people's accounts, by entry ID. ``salt`` is that of the log entry that made the bill: it hides a small bill's
figures in the commitment, and once that entry's opening is destroyed nobody can open it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from django.db import connection
from django.db.models import Max

from vethanam.journal.queries import opening_of
from vethanam.ledger.canonical import Json
from vethanam.payroll.bills.queries import accounts_at
from vethanam.payroll.models import Bill, BillAct
from vethanam.periods import Month
from vethanam.service_book.models import PayeeAccount

# One text per claim, in order of ID: employee, month, components with obligations and amounts.
_CONTENT = """
SELECT l.bill_id,
       encode(sha256(convert_to(string_agg(concat_ws('|', c.id, e.number, c.for_month, c.gross, c.deductions,
         array_to_string(c.components, ','), array_to_string(c.obligations, ',', '-'),
         array_to_string(c.claimed, ',')),
         E'\\n' ORDER BY c.id), 'UTF8')), 'hex'),
       array_agg(DISTINCT c.employment_id)
  FROM payroll_billline l JOIN payroll_claim c ON c.id = l.claim_id JOIN people_employment e
  ON e.id = c.employment_id
 WHERE l.bill_id = ANY(%s) AND l.is_live GROUP BY l.bill_id"""


def statements_of(bills: Sequence[Bill], at: datetime) -> dict[str, dict[str, Json]]:
    """Map bill number to the statement signed at an instant. Amounts in paise."""
    with connection.cursor() as cursor:
        cursor.execute(_CONTENT, [[bill.pk for bill in bills]])
        lines = {bill: (content, list(people)) for bill, content, people in cursor.fetchall()}
    people = {one for _, employments in lines.values() for one in employments}
    accounts = accounts_at(people, at)
    entered = dict(PayeeAccount.objects.filter(pk__in=accounts.values()).values_list("pk", "recorded_at"))
    salts, since = salts_of(bills), {code: _passed_before(code, bills) for code in _codes(bills)}
    return {
        bill.number: _statement(
            bill, *lines.get(bill.pk, ("", [])), accounts, entered, since[bill.drawing_code_id], salts
        )
        for bill in bills
    }


def _statement(
    bill: Bill,
    content: str,
    people: Sequence[int],
    accounts: Mapping[int, int],
    entered: Mapping[int, datetime],
    since: datetime | None,
    salts: Mapping[int, str],
) -> dict[str, Json]:
    paid = sorted((one, accounts[one]) for one in people if one in accounts)
    changed = sum(since is None or entered[account] > since for _, account in paid)
    return {
        "bill": bill.number,
        "kind": bill.kind,
        "drawing_code": bill.drawing_code.code,
        "treasury": bill.treasury.code,
        "month": str(Month.from_key(bill.drawn_in)),
        "people": bill.people,
        "gross": bill.gross,
        "deductions": bill.deductions,
        "net": bill.net,
        "accounts_changed": changed,
        "without_account": len(people) - len(paid),
        "accounts": sha256("\n".join(f"{one}|{account}" for one, account in paid).encode()).hexdigest(),
        "content": content,
        "salt": salts.get(bill.pk, ""),
    }


def salts_of(bills: Sequence[Bill]) -> dict[int, str]:
    """The salt of the log entry that made each bill, in hexadecimal."""
    made = dict(BillAct.objects.filter(bill__in=bills, act="made").values_list("bill", "leaf"))
    opened = {bill: opening_of(leaf) for bill, leaf in made.items()}
    return {bill: opening.salt.hex() for bill, opening in opened.items() if opening is not None}


def _codes(bills: Sequence[Bill]) -> Collection[int]:
    return {bill.drawing_code_id for bill in bills}


def _passed_before(drawing_code: int, bills: Sequence[Bill]) -> datetime | None:
    """The time another bill of the drawing code was last passed.

    Accounts entered since are new to its treasury.
    """
    passed = BillAct.objects.filter(act="passed", bill__drawing_code=drawing_code)
    found: datetime | None = passed.exclude(bill__in=bills).aggregate(last=Max("at"))["last"]
    return found
