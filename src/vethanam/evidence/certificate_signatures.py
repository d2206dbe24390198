"""Check the signatures and the annex of a certificate for a court; no network, clock or database is asked.

A certificate holds if both its fields are signed with two keys, nothing but a signature came after a
signature, and the attached sums are those of the attached bundle (``docs/spec/evidence-files.md``).
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from vethanam.errors import Sentence, Unsound, VethanamError, typed
from vethanam.evidence.certificates import CERTIFICATE, FIELDS, need_package
from vethanam.ledger.canonical import parse
from vethanam.ledger.evidence_checks import unpacked
from vethanam.ledger.evidence_files import PROGRAM, SUMS, files_of, written_sums
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.verifier import Outcome, verify

BUNDLE = "bundle.json"
#: verdicts with which the attached bundle is proven
HOLDS = (Outcome.VERIFIED, Outcome.WITHOUT_QUORUM)
NAMES = tuple(name for name, _, _ in FIELDS)
#: faults after which the attached bundle says nothing
UNPROVEN = frozenset(
    {"certificate_without_annex", "certificate_bundle_not_proven", "certificate_annex_differs"}
)
#: letters of a name in a certificate that are repeated
_MOST = 80


@dataclass(frozen=True, slots=True)
class FieldSigned:
    """One signature: the field, signer and issuer as the signer's certificate names them, and the result.

    ``fingerprint`` is the SHA-256 of that certificate, ``key`` that of its public key, both hexadecimal.
    ``is_in_force`` is False if the certificate was not valid at the time that the signature names.
    """

    field: str
    signer: str
    at: datetime | None
    is_intact: bool
    is_trusted: bool
    issuer: str = ""
    fingerprint: str = ""
    key: str = ""
    is_in_force: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    """A certificate: the PDF, the bundle in it, its signatures in the order made, and every fault.

    ``unsigned`` are its empty fields. ``is_of_archive`` tells whether its annex has the hashes of the archive
    around it; None without one.
    """

    pdf: bytes
    bundle: bytes | None
    signatures: Sequence[FieldSigned]
    unsigned: Sequence[str]
    faults: Sequence[Sentence]
    is_of_archive: bool | None

    @property
    def exit_code(self) -> int:
        """0 all holds, 1 something does not, 4 a field is not signed, or not under a trusted authority."""
        if self.faults:
            return 1
        is_whole = not self.unsigned and all(one.is_trusted for one in self.signatures)
        return 0 if is_whole else 4

    @property
    def log(self) -> str:
        """The verifier key of the log that the attached bundle names; empty if that is not proven."""
        if self.bundle is None or any(one.code in UNPROVEN for one in self.faults):
            return ""
        return str(parse(self.bundle)["log"])

    def signature_of(self, field: str) -> FieldSigned | None:
        """The signature in a field."""
        return next((one for one in self.signatures if one.field == field), None)


def checked(file: bytes, trusted: Sequence[bytes] = (), key: VerifierKey | None = None) -> Checked:
    """Check a certificate, or that of an archive. ``trusted`` are certificates of authorities.

    The attached bundle is verified with ``key``, else with the key of the log that it names.

    Raises
    ------
    Unsound
        There is no certificate that can be read, or the package for signatures is not installed.
    """
    need_package()
    files = unpacked(file).files if file.startswith(b"PK") else None
    if files is not None and CERTIFICATE not in files:
        raise Unsound("certificate_missing")
    pdf = files[CERTIFICATE] if files is not None else file
    roots = _roots(trusted)
    try:
        attached, signatures = _read(pdf, roots)
    except Exception as error:  # the package raises errors of many kinds for bytes that are no sound PDF
        raise Unsound("certificate_unreadable") from error
    unsigned = [name for name in NAMES if name not in {one.field for one in signatures}]
    is_of_archive = None if files is None else attached.get(SUMS) == _sums_of(files)
    faults = [*_signature_faults(signatures), *_annex_faults(attached, key)]
    if is_of_archive is False:
        faults.append(Sentence("certificate_of_other_archive"))
    return Checked(pdf, attached.get(BUNDLE), signatures, unsigned, faults, is_of_archive)


def _roots(trusted: Sequence[bytes]) -> list[Any]:
    from pyhanko.keys import load_certs_from_pemder_data

    return [one for text in trusted for one in load_certs_from_pemder_data(text)]


def _read(pdf: bytes, roots: Sequence[Any]) -> tuple[Mapping[str, bytes], list[FieldSigned]]:
    """The files in a PDF by name, and its signatures."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    reader = PdfFileReader(io.BytesIO(pdf))
    found = [*reader.embedded_regular_signatures]
    signatures = [_signature(one, roots, is_last=one is found[-1]) for one in found]
    return _attached(reader), signatures


