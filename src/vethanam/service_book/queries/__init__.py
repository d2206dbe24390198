"""Reads of the service book: the facts of a month, and a person's book as a list."""

from vethanam.service_book.queries.book_office import holders_of, postings_that_open
from vethanam.service_book.queries.chains import first_of_each, the_same
from vethanam.service_book.queries.current_entries import (
    counting,
    counts,
    entered,
    last_entries,
    standing,
    was_seen,
)
from vethanam.service_book.queries.entry_roles import EntryRoles, RoleThen, entry_roles
from vethanam.service_book.queries.fact_contents import Held, held_by
from vethanam.service_book.queries.facts import Unrecorded
from vethanam.service_book.queries.joint_accounts import accounts_named_twice, others_of_accounts
from vethanam.service_book.queries.late_entries import EARNS, WORKED_OUT, ReachingBack, reaching_back
from vethanam.service_book.queries.month import BookMonth, facts_for, tax_choices
from vethanam.service_book.queries.month_carryover import Following
from vethanam.service_book.queries.month_frames import employments_by_code, reach_of, reach_of_pay, read_ahead
from vethanam.service_book.queries.named_people import NamedPerson, named_people, named_people_of
from vethanam.service_book.queries.pages import (
    FactView,
    book_of,
    count_unverified,
    people_with_entries,
    unverified,
)
from vethanam.service_book.queries.pay_changes import PayChange, pay_changes
from vethanam.service_book.queries.spells import ends_of
from vethanam.service_book.queries.stays import (
    AFTERNOON,
    FORENOON,
    HalfDay,
    Transfer,
    stays_of,
    transfers_of,
)
from vethanam.service_book.reader import WHOSE, BookReader, Reach

__all__ = [
    "AFTERNOON",
    "EARNS",
    "FORENOON",
    "WHOSE",
    "WORKED_OUT",
    "BookMonth",
    "BookReader",
    "EntryRoles",
    "FactView",
    "Following",
    "HalfDay",
    "Held",
    "NamedPerson",
    "PayChange",
    "Reach",
    "ReachingBack",
    "RoleThen",
    "Transfer",
    "Unrecorded",
    "accounts_named_twice",
    "book_of",
    "count_unverified",
    "counting",
    "counts",
    "employments_by_code",
    "ends_of",
    "entered",
    "entry_roles",
    "facts_for",
    "first_of_each",
    "held_by",
    "holders_of",
    "last_entries",
    "named_people",
    "named_people_of",
    "others_of_accounts",
    "pay_changes",
    "people_with_entries",
    "postings_that_open",
    "reach_of",
    "reach_of_pay",
    "reaching_back",
    "read_ahead",
    "standing",
    "stays_of",
    "tax_choices",
    "the_same",
    "transfers_of",
    "unverified",
    "was_seen",
]
