"""Certificates for a court: put one into an archive of evidence, and check the signatures in one.

The certificate is made for the bytes of one archive and goes into it (``docs/spec/evidence-files.md``).
Officer and expert sign its two fields with tokens of their own, outside; :func:`checked` needs no network.
"""

from __future__ import annotations

import io
import logging
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from vethanam.documents.certificate import Certificate, certificate_pdf
from vethanam.errors import Unsound
from vethanam.ledger.canonical import parse
from vethanam.ledger.evidence_checks import unpacked
from vethanam.ledger.evidence_files import ADDED, SUMS, packed_files, written_sums
from vethanam.ledger.verifier import Outcome, verify

CERTIFICATE = ADDED[0]
#: the empty fields: name, page, and corners in points
FIELDS = (("PartA", 0, (60, 60, 280, 100)), ("PartB", 0, (310, 60, 530, 100)))


@dataclass(frozen=True, slots=True)
class FieldSigned:
    """One signature: the field, the signer's name in her certificate, and what was found."""

    field: str
    signer: str
    at: datetime | None
    is_intact: bool
    is_trusted: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """A certificate: its signatures, and whether its annex has the hashes of the archive around it."""

    signatures: Sequence[FieldSigned]
    is_of_archive: bool | None

    @property
    def exit_code(self) -> int:
        """0 every signature and hash holds, 1 one does not, 4 nobody has signed it."""
        if self.is_of_archive is False or not all(one.is_intact for one in self.signatures):
            return 1
        return 0 if self.signatures and all(one.is_trusted for one in self.signatures) else 4


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


def checked(file: bytes, trusted: Sequence[bytes] = ()) -> Checked:
    """The signatures in a certificate, or in that of an archive; ``trusted`` are certificates of authorities.

    Raises
    ------
    Unsound
        There is no certificate that can be read, or the package for signatures is not installed.
    """
    need_package()
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    files = unpacked(file).files if file.startswith(b"PK") else None
    if files is not None and CERTIFICATE not in files:
        raise Unsound("certificate_missing")
    pdf = files[CERTIFICATE] if files is not None else file
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        found = [*reader.embedded_regular_signatures]
    except (PdfError, ValueError, KeyError) as error:
        raise Unsound("certificate_unreadable") from error
    signatures = []
    for one in found:
        try:
            signatures.append(_signature(one, trusted))
        except (PdfError, ValueError, KeyError):  # bytes after it cannot be read: they were changed
            signatures.append(FieldSigned(str(one.field_name), "", None, False, False))
    return Checked(signatures, None if files is None else _attached_sums(reader) == _sums_of(files))


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


def _signature(one: Any, trusted: Sequence[bytes]) -> FieldSigned:
    """One signature; what was signed must be the whole file, or be followed by the other signature alone."""
    from pyhanko.keys import load_certs_from_pemder_data
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    roots = [one for text in trusted for one in load_certs_from_pemder_data(text)]
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    status = validate_pdf_signature(one, ValidationContext(trust_roots=roots, allow_fetching=False))
    is_intact = bool(status.intact and status.valid and status.docmdp_ok)
    named = status.signing_cert.subject.native.get("common_name", "")
    return FieldSigned(one.field_name, str(named), status.signer_reported_dt, is_intact, status.trusted)


def _attached_sums(reader: Any) -> bytes | None:
    """The annex as a file in the certificate; None if it cannot be read."""
    from pyhanko.pdf_utils.misc import PdfError

    try:
        names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
        held = {str(names[at]): names[at + 1] for at in range(0, len(names), 2)}
        return bytes(held[SUMS]["/EF"]["/F"].data)
    except (PdfError, ValueError, KeyError):
        return None


def _sums_of(files: Mapping[str, bytes]) -> bytes:
    return written_sums({name: text for name, text in files.items() if name not in (CERTIFICATE, SUMS)})


def need_package() -> None:
    """Raise :class:`~vethanam.errors.Unsound` if the package for signatures in a PDF is not installed."""
    try:
        import pyhanko  # noqa: F401
    except ImportError:
        raise Unsound("certificate_needs_package") from None
