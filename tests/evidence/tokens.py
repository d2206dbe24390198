"""Made-up signing certificates, and signatures as an officer makes them with a program of hers."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter

from tests.ledger.evidence import archive_of, files_in
from vethanam.evidence.certificates import CERTIFICATE
from vethanam.ledger.evidence_files import SUMS, written_sums

type Token = tuple[Path, Path]


def token(folder: Path, name: str, *, days: int = 9) -> Token:
    """Key and self-signed certificate of a person; with ``days`` below 0 it is over."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    use = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    made = (
        x509.CertificateBuilder().subject_name(named).issuer_name(named).public_key(key.public_key())
        .serial_number(7).not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(use, critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    private, public = folder / "key.pem", folder / "cert.pem"
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(made.public_bytes(Encoding.PEM))
    return private, public


def signed(pdf: bytes, field: str, by: Token) -> bytes:
    """The certificate with one field signed; a field that is not there is added."""
    signer = signers.SimpleSigner.load(*map(str, by))  # type: ignore[no-untyped-call]
    meta = signers.PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES)
    writer, target = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
    signers.sign_pdf(writer, meta, signer=signer, output=target, new_field_spec=_new(field))
    return target.getvalue()


def with_certificate(archive: bytes, pdf: bytes) -> bytes:
    """The archive with another certificate in it, and its sums."""
    files = {**files_in(archive), CERTIFICATE: pdf}
    files[SUMS] = written_sums({name: text for name, text in files.items() if name != SUMS})
    return archive_of(files)


def _new(field: str) -> SigFieldSpec | None:
    return None if field in ("PartA", "PartB") else SigFieldSpec(field, on_page=0, box=(60, 140, 280, 180))
