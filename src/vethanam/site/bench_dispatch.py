"""The benches that send: an installation's own sequencer and dispatchers, under their
accounts, roles and keys.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings

from vethanam.bench import Way
from vethanam.bench.audience import (
    NOW,
    credit_everybody,
    enter_operator_rows,
    only_phones,
    wait_for_last_entry,
)
from vethanam.bench.certificate import write_certificate
from vethanam.bench.dispatch import bench_telling, peers
from vethanam.bench.far_side import FarSide, mail_over_tls, smsc, smtp_sink
from vethanam.bench.pause import bench_pausing
from vethanam.bench.restraint import bench_restraining
from vethanam.identity.authority import Authority
from vethanam.site.bench_database import a_copy, database_name
from vethanam.site.clock import service_authority
from vethanam.site.demo import tell_on_terminal
from vethanam.site.postgres.base import own_server
from vethanam.site.processes import OURS, Ways, free_port, supervisor_of
from vethanam.site.state import State

MONTHS = {"as imported": 202610, "sealed anew": 202611}
BY_PHONE = (Way.SMS, Way.SMS_RECEIPTS)
_PEER_LETTERS = 20_000
_WIRELESS = "vethanam.bench.null_gateway"


def authority() -> Authority:
    """The authority of the worker, as the benches of dispatch act."""
    return replace(service_authority("worker"), at=NOW, is_sample=True)


def tell_everybody(people: int, ways: Sequence[Way], dispatchers: int) -> dict[str, Any]:
    """Measurements of each way, and of plain sending libraries."""
    runs = []
    for way, is_secure in [(one, is_secure) for one in ways for is_secure in _securities(one)]:
        with (
            a_copy(), running("sequencer"), _certificate(is_secure) as certificate,
            _far_side(way, certificate) as far_side, _settings_of(way, far_side, certificate),
        ):  # fmt: skip
            if way in BY_PHONE:
                enter_operator_rows(authority())
            for contacts, month in MONTHS.items():
                with own_server().admin(database_name()) as admin:
                    credit_everybody(admin, month)
                    if way in BY_PHONE:
                        only_phones(admin)
                found = bench_telling(
                    # called at once
                    authority(), far_side, lambda: _dispatchers(way, dispatchers, far_side),  # noqa: B023
                    State(settings.VETHANAM_STATE).data, receipts=way == Way.SMS_RECEIPTS,
                )  # fmt: skip
                runs.append({"through": way, "tls": is_secure, "contacts": contacts, **found})
    found = {"dispatchers": dispatchers, "runs": runs}
    if Way.EMAIL in ways:
        found["letters_a_second_without_permit_or_leaf"] = peers(free_port(), min(people, _PEER_LETTERS))
    return found


def restrain_everything() -> list[dict[str, Any]]:
    """Both restraint benches, each on a fresh copy: two working mail servers, then one that hangs."""
    runs = []
    for hangs in (False, True):
        with a_copy(), running("sequencer"):
            with own_server().admin(database_name()) as admin:
                credit_everybody(admin, MONTHS["as imported"])
            ports = (free_port(), free_port())
            runs.append(
                bench_restraining(
                    authority(), ports, lambda smtp: running("dispatcher", smtp=smtp), hangs=hangs
                )
            )
    return runs


def pause_everything(after: int, dispatchers: int) -> dict[str, Any]:
    """A message to everybody by phone, over TLS, paused after so many and resumed by another person."""
    with (
        a_copy(), running("sequencer"), _certificate(is_secure=True) as certificate,
        smsc(free_port(), tells=False, certificate=certificate[0] if certificate else None) as far_side,
        _settings_of(Way.SMS, far_side, certificate),
    ):  # fmt: skip
        return bench_pausing(
            authority(), far_side, lambda: _dispatchers(Way.SMS, dispatchers, far_side), wait_for_last_entry,
            after=after,
        )  # fmt: skip


@contextlib.contextmanager
def running(*names: str, smtp: str = "", module: str = OURS, port: int = 0) -> Iterator[None]:
    """Run processes of this installation, as the demo starts them."""
    supervisor = supervisor_of(
        State(settings.VETHANAM_STATE),
        names,
        Ways(port, smtp),
        tell=tell_on_terminal,
        keep=lambda: None,
        module=module,
    )
    supervisor.start()
    try:
        yield
    finally:
        supervisor.stop()


@contextlib.contextmanager
def _dispatchers(way: Way, count: int, far_side: FarSide | None) -> Iterator[None]:
    smtp = far_side.address if far_side and way == Way.EMAIL else ""
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            module = _WIRELESS if way == Way.NOWHERE else OURS
            stack.enter_context(running("dispatcher", smtp=smtp or "127.0.0.1:9", module=module))
        yield


def _securities(way: Way) -> tuple[bool, ...]:
    """Whether a way is measured in plain text, and over TLS."""
    return (False,) if way == Way.NOWHERE else (False, True)


@contextlib.contextmanager
def _certificate(is_secure: bool) -> Iterator[tuple[Path, Path] | None]:
    """The files of the server's key and of the trusted certificate; None in plain text."""
    with tempfile.TemporaryDirectory() as folder:
        yield write_certificate(Path(folder)) if is_secure else None


def _far_side(way: Way, certificate: tuple[Path, Path] | None) -> AbstractContextManager[FarSide | None]:
    if way == Way.NOWHERE:
        return contextlib.nullcontext()
    server = certificate[0] if certificate else None
    if way == Way.EMAIL:
        return mail_over_tls(free_port(), server) if server else smtp_sink(free_port())
    return smsc(free_port(), tells=way == Way.SMS_RECEIPTS, certificate=server)


@contextlib.contextmanager
def _settings_of(way: Way, far_side: FarSide | None, certificate: tuple[Path, Path] | None) -> Iterator[None]:
    """Set whether this installation has an SMSC, and the TLS of the line, for this process and for the
    dispatchers it starts.
    """
    address = far_side.address if far_side and way in BY_PHONE else ""
    before, settings.VETHANAM_SMPP = settings.VETHANAM_SMPP, address
    set_here = {"VETHANAM_SMPP": address}
    if certificate is not None:
        kind = "VETHANAM_SMPP" if way in BY_PHONE else "VETHANAM_SMTP"
        set_here |= {f"{kind}_TLS": "tls", f"{kind}_CA": str(certificate[1])}
    os.environ.update(set_here)
    try:
        yield
    finally:
        settings.VETHANAM_SMPP = before
        for name in set_here:
            del os.environ[name]
