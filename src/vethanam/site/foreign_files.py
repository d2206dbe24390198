"""Folders of another installation beside a restored database.

Taken for ours, their payment files would count as paid, and people would go unpaid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from vethanam.errors import Refused
from vethanam.journal.epochs import code_on_disk
from vethanam.payments.channel import SIGNATURE, Arrived, read_bank_key, signed_by
from vethanam.payments.paymaster.journal import FILE, FILES, read_lines


def refuse_foreign_files(paymaster: Path, outgoing: Path, pay_key: Path, epochs: Iterable[str]) -> None:
    """Check that the paymaster's journal is whole, and that it and the bank's folder are ours.

    A folder is another installation's if it has signed files, but none of these epochs or of the one on disk,
    and none under this payment key. A strange file among ours is a question for two persons
    (``payments.actions.found_files``). A torn last line of the journal was never handed over.

    Raises
    ------
    Broken
        A line of the journal cannot be read, or does not follow the line before.
    Refused
        A folder is of another installation.
    """
    journal, kept = paymaster / FILE, paymaster / FILES
    lines = read_lines(journal) if journal.exists() else []
    known = {*epochs, code_on_disk()}
    for folder, names in (
        (paymaster, {line.message for line in lines} | {*_signed(kept)}),
        (outgoing, {*_signed(outgoing)}),
    ):
        files = kept if folder == paymaster else outgoing
        if names and not _any_known(names, known) and not _any_ours(files, read_bank_key(pay_key)):
            raise Refused("files_of_another_installation", folder=folder, count=len(names))


def _signed(folder: Path) -> Iterator[str]:
    """The message ids of the signed files in a folder."""
    return (path.name.removesuffix(f".xml{SIGNATURE}") for path in folder.glob(f"*.xml{SIGNATURE}"))


def _any_known(messages: Iterable[str], epochs: set[str]) -> bool:
    """Whether a message id carries the code of a known epoch."""
    return any(message.partition("-")[0] in epochs for message in messages)


def _any_ours(folder: Path, public: Ed25519PublicKey) -> bool:
    """Whether a file in the folder is signed by this payment key."""
    for signature in folder.glob(f"*.xml{SIGNATURE}"):
        file = signature.with_name(signature.name.removesuffix(SIGNATURE))
        if file.exists() and signed_by(public, Arrived(file.name, file.read_bytes(), signature.read_bytes())):
            return True
    return False
