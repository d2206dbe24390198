"""Searches people, offices and bills by part of a name, number, post or office, within the caller's roles."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from itertools import product
from typing import Any
from unicodedata import normalize

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import view
from vethanam.acts.fields import Code, Given, Text
from vethanam.acts.readers import DRAWS, codes_read
from vethanam.identity.authority import Authority
from vethanam.payroll.models import Bill
from vethanam.people.models import Office, Role
from vethanam.people.queries import hats_within
from vethanam.service_book.models import Posting
from vethanam.service_book.queries import counting

#: results of each kind
MOST_FOUND = 50
#: a chillu letter, and its older spelling: consonant, virama, zero width joiner
_CHILLUS = {
    chillu: f"{consonant}\u0d4d\u200d"
    for chillu, consonant in zip(
        "\u0d7a\u0d7b\u0d7c\u0d7d\u0d7e\u0d7f", "\u0d23\u0d28\u0d30\u0d32\u0d33\u0d15", strict=True
    )
}
_FINDS = (*DRAWS, Role.TREASURY_OFFICER, Role.FINANCE_OFFICER)


class Sought(Given):
    """The search words, and the drawing code to search in."""

    q: Text = Field(
        title=_("Part of a name, number, post, office or bill"),
        description=_("Every word must be in it, such as: anitha diet."),
    )
    drawing_code: Code | None = Field(
        None, title=_("Drawing code"), description=_("Left out: every code that one reads.")
    )


@view("find", title=_("Find"), roles=_FINDS, rows="found")
def find(authority: Authority, given: Sought) -> dict[str, Any]:
    """People, offices and bills within the caller's codes: an office's, a treasury's, or all for finance;

    50 of each.
    """
    words, read = given.q.split(), codes_read(hats_within(authority))
    codes = {pk: code for pk, code in read.items() if given.drawing_code in (None, code)}
    found = [*_people(codes, authority, words), *_bills(codes, words), *_offices(codes, authority, words)]
    return {"found": found}


def _every(words: Iterable[str], *columns: str) -> Q:
    """A filter: every word occurs in one of the columns."""
    wanted = Q()
    for word in words:
        one = Q()
        for column, spelling in product(columns, _spellings(word)):
            one |= Q(**{f"{column}__icontains": spelling})
        wanted &= one
    return wanted


def _spellings(word: str) -> set[str]:
    """A word with its chillu letters as one character and as older keyboards type them: ര്‍ and
    ർ are one letter.
    """
    composed = normalize("NFC", word)
    new = reduce(lambda text, pair: text.replace(*pair[::-1]), _CHILLUS.items(), composed)
    old = reduce(lambda text, pair: text.replace(*pair), _CHILLUS.items(), composed)
    return {composed, new, old}


def _posted(codes: Iterable[int], authority: Authority) -> Any:
    """Current verified postings.

    Entries of one clerk alone do not count, so they cannot reveal a person to her.
    """
    day = localdate(authority.at)
    rows = counting(Posting).filter(drawing_code__in=list(codes), valid_from__lte=day)
    return rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def _people(codes: dict[int, str], authority: Authority, words: list[str]) -> list[dict[str, Any]]:
    columns = (
        "employment__number", "employment__person__name", "employment__person__name_ml", "post__designation",
        "post__designation_ml", "office__name", "office__name_ml", "office__code",
    )  # fmt: skip
    rows = (
        _posted(codes, authority)
        .filter(_every(words, *columns))
        .order_by("employment__number", "-valid_from")
    )
    known = dict.fromkeys(rows.values_list(*columns[:4], "office__name", "drawing_code")[: MOST_FOUND * 2])
    found: dict[str, dict[str, Any]] = {}
    for number, name, name_ml, post, office, code in known:
        found.setdefault(
            number,
            {
                "kind": "employee", "number": number, "name": name, "name_ml": name_ml, "post": post,
                "office": office,
                "drawing_code": codes[code],
            },
        )  # fmt: skip
    return list(found.values())[:MOST_FOUND]


def _bills(codes: dict[int, str], words: list[str]) -> list[dict[str, Any]]:
    rows = Bill.objects.filter(_every(words, "number"), drawing_code__in=list(codes)).order_by("-pk")
    return [
        {"kind": "bill", "number": row.number, "state": row.state, "drawing_code": codes[row.drawing_code_id]}
        for row in rows[:MOST_FOUND]
    ]


def _offices(codes: dict[int, str], authority: Authority, words: list[str]) -> list[dict[str, Any]]:
    here = _posted(codes, authority).values("office")
    rows = Office.objects.filter(_every(words, "name", "name_ml", "code"), pk__in=here).order_by("code")
    return [
        {"kind": "office", "number": row.code, "name": row.name, "name_ml": row.name_ml}
        for row in rows[:MOST_FOUND]
    ]
