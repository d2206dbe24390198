"""Files of evidence for a court, an auditor, the Board or an office: make one, list them, take one, and
record its signed certificate.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.fields import Code, Day, FileGiven, Flag, Given, at_most, one_of
from vethanam.errors import Unsound, typed
from vethanam.evidence.made_files import (
    KINDS,
    PURPOSES,
    RECIPIENTS,
    Asked,
    file_in,
    is_signed,
    made_files,
    make_file,
)
from vethanam.evidence.signed_certificates import record_certificate, signed_certificates_of
from vethanam.identity.authority import Authority
from vethanam.ledger.evidence_files import FORMS
from vethanam.people.models import Role
from vethanam.privacy.models import MadeFile, SignedCertificate

MAKERS = (Role.LAW_OFFICER, Role.DATA_PROTECTION_OFFICER)


class FileAsked(Given):
    """The subject of a file, and its recipient. A period has days in place of a reference."""

    kind: one_of(*KINDS) = Field(title=_("Facts of"))  # type: ignore[valid-type]
    reference: at_most(120) | None = Field(  # type: ignore[valid-type]
        None, title=_("Its reference"), description=_("As on its page; of a case its number.")
    )
    since: Day | None = Field(None, alias="from", title=_("First day"))
    until: Day | None = Field(None, alias="to", title=_("Last day"))
    only_refused: Flag = Field(False, title=_("Only refused requests"))
    purpose: one_of(*PURPOSES) = Field("COURT-ORD", title=_("Purpose"))  # type: ignore[valid-type]
    recipient: one_of(*RECIPIENTS) = Field("court", title=_("For whom"))  # type: ignore[valid-type]


class FileNamed(Given):
    """A made file, in a form."""

    file: Code = Field(title=_("File"))
    form: one_of(*FORMS) = Field("json", title=_("Form"))  # type: ignore[valid-type]


class FilesAsked(Given):
    """No fields."""


class SignedCertificateGiven(Given):
    """A made file, and its certificate signed by an officer and an expert."""

    file: Code = Field(title=_("File"))
    certificate: FileGiven = Field(
        title=_("Signed certificate"),
        description=_("The certificate.pdf with both signatures, or the archive with it."),
    )


class CertificatesAsked(Given):
    """A made file."""

    file: Code = Field(title=_("File"))


@act("make_evidence_file", title=_("Make a file of evidence"), roles=MAKERS)
def make(authority: Authority, given: FileAsked) -> Answer:
    """Gather the facts of a message, use, period, restraint or case, with what proves them.

    Making the file is recorded in the log. No line in it is about one person. Take it with ``evidence_file``
    once the log has signed that entry.
    """
    made = make_file(
        authority,
        Asked(
            given.kind, given.reference or "", given.since, given.until, given.only_refused, given.purpose,
            given.recipient,
        ),
    )  # fmt: skip
    return Answer.of("evidence_file_made", state_of(made), file=made.reference)


@view("evidence_files", title=_("Files of evidence"), roles=MAKERS, rows="files")
def all_files(_authority: Authority, given: FilesAsked) -> dict[str, Any]:
    """The files of evidence that were made, newest first."""
    del given
    return {"files": [state_of(one) for one in made_files()]}


@view("evidence_file", title=_("File of evidence"), roles=MAKERS)
def one_file(_authority: Authority, given: FileNamed) -> dict[str, Any]:
    """A made file: write ``file`` to a file as it is; of an archive decode ``base64``."""
    found = file_named(given.file)
    return file_answer(found, given.form, file_in(found, given.form))


@act("record_signed_certificate", title=_("Record a signed certificate"), roles=MAKERS)
def record_signed(authority: Authority, given: SignedCertificateGiven) -> Answer:
    """Record the certificate of a made file, signed in both fields, by its hash. Keep the PDF yourself.

    It is refused, with every reason at once, if a field is not signed, one key signed both, it was changed
    after a signature, it is another file's, or it is on record. An unknown issuer is said and not refused.
    """
    found = record_certificate(authority, file_named(given.file), given.certificate.content)
    first, second = (issuer or "–" for issuer in found.issuers)
    return Answer.of(
        "signed_certificate_recorded", certificate_state(found.row), file=found.row.file.reference,
        first=first, second=second,
    )  # fmt: skip


@view("signed_certificates", title=_("Signed certificates of a file"), roles=MAKERS, rows="certificates")
def signed_certificates(_authority: Authority, given: CertificatesAsked) -> dict[str, Any]:
    """The signed certificates on record of a made file, newest first: hashes only."""
    return {
        "certificates": [certificate_state(one) for one in signed_certificates_of(file_named(given.file))]
    }


def certificate_state(one: SignedCertificate) -> dict[str, Any]:
    """A recorded certificate in its API form: SHA-256 of the PDF and of the signers' certificates."""
    return {
        "sha256": bytes(one.hash).hex(), "part_a": bytes(one.part_a).hex(),
        "part_b": bytes(one.part_b).hex(), "at": one.at.isoformat(timespec="seconds"),
    }  # fmt: skip


def file_answer(row: MadeFile, form: str, written: bytes) -> dict[str, Any]:
    """The bytes of a file with its name, in their API form."""
    name = f"{row.kind}-{row.reference}.{form}"
    if form == "zip":
        return {"name": name, "base64": b64encode(written).decode(), "file": None}
    return {"name": name, "base64": None, "file": written.decode()}


def file_named(reference: str) -> MadeFile:
    """A made file by its reference; otherwise Unsound."""
    found = MadeFile.objects.filter(reference=reference, kind__in=KINDS).first()
    if found is None:
        raise Unsound("file_subject_missing", kind="file", reference=typed(reference, 40))
    return found


def state_of(one: MadeFile) -> dict[str, Any]:
    """A made file in its API form."""
    return {
        "file": one.reference, "kind": one.kind, "about": one.about, "purpose": one.purpose,
        "recipient": one.recipient, "at": one.at.isoformat(timespec="seconds"), "is_signed": is_signed(one),
    }  # fmt: skip
