"""The certificate of an archive: its annex, its two fields, and signatures that pyHanko makes and checks."""

from __future__ import annotations

import io
import shutil
import subprocess
import unicodedata
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter

from tests.ledger.evidence import archive_of, content, files_in, forms
from tests.ledger.samples import KEY
from tests.ledger.test_verifier import judged
from vethanam.errors import Unsound
from vethanam.evidence.certificates import CERTIFICATE, certified, checked
from vethanam.ledger.evidence_files import SUMS, written_sums

DAY = date(2026, 11, 30)
MADE = forms(content())


@pytest.fixture(scope="module")
def archive() -> bytes:
    return certified(MADE["zip"], DAY)


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The key and certificate of an officer of no authority."""
    folder, key = tmp_path_factory.mktemp("token"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Law Officer (sample)")])
    now = datetime.now(UTC)
    use = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
        .add_extension(use, critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    return folder / "key.pem", folder / "cert.pem"


def signed(pdf: bytes, field: str, token: tuple[Path, Path]) -> bytes:
    """The certificate with one field signed, as an officer does with a program of hers."""
    signer = signers.SimpleSigner.load(*map(str, token))  # type: ignore[no-untyped-call]
    meta = signers.PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    target = io.BytesIO()
    signers.sign_pdf(writer, meta, signer=signer, output=target)
    return target.getvalue()


def with_certificate(archive: bytes, pdf: bytes) -> bytes:
    files = {**files_in(archive), CERTIFICATE: pdf}
    files[SUMS] = written_sums({name: text for name, text in files.items() if name != SUMS})
    return archive_of(files)


def test_an_archive_with_a_certificate_still_verifies(archive: bytes) -> None:
    assert judged(archive, KEY.verifier).outcome == "verified"
    pdf = files_in(archive)[CERTIFICATE]
    assert pdf.startswith(b"%PDF-1.7") and b"PartA" in pdf and b"PartB" in pdf
    assert (checked(archive).exit_code, checked(archive).is_of_archive) == (4, True)
    with pytest.raises(Unsound, match="form zip"):
        certified(MADE["json"], DAY)
    with pytest.raises(Unsound, match=r"holds no certificate\.pdf"):
        checked(MADE["zip"])


def test_both_languages_and_both_fields_stand_on_its_first_page(archive: bytes, tmp_path: Path) -> None:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not on this machine")
    (tmp_path / "certificate.pdf").write_bytes(files_in(archive)[CERTIFICATE])
    read = subprocess.run([tool, tmp_path / "certificate.pdf", "-"], capture_output=True, check=True)
    first, annex, rest = unicodedata.normalize("NFC", read.stdout.decode()).split("\f")
    for said in ("Part B is blank.", "സാക്ഷ്യപത്രം", "Part B, by the expert", "വിദഗ്ധൻ", "Signature, Part B"):
        assert said in first
    assert "SHA256SUMS" in annex and "അനുബന്ധം" in annex and rest == ""


def test_both_signatures_hold_and_one_altered_byte_does_not(archive: bytes, token: tuple[Path, Path]) -> None:
    pdf = signed(files_in(archive)[CERTIFICATE], "PartA", token)
    whole = signed(pdf, "PartB", token)
    found = checked(with_certificate(archive, whole), [token[1].read_bytes()])
    assert [(one.field, one.signer) for one in found.signatures] == [
        ("PartA", "Law Officer (sample)"), ("PartB", "Law Officer (sample)"),
    ]  # fmt: skip
    assert (found.exit_code, found.is_of_archive) == (0, True)
    assert judged(with_certificate(archive, whole), KEY.verifier).outcome == "verified"
    assert checked(whole).exit_code == 4  # the authority is not known here
    at = whole.index(b"stream") + 40
    altered = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
    assert checked(altered, [token[1].read_bytes()]).exit_code == 1


def test_a_certificate_of_another_archive_is_found(archive: bytes) -> None:
    files = files_in(archive)
    other = certified(archive_of({**files_in(MADE["zip"])}), DAY)
    assert checked(with_certificate(other, files[CERTIFICATE])).is_of_archive is True
    moved = {**files, "policy.txt": b"quorum any\n"}
    moved[SUMS] = written_sums({name: text for name, text in moved.items() if name != SUMS})
    assert (checked(archive_of(moved)).exit_code, checked(archive_of(moved)).is_of_archive) == (1, False)
    with pytest.raises(Unsound, match="no certificate that can be read"):
        checked(b"%PDF-1.7 nothing")
