"""A payslip that its reader checks without us: a signed code on the paper, and a sealed file with its proof.

The file is the printed paper with the proof attached (``payslip.json``) and a seal over both
(``docs/spec/payslip.md``). The seal is made when the file is taken.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.conf import settings

from vethanam.errors import Unsound
from vethanam.evidence.bundles import bundle_of_payslip
from vethanam.evidence.certificates import need_package
from vethanam.evidence.queries import committed_payslip
from vethanam.evidence.statement_keys import PRIVATE_FILE, statement_key
from vethanam.journal import keys
from vethanam.journal.queries import position_of
from vethanam.ledger.canonical import parse
from vethanam.ledger.notes import SigningKey
from vethanam.ledger.slips import Statement, receipt_of, signed_code, slip_file
from vethanam.ledger.verifier import Outcome, verify
from vethanam.payroll.models import Payslip
from vethanam.periods import Month

PROOF = "payslip.json"
FIELD = "Seal"
#: the certificate of the seal has no end: a paper is as old as it is
_FROM, _UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
_ADDRESS = "/check/#"


def payslip_drawn(person: int, month: Month, bill: str | None = None) -> Payslip:
    """A person's payslip for a month, on its only bill or on a named one.

    Raises
    ------
    Unsound
        There is none, or several and no bill is named.
    """
    slips = Payslip.objects.filter(person=person, for_months__contains=[int(month)]).select_related("bill")
    found = [slip for slip in slips if bill in (None, slip.bill.number)]
    if len(found) != 1:
        bills = ", ".join(sorted(slip.bill.number for slip in found))
        code = "payslip_of_which_bill" if found else "payslip_not_found"
        raise Unsound(code, month=str(month), **({"bills": bills} if found else {}))
    return found[0]


def statement_of(slip: Payslip) -> Statement:
    """The figures of a payslip as the log has them, with its receipt and its place in the log.

    Raises
    ------
    Unsound
        The opening of its entry was destroyed, or the key of statements is missing.
    """
    record, committed, staged = committed_payslip(slip)
    lines: Any = record["lines"]
    return Statement(
        receipt=receipt_of(committed), pen=str(record["employee"]), name=slip.person.name,
        month=max(line["for_month"] for line in lines), gross=slip.gross, deductions=slip.deductions,
        net=slip.net, dated=str(record["voucher_date"]), entry=position_of(staged),
        key=statement_key().verifier.id.hex(),
    )  # fmt: skip


def code_of(statement: Statement) -> str:
    """The text of the code: the signed statement, behind the address of the page that checks it."""
    code = signed_code(statement, statement_key())
    return f"{settings.VETHANAM_PAGES_ORIGIN}{_ADDRESS}{code}" if settings.VETHANAM_PAGES_ORIGIN else code


def proof_of(slip: Payslip) -> bytes:
    """The proof of a payslip: its entry with her record and no other, and the signed code.

    Raises
    ------
    Unsound
        The log has not signed its entry yet, or its opening was destroyed.
    """
    statement = statement_of(slip)
    if statement.entry is None:
        raise Unsound("not_signed_yet")
    return slip_file(parse(bundle_of_payslip(slip)), code_of(statement), statement_key().verifier)


def sealed_slip(slip: Payslip, paper: bytes) -> bytes:
    """The printed payslip with its proof, sealed.

    Raises
    ------
    Unsound
        As :func:`proof_of`, or the package for seals is missing.
    """
    need_package()
    file = sealed(paper, proof_of(slip), statement_key())
    found = verify(file, keys.public_key(), sealed_by=statement_key().verifier)
    if found.outcome not in (Outcome.VERIFIED, Outcome.WITHOUT_QUORUM):
        raise Unsound("payslip_not_proven", says=found.says)
    return file


def sealed(paper: bytes, proof: bytes, key: SigningKey) -> bytes:
    """A PDF with a proof attached, signed over all of it (PAdES B-B)."""
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    written = _private(key).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=Certificate.load(certificate_of(key)),
        signing_key=PrivateKeyInfo.load(written),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(paper))
    # not compressed: a verifier without a PDF library finds it
    held = EmbeddedFileObject.from_file_data(writer, proof, compress=False, mime_type="application/json")
    embed_file(writer, FileSpec(PROOF, embedded_data=held, description="Proof of this payslip"))
    about = signers.PdfSignatureMetadata(FIELD, md_algorithm="sha512", subfilter=SigSeedSubFilter.PADES)
    target = io.BytesIO()
    signers.sign_pdf(writer, about, signer=signer, output=target)
    return target.getvalue()


def certificate_of(key: SigningKey) -> bytes:
    """The certificate that the seal names: the key under its own name, signed by itself."""
    private = _private(key)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, key.name[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Payslips {key.verifier.id.hex()}"),
        ]
    )
    use = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
        .serial_number(int.from_bytes(b"\x01" + key.verifier.id)).not_valid_before(_FROM)
        .not_valid_after(_UNTIL).add_extension(use, critical=True).sign(private, None)
    )  # fmt: skip
    return made.public_bytes(Encoding.DER)


def _private(key: SigningKey) -> Ed25519PrivateKey:
    if not isinstance(key.signer, Ed25519PrivateKey):
        raise Unsound("statement_key_missing", path=PRIVATE_FILE)
    return key.signer
