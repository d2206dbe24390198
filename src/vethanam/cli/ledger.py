"""``vethanam ledger``: check and read a bundle, print, compare and publish the log, serve a witness.

``verify``, ``approvals`` and ``officers`` need neither database nor Django. The other commands read the log
of this installation, except ``witness``.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from vethanam.cli import boot
from vethanam.errors import Unsound
from vethanam.ledger.approvals import approvals_in
from vethanam.ledger.bundles import LOG
from vethanam.ledger.evidence_checks import unpacked
from vethanam.ledger.histories import compared
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.officers import terms_in
from vethanam.ledger.proofs import is_consistent
from vethanam.ledger.signers import signers_in
from vethanam.ledger.verifier import Outcome, Verdict, leaves_of, verify

app = typer.Typer(
    help="Verify bundles; print, publish and compare signed heads; be a witness.",
    add_completion=False,
    no_args_is_help=True,
)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


@app.command("verify")
def verify_file(
    file: Annotated[
        Path,
        typer.Argument(
            help="A bundle, an evidence file, a whole log, a file about one person, or a signed payslip."
        ),
    ],
    key: Annotated[str | None, typer.Option(help="The log's verifier key, as published.")] = None,
    tree: Annotated[Path | None, typer.Option(help="The published tree of a use or map in the file.")] = None,
    seal: Annotated[str | None, typer.Option(help="The key of payslips, as published.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check a file on this machine alone. Exit code 0: verified, 1: tampered, 2: unreadable,
    3: verified, but not signed by the witnesses that a policy asks for.
    """
    known = VerifierKey.parse(key) if key else None
    try:
        whole = tree.read_bytes() if tree else None
        verdict = verify(file.read_bytes(), known, whole, VerifierKey.parse(seal) if seal else None)
    except OSError as error:
        verdict = Verdict(Outcome.UNREADABLE, f"{error.filename} cannot be read: {error.strerror}.", "file")
    if as_json:
        typer.echo(json.dumps(verdict.as_json(), indent=2, ensure_ascii=False))
    else:
        _tell(verdict)
    raise typer.Exit(verdict.exit_code)


