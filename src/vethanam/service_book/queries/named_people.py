"""The names of employees, with number and post on a day: for readers who are entitled to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from vethanam.people.models import Employment
from vethanam.service_book.models import Posting
from vethanam.service_book.queries.current_entries import counting, entered

_NOWHERE = ("", "", "", "")


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """An employee's name and post in both scripts; ``office`` is that of the post. Empty is not known."""

    number: str
    name: str
    name_ml: str
    born: date
    post: str = ""
    post_ml: str = ""
    office: str = ""
    office_ml: str = ""


def named_people(numbers: Iterable[str], day: date) -> dict[str, NamedPerson]:
    """Number → name and post on a day. The caller shows the numbers already: it answers for the reader.

    An unverified posting gives a post only to a person without a verified one.
    """
    return _named(Q(number__in=set(numbers)), day) if numbers else {}


def named_people_of(
    numbers: Iterable[str], day: date, codes: Collection[int], account: int
) -> dict[str, NamedPerson]:
    """The same for a reader of drawing codes (by key): only who is or was posted there, and herself."""
    here = counting(Posting).filter(employment=OuterRef("pk"), drawing_code__in=list(codes))
    return _named(Q(number__in=set(numbers)) & (Exists(here) | Q(person__account=account)), day)


def _named(whom: Q, day: date) -> dict[str, NamedPerson]:
    rows = Employment.objects.filter(whom).values_list(
        "pk", "number", "person__name", "person__name_ml", "person__born"
    )
    found = {pk: NamedPerson(number, name, name_ml, born) for pk, number, name, name_ml, born in rows}
    posts = _posts(counting(Posting), found, day)
    posts |= _posts(entered(Posting), found.keys() - posts.keys(), day)
    return {one.number: _posted(one, posts.get(pk, _NOWHERE)) for pk, one in found.items()}


def _posted(one: NamedPerson, post: tuple[str, str, str, str]) -> NamedPerson:
    return replace(one, post=post[0], post_ml=post[1], office=post[2], office_ml=post[3])


def _posts(
    postings: QuerySet[Posting], employments: Iterable[int], day: date
) -> dict[int, tuple[str, str, str, str]]:
    """Employment → post and office of the last of some postings begun by a day."""
    chosen = list(employments)
    if not chosen:
        return {}
    rows = postings.filter(employment__in=chosen, valid_from__lte=day)
    named = rows.order_by("valid_from", "recorded_at", "id").values_list(
        "employment", "post__designation", "post__designation_ml", "office__name", "office__name_ml"
    )
    return {
        employment: (post, post_ml, office, office_ml)
        for employment, post, post_ml, office, office_ml in named
    }
