"""Logins at gateways: one line ``name:password`` in the key folder, which the dispatcher alone reads."""

from __future__ import annotations

from pathlib import Path


def login_in(path: Path) -> tuple[str, str] | None:
    """Name and password; None without a file."""
    try:
        name, _, password = path.read_text(encoding="utf-8").strip().partition(":")
    except FileNotFoundError:
        return None
    return name, password
