"""Record a certificate that an officer and an expert signed: its hash and those of the signers' certificates.

The leaf ``certificate.signed`` says which signed PDF exists for a file of evidence. It names no person. The
PDF itself is not kept: it holds names, and a signer's certificate may hold an e-mail address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Fault, Refused, Unsound, UnsoundInput, VethanamError
from vethanam.evidence.certificate_signatures import NAMES, UNPROVEN, Checked, checked
from vethanam.evidence.made_files import KINDS, MAKERS
from vethanam.identity.authority import Authority
from vethanam.journal import keys
from vethanam.journal import queries as journal
from vethanam.journal.actions import append
from vethanam.ledger.canonical import parse
from vethanam.privacy.models import MadeFile, SignedCertificate

SIGNED = "certificate.signed"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recorded certificate, and the issuers that the signers' certificates name, for parts A and B."""

    row: SignedCertificate
    issuers: tuple[str, str]


@transaction.atomic
def record_certificate(authority: Authority, file: MadeFile, signed: bytes) -> Recorded:
    """Check a signed certificate of a made file, PDF or archive, and record the PDF by its hash.

    Raises
    ------
    Refused
        The officer is neither law officer nor data protection officer.
    Unsound
        There is no certificate that can be read, or the package for signatures is not installed.
    UnsoundInput
        Every fault: a field not signed, one signer, a change, another file's, recorded before.
    """
    if authority.role not in MAKERS:
        raise Refused("file_not_yours")
    found = checked(signed, key=keys.public_key())
    faults = list(_faults(found, file))
    if faults:
        raise UnsoundInput("certificate_unsound", faults)
    first, second = (found.signature_of(name) for name in NAMES)
    if first is None or second is None:  # a fault above
        raise Unsound("certificate_unsound")
    hashed, certificates = sha256(found.pdf), [first.fingerprint, second.fingerprint]
    leaf = append(
        SIGNED,
        public={
            "file": file.reference, "sha256": hashed.hexdigest(), "certificates": [*certificates],
            "role": authority.role, "office": authority.office or "",
        },
        private={"account": authority.account},
        at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    row = SignedCertificate.objects.create(
        file=file, hash=hashed.digest(), part_a=bytes.fromhex(certificates[0]),
        part_b=bytes.fromhex(certificates[1]), recorded_by_id=authority.account,
        office=authority.office or "", role=authority.role, at=authority.at, recorded_at=timezone.now(),
        leaf=leaf, is_sample=authority.is_sample,
    )  # fmt: skip
    return Recorded(row, (first.issuer, second.issuer))


def signed_certificates_of(file: MadeFile) -> list[SignedCertificate]:
    """The signed certificates on record of a file, newest first."""
    return list(file.certificates.order_by("-pk"))


def _faults(found: Checked, file: MadeFile) -> Iterator[Fault]:
    said = [(one.code, one.facts) for one in found.faults]
    said += [("certificate_unsigned", {"field": field}) for field in found.unsigned]
    for code, facts in said:
        yield Fault("", "", code, facts)
    if found.bundle is not None and not any(code in UNPROVEN for code, _ in said):
        of = _file_of(found.bundle)
        if of is None:
            yield Fault("", "", "certificate_not_here")
        elif of.pk != file.pk:
            yield Fault("", "", "certificate_of_other_file", {"file": of.reference})
    before = SignedCertificate.objects.filter(hash=sha256(found.pdf).digest()).first()
    if before is not None:
        yield Fault("", "", "certificate_on_record", {"at": before.at})


def _file_of(bundle: bytes) -> MadeFile | None:
    """The made file of the leaf that a proven bundle names."""
    try:
        said = parse(bundle)
        made = next(one for one in said["entries"] if one["index"] == said["made"])
        reference = made["leaf"]["public"]["file"]
    except (KeyError, TypeError, StopIteration, VethanamError):
        return None
    row = MadeFile.objects.filter(reference=str(reference), kind__in=KINDS).first()
    return row if row is not None and journal.position_of(row.leaf) == said["made"] else None
