"""``vethanam bench``: measurements on generated people, in a separate installation."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import typer

from vethanam.bench import Way
from vethanam.site.bench_database import (
    a_copy,
    database_name,
    draw_history,
    floor,
    installation,
    registered,
    unwatched,
    vacuum,
)
from vethanam.site.bench_output import AsJson, Keep, show_told
from vethanam.site.bench_proofs import app as proofs
from vethanam.site.database_role import as_role
from vethanam.site.roles import OWNER

app = typer.Typer(
    help="Measure speed and memory on generated people.", add_completion=False, no_args_is_help=True
)

app.add_typer(proofs, name="proof")

LARGEST = 1_000_000
#: seconds in which services start and do what waited
_SETTLES = 60.0
People = Annotated[int, typer.Option(min=50, max=LARGEST, help="Number of generated people.")]
Times = Annotated[int, typer.Option(min=1, max=20, help="Number of runs; the result shows medians.")]


@app.callback()
def bench() -> None:
    """Measure on generated people, in a separate installation."""


@app.command()
def month(
    people: People = 10_000,
    history: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=120,
            help="Months of bills, recoveries and leave before this tax year, whose months are then on bills "
            "too. Default: the first month after going live.",
        ),
    ] = None,
    times: Times = 3,
    keep: Keep = False,
    as_json: AsJson = False,
) -> None:
    """A month of everybody, as `pay run` computes it: seconds by step, memory, rows in the database and
    read from it, hash of the result.
    """
    with installation(people, keep=keep) as folder:
        from vethanam.bench.month import bench_month

        drawn = () if history is None else (draw_history(people, history),)
        runs = []
        for _ in range(times):
            with a_copy(*drawn):
                runs.append(bench_month(folder / "data"))
        shown = {"bench": "month", "people": people, "history": history, **told(runs)}
        show(shown, as_json=as_json)


@app.command()
def scenario(
    people: People = 10_000,
    scenarios: Annotated[int, typer.Option(min=1, max=40, help="Number of orders.")] = 10,
    months: Annotated[int, typer.Option(min=1, max=36, help="Number of months.")] = 12,
    times: Times = 1,
    keep: Keep = False,
    as_json: AsJson = False,
) -> None:
    """The cost of orders for everybody, as in `pay cost`: people are read once for all orders."""
    with installation(people, keep=keep) as folder:
        from vethanam.bench.scenario import bench_scenario

        runs = []
        for _ in range(times):
            with a_copy():
                runs.append(bench_scenario(scenarios, months, folder / "data"))
        show({"bench": "scenario", "people": people, **told(runs)}, as_json=as_json)


@app.command()
def pages(people: People = 10_000, keep: Keep = False, as_json: AsJson = False) -> None:
    """Every page each role can reach by links, with everybody's month loaded: server time, size, queries."""
    with installation(people, keep=keep), a_copy():
        from vethanam.bench.pages import bench_pages, load_everything
        from vethanam.site.demo import tell_on_terminal

        load_everything(tell_on_terminal)
        vacuum()
        with as_role("web"):
            found = bench_pages()
        if as_json:
            shown = {"bench": "pages", **found, "machine": floor()}
            typer.echo(json.dumps(shown, indent=2, ensure_ascii=False))
        else:
            show_pages(found)


def show_pages(found: dict[str, Any]) -> None:
    """Print the overall figures and the ten slowest routes."""
    typer.echo(
        f"{found['people']} people, {found['requests']} requests: median {found['median_ms']} ms, "
        f"95 of 100 within {found['p95_ms']} ms, largest page {found['largest_kb']} kB"
    )
    routes = [(r["p95_ms"], role, name, r) for role, own in found["roles"].items() for name, r in own.items()]
    for p95, role, name, route in sorted(routes, key=lambda row: -row[0])[:10]:
        typer.echo(f"  {name} as {role}: {p95} ms, {route['largest_kb']} kB, {route['queries']} queries")


