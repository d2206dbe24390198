"""Log lines without user input."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType

from vethanam.errors import VethanamError

_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def place_of(error: BaseException) -> str:
    """The place of an error in our code, innermost first: ``payroll/actions.py:88``."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/vethanam/" in frame.filename]
    if not frames:
        return "outside our code"
    return f"{frames[-1].filename.rsplit('/vethanam/', 1)[1]}:{frames[-1].lineno}"


class PlaceOnly(logging.Formatter):
    """Format an exception by type and place; only our own sentences are printed, because others
    may quote a row.
    """

    def formatException(self, ei: _Raised) -> str:  # noqa: N802  (the name is the base class's)
        """One line instead of a traceback."""
        if ei[1] is None:
            return ""
        says = f": {ei[1].says}" if isinstance(ei[1], VethanamError) else ""
        places = traceback.extract_tb(ei[2])[-6:]
        frames = " < ".join(
            f"{'/'.join(place.filename.split('/')[-2:])}:{place.lineno}" for place in reversed(places)
        )
        return f"  {type(ei[1]).__name__}{says} at {frames}"


class WithoutAddress(logging.Filter):
    """Lines about a request name its route: people type numbers and names into addresses."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the address, and let the line pass."""
        request = getattr(record, "request", None)
        if record.name.startswith(("django.request", "django.security")):
            match = getattr(request, "resolver_match", None)
            status = getattr(record, "status_code", "refused")
            record.msg, record.args = "%s: %s", (status, match.route if match else "no such address")
        elif record.name == "waitress" and record.exc_info:
            record.msg, record.args = "A request ended with an error.", None
        return True


class JsonLines(PlaceOnly):
    """One JSON object a line, for a collector: time, level, logger, message, process."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": self._process,
            "from": record.name,
            "says": record.getMessage(),
        }
        if record.exc_info:
            line["raised"] = self.formatException(record.exc_info).strip()
        return json.dumps(line, ensure_ascii=False)
