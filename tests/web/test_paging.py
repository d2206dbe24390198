"""Paging: the requested page, and the links to the others."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from vethanam.web.parts.paging import page_of, paged


def test_a_page_has_its_rows_and_links_that_keep_what_was_asked() -> None:
    rows, links = paged(RequestFactory().get("/?page=2"), range(1, 8), 3, "by=change")
    assert list(rows) == [4, 5, 6]
    assert [link.address for link in links] == [f"?by=change&page={page}" for page in (1, 2, 3)]
    assert [link.name for link in links if link.is_current] == ["2"]


def test_where_one_page_shows_all_there_is_no_link() -> None:
    rows, links = paged(RequestFactory().get("/"), range(3), 3)
    assert list(rows) == [0, 1, 2] and links == []
    assert paged(RequestFactory().get("/"), [], 3) == ([], [])


@pytest.mark.parametrize(
    ("asked", "given"),
    [("", 1), ("0", 1), ("-1", 1), ("last", 1), ("²", 1), ("3", 3), ("4", 3), ("9" * 30, 3)],
)
def test_a_page_that_is_not_there_is_the_nearest_that_is(asked: str, given: int) -> None:
    assert page_of(RequestFactory().get("/", {"page": asked}), 7, 3)[0] == given


def test_of_very_many_pages_the_first_the_last_and_those_around_are_linked_to() -> None:
    number, links = page_of(RequestFactory().get("/?page=50"), 1000, 10)
    assert number == 50
    assert [int(link.name) for link in links] == [1, *range(45, 56), 100]
