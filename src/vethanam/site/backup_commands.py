"""The commands of backup and restore, at the top level of ``vethanam``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from vethanam.cli import boot

app = typer.Typer()

BackupFile = Annotated[
    Path | None, typer.Argument(help="A file of `backup`, or the archive's folder.", exists=True)
]
PrivateKey = Annotated[Path | None, typer.Option(help="The private key of `backup-key`.", exists=True)]
MakersKey = Annotated[
    Path | None,
    typer.Option(help="The maker's public key, kept elsewhere. Default: keys/backup.pub.", exists=True),
]
LastHead = Annotated[
    Path | None,
    typer.Option(help="The last head that you published, if the old machine's keys are lost.", exists=True),
]
Here = Annotated[
    bool,
    typer.Option("--here", help="The database was brought back by other means: do what follows a restore."),
]
Moment = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"],
        help="For an archive: the moment to restore, in Indian time unless it has a zone. Default: its end.",
    ),
]


@app.command("backup-key")
def backup_key(
    file: Annotated[Path, typer.Argument(help="File for the private key; keep it off this machine.")],
) -> None:
    """Create the key pair of backups and print the recipient."""
    boot("web")
    from vethanam.site.backup import new_key

    typer.echo(new_key(file))


@app.command()
def backup(
    file: Annotated[
        Path, typer.Argument(help="The encrypted file; with --base the folder of VETHANAM_ARCHIVE.")
    ],
    recipient: Annotated[str, typer.Option(help="The recipient printed by `backup-key`.")] = "",
    base: Annotated[
        bool, typer.Option("--base", help="Write a base backup, from which any later moment can be restored.")
    ] = False,
    keep: Annotated[int, typer.Option(min=1, help="With --base: number of bases to keep.")] = 7,
) -> None:
    """Back the database up to one encrypted file, or as a base of the archive, and the scans into a folder
    beside it. Keys are not included.
    """
    boot("owner")
    from vethanam.site.scan_copies import remove_stray_files

    remove_stray_files()
    if base:
        from vethanam.site.archive import back_up_base

        done = back_up_base(file.absolute(), keep=keep)
    else:
        from vethanam.site.backup import back_up

        done = back_up(file, recipient)
    typer.echo(f"{file}: the database of {done.header.made_at}, its log with {done.header.size} entries.")
    raise typer.Exit(_tell_scans(done.scans))


@app.command("backup-scans")
def backup_scans(
    folder: Annotated[Path, typer.Argument(help="The folder of the backups.", file_okay=False, exists=True)],
    recipient: Annotated[str, typer.Option(help="The recipient printed by `backup-key`.")],
) -> None:
    """Copy the scans alone: on a web machine, or between two backups of the database."""
    boot("web")
    from vethanam.site.backup import read_recipient
    from vethanam.site.scan_copies import copy_scans, remove_stray_files

    remove_stray_files()
    raise typer.Exit(_tell_scans(copy_scans(folder.absolute(), read_recipient(recipient))))


@app.command("restore-scans")
def restore_scans(
    folder: Annotated[Path, typer.Argument(help="The folder of the backups.", file_okay=False, exists=True)],
    key: Annotated[Path, typer.Option(help="The private key of `backup-key`.", exists=True)],
) -> None:
    """Bring back the scans that this machine lacks, each compared with its hash."""
    boot("web")
    from vethanam.site.backup import read_identity
    from vethanam.site.scan_copies import bring_scans_back

    raise typer.Exit(_tell_scans(bring_scans_back(folder.absolute(), read_identity(key))))


def _tell_scans(scans: Any) -> int:
    """Print how many scans there are, and a sentence for each fault; returns 1 if there is a fault."""
    if scans.count:
        typer.echo(f"{scans.count} scans, {scans.written} of them written now.")
    for one in scans.faults:
        typer.echo(one.says, err=True)
    return 1 if scans.faults else 0


@app.command()
def restore(
    file: BackupFile = None,
    key: PrivateKey = None,
    maker: MakersKey = None,
    head: LastHead = None,
    here: Here = False,
    to: Moment = None,
) -> None:
    """Restore a backup into the empty database of a new machine, or go on after another restore.

    Bring the old machine's keys, its bank folder and the paymaster's folder to the state folder first.
    """
    if here in (file is not None, key is not None):
        raise typer.BadParameter("Give FILE and --key, or --here alone.")
    boot("worker")
    done = _restored(file, key, to, maker, head) if file and key else _gone_on(head)
    for line in _told(done):
        typer.echo(line)
    if done.scans:
        _tell_scans(done.scans)


def _told(done: Any) -> Iterator[str]:
    """The sentences about a restore."""
    yield (
        f"Restored from the backup of {done.made_at}, whose log had {done.size} entries. "
        f"Epoch {done.epoch} begins."
    )
    if done.lost:
        yield (
            f"{done.lost} entries under a signed head are lost. The log goes on under a new name, "
            f"{_log_name()}; its first entry names the last head of the old one. Publish that."
        )
    yield (
        f"{done.found.known} payment files are known outside the database; it lacks {done.found.new} of "
        f"them, and {done.found.differ} differ. {done.answers} answers of the bank are read again. Start "
        "the units: nothing is passed or paid until the worker has settled these files."
    )


def _restored(file: Path, key: Path, to: datetime | None, maker: Path | None, head: Path | None) -> Any:
    if file.is_dir():
        from vethanam.journal.business_time import IST
        from vethanam.site.archive import restore_to

        moment = to if to is None or to.tzinfo else to.replace(tzinfo=IST)
        return restore_to(file.absolute(), key, moment, maker, head)
    from vethanam.site.backup import restore as fill

    return fill(file, key, maker, head)


def _gone_on(head: Path | None) -> Any:
    from vethanam.site.restored import go_on_here

    return go_on_here(head)


def _log_name() -> str:
    from vethanam.journal.keys import public_key

    return public_key().name
