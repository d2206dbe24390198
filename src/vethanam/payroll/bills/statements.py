"""The statement an officer signs for a bill: office, month, people, totals, changed accounts, hashes.

``content`` is the SHA-256 of the bill's live lines, one text per claim, ``institutions`` that of what its
deductions pay to institutions. ``accounts`` is the SHA-256 of its people's accounts, by entry ID. ``salt`` is
that of the log entry that made the bill: it hides a small bill's figures in the commitment, and once that
entry's opening is destroyed nobody can open it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.db import connection
from django.db.models import Max

from vethanam.journal.queries import opening_of
from vethanam.ledger.canonical import Json
from vethanam.payroll.bills.queries import accounts_at
from vethanam.payroll.bills.schedules import paid_to_institutions
from vethanam.payroll.models import Bill, BillAct
from vethanam.periods import Month
from vethanam.service_book.models import PayeeAccount

# One text per claim, in order of ID: employee, month, components with obligations and amounts. With the net
# of each employment.
_CONTENT = """
SELECT l.bill_id,
       encode(sha256(convert_to(string_agg(concat_ws('|', c.id, e.number, c.for_month, c.gross, c.deductions,
         array_to_string(c.components, ','), array_to_string(c.obligations, ',', '-'),
         array_to_string(c.claimed, ',')),
         E'\\n' ORDER BY c.id), 'UTF8')), 'hex'),
       array_agg(c.employment_id ORDER BY c.id), array_agg(c.gross - c.deductions ORDER BY c.id)
  FROM payroll_billline l JOIN payroll_claim c ON c.id = l.claim_id JOIN people_employment e
  ON e.id = c.employment_id
 WHERE l.bill_id = ANY(%s) AND l.is_live GROUP BY l.bill_id"""


@dataclass(frozen=True, slots=True)
class Content:
    """What a bill pays, with the two hashes that its statement holds. Amounts in paise.

    ``nets`` are by employment, ``institutions`` by component and name.
    """

    claims: str = ""
    nets: Mapping[int, int] = field(default_factory=dict)
    institutions: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def paid_on(self) -> str:
        """SHA-256 of the sums that the bill's deductions pay to institutions."""
        rows = (f"{name}|{party}|{amount}" for (name, party), amount in sorted(self.institutions.items()))
        return sha256("\n".join(rows).encode()).hexdigest()


def contents_of(bills: Sequence[Bill]) -> dict[int, Content]:
    """The content of each bill as it stands, by id."""
    ids = [bill.pk for bill in bills]
    paid_on = paid_to_institutions(ids)
    found = {one: Content(institutions=paid_on.get(one, {})) for one in ids}
    with connection.cursor() as cursor:
        cursor.execute(_CONTENT, [ids])
        for bill, claims, employments, amounts in cursor.fetchall():
            nets: dict[int, int] = {}
            for employment, net in zip(employments, amounts, strict=True):
                nets[employment] = nets.get(employment, 0) + net
            found[bill] = Content(claims, nets, paid_on.get(bill, {}))
    return found


def statements_of(bills: Sequence[Bill], at: datetime) -> dict[str, dict[str, Json]]:
    """Map bill number to the statement signed at an instant. Amounts in paise."""
    contents = contents_of(bills)
    people = {one for content in contents.values() for one in content.nets}
    accounts = accounts_at(people, at)
    entered = dict(PayeeAccount.objects.filter(pk__in=accounts.values()).values_list("pk", "recorded_at"))
    salts, since = salts_of(bills), {code: _passed_before(code, bills) for code in _codes(bills)}
    return {
        bill.number: _statement(
            bill, contents[bill.pk], accounts, entered, since[bill.drawing_code_id], salts
        )
        for bill in bills
    }


@dataclass(frozen=True, slots=True)
class AccountChange:
    """An account to which the treasury has not paid before, by entry id. ``before`` is the person's account
    at the code's last passed bill, if any.
    """

    bill: str
    employment: int
    account: int
    before: int | None


def changed_accounts(bills: Sequence[Bill], at: datetime) -> list[AccountChange]:
    """Accounts entered since the code's last passed bill; first those that replace an earlier one."""
    contents = contents_of(bills)
    people = {one for content in contents.values() for one in content.nets}
    accounts = accounts_at(people, at)
    entered = dict(PayeeAccount.objects.filter(pk__in=accounts.values()).values_list("pk", "recorded_at"))
    found = []
    for code in _codes(bills):
        since = _passed_before(code, bills)
        for bill in (one for one in bills if one.drawing_code_id == code):
            paid = [one for one in contents[bill.pk].nets if one in accounts]
            changed = [one for one in paid if since is None or entered[accounts[one]] > since]
            before = accounts_at(changed, since) if since else {}
            found += [
                AccountChange(bill.number, one, accounts[one], before.get(one)) for one in sorted(changed)
            ]
    return sorted(found, key=lambda one: one.before is None)


def _statement(
    bill: Bill,
    content: Content,
    accounts: Mapping[int, int],
    entered: Mapping[int, datetime],
    since: datetime | None,
    salts: Mapping[int, str],
) -> dict[str, Json]:
    paid = sorted((one, accounts[one]) for one in content.nets if one in accounts)
    changed = sum(since is None or entered[account] > since for _, account in paid)
    return {
        "bill": bill.number,
        "kind": bill.kind,
        "signing": bill.signing,
        "drawing_code": bill.drawing_code.code,
        "treasury": bill.treasury.code,
        "month": str(Month.from_key(bill.drawn_in)),
        "people": bill.people,
        "gross": bill.gross,
        "deductions": bill.deductions,
        "net": bill.net,
        "accounts_changed": changed,
        "without_account": len(content.nets) - len(paid),
        "accounts": sha256("\n".join(f"{one}|{account}" for one, account in paid).encode()).hexdigest(),
        "content": content.claims,
        "institutions": content.paid_on,
        "salt": salts.get(bill.pk, ""),
    }


def salts_of(bills: Sequence[Bill]) -> dict[int, str]:
    """The salt of the log entry that made each bill, in hexadecimal; left out if its opening is destroyed."""
    # a bill is made once: the first row counts
    rows = BillAct.objects.filter(bill__in=bills, act="made").order_by("-id")
    made = dict(rows.values_list("bill", "leaf"))
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
