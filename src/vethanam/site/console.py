"""The ``vethanam`` command: mounts the groups of ``cli`` and ``sample``, and turns failures into sentences."""

from __future__ import annotations

import importlib
import json
import os
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup

from vethanam.cli import boot, counterparts, speaking
from vethanam.site.environment import Environment, settings_listed, wants_traceback
from vethanam.site.failures import fail

_NO_LOCALS: dict[str, Any] = {
    "pretty_exceptions_show_locals": False,
    "add_completion": False,
    "no_args_is_help": True,
}


@dataclass(frozen=True, slots=True)
class Mount:
    """A module with an ``app``; with a role, Django is set up for it before the import."""

    module: str
    role: str | None
    help: str


MOUNTS = {
    "account": Mount("vethanam.cli.account", "web", "Make the first accounts of an installation."),
    "act": Mount(
        "vethanam.cli.act", "worker", "Acts by named officers from a file: on a sample, or over an API."
    ),
    "bench": Mount("vethanam.site.bench", None, "Measure on people drawn for it."),
    "import": Mount("vethanam.cli.importing", "worker", "Read employees from a file: all of it or nothing."),
    "ledger": Mount("vethanam.cli.ledger", None, "Verify bundles; print and compare signed heads."),
    "pay": Mount(
        "vethanam.cli.pay", "worker", "Compute, explain and bill a month; arrears; the cost of orders."
    ),
    "permit": Mount("vethanam.cli.permit", None, "Ask whether a use of a contact is allowed."),
    "restrain": Mount("vethanam.cli.restrain", "worker", "An order or undertaking takes effect."),
    "rules": Mount("vethanam.cli.rules", None, "Ask, test and show the pay rules."),
    "take-over": Mount("vethanam.cli.take_over", "worker", "Take over the sheets of the system before."),
    "vault": Mount("vethanam.cli.vault", "dispatcher", "Begin and end epochs of the vault's keys."),
}


class Mounted(TyperGroup):
    """The top level: its own commands, and mounted modules imported on use."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All available names, sorted."""
        return sorted(
            {*super().list_commands(ctx), *(name for name in MOUNTS if is_there(MOUNTS[name].module))}
        )

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Our own command, or a stand-in with name and help for a mounted one."""
        mount = MOUNTS.get(cmd_name)
        if mount is None or not is_there(mount.module):
            return super().get_command(ctx, cmd_name)
        return TyperCommand(cmd_name, help=mount.help)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The actual command: a stand-in is replaced by the module's own."""
        name, command, rest = super().resolve_command(ctx, args)
        mount = MOUNTS.get(name or "")
        if mount is not None and command is not None:
            if mount.role:
                boot(mount.role)
            command = typer.main.get_command(importlib.import_module(mount.module).app)
            command.name = name
        return name, command, rest


app = typer.Typer(
    cls=Mounted, help="Vethanam: service book, pay, and proof of how contacts were used.", **_NO_LOCALS
)


def _malayalam() -> speaking.Speaker:
    """The pages' Malayalam for the command line."""
    boot("worker")
    from vethanam.web.speaking import PagesSpeaker

    return PagesSpeaker("ml")


def _sample() -> Any:
    """The bank, the directorate and the officers' keys of a sample, for acts in a file."""
    from vethanam.sample.playing import COUNTERPARTS

    return COUNTERPARTS


def main() -> None:
    """The console script. Failures are a sentence on stderr and an exit code, never a traceback."""
    if "_VETHANAM_COMPLETE" in os.environ:
        from typer._completion_classes import completion_init

        completion_init()
    speaking.offer("ml", _malayalam)
    if is_there("vethanam.sample.playing"):
        counterparts.offer(_sample)
    try:
        typer.main.get_command(app)(prog_name="vethanam")
    except Exception as error:
        if wants_traceback():
            raise
        sys.exit(fail(error))


@app.command()
def version() -> None:
    """Print the version."""
    from importlib.metadata import version as version_of

    typer.echo(version_of("vethanam"))


@app.command()
def settings(as_json: Annotated[bool, typer.Option("--json", help="One JSON list.")] = False) -> None:
    """Every setting: its name, its meaning, its value here; secrets are not shown."""
    from rich.console import Console
    from rich.table import Column, Table

    listed = list(settings_listed(Environment.read()))
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in listed], indent=2))
        return
    table = Table(
        Column("setting", overflow="fold"),
        "meaning",
        "when left out",
        Column("here", overflow="fold"),
        box=None,
    )
    for one in listed:
        table.add_row(one.name, one.says, one.left_out, one.value)
    Console().print(table)


