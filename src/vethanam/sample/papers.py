"""The printed first codes of a sample, kept beside the keys until the accounts are activated."""

from __future__ import annotations

import csv
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings

from vethanam.errors import Unsound

PAPERS = "sample.papers"
PASSWORD_FILE = "sample.password"  # noqa: S105  (the name of a file)


def keep_papers(codes: Iterable[Mapping[str, str]]) -> None:
    """Append first codes; the last one of an account applies.

    Raises
    ------
    Unsound
        The process may not write to the sample's key folder.
    """
    path = _path()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("a", newline="", encoding="ascii") as file:
            csv.writer(file).writerows((one["account"], one["first_code"]) for one in codes)
    except OSError:
        raise Unsound("sample_papers_closed") from None


def first_codes() -> dict[str, str]:
    """The latest first code of each invited account."""
    path = _path()
    if not path.exists():
        return {}
    with path.open(newline="", encoding="ascii") as file:
        return dict(csv.reader(file))


def _path() -> Path:
    return Path(settings.VETHANAM_STATE) / "keys" / PAPERS


def sample_password() -> str:
    """The shared password of the demo's accounts, made once and kept beside the keys."""
    path = Path(settings.VETHANAM_STATE) / "keys" / PASSWORD_FILE
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text("-".join(secrets.token_hex(2) for _ in range(3)), encoding="ascii")
    return path.read_text(encoding="ascii")
