"""``vethanam bench proof``: the size and time of proofs, and of the work behind them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Annotated, Any

import typer

from vethanam.site.bench_database import a_copy, database_name, installation, vacuum
from vethanam.site.bench_output import AsJson, Keep, show_told
from vethanam.site.database_role import as_role

app = typer.Typer(help="Measure proofs.", add_completion=False, no_args_is_help=True)
#: twelve lakh more than the people and beneficiaries of a State
LARGEST = 8_000_000
_People = Annotated[int, typer.Option(min=150, max=LARGEST, help="Number of generated people.")]


@app.callback()
def proof() -> None:
    """Measure proofs."""


@app.command()
def trees(
    people: _People = 10_000,
    in_use: Annotated[int, typer.Option(min=100, max=LARGEST, help="People of the use.")] = 5_000,
    maps: Annotated[bool, typer.Option(help="Make the maps of two days too.")] = True,
    keep: Keep = False,
    as_json: AsJson = False,
) -> None:
    """The map of a day, the tree of a use, a proof of absence, and the file of the use."""
    with installation(0, "proof-", _nobody, keep=keep) as folder, a_copy():
        from vethanam.bench.label_trees import bench_trees

        given = people, min(in_use, people), _settled, _web, folder / "data"
        found = bench_trees(_authority(), *given, maps=maps)
        show_told({"bench": "proof trees", "people": people, **found}, as_json=as_json)


@app.command()
def message(people: _People = 10_000, keep: Keep = False, as_json: AsJson = False) -> None:
    """The file of a message to everybody in three forms, checked with the second verifier."""

    def draw(count: int) -> None:
        from vethanam.bench.message_file import record_reachable

        record_reachable(count)
        vacuum()

    with installation(people, "proof-message-", draw, keep=keep) as folder, a_copy():
        from vethanam.bench.message_file import bench_message_file

        found = bench_message_file(_authority(), _settled, _web, folder / "data")
        show_told({"bench": "proof message", "people": people, **found}, as_json=as_json)


@app.command("own-file")
def own_file(
    people: _People = 10_000,
    uses: Annotated[int, typer.Option(min=1, max=600, help="Uses about everybody.")] = 30,
    keep: Keep = False,
    as_json: AsJson = False,
) -> None:
    """A person's own file with every use about her, complete by a map, checked with the second verifier."""
    with installation(0, "proof-", _nobody, keep=keep) as folder, a_copy():
        from vethanam.bench.own_file import bench_own_file, record_year
        from vethanam.site.postgres.base import own_server

        with own_server().admin(database_name()) as admin:
            record_year(_authority(), people, uses, _settled, lambda: as_role("dispatcher"), admin)
        vacuum()
        found = bench_own_file(_authority(), _settled, _web, folder / "data")
        show_told({"bench": "proof own-file", "people": people, "uses": uses, **found}, as_json=as_json)


@app.command()
def log(
    entries: Annotated[int, typer.Option(min=100, max=10_000_000, help="Entries of the log.")] = 50_000,
    keep: Keep = False,
    as_json: AsJson = False,
) -> None:
    """The log as files, proofs of random entries, and three witnesses that sign a new head."""
    with installation(0, "proof-", _nobody, keep=keep) as folder, a_copy():
        from vethanam.bench.log_files import bench_log

        found = bench_log(_authority(), entries, _settled, lambda: as_role("sequencer"), folder / "data")
        show_told({"bench": "proof log", "entries": entries, **found}, as_json=as_json)


@app.command()
def retention(
    people: _People = 10_000,
    uses: Annotated[int, typer.Option(min=1, max=60, help="Uses about everybody.")] = 1,
    keep: Keep = False,
    as_json: AsJson = False,
) -> None:
    """A month of uses whose time is over, destroyed; then the log is checked and the rest counted."""
    with installation(0, "proof-", _nobody, keep=keep) as folder, a_copy():
        from vethanam.bench.retention import bench_retention, record_old_uses

        record_old_uses(_authority(), people, uses)
        _settled()
        vacuum()
        found = bench_retention(_authority(), _settled, folder / "data")
        show_told({"bench": "proof retention", "people": people, "uses": uses, **found}, as_json=as_json)


@app.command()
def looks(
    seconds: Annotated[int, typer.Option(min=1, max=600, help="Seconds of 200 looks each.")] = 30,
    times: Annotated[int, typer.Option(min=20, max=1_000, help="Requests of the page, each way.")] = 100,
    people: Annotated[int, typer.Option(min=50, max=LARGEST, help="Number of generated people.")] = 1_000,
    keep: Keep = False,
    as_json: AsJson = False,
) -> None:
    """200 looks a second for some time, and a page about a person with and without its look."""
    with installation(people, keep=keep), a_copy():
        from vethanam.bench.looks import bench_looks, bench_pages_looked_at
        from vethanam.bench.pages import load_everything
        from vethanam.site.clock import service_authority
        from vethanam.site.demo import tell_on_terminal

        load_everything(tell_on_terminal)
        vacuum()
        with as_role("web"):
            found = bench_looks(service_authority("worker"), seconds)
            page = bench_pages_looked_at(times)
        show_told({"bench": "proof looks", "people": people, **found, "page": page}, as_json=as_json)


def _nobody(_: int) -> None:
    vacuum()


def _authority() -> Any:
    from vethanam.bench.audience import NOW
    from vethanam.site.clock import service_authority

    return replace(service_authority("worker"), at=NOW, is_sample=True)


def _web() -> AbstractContextManager[None]:
    return as_role("web")


def _settled() -> None:
    """Let the log take every entry."""
    from vethanam.journal.sequencer import sequence_once

    with as_role("sequencer"):
        while sequence_once():
            pass
