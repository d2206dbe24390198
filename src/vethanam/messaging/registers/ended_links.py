"""People of a message for a register whose link ended after the request: nothing is sent to them by it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from vethanam.bulk import array_of

#: the result of a message whose person, or her body, ended the link before it went
LINK_ENDED = "link ended"
_UNLINKED = """
SELECT person FROM messaging_recipient_unlinked WHERE use_id = %s AND person = ANY (%s::bigint[])
"""


def unlinked_among(use: int, persons: Sequence[int]) -> set[int]:
    """The people among these whom a register meant in this use, and who are linked to it no more."""
    with connection.cursor() as cursor:
        cursor.execute(_UNLINKED, [use, array_of(persons)])
        return {person for (person,) in cursor.fetchall()}