@app.command()
def install(
    sample: Annotated[
        bool,
        typer.Option(help="Born as a sample: anyone with a shell may act in it, and every leaf says so."),
    ] = False,
) -> None:
    """Make or update this installation: database, roles, tables, rights, keys, static files."""
    boot("worker")
    from vethanam.site.install import install as make

    make(is_sample=sample)


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
)
def manage(ctx: typer.Context) -> None:
    """Django's own commands, for example `manage migrate`; that one also applies guards and rights."""
    boot("owner" if ctx.args[:1] in (["migrate"], ["makemigrations"]) else "web")
    if ctx.args == ["migrate"]:
        from vethanam.site.install import migrate

        migrate()
        return
    from django.core.management import execute_from_command_line

    execute_from_command_line(["vethanam manage", *ctx.args])


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Carry the month and end.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    people: Annotated[
        int, typer.Option(min=0, help="About how many employees; 0: the demo's own folder.")
    ] = 0,
    data: Annotated[
        Path | None, typer.Option(help="The demo's own import files, edited by anyone.", exists=True)
    ] = None,
    port: Annotated[int, typer.Option(help="Where the pages are served on this machine.")] = 8000,
) -> None:
    """A sample directorate's month from service book to intimation, then the pages."""
    boot("worker")
    from vethanam.site.demo import run_demo

    run_demo(people=people, folder=data, port=port, is_once=once, as_json=as_json)


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="On this machine's own address.")] = 8000,
    everything: Annotated[bool, typer.Option("--all", help="Worker, dispatcher and sequencer too.")] = False,
) -> None:
    """Serve the pages."""
    from vethanam.site.processes import exec_web

    if not everything:
        exec_web(port)
    boot("worker")
    from vethanam.site.demo import serve_all

    serve_all(port)


@app.command()
def worker() -> None:
    """Run jobs, payments and credit notices."""
    boot("worker")
    from vethanam.site.schema import refuse_other_schema
    from vethanam.site.worker import run_worker

    refuse_other_schema()
    run_worker()


@app.command()
def dispatcher() -> None:
    """Hand permitted messages over; the only holder of the vault's key."""
    boot("dispatcher")
    from vethanam.messaging.dispatch import run
    from vethanam.site.processes import stop_on_signal
    from vethanam.site.schema import refuse_other_schema

    refuse_other_schema()
    run(stop_on_signal())


@app.command()
def sequencer() -> None:
    """Sequence log entries and sign heads; the only holder of the log's key."""
    boot("sequencer")
    from vethanam.journal.sequencer import run
    from vethanam.site.processes import stop_on_signal
    from vethanam.site.schema import refuse_other_schema

    refuse_other_schema()
    run(stop_on_signal())


@app.command()
def check(as_json: Annotated[bool, typer.Option("--json", help="One JSON list.")] = False) -> None:
    """Report every broken invariant of this installation, a sentence each."""
    boot("owner")
    from vethanam.site.checks import findings

    found = findings()
    if as_json:
        typer.echo(
            json.dumps(
                [{"code": one.code, "record": one.record, "says": one.says} for one in found], indent=2
            )
        )
    else:
        for one in found:
            typer.echo(f"{one.record}: {one.says}")
    raise typer.Exit(1 if found else 0)


@app.command("backup-key")
def backup_key(
    file: Annotated[Path, typer.Argument(help="Where the private key is written; keep it off this machine.")],
) -> None:
    """Make the key pair of backups; prints the recipient."""
    boot("web")
    from vethanam.site.backup import new_key

    typer.echo(new_key(file))


@app.command()
def backup(
    file: Annotated[
        Path, typer.Argument(help="The encrypted file; with --base the folder of VETHANAM_ARCHIVE.")
    ],
    recipient: Annotated[str, typer.Option(help="The text that `backup-key` printed.")] = "",
    base: Annotated[
        bool, typer.Option("--base", help="The base from which any later moment is restored.")
    ] = False,
    keep: Annotated[int, typer.Option(min=1, help="With --base: how many bases stay.")] = 7,
) -> None:
    """The whole database into one encrypted file, or as a base of the archive. Keys are not in it."""
    boot("owner")
    if base:
        from vethanam.site.archive import back_up_base

        header = back_up_base(file.absolute(), keep=keep)
    else:
        from vethanam.site.backup import back_up

        header = back_up(file, recipient)
    typer.echo(f"{file}: the database of {header.made_at}, its log with {header.size} entries.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file of `backup`, or the archive's folder.", exists=True)],
    key: Annotated[Path, typer.Option(help="The private key of `backup-key`.", exists=True)],
    to: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"],
            help="A moment, of an archive alone; without a zone it is India's. Left out: its end.",
        ),
    ] = None,
) -> None:
    """Fill the empty database of a new machine from a backup. The old machine's keys must lie in the state folder."""
    boot("worker")
    if file.is_dir():
        from vethanam.journal.business_time import IST
        from vethanam.site.archive import restore_to

        header = restore_to(file.absolute(), key, to if to is None or to.tzinfo else to.replace(tzinfo=IST))
    else:
        from vethanam.site.backup import restore as fill

        header = fill(file, key)
    typer.echo(
        f"Restored from the backup of {header.made_at}, whose log had {header.size} entries. "
        "Compare with the last head that you handed out: later entries are lost."
    )


@app.command()
def completion(
    shell: Annotated[Literal["bash", "zsh", "fish"], typer.Argument(help="bash, zsh or fish.")],
) -> None:
    """Print a completion script for a shell, for example for ~/.local/share/bash-completion/completions."""
    from typer._completion_shared import get_completion_script

    typer.echo(get_completion_script(prog_name="vethanam", complete_var="_VETHANAM_COMPLETE", shell=shell))


def is_there(module: str) -> bool:
    """Whether a mounted module is installed."""
    parent = module.rpartition(".")[0]
    return find_spec(parent) is not None and find_spec(module) is not None
