"""What counts of an entry is asked of one view: no query goes around it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import vethanam

SOURCE = Path(vethanam.__file__).parent
#: how a query would decide by itself which entry counts
OWN_WAY = re.compile(
    r"superseded_by|(?:FROM|JOIN) (?:public\.)?service_book_verification|\bVerification\.objects"
    r"|is_withdrawn=False|NOT (?!s\.)(?:\w+\.)?is_withdrawn|supersedes_id = |supersedes__isnull"
)
#: where the view is defined, read and tried, and where entries are written; why each other one may
ALLOWED = {
    "service_book/guards/standing.sql": "the view",
    "benefits/guards/standing.sql": "the same of circumstances, which are no entries of a service book",
    "service_book/queries/current_entries.py": "its questions",
    "service_book/queries/facts.py": "the same for bulk frames; a test compares both",
    "service_book/queries/pages.py": "the list of what waits counts verifications",
    "service_book/queries/entry_roles.py": "who verified an entry, by role",
    "service_book/queries/late_entries.py": "when an entry was verified, whatever stands now",
    "service_book/actions.py": "writes verifications",
    "service_book/contradictions.py": "a new entry is compared with each last one",
    "service_book/models/fact.py": "the columns",
    "service_book/guards/closed_masters.sql": "a new entry",
    "service_book/guards/scan_withdrawals.sql": "whether an entry was ever verified, whatever stands now",
    "service_book/guards/shared_accounts.sql": "two people with one account, whoever verified it",
    "acts/service_book.py": "which last entry an act means",
    "acts/payments.py": "the last account; its action asks whether it counts",
    "web/drawing/returned_credits.py": "the last account, shown as waiting or not",
    "payments/paymaster/file_proofs.py": "accounts that two persons signed, whatever rows take them back",
    "payroll/arrears/late_changes.py": "when an entry was verified, whatever stands now",
}
#: vouchers drawn elsewhere are verified as they are entered, so they have a chain and no waiting
OF_VOUCHERS = re.compile(r"payroll_drawnelsewhere|DrawnElsewhere")


def goes_around(text: str) -> bool:
    return OWN_WAY.search(text) is not None and OF_VOUCHERS.search(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Posting.objects.filter(superseded_by__isnull=True, is_withdrawn=False)",
        "NOT EXISTS (SELECT FROM service_book_pay n WHERE n.supersedes_id = f.id)",
        "Verification.objects.filter(kind='pay', fact=pk).exists()",
    ],
)
def test_a_query_of_its_own_is_found(text: str) -> None:
    assert goes_around(text)


def test_every_query_asks_the_view() -> None:
    files = [path for path in SOURCE.rglob("*") if path.suffix in (".py", ".sql")]
    names = {
        name
        for path in files
        if (name := str(path.relative_to(SOURCE))).split("/")[0] not in ("bench", "sample")
        and "/migrations/" not in name
        and goes_around(path.read_text("utf-8"))
    }
    assert names - set(ALLOWED) == set()
    assert set(ALLOWED) - names == set(), "allowed, and no longer needed"