@app.command()
def idle(
    people: People = 10_000,
    seconds: Annotated[int, typer.Option(min=10, max=3600, help="How long to measure.")] = 120,
    times: Times = 3,
    keep: Keep = False,
    as_json: AsJson = False,
) -> None:
    """What all services and the database cost while nobody works: processor time in per cent of one core."""
    with installation(people, keep=keep) as folder:
        from vethanam.bench.idle import bench_idle
        from vethanam.site.bench_dispatch import running
        from vethanam.site.processes import SERVICES, free_port

        runs = []
        for _ in range(times):
            with a_copy(), running(*SERVICES, port=free_port()):
                runs.append(bench_idle(folder / "data", settles=_SETTLES, seconds=seconds))
        middle = {name: median(run[name] for run in runs) for name in runs[0]}
        shown = {"bench": "idle", "people": people, "seconds": seconds, "per_cent": middle, "runs": runs}
        show_told(shown, as_json=as_json)


@app.command()
def retro(
    people: People = 10_000,
    months: Annotated[int, typer.Option(min=8, max=60, help="Number of past months.")] = 36,
    times: Times = 1,
    keep: Keep = False,
    as_json: AsJson = False,
) -> None:
    """Back-dated fixations for one in twenty: find the people, compute due minus drawn of every month,
    write lists and claims.
    """
    with installation(people, keep=keep) as folder:
        from vethanam.bench.arrears import bench_retro
        from vethanam.site.demo import tell_on_terminal

        runs = []
        for _ in range(times):
            with a_copy():
                runs.append(bench_retro(months, tell_on_terminal, registered, folder / "data"))
        show({"bench": "retro", "people": people, **told(runs)}, as_json=as_json)


@app.command()
def spark(people: People = 10_000, keep: Keep = False, as_json: AsJson = False) -> None:
    """The rules of a month on a local Spark master with two workers, and without Spark: the
    hashes must be equal.
    """
    with installation(people, keep=keep) as folder, a_copy():
        import tempfile

        from vethanam.bench.spark import bench_spark

        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            found = bench_spark(Path(scratch), folder / "data")
        show({"bench": "spark", "people": people, **told([found])}, as_json=as_json)


@app.command()
def dispatch(
    people: People = 10_000,
    through: Annotated[
        list[Way] | None,
        typer.Option(help="Channel; nowhere means no network. May be repeated; default: all."),
    ] = None,
    dispatchers: Annotated[int, typer.Option(min=1, max=8, help="Number of dispatchers.")] = 1,
    keep: Keep = False,
    as_json: AsJson = False,
) -> None:
    """Tell everybody, counted at the receiver: over SMTP at smtp-sink, next to smtplib and aiosmtplib, over
    SMPP at our SMSC.

    Each way is measured with contacts as imported and, a month later, with resealed ones.
    """
    chosen = through or list(Way)
    with installation(people, "tellable", _draw_tellable, keep=keep):
        from vethanam.site.bench_dispatch import tell_everybody

        found = tell_everybody(people, chosen, dispatchers)
        show_told({"bench": "dispatch", "people": people, **found}, as_json=as_json)


@app.command()
def restrain(people: People = 10_000, keep: Keep = False, as_json: AsJson = False) -> None:
    """A restraint filed while two dispatchers send, and while one mail server hangs; counted
    at the mail servers.
    """
    with installation(people, "tellable", _draw_tellable, keep=keep):
        from vethanam.site.bench_dispatch import restrain_everything

        show_told({"bench": "restrain", "people": people, "runs": restrain_everything()}, as_json=as_json)


@app.command()
def pause(
    people: People = 10_000,
    after: Annotated[int, typer.Option(min=1, max=LARGEST, help="Pause after so many messages.")] = 2_000,
    dispatchers: Annotated[int, typer.Option(min=1, max=8, help="Number of dispatchers.")] = 1,
    keep: Keep = False,
    as_json: AsJson = False,
) -> None:
    """A message to everybody, paused on its way and resumed by another person: counts at the SMSC, over TLS,
    beside ours.
    """
    with installation(people, "tellable", _draw_tellable, keep=keep):
        from vethanam.site.bench_dispatch import pause_everything

        found = pause_everything(min(after, people - 1), dispatchers)
        show_told({"bench": "pause", "people": people, **found}, as_json=as_json)


@app.command()
def pay(people: People = 10_000, keep: Keep = False, as_json: AsJson = False) -> None:
    """Everybody's payments proven from signatures, signed and handed over, as by `vethanam paymaster`."""
    with installation(people, keep=keep) as folder, a_copy():
        from vethanam.bench.pay import bench_pay, sign_everything
        from vethanam.journal.keys import public_key
        from vethanam.journal.sequencer import sequence_once
        from vethanam.site.clock import service_authority
        from vethanam.site.demo import tell_on_terminal

        sign_everything(service_authority("worker"), tell_on_terminal)
        with as_role("sequencer"):
            while sequence_once():
                pass
        vacuum()
        with as_role("paymaster"):
            show_told(
                {"bench": "pay", "people": people, **bench_pay(public_key(), folder / "data")},
                as_json=as_json,
            )