@app.command()
def approvals(
    file: Annotated[Path, typer.Argument(help="A bundle, an evidence file or a whole log.")],
    key: Annotated[str | None, typer.Option(help="The log's verifier key, as published.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the approvals in a file and who signed them.

    Exit code 0: all signed, 1: one is not, or the file is tampered.
    """
    said = _verified(file, key)
    leaves = leaves_of(said)
    found = approvals_in(leaves, signers_in(leaves, VerifierKey.parse(said["log"])))
    if as_json:
        typer.echo(json.dumps([one.as_json() for one in found], indent=2, ensure_ascii=False))
    for one in () if as_json else found:
        typer.echo(
            f"{one.at}  {one.of} {one.reference}, as {one.role.replace('_', ' ')}, key {one.key}: {one.says}."
        )
    if not found and not as_json:
        typer.echo("The file holds no approval.")
    raise typer.Exit(0 if all(one.holds for one in found) else 1)


@app.command()
def officers(
    file: Annotated[Path, typer.Argument(help="A whole log, as vethanam ledger export writes it.")],
    scope: Annotated[str | None, typer.Option(help="Of this drawing code, treasury or office alone.")] = None,
    key: Annotated[str | None, typer.Option(help="The log's verifier key, as published.")] = None,
    as_json: AsJson = False,
) -> None:
    """List who could act in which role from when to when, and with which keys.

    Only appointments with the signatures of two persons count. Exit code 1: the file is tampered.
    """
    said = _verified(file, key)
    found = terms_in(signers_in(leaves_of(said), VerifierKey.parse(said["log"])), scope)
    if as_json:
        typer.echo(json.dumps([one.as_json() for one in found], indent=2, ensure_ascii=False))
        return
    for one in found:
        role = " ".join(filter(None, (one.role.replace("_", " "), one.scope, one.power and f"({one.power})")))
        keys = ", ".join(one.keys) or "none"
        typer.echo(
            f"{one.first or 'the start'} to {one.last or 'no end'}  {role}  {one.holder}  keys: {keys}"
        )
    if not found:
        typer.echo("The file holds no such appointment.")


def _verified(file: Path, key: str | None) -> dict[str, Any]:
    """The bundle in a file, if its proofs hold; otherwise the command ends with the verdict's exit code."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Unsound("no_such_file", file=file, why=error.strerror) from None
    verdict = verify(content, VerifierKey.parse(key) if key else None)
    if verdict.outcome != Outcome.VERIFIED:
        _tell(verdict)
        raise typer.Exit(verdict.exit_code)
    return dict(json.loads(unpacked(content).bundle))


@app.command()
def checkpoint(as_json: AsJson = False) -> None:
    """Print the latest signed head, to publish, print or archive it."""
    boot("web")
    from vethanam.journal.queries import latest_head

    head = latest_head()
    if head is None:
        raise Unsound("no_signed_head")
    if as_json:
        shown = {"size": head.size, "root": head.root.hex(), "at": head.at.isoformat(), "head": head.note}
        typer.echo(json.dumps(shown, indent=2, ensure_ascii=False))
    else:
        typer.echo(head.note, nl=False)


@app.command()
def consistency(
    old: Annotated[str, typer.Argument(help="A file with an earlier signed head, or a number of leaves.")],
    new: Annotated[str, typer.Argument(help="A file with a later signed head, or a number of leaves.")],
    as_json: AsJson = False,
) -> None:
    """Prove that the later log begins with the earlier one, folding the bytes of its entries.

    Exit code 0: it does, 1: it does not.
    """
    boot("web")
    from vethanam.journal.audit import roots_of_entries
    from vethanam.journal.queries import consistency_proof

    (old_size, old_root), (size, root) = _head(old), _head(new)
    proof = consistency_proof(old_size, size) if 0 < old_size <= size else []
    folded = roots_of_entries([old_size, size])
    is_ours = (folded.get(old_size), folded.get(size)) == (old_root, root)
    holds = is_ours and is_consistent(old_size, size, proof, old_root, root)
    says = (
        f"the log of {size} leaves {'begins' if holds else 'does not begin'} with that of {old_size} leaves"
    )
    if as_json:
        shown = {"consistent": holds, "old": old_size, "new": size, "proof": [value.hex() for value in proof]}
        typer.echo(json.dumps(shown, indent=2))
    else:
        typer.echo(
            "\n".join([f"{'Consistent' if holds else 'Not consistent'}: {says}.", *map(_base64, proof)])
        )
    raise typer.Exit(0 if holds else 1)


@app.command()
def compare(
    one: Annotated[Path, typer.Argument(help="A whole log, as vethanam ledger export writes it.")],
    other: Annotated[Path, typer.Argument(help="Another one under the same name, from elsewhere.")],
    key: Annotated[str | None, typer.Option(help="The log's verifier key, as published.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare two exports of a log, each signed by its key, and name the first entry in which they differ.

    Exit code 0: one begins with the other, 1: they are two histories, or a file is tampered.
    """
    (first, log), (second, other_log) = (_whole_log(file, key) for file in (one, other))
    if log != other_log:
        raise Unsound("logs_of_two_keys")
    found = compared(first, second)
    if as_json:
        shown = {"one_history": found.is_one_history, "sizes": found.sizes, "differs_at": found.differs_at}
        typer.echo(json.dumps(shown, indent=2))
    else:
        typer.echo(found.says)
    raise typer.Exit(0 if found.is_one_history else 1)


def _whole_log(file: Path, key: str | None) -> tuple[list[Mapping[str, Any]], str]:
    """The leaves of a whole log in a file, in order, and its key."""
    said = _verified(file, key)
    if said["format"] != LOG:
        raise Unsound("not_a_whole_log", file=file)
    return [leaf for _, leaf in leaves_of(said)], said["log"]


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="A new file; an existing one is not overwritten.")],
) -> None:
    """Write the whole log under its latest signed head, for independent checks."""
    boot("web")
    from vethanam.evidence.bundles import whole_log

    with file.open("xb") as target:
        target.write(whole_log())
    typer.echo(f"The whole log was written to {file}.")


@app.command()
def publish(
    to: Annotated[
        Path, typer.Option(help="A folder that a web server serves; new at first.", file_okay=False)
    ],
) -> None:
    """Write the log as files that anybody can mirror and check (c2sp.org/tlog-tiles), with its signed head
    and the trees of people of large uses.

    Again and again: only new files are written.
    """
    boot("web")
    from vethanam.evidence.published_trees import publish_trees
    from vethanam.journal.log_files import publish as write

    before, size = write(to)
    trees = publish_trees(to)
    typer.echo(f"{to}: {size} entries, {size - before} of them new, and {trees} new trees of people.")


@app.command("map")
def map_of_day() -> None:
    """Make the map of a day that ended: what the log holds about each person, as one leaf.

    The worker does so each day, except in a sample.
    """
    boot("worker")
    from vethanam.identity.authority import Authority
    from vethanam.identity.models import Account
    from vethanam.journal.business_time import business_now
    from vethanam.people.models import Role
    from vethanam.privacy.actions import make_map

    at, is_sample = business_now()
    account = Account.objects.get(username="service-worker")
    day = make_map(Authority(account.pk, None, "DEPT", Role.SERVICE, at, is_sample=is_sample))
    typer.echo(f"The map of {day} is made." if day else "No map is due, or the last one is not signed yet.")


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False
)
def witness(context: typer.Context) -> None:
    """Be a witness of logs: new-key NAME, or serve. The same file runs with Python alone."""
    from vethanam.ledger.witness import main

    main(context.args)


def _tell(verdict: Verdict) -> None:
    typer.echo(verdict.says)
    if verdict.outcome in (Outcome.VERIFIED, Outcome.WITHOUT_QUORUM):
        for line in verdict.entries:
            typer.echo(line)
        typer.echo(f"Key: {verdict.log}\nRoot: {verdict.root}")
        if verdict.witnesses:
            typer.echo(f"Witnesses: {verdict.witnesses}")
        typer.echo(verdict.limits)


def _head(text: str) -> tuple[int, bytes]:
    """Size and root of a signed head in a file (checked with our key), or of our log at a size."""
    from vethanam.journal import keys, queries
    from vethanam.ledger.heads import open_head

    if text.isascii() and text.isdigit():
        return int(text), queries.root_at(int(text))
    try:
        note = Path(text).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Unsound("not_a_signed_head", text=text) from None
    head = open_head(note, keys.public_key())
    return head.size, head.root


def _base64(value: bytes) -> str:
    return b64encode(value).decode()
