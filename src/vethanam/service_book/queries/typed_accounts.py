"""Whether typed accounts equal those on record: the database compares, and no face reads a number."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from vethanam.service_book.models import PayeeAccount


def same_accounts(typed: Mapping[int, PayeeAccount]) -> set[int]:
    """The account facts with the typed number, onward number and holder."""
    if not typed:
        return set()
    columns = [list(typed), *([getattr(one, name) for one in typed.values()] for name in PayeeAccount.unread)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM service_book_same_accounts(%s, %s, %s, %s)", columns)
        return {fact for (fact,) in cursor.fetchall()}