@app.command()
def roll(people: People = 10_000, keep: Keep = False, as_json: AsJson = False) -> None:
    """The roll of a breach case whose account saw everybody, without the proof of its two signatures."""

    def draw(count: int) -> None:
        from vethanam.bench.rolls import record_seen

        record_seen(count)
        vacuum()

    with installation(people, "seen-", draw, keep=keep) as folder, a_copy():
        from vethanam.bench.rolls import bench_roll, see_everybody
        from vethanam.site.bench_dispatch import authority
        from vethanam.site.postgres.base import own_server

        with as_role(OWNER), own_server().admin(database_name()) as admin:
            case = see_everybody(admin, authority())
        found = bench_roll(authority(), case, as_role("web"), folder / "data")
        show_told({"bench": "roll", "people": people, **found}, as_json=as_json)


@app.command("take-over")
def take_over(people: People = 10_000, keep: Keep = False, as_json: AsJson = False) -> None:
    """Import sheets of people with their history and verify them, as an office does."""

    def draw(count: int) -> None:
        from vethanam.bench.takeover import record_masters

        record_masters(count)

    with installation(people, "take-over-", draw, keep=keep) as folder, a_copy():
        import tempfile

        from vethanam.bench.takeover import bench_take_over
        from vethanam.site.demo import tell_on_terminal

        with tempfile.TemporaryDirectory(dir=folder) as sheets:
            found = bench_take_over(Path(sheets), people, folder / "data", tell_on_terminal)
        show_told({"bench": "take-over", **found}, as_json=as_json)


@app.command()
def disburse(
    people: Annotated[int, typer.Option(min=1_000, max=10_000_000, help="Number of awards.")] = 10_000,
    full: Annotated[
        bool, typer.Option(help="Assess everybody too, and compare. Without it few have circumstances.")
    ] = True,
    keep: Keep = False,
    as_json: AsJson = False,
) -> None:
    """A month of a pension: by its changes and in full with one result, approved, its money released."""

    def draw(count: int) -> None:
        from vethanam.bench.beneficiaries import record_beneficiaries, without_triggers
        from vethanam.site.demo import tell_on_terminal

        with as_role(OWNER), unwatched():
            record_beneficiaries(count, tell_on_terminal, vacuum, without_triggers, facts_of_all=full)

    kind = "disburse-" if full else "disburse-roll-"
    with installation(people, kind, draw, keep=keep) as folder, a_copy():
        from vethanam.bench.disburse import bench_disburse

        found = bench_disburse(folder / "data", is_full=full)
        show_told({"bench": "disburse", "people": people, **found}, as_json=as_json)


def _draw_tellable(people: int) -> None:
    from vethanam.bench.audience import record_tellable
    from vethanam.site.bench_dispatch import authority
    from vethanam.site.demo import tell_on_terminal

    record_tellable(authority(), people, tell_on_terminal)
    vacuum()


def told(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The results of the runs: common values once, the medians, and each measurement.

    Raises
    ------
    Broken
        Two runs over the same people gave different results.
    """
    from vethanam.bench.measurement import middle
    from vethanam.errors import Broken

    first = {name: value for name, value in runs[0].items() if name != "measured"}
    for run in runs[1:]:
        if any(run[name] != value for name, value in first.items()):
            raise Broken("other_result")
    measurements = [run["measured"] for run in runs]
    return {**first, "median": middle(measurements), "measurements": measurements}


def show(found: dict[str, Any], *, as_json: bool) -> None:
    """Print one JSON document, or one figure a line, and the machine's own speed."""
    found = {**found, "machine": floor()}
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for name, value in found.items():
        if name not in ("median", "measurements"):
            typer.echo(f"{name}: {value}")
    median = found["median"]
    for name, value in median["seconds"].items():
        typer.echo(f"  {name}: {value} s")
    typer.echo(
        f"processor {median['processor_seconds']} s (median of {median['runs']}), in all "
        f"{median['total_seconds']} s, "
        f"at most {median['peak_mib']} MiB"
    )
