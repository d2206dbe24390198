"""``vethanam demo``: a sample directorate's month on real parts, then the pages."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from vethanam.errors import Refused
from vethanam.site.database_role import as_role
from vethanam.site.demo_witnesses import WITNESSES, offer_policy
from vethanam.site.install import install
from vethanam.site.postgres.base import own_server
from vethanam.site.processes import (
    COUNTERPARTS,
    SERVICES,
    SMPP_PORT,
    SMTP_PORT,
    Ways,
    ended_by_signal,
    kept_port,
    kept_ports,
    refuse_taken_port,
    signing_port,
    stop_on_signal,
    supervisor_of,
)
from vethanam.site.state import State

if TYPE_CHECKING:
    from vethanam.sample.demo import Door

Tell = Callable[[str], None]


def tell_on_terminal(sentence: str) -> None:
    """Print progress on stderr, if it is a terminal."""
    if sys.stderr.isatty():
        print(sentence, file=sys.stderr)  # noqa: T201


def run_demo(*, people: int, folder: Path | None, port: int, is_once: bool, as_json: bool) -> None:
    """Install as sample, start the processes, run the month; then end, or serve until stopped.

    Raises
    ------
    Refused
        The port is taken, a server of the demo is not installed, or the database is a real one.
    """
    from vethanam.sample.demo import carry_month

    _refuse_without_servers()
    if not is_once:
        refuse_taken_port(port)
    stop = stop_on_signal()
    tell_on_terminal("Setting up the database …")
    with ended_by_signal():
        install(is_sample=True)
    state = State(settings.VETHANAM_STATE)
    names = [*COUNTERPARTS, *(name for name in SERVICES if name != "web" or not is_once)]
    with (
        kept_port(SMTP_PORT) as mail,
        kept_port(SMPP_PORT) as messages,
        kept_port(signing_port()) as signing,
        kept_ports({name: port for name, (_, port) in WITNESSES.items()}) as witnesses,
    ):
        offer_policy(state, witnesses)
        smtp, smpp = f"127.0.0.1:{mail}", f"127.0.0.1:{messages}"
        supervisor = supervisor_of(
            state,
            names,
            Ways(port, smtp, smpp, signing, witnesses),
            tell=tell_on_terminal,
            keep=_keep_database(),
        )
        supervisor.start()
        # for acts in this process, as for the others
        settings.VETHANAM_SMTP, settings.VETHANAM_SMPP = smtp, smpp
        try:
            doors: list[tuple[str, str, str]] = []
            with ended_by_signal():
                totals = carry_month(
                    people=people,
                    data=folder,
                    tell=tell_on_terminal,
                    state=state.folder,
                    enter=lambda found: doors.extend(_opened(found)),
                )
            _show(totals, as_json=as_json)
            if not is_once:
                _show_doors(doors, port)
                stop.wait()
        finally:
            supervisor.stop()


def serve_all(port: int) -> None:
    """Serve the pages and every service of a real installation until stopped; bank
    and gateways are external.
    """
    refuse_taken_port(port)
    stop = stop_on_signal()
    state = State(settings.VETHANAM_STATE)
    if settings.VETHANAM_SERVER_IS_OURS:
        own_server().hold()
    with kept_port(signing_port()) as signing:
        ways = Ways(port, settings.VETHANAM_SMTP, signing=signing)
        supervisor = supervisor_of(state, SERVICES, ways, tell=tell_on_terminal, keep=_keep_database())
        supervisor.start()
        print(f"The pages: http://localhost:{port}", flush=True)  # noqa: T201
        try:
            stop.wait()
        finally:
            supervisor.stop()


def _refuse_without_servers() -> None:
    """Refuse without the demo's mail server and SMSC, which come with the extra."""
    missing = [name for name in ("aiosmtpd", "smpp34") if find_spec(name) is None]
    if missing:
        raise Refused("no_demo_servers", missing=missing)


def _keep_database() -> Callable[[], None]:
    return own_server().keep_alive if settings.VETHANAM_SERVER_IS_OURS else lambda: None


def _opened(doors: Sequence[Door]) -> list[tuple[str, str, str]]:
    """Sign-in name, password and description of accounts, activated with their first codes as on the page."""
    from vethanam.errors import Refused
    from vethanam.identity.first_codes import activate
    from vethanam.sample.papers import sample_password

    password = sample_password()
    with as_role("web"):
        for door in doors:
            with contextlib.suppress(Refused):  # activated before
                activate(door.account, door.first_code, password)
    return [(door.account, password, door.who) for door in doors]


def _show(totals: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(totals, ensure_ascii=False, indent=2), flush=True)  # noqa: T201
        return
    width = max(len(key) for key in totals)
    for key, value in totals.items():
        print(f"{key:<{width}}  {value}", flush=True)  # noqa: T201


def _show_doors(accounts: list[tuple[str, str, str]], port: int) -> None:
    print(f"\nThe pages: http://localhost:{port}\n", flush=True)  # noqa: T201
    widths = [max(len(row[column]) for row in accounts) for column in (0, 1)] if accounts else [0, 0]
    for name, password, who in accounts:
        print(f"  {name:<{widths[0]}}  {password:<{widths[1]}}  {who}", flush=True)  # noqa: T201
    print("\nCtrl-C ends everything; the data stays for the next start.", flush=True)  # noqa: T201
