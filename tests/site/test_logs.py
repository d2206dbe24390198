"""A log line has event and place; it never quotes user input."""

from __future__ import annotations

import json
import logging
import sys

from vethanam.errors import Unsound
from vethanam.site.logs import JsonLines, WithoutAddress


def _line(error: Exception) -> dict[str, str]:
    try:
        raise error
    except Exception:  # noqa: BLE001 - any error has a line
        record = logging.LogRecord(
            "vethanam.worker", logging.ERROR, __file__, 1, "%s ended", ("A job",), sys.exc_info()
        )
    line: dict[str, str] = json.loads(JsonLines("worker").format(record))
    return line


def test_a_line_for_a_collector_is_one_json_object() -> None:
    line = _line(Unsound("no_such_run"))
    assert (line["process"], line["level"], line["from"], line["says"]) == (
        "worker", "error", "vethanam.worker", "A job ended",
    )  # fmt: skip
    assert line["at"].endswith("+00:00")
    assert "There is no such run. Compute the month." in line["raised"]


def test_what_a_row_held_is_not_in_it() -> None:
    assert "00000" not in json.dumps(_line(ValueError("+91 00000 12345")))


def test_a_line_about_a_request_names_no_address() -> None:
    record = logging.LogRecord(
        "django.request", logging.WARNING, __file__, 1, "%s: %s", ("Not Found", "/find/9847012345/"), None
    )
    assert WithoutAddress().filter(record) and record.getMessage() == "refused: no such address"


def test_a_line_of_the_web_server_about_an_error_names_no_address() -> None:
    error = (ValueError, ValueError("no"), None)
    record = logging.LogRecord(
        "waitress", logging.ERROR, __file__, 1, "Exception while serving %s", ("/find/9847012345/",), error
    )
    assert WithoutAddress().filter(record) and record.getMessage() == "A request ended with an error."
