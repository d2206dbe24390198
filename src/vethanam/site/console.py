"""The ``vethanam`` command: mounts the groups of ``cli`` and ``sample``, and
turns failures into sentences.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup

from vethanam.cli import boot, counterparts, language
from vethanam.site import backup_commands
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
    "account": Mount(
        "vethanam.cli.account", "web", "Create the first two administrators of an installation."
    ),
    "act": Mount(
        "vethanam.cli.act", "worker", "Perform officers' acts from a file, on a sample or over the API."
    ),
    "benefits": Mount(
        "vethanam.cli.benefits", "worker", "Explain a month of a beneficiary; list due, drawn and open."
    ),
    "bench": Mount("vethanam.site.bench", None, "Measure speed and memory on generated people."),
    "canaries": Mount("vethanam.cli.canaries", "worker", "Plant canaries; record what reached one."),
    "dlt": Mount(
        "vethanam.cli.dlt", "worker", "Bring in the numbers of short texts from an operator's portal."
    ),
    "evidence": Mount("vethanam.cli.evidence", "web", "Write proofs for a court or a person."),
    "import": Mount("vethanam.cli.imports", "worker", "Import employees from a file, all or nothing."),
    "keys": Mount("vethanam.site.key_shares", None, "Keep a key as three shares, or in a hardware module."),
    "ledger": Mount("vethanam.cli.ledger", None, "Verify bundles; print and compare signed heads."),
    "messages": Mount("vethanam.cli.messages", "worker", "Compare an operator's counts; pause a sending."),
    "pay": Mount(
        "vethanam.cli.pay", "worker", "Compute, explain and bill a month; list arrears; cost orders."
    ),
    "permit": Mount("vethanam.cli.permit", None, "Check whether a use of contacts is allowed."),
    "restrain": Mount(
        "vethanam.cli.restraints", "worker", "Record a court order or undertaking that stops messages."
    ),
    "retention": Mount(
        "vethanam.cli.retention", "worker", "Destroy what is due, and hold what is asked for."
    ),
    "rules": Mount("vethanam.cli.rules", None, "Show, ask and test the pay rules."),
    "senders": Mount("vethanam.cli.senders", "worker", "Bring in senders from a sheet; check their records."),
    "slip": Mount("vethanam.cli.slip", None, "Check the code on a payslip."),
    "take-over": Mount("vethanam.cli.takeover", "worker", "Import the sheets of the former system."),
    "vault": Mount("vethanam.cli.vault", "dispatcher", "Rotate the vault's keys and destroy old ones."),
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
app.add_typer(backup_commands.app)


def _malayalam() -> language.Speaker:
    """The pages' Malayalam for the command line."""
    boot("worker")
    from vethanam.web.parts.language import PagesSpeaker

    return PagesSpeaker("ml")


def _sample() -> Any:
    """The bank, the directorate and the officers' keys of a sample, for acts in a file."""
    from vethanam.sample.act_player import COUNTERPARTS

    return COUNTERPARTS


def main() -> None:
    """The console script. Failures are a sentence on stderr and an exit code, never a traceback."""
    if "_VETHANAM_COMPLETE" in os.environ:
        from typer._completion_classes import completion_init

        completion_init()
    language.offer("ml", _malayalam)
    if is_there("vethanam.sample.act_player"):
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
    """List every setting with its meaning and its value; secrets are hidden."""
    from rich.console import Console
    from rich.table import Column, Table

    from vethanam.site.origin import log_origin_of
    from vethanam.site.state import state

    origin = log_origin_of(state())
    listed = list(settings_listed(Environment.read(), {"log_origin": origin} if origin else None))
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


def _ask_log_origin() -> None:
    """Ask at the terminal for the name of a new log, unless it is set."""
    from vethanam.site.origin import host_of, log_origin_of
    from vethanam.site.state import state

    environment = Environment.read()
    if not environment.log_origin and not log_origin_of(state()):
        asked = typer.prompt("Name of the log in its signed heads", default=f"{host_of(environment)}/log")
        os.environ["VETHANAM_LOG_ORIGIN"] = asked.strip()


@app.command()
def install(
    sample: Annotated[
        bool,
        typer.Option(help="Create a sample: anyone with a shell may act in it, and every log entry says so."),
    ] = False,
) -> None:
    """Make or update this installation: database, roles, tables, rights, keys, static files."""
    if not sample and sys.stdin.isatty():
        _ask_log_origin()
    boot("worker")
    from vethanam.site.install import install as make

    make(is_sample=sample)


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
)
def manage(ctx: typer.Context) -> None:
    """Run a Django command, for example `manage migrate`, which also applies guards and rights."""
    boot("owner" if ctx.args[:1] in (["migrate"], ["makemigrations"]) else "web")
    if ctx.args == ["migrate"]:
        from vethanam.site.install import migrate

        migrate()
        return
    from django.core.management import execute_from_command_line

    execute_from_command_line(["vethanam manage", *ctx.args])


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Run the month and exit.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    people: Annotated[
        int, typer.Option(min=0, help="Number of employees (approximate); 0: the demo's own folder.")
    ] = 0,
    data: Annotated[
        Path | None,
        typer.Option(help="A folder with the demo's import files, edited as you like.", exists=True),
    ] = None,
    port: Annotated[int, typer.Option(help="Port of the pages on this machine.")] = 8000,
) -> None:
    """Run a sample directorate's month from service book to intimation, then serve the pages."""
    boot("worker")
    from vethanam.site.demo import run_demo

    run_demo(people=people, folder=data, port=port, is_once=once, as_json=as_json)


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 8000,
    everything: Annotated[
        bool, typer.Option("--all", help="Also run worker, paymaster, dispatcher and sequencer.")
    ] = False,
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
    """Send permitted messages. Only this process holds the vault's key."""
    boot("dispatcher")
    from vethanam.messaging.dispatch import run
    from vethanam.site.processes import stop_on_signal
    from vethanam.site.schema import refuse_other_schema

    refuse_other_schema()
    run(stop_on_signal())


@app.command()
def paymaster(
    port: Annotated[int, typer.Option(help="Port of its own pages on this machine; 0: no pages.")] = 8100,
) -> None:
    """Prove, sign and hand over payment files; the only holder of the payment key."""
    boot("paymaster")
    from vethanam.site.paymaster import run_paymaster
    from vethanam.site.schema import refuse_other_schema

    refuse_other_schema()
    run_paymaster(port)


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
def check(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list.")] = False,
    sample: Annotated[
        int | None, typer.Option(min=1, help="Compare log and rows in this many random parts only.")
    ] = None,
) -> None:
    """Report every broken invariant of this installation, a sentence each."""
    boot("owner")
    from vethanam.site.checks import findings, keep_check

    found = findings(sample)
    keep_check(found, is_whole=sample is None)
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
