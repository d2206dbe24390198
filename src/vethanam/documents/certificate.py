"""The certificate for a court with its annex of hashes: a PDF/A-3b that holds the bundle it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vethanam.documents.printer import Standard, printed_once

STANDARD: Standard = "a-3b"


@dataclass(frozen=True, slots=True)
class Certificate:
    """The values of a certificate: ``files`` are names and hashes, ``device`` and ``record`` filled lines."""

    reference: str
    device: Sequence[tuple[str, str]]
    record: Sequence[tuple[str, str]]
    files: Mapping[str, str]
    sums: str
    bundle: str
    dated: date


def certificate_pdf(certificate: Certificate) -> bytes:
    """Print it, without places for signatures in the file."""
    return printed_once(
        "certificate",
        {
            "reference": certificate.reference, "device": [*certificate.device],
            "record": [*certificate.record], "files": [*certificate.files.items()],
            "sums": certificate.sums, "bundle": certificate.bundle,
            "dated": [certificate.dated.year, certificate.dated.month, certificate.dated.day],
        },
        STANDARD,
    )  # fmt: skip