def _signature(one: Any, roots: Sequence[Any], *, is_last: bool) -> FieldSigned:
    """One signature. After the last one only data for its later check may follow (PAdES B-LT)."""
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(trust_roots=list(roots), allow_fetching=False)
    try:
        status = validate_pdf_signature(one, context)
    except Exception:  # noqa: BLE001  (bytes after it cannot be read, whatever the kind: they were changed)
        return FieldSigned(str(one.field_name), "", None, is_intact=False, is_trusted=False)
    most = ModificationLevel.LTA_UPDATES if is_last else ModificationLevel.FORM_FILLING
    changed: set[str] = getattr(status.diff_result, "changed_form_fields", set())
    is_alone = status.modification_level is not None and status.modification_level <= most
    is_alone = is_alone and changed <= set(NAMES)
    certificate, at = status.signing_cert, status.signer_reported_dt
    return FieldSigned(
        field=str(one.field_name),
        signer=_name(certificate.subject),
        at=at,
        is_intact=bool(status.intact and status.valid and status.docmdp_ok and is_alone),
        is_trusted=bool(status.trusted),
        issuer=_name(certificate.issuer),
        fingerprint=certificate.sha256.hex(),
        key=certificate.public_key.sha256.hex(),
        is_in_force=_is_in_force(certificate, at),
    )


def _name(of: Any) -> str:
    """The common name, or the organisation, in a certificate; … in place of one that looks like a contact."""
    said = of.native
    return typed("".join(letter for letter in _first(said) if letter.isprintable()), _MOST)


def _first(said: Mapping[str, Any]) -> str:
    for part in ("common_name", "organization_name"):
        if held := said.get(part):
            return str(held if isinstance(held, str) else held[0])
    return ""


def _is_in_force(certificate: Any, at: datetime | None) -> bool:
    if at is None:
        return False
    when = at if at.tzinfo else at.replace(tzinfo=UTC)
    return bool(certificate.not_valid_before <= when <= certificate.not_valid_after)


def _signature_faults(signatures: Sequence[FieldSigned]) -> Iterator[Sentence]:
    for one in signatures:
        if one.field not in NAMES:
            yield Sentence("certificate_field_unknown", {"field": typed(one.field)})
        elif not one.is_intact:
            yield Sentence("certificate_signature_broken", {"field": one.field})
        elif not one.is_in_force:
            yield Sentence("certificate_not_in_force", {"field": one.field})
    held = [one.key for one in signatures if one.field in NAMES and one.key]
    if len(held) > len(set(held)):
        yield Sentence("certificate_of_one_signer")


def _annex_faults(attached: Mapping[str, bytes], key: VerifierKey | None) -> Iterator[Sentence]:
    """The faults of the bundle and of the sums in a certificate."""
    bundle = attached.get(BUNDLE)
    if bundle is None or SUMS not in attached:
        yield Sentence("certificate_without_annex")
        return
    verdict = verify(bundle, key)
    if verdict.outcome not in HOLDS:
        yield Sentence("certificate_bundle_not_proven", {"says": typed(verdict.says, 300)})
    elif _sums_said(bundle) != attached[SUMS]:
        yield Sentence("certificate_annex_differs")


def _sums_said(bundle: bytes) -> bytes | None:
    """The sums of the archive that follow from a proven bundle; None if it is not a file of evidence."""
    try:
        said = parse(bundle)
        made = next(one for one in said["entries"] if one["index"] == said["made"])
        sums = {name: sha256(text).hexdigest() for name, text in files_of(bundle, said).items()}
        sums[PROGRAM] = made["opening"]["private"]["sums"]["program"]
    except (KeyError, TypeError, StopIteration, VethanamError):
        return None
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()


def _attached(reader: Any) -> dict[str, bytes]:
    """The annex as files in the certificate; those that can be read."""
    from pyhanko.pdf_utils.misc import PdfError

    try:
        names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
        held = {str(names[at]): names[at + 1] for at in range(0, len(names), 2)}
        return {name: bytes(held[name]["/EF"]["/F"].data) for name in (BUNDLE, SUMS) if name in held}
    except (PdfError, ValueError, KeyError):
        return {}


def _sums_of(files: Mapping[str, bytes]) -> bytes:
    return written_sums({name: text for name, text in files.items() if name not in (CERTIFICATE, SUMS)})
