"""The key of payslips: the web process signs with it, anybody checks with its public half.

``keys/statement.key`` is a signing key text, ``keys/statement.pub`` its verifier key. The public halves of
earlier keys are kept beside it as ``statement-NAME.pub``.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from vethanam.errors import Unsound
from vethanam.ledger.notes import SigningKey, VerifierKey, secret_text

PRIVATE_FILE, PUBLIC_FILE, EARLIER = "statement.key", "statement.pub", "statement-*.pub"


def new_statement_keys(log: str) -> tuple[bytes, bytes]:
    """The contents of a new ``statement.key`` and ``statement.pub``, for the installation of a log."""
    name, private = f"{log}/payslips", Ed25519PrivateKey.generate()
    verifier = SigningKey(name, private).verifier
    return f"{secret_text(name, private)}\n".encode(), f"{verifier}\n".encode()


def statement_key() -> SigningKey:
    """The key of this installation, for the web process.

    Raises
    ------
    Unsound
        Its file is missing, or cannot be read.
    """
    path = _folder() / PRIVATE_FILE
    try:
        return SigningKey.parse(path.read_text(encoding="utf-8").strip())
    except (OSError, Unsound):
        raise Unsound("statement_key_missing", path=path) from None


def known_statement_keys() -> list[VerifierKey]:
    """The public keys that this installation signs or signed payslips with, the present one first."""
    folder = _folder()
    paths = [folder / PUBLIC_FILE, *sorted(folder.glob(EARLIER))]
    return [VerifierKey.parse(path.read_text(encoding="utf-8").strip()) for path in paths if path.exists()]


def _folder() -> Path:
    return Path(settings.VETHANAM_STATE) / "keys"
