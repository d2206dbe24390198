"""Commands of a society, without network or database: make its key, open a sealed list, sign the answer."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from vethanam.benefits.actions.deliveries import COLUMNS
from vethanam.benefits.delivery_sheets import ANSWER_ENDS, deliveries_in
from vethanam.benefits.sealed_lists import KEY_BYTES, open_list, sign_answer
from vethanam.errors import Unsound, typed
from vethanam.tables import as_csv, content_of

SealedFile = Annotated[Path, typer.Argument(help="The sealed list, as it was taken.")]
KeyFile = Annotated[Path, typer.Option("--key", help="The file with the society's key.")]


def make_key(file: Annotated[Path, typer.Argument(help="The new file of the key.")]) -> None:
    """Make the key of a society. Keep the file; two administrators enter the shown digits."""
    key = X25519PrivateKey.generate()
    _write_once(file, key.private_bytes_raw().hex() + "\n")
    typer.echo(key.public_key().public_bytes_raw().hex())


def open_sealed(
    file: SealedFile,
    key: KeyFile,
    to: Annotated[Path, typer.Option("--to", help="The CSV to write, for the agents.")],
) -> None:
    """Open a sealed list with the society's key, as a CSV that agents fill. Needs no network."""
    opened = open_list(content_of(file), _key_in(key))
    _write_once(to, as_csv(COLUMNS, [[line[name] for name in COLUMNS] for line in opened.lines]))
    typer.echo(f"{opened.number}: {len(opened.lines)} lines, to be delivered until {opened.last_day}")


def answer_sealed(
    file: SealedFile,
    key: KeyFile,
    filled: Annotated[Path, typer.Option("--filled", help="The list as CSV or XLSX, with outcomes.")],
    to: Annotated[Path | None, typer.Option("--to", help="The answer. Left out: beside the list.")] = None,
) -> None:
    """Sign the outcomes of a filled list. The answer has no names; an agent enters it on the list's page."""
    opened = open_list(content_of(file), _key_in(key))
    said = deliveries_in(content_of(filled), filled.name, opened.number)
    lines = [
        {
            "reference": one.line, "outcome": one.outcome, "on": one.on.isoformat(), "proof": one.proof,
            "proof_reference": one.reference,
        }
        for one in said
    ]  # fmt: skip
    answer = to or file.with_suffix(ANSWER_ENDS)
    _write_once(answer, sign_answer(opened, lines).decode())
    typer.echo(f"{answer.name}: {len(lines)} outcomes of list {opened.number}")


def _key_in(file: Path) -> X25519PrivateKey:
    try:
        octets = bytes.fromhex(file.read_text(encoding="ascii").strip())
        if len(octets) != KEY_BYTES:
            raise ValueError
    except (OSError, ValueError):
        raise Unsound("list_key_unreadable", file=typed(file.name)) from None
    return X25519PrivateKey.from_private_bytes(octets)


def _write_once(file: Path, text: str) -> None:
    """Write a new file that its owner alone reads."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise Unsound("list_file_exists", file=typed(file.name)) from None
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as opened:
        opened.write(text)
