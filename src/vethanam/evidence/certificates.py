"""Certificates for a court: put one into an archive of evidence.

The certificate is made for the bytes of one archive and goes into it (``docs/spec/evidence-files.md``).
Officer and expert sign its two fields with tokens of their own, outside
(:mod:`~vethanam.evidence.certificate_signatures`).
"""

from __future__ import annotations

import io
import platform
from collections.abc import Mapping
from datetime import date
from hashlib import sha256

from vethanam.documents.certificate import Certificate, certificate_pdf
from vethanam.errors import Unsound
from vethanam.ledger.canonical import parse
from vethanam.ledger.evidence_checks import unpacked
from vethanam.ledger.evidence_files import ADDED, SUMS, packed_files, written_sums
from vethanam.ledger.verifier import Outcome, verify

CERTIFICATE = ADDED[0]
#: the empty fields: name, page, and corners in points
FIELDS = (("PartA", 0, (60, 60, 280, 100)), ("PartB", 0, (310, 60, 530, 100)))


def certified(archive: bytes, at: date) -> bytes:
    """The archive with a certificate for its files, with two fields that wait for signatures.

    Raises
    ------
    Unsound
        It is no archive, does not verify, or the package for signatures is not installed.
    """
    found = unpacked(archive)
    if found.files is None:
        raise Unsound("certificate_needs_archive")
    verdict = verify(archive)
    if verdict.outcome not in (Outcome.VERIFIED, Outcome.WITHOUT_QUORUM):
        raise Unsound("file_does_not_verify", says=verdict.says)
    files = {name: text for name, text in found.files.items() if name not in (CERTIFICATE, SUMS)}
    files[CERTIFICATE] = _with_fields(certificate_pdf(_certificate(files, found.bundle, at)))
    files[SUMS] = written_sums(files)
    return packed_files(files)


def _certificate(files: Mapping[str, bytes], bundle: bytes, at: date) -> Certificate:
    said = parse(bundle)
    content, head = said["content"], said["head"].split("\n")
    about = ", ".join(str(value) for value in content["about"].values())
    return Certificate(
        reference=f"{content['kind']} {about}",
        device=[("Computer", f"server {platform.node()}, {platform.system()} {platform.machine()}")],
        record=[
            ("Record", f"bundle.json, {content['kind']} {about}, made as entry {said['made']} of the log"),
            ("Log", f"{head[0]}, {head[1]} entries, root {head[2]}"),
            ("Key of the log", said["log"]),
        ],
        files={name: sha256(files[name]).hexdigest() for name in sorted(files)},
        sums=written_sums(files).decode(), bundle=bundle.decode(), dated=at,
    )  # fmt: skip


def _with_fields(pdf: bytes) -> bytes:
    need_package()
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for name, page, box in FIELDS:
        append_signature_field(writer, SigFieldSpec(name, on_page=page, box=box))
    target = io.BytesIO()
    writer.write(target)  # type: ignore[no-untyped-call]
    return target.getvalue()


def need_package() -> None:
    """Raise :class:`~vethanam.errors.Unsound` if the package for signatures in a PDF is not installed."""
    try:
        import pyhanko  # noqa: F401
    except ImportError:
        raise Unsound("certificate_needs_package") from None
