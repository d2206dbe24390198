"""The reader of the service book: what is read together, what is kept, and what two threads see."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import polars as pl
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.conftest import World
from tests.payroll.office import OCTOBER, SmallOffice, at, small_office
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.people.models import Person
from vethanam.rules.cache import ResultCache
from vethanam.service_book.models import Posting
from vethanam.service_book.queries import WHOSE, BookReader, Reach, facts_for
from vethanam.service_book.queries.facts import known

NOW = at(28)
_NUMBERS = "SELECT id, number FROM people_employment WHERE id {whose}"
_NUMBER = {"employment": pl.Int64, "number": pl.String}


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    office = small_office()
    for number in ("1", "2", "3"):
        office.hire(number)
    return office


def ids(office: SmallOffice, *numbers: str) -> list[int]:
    return [office.people[number].pk for number in numbers]


def posted(reader: BookReader, whose: list[int] | None) -> set[int]:
    return set(known(reader, Posting, whose, NOW, OCTOBER.last)["employment"])


def questions(reader: BookReader, *asked: list[int]) -> int:
    """How many statements it takes to read the postings of each of these lists of people."""
    with CaptureQueriesContext(connection) as captured:
        for whose in asked:
            assert posted(reader, whose) == set(whose)
    return sum("service_book_posting" in query["sql"] for query in captured)


def test_a_reader_reads_anew_until_it_is_told_to_keep(office: SmallOffice) -> None:
    (one,) = ids(office, "1")
    assert questions(BookReader(), [one], [one]) == 2
    assert questions(BookReader().keeping(), [one], [one]) == 1


def test_people_within_reach_are_read_together_and_others_by_themselves(office: SmallOffice) -> None:
    one, two, three = ids(office, "1", "2", "3")
    reader = BookReader().keeping(Reach((one, two), NOW))
    assert questions(reader, [one], [two], [one, two]) == 1
    assert questions(reader, [one, three]) == 1
    assert (reader.is_whole, list(reader.everybody_with([two]))) == (False, [one, two])
    assert list(reader.everybody_with([three])) == []
    assert reader.reach_with([one], at(27)) is None and reader.reach_with(None, NOW) is None


def test_of_the_whole_book_everybody_is_read_once(office: SmallOffice) -> None:
    one, two, three = ids(office, "1", "2", "3")
    reader = BookReader().keeping(Reach(None, NOW, months=(OCTOBER,)))
    assert posted(reader, None) == {one, two, three}
    assert questions(reader, [one], [two, three]) == 0
    assert reader.is_whole and reader.months_together == (OCTOBER,)
    assert BookReader(reach=Reach((one,), months=(OCTOBER,))).months_together == ()


@pytest.mark.parametrize("everybody", [None, ()])
def test_rows_of_some_are_the_same_whoever_is_read_with_them(
    office: SmallOffice, everybody: tuple[int, ...] | None
) -> None:
    (two,) = ids(office, "2")
    reader = BookReader().keeping(Reach(everybody))
    assert reader.read_of(_NUMBERS, [two], [WHOSE], _NUMBER).rows() == [(two, office.people["2"].number)]
    assert reader.read_of(_NUMBERS, [], [WHOSE], _NUMBER).is_empty()


def test_a_keeping_reader_is_given_back_where_no_other_reach_is_asked() -> None:
    reader = BookReader(cache=ResultCache(1_000)).keeping()
    assert reader.keeping() is reader
    wider = reader.keeping(Reach(None))
    assert wider is not reader and wider.is_whole and wider.cache is reader.cache


def test_two_threads_that_ask_the_same_wait_for_one_answer() -> None:
    reader, asked, meet = BookReader().keeping(), list[int](), threading.Barrier(2, timeout=30)

    def ask() -> int:
        asked.append(1)
        return 7

    def one(_: int) -> int:
        meet.wait()
        return reader.once("seven", ask)

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(one, range(2))) == [7, 7]
    assert asked == [1]


def test_what_an_answer_fails_by_is_told_to_each_who_asks() -> None:
    reader = BookReader().keeping()
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            reader.once("none", lambda: 1 // 0)


def test_a_month_is_cut_once_while_its_facts_stay_the_same(office: SmallOffice) -> None:
    reader, rulebook, whose = BookReader(cache=ResultCache(10_000)), rulebook_in_use(), ids(office, "1")
    first, again = (facts_for(reader, OCTOBER, NOW, rulebook, employments=whose) for _ in range(2))
    assert again is first
    assert facts_for(BookReader(), OCTOBER, NOW, rulebook, employments=whose) is not first
    fifth, ninth = date(2026, 10, 5), date(2026, 10, 9)
    office.note(office.people["1"], "absence", fifth, at(20), kind_of_absence="half_pay", valid_until=ninth)
    assert facts_for(reader, OCTOBER, NOW, rulebook, employments=whose).facts.segments.height == 3


def test_a_parallel_reader_sees_the_instant_at_which_it_began(world: World) -> None:
    count = "SELECT count(*) FROM people_person"
    with BookReader.parallel() as reader:
        assert reader.is_parallel
        before = reader.read(count, [], {"count": pl.Int64}).item()
        with world.role("worker"):
            Person.objects.create(name="A", born=date(1980, 1, 1), recorded_at=NOW)
        parts = reader.each(lambda _: reader.read(count, [], {"count": pl.Int64}).item(), range(3))
        assert list(parts) == [(part, before) for part in range(3)]
    assert BookReader().read(count, [], {"count": pl.Int64}).item() == before + 1


def test_within_a_transaction_a_reader_sees_what_it_wrote_and_works_alone(world: World) -> None:
    def is_main(_: int) -> bool:
        return threading.current_thread() is threading.main_thread()

    with world.role("worker"), transaction.atomic():
        Person.objects.create(name="A", born=date(1980, 1, 1), recorded_at=NOW)
        with BookReader.parallel() as reader:
            assert not reader.is_parallel
            assert reader.rows_of(Person, ["name"], "name = %s", ["A"])["name"].to_list() == ["A"]
            assert list(reader.each(is_main, [1, 2])) == [(1, True), (2, True)]
        transaction.set_rollback(True)
