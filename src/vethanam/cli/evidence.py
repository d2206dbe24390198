"""``vethanam evidence``: files that show to others what the log holds, and what it does not."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.timezone import localdate

from vethanam.acts.canaries import figures_state
from vethanam.acts.key_days import state_of
from vethanam.cli import rolls
from vethanam.cli.officers import evidence_officer
from vethanam.errors import Refused, Unsound, typed
from vethanam.evidence.absences import absence_from_use
from vethanam.evidence.certificate_signatures import checked
from vethanam.evidence.certificates import certified
from vethanam.evidence.made_files import Asked, file_in, is_signed, make_file
from vethanam.evidence.own_files import make_own_file, own_file_in
from vethanam.evidence.person_maps import complete_list
from vethanam.journal.business_time import business_now
from vethanam.messaging.canaries import canary_counts
from vethanam.messaging.sender_evidence import sender_evidence
from vethanam.people.models import Employment
from vethanam.privacy.key_days import opened_contacts
from vethanam.privacy.models import MadeFile

#: seconds in which the log signs the leaf of a made file
PATIENCE = 30
#: the verdict on a certificate, by exit code
VERDICTS = {
    0: "The certificate holds.",
    1: "The certificate does not hold.",
    4: "It is not signed in both fields under a trusted authority.",
}


class Form(StrEnum):
    """The form of a file."""

    JSON = "json"
    ZIP = "zip"
    HTML = "html"


class Purposes(StrEnum):
    """The purpose a file is made under."""

    COURT = "COURT-ORD"
    AUDIT = "AUDIT"
    RIGHTS = "RIGHTS"


class Recipients(StrEnum):
    """The recipient of a file."""

    COURT = "court"
    AUDITOR = "auditor"
    BOARD = "board"
    PERSON = "person"
    OFFICE = "office"


To = Annotated[Path, typer.Option("--to", help="A new file; an existing one is not overwritten.")]
InForm = Annotated[Form, typer.Option("--form", help="json, an archive, or a page that checks itself.")]
Under = Annotated[Purposes, typer.Option("--purpose", help="The purpose it is made under.")]
For = Annotated[Recipients, typer.Option("--for", help="For whom it is made.")]
By = Annotated[str | None, typer.Option("--as", help="Sign-in name of the law or data protection officer.")]

app = typer.Typer(help="Write proofs for a court or a person.", add_completion=False, no_args_is_help=True)
certificates = typer.Typer(help="Certificates for a court.", add_completion=False, no_args_is_help=True)
app.add_typer(certificates, name="certificate")
app.add_typer(rolls.app, name="roll")


@app.callback()
def group() -> None:
    """Write proofs for a court or a person."""


@app.command()
def absent(
    use: Annotated[str, typer.Argument(help="The reference of the use, as on the page of the message.")],
    number: Annotated[str, typer.Option("--employee", help="Employee number of the person.")],
    to: Annotated[Path, typer.Option("--to", help="A new file; an existing one is not overwritten.")],
) -> None:
    """Prove that a person is not in a use. The file holds her secret: give it to nobody without her.

    Check it with `vethanam ledger verify FILE`.
    """
    _write(absence_from_use(use, _person(number)), to)


@app.command()
def complete(
    number: Annotated[str, typer.Option("--employee", help="Employee number of the person.")],
    to: Annotated[Path, typer.Option("--to", help="A new file; an existing one is not overwritten.")],
) -> None:
    """List every use about a person up to the latest map of a day, and prove that none is missing.

    The file holds her secret: give it to nobody without her. Check it with `vethanam ledger verify FILE`.
    """
    _write(complete_list(_person(number)), to)


@app.command()
def person(
    number: Annotated[str, typer.Option("--employee", help="Employee number of the person.")],
    to: To,
    form: InForm = Form.JSON,
    officer: By = None,
) -> None:
    """Everything about a person: each use and payment, what proves it, and that no use is missing.

    Making it is recorded, without her name. It holds her secret: give it to nobody without her.
    """
    _refuse_existing(to)
    her = _person(number)
    made = make_own_file(evidence_officer(officer), her)
    _wait_for(made)
    _put(own_file_in(made, her, form), made, to)


@app.command()
def sender(
    code: Annotated[str, typer.Argument(help="Code of the department, as on the page of senders.")],
    on: Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The day, year-month-day.")],
    to: Annotated[Path | None, typer.Option("--to", help="A new file; else it is printed.")] = None,
) -> None:
    """A sender on a day: numbers, managers and how they sign in, texts, use by day, agreements.

    It prints the facts of the page /senders/CODE/ as one JSON document.
    """
    found = sender_evidence(code, on.date())
    if found is None:
        raise Refused("no_sender_on", code=typed(code, 24), day=on.date())
    _put_json(asdict(found), to)


@app.command()
def keys(
    since: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")],
    until: Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="Last day.")],
    office: Annotated[str, typer.Option("--office", help="Code of an office to ask about.")] = "",
    to: Annotated[Path | None, typer.Option("--to", help="A new file; else it is printed.")] = None,
    officer: By = None,
) -> None:
    """The contacts opened on signed days, by office and purpose, with the entry of each day.

    It prints the numbers of the page /protection/keys/ as one JSON document, for an officer who may open it.
    """
    first, last = since.date(), until.date()
    if last < first:
        raise Unsound("file_period_ends_before")
    evidence_officer(officer)
    _put_json(state_of(opened_contacts(first, last, office)), to)


@app.command()
def canaries(
    to: Annotated[Path | None, typer.Option("--to", help="A new file; else it is printed.")] = None,
) -> None:
    """Canaries by kind of holder, how many were reached, and the chance that they see a leak.

    It prints the numbers of the page /canaries/ as one JSON document.
    """
    _put_json(figures_state(canary_counts()), to)


@app.command()
def campaign(
    reference: Annotated[str, typer.Argument(help="The reference of the message or of its use.")],
    to: To,
    form: InForm = Form.JSON,
    purpose: Under = Purposes.COURT,
    recipient: For = Recipients.COURT,
    officer: By = None,
) -> None:
    """A message: order, sanction, text, sender, approvals, counts by class and district, outcome, cost.

    It has no line about one person. Making it is recorded. Check it with `vethanam ledger verify FILE`.
    """
    _make(Asked("campaign", reference, purpose=purpose, recipient=recipient), to, form, officer)


@app.command()
def use(
    reference: Annotated[str, typer.Argument(help="The reference of the use.")],
    to: To,
    form: InForm = Form.JSON,
    purpose: Under = Purposes.COURT,
    recipient: For = Recipients.COURT,
    officer: By = None,
) -> None:
    """A use: who asked, under which purpose, the answer, counts and outcome. Making it is recorded."""
    _make(Asked("use", reference, purpose=purpose, recipient=recipient), to, form, officer)


@app.command()
def period(
    to: To,
    since: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")],
    until: Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="Last day.")],
    form: InForm = Form.JSON,
    refused: Annotated[bool, typer.Option("--refused", help="Only refused requests.")] = False,
    purpose: Under = Purposes.COURT,
    recipient: For = Recipients.COURT,
    officer: By = None,
) -> None:
    """Every request of some days, by office and purpose. Making it is recorded."""
    first, last = since.date(), until.date()
    _make(Asked("period", "", first, last, refused, purpose, recipient), to, form, officer)


@app.command()
def restraint(
    reference: Annotated[str, typer.Argument(help="The short name of the restraint.")],
    to: To,
    form: InForm = Form.JSON,
    purpose: Under = Purposes.COURT,
    recipient: For = Recipients.COURT,
    officer: By = None,
) -> None:
    """A restraint: scope, instant, queue, messages before and after, later decisions; this is recorded."""
    _make(Asked("restraint", reference, purpose=purpose, recipient=recipient), to, form, officer)


@app.command()
def case(
    number: Annotated[str, typer.Argument(help="The number of the case, such as 2027/3.")],
    to: To,
    form: InForm = Form.JSON,
    purpose: Under = Purposes.COURT,
    recipient: For = Recipients.COURT,
    officer: By = None,
) -> None:
    """A case: opening, requests behind it, steps, what is owed. Making it is recorded."""
    _make(Asked("case", number, purpose=purpose, recipient=recipient), to, form, officer)


@app.command()
def board(
    number: Annotated[str, typer.Option("--case", help="The number of the case, such as 2027/3.")],
    to: To,
    form: InForm = Form.ZIP,
    officer: By = None,
) -> None:
    """A breach case for the Data Protection Board: the forms of section 27 and Rule 7(2), and CERT-In's.

    Each form stands as it was filed, or with its deadline and what is on record for its parts. Making it is
    recorded.
    """
    asked = Asked("case", number, purpose=Purposes.AUDIT, recipient=Recipients.BOARD)
    _make(asked, to, form, officer)


@certificates.command("make")
def make_certificate(
    file: Annotated[Path, typer.Argument(help="An archive of evidence.")],
    to: To,
) -> None:
    """Add a certificate with the hash of each file to an archive. Two fields in it wait for signatures.

    What a person swears in it stays blank.
    """
    _refuse_existing(to)
    written = certified(file.read_bytes(), localdate(business_now()[0]))
    with to.open("xb") as target:
        target.write(written)
    typer.echo(f"The archive with its certificate was written to {to}. Sign certificate.pdf in it.")


@certificates.command("check")
def check_certificate(
    file: Annotated[Path, typer.Argument(help="An archive of evidence, or its certificate.pdf.")],
    trust: Annotated[
        list[Path] | None, typer.Option("--trust", help="Certificate of an authority, PEM or DER.")
    ] = None,
) -> None:
    """Check the signatures in a certificate, its annex, and its hashes against the archive around it.

    No network is used. Exit code 0: all hold. 1: something does not. 4: a field is not signed, or under no
    authority given with --trust.
    """
    found = checked(file.read_bytes(), [path.read_bytes() for path in trust or ()])
    for one in found.signatures:
        held = "holds" if one.is_intact else "does not hold"
        by = "" if one.is_trusted else ", of no trusted authority"
        typer.echo(f"{one.field}: the signature of {one.signer or 'nobody known'}{by} {held}.")
        if one.fingerprint:
            typer.echo(f"  issuer {one.issuer or 'without a name'}, certificate {one.fingerprint}")
    for field in found.unsigned:
        typer.echo(f"{field}: not signed.")
    if found.is_of_archive:
        typer.echo("Its hashes are those of the archive.")
    for fault in found.faults:
        typer.echo(fault.says)
    if found.log:
        typer.echo(f"Key of the log: {found.log}. Compare it with one that you have from elsewhere.")
    typer.echo(VERDICTS[found.exit_code])
    typer.echo(f"SHA-256 of the PDF: {sha256(found.pdf).hexdigest()}")
    raise typer.Exit(found.exit_code)


def _put_json(found: Mapping[str, Any], to: Path | None) -> None:
    """Print a JSON document, or write it to a new file."""
    written = json.dumps(found, ensure_ascii=False, indent=2, default=str)
    if to is None:
        typer.echo(written)
        return
    with to.open("x", encoding="utf-8") as file:
        file.write(written + "\n")


def _make(asked: Asked, to: Path, form: Form, officer: str | None) -> None:
    _refuse_existing(to)
    made = make_file(evidence_officer(officer), asked)
    _wait_for(made)
    _put(file_in(made, form), made, to)


def _refuse_existing(to: Path) -> None:
    if to.exists():
        raise FileExistsError(str(to))


def _wait_for(made: MadeFile) -> None:
    """Until the log has signed the leaf of a made file."""
    ends = time.monotonic() + PATIENCE
    while not is_signed(made):
        if time.monotonic() > ends:
            raise Unsound("file_waits", file=made.reference)
        time.sleep(0.2)


def _put(written: bytes, made: MadeFile, to: Path) -> None:
    with to.open("xb") as file:
        file.write(written)
    typer.echo(f"File {made.reference} was written to {to}. Check it with: vethanam ledger verify {to}")


def _person(number: str) -> int:
    employment = Employment.objects.filter(number=number).first()
    if employment is None:
        raise Refused("no_employee", number=number)
    return employment.person_id


def _write(proof: bytes, to: Path) -> None:
    with to.open("xb") as file:
        file.write(proof)
    typer.echo(f"The proof was written to {to}. It holds the person's secret: give it to nobody without her.")
