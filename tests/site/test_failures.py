"""Failures become a sentence and an exit code, without user input."""

from __future__ import annotations

import errno
import logging

import psycopg
import pytest
from django.db import IntegrityError

from vethanam.errors import Broken, Fault, Refused, UnsoundInput
from vethanam.site.failures import fail, sentence_for
from vethanam.site.logs import PlaceOnly


def database_error(sqlstate: str, says: str) -> psycopg.Error:
    return psycopg.errors.lookup(sqlstate)(says)


LAW = "A court's order or an undertaking is entered by a law officer."


def test_our_own_errors_say_their_sentence() -> None:
    assert sentence_for(Refused("not_law_officer")) == (LAW, 2)
    assert sentence_for(Broken("no_zone")) == ("A time without a zone cannot stand in the log.", 3)


@pytest.mark.parametrize(
    ("error", "says", "code"),
    [
        (database_error("53100", "could not extend file"), "The disk is full", 2),
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full", 2),
        (database_error("57P01", "terminating connection due to administrator command"), "went away", 2),
        (psycopg.OperationalError("connection failed: no such file"), "went away", 2),
        (database_error("42P01", 'relation "x" does not exist'), "vethanam install", 2),
        (
            FileNotFoundError(errno.ENOENT, "No such file or directory", "list.csv"),
            "list.csv: No such file",
            2,
        ),
        (ValueError("+91 00000 12345"), "ValueError at", 3),
    ],
)
def test_a_sentence_and_a_code_for(error: Exception, says: str, code: int) -> None:
    sentence, exit_code = sentence_for(error)
    assert says in sentence
    assert exit_code == code
    assert "12345" not in sentence


def test_django_wraps_what_psycopg_says() -> None:
    try:
        try:
            raise database_error("53100", "could not extend file")
        except psycopg.Error as cause:
            raise IntegrityError from cause
    except IntegrityError as error:
        assert sentence_for(error)[1] == 2


def test_every_fault_of_an_input_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    code = fail(
        UnsoundInput(
            "header_unsound",
            [Fault("row 2", "PEN", "empty_cell"), Fault("row 3", "born", "not_a_date")],
        )
    )
    assert code == 2
    assert capsys.readouterr().err.splitlines() == [
        "The header does not fit. Nothing was imported.",
        "  row 2, PEN: is empty. Every row fills this column.",
        "  row 3, born: is not a date. Write year-month-day, such as 2026-10-17.",
    ]


def test_a_logged_exception_shows_its_place_and_not_its_text() -> None:
    try:
        raise ValueError("Key (pen)=(ACC-98765) already exists")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, __file__, 1, "failed", None, (type(error), error, error.__traceback__)
        )
    line = PlaceOnly().format(record)
    assert "ValueError at site/test_failures.py" in line
    assert "98765" not in line
    assert "\n  File" not in line
