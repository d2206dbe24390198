"""The permit's world in this installation: ledger, windows, restraints."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from vethanam.journal.queries import latest_head
from vethanam.ledger.notes import VerifierKey
from vethanam.privacy.agreement_proofs import notified_registers
from vethanam.privacy.current_restraints import restraints_now
from vethanam.privacy.current_windows import windows_now
from vethanam.privacy.law.windows import open_at
from vethanam.privacy.permit import World
from vethanam.privacy.permit.world import Sharing
from vethanam.privacy.purposes import CONFIRMING, load_catalogue
from vethanam.privacy.purposes.registry import scheme_registers

HEAD_LASTS = timedelta(minutes=15)


def world_at(at: datetime, *, use: str | None = None, log_key: VerifierKey | None = None) -> World:
    """Windows and restraints by business time; the ledger's state by real time, for its head is
    signed in real time.

    ``use`` is the sending that is asked about again, so that a stop of it alone counts. With ``log_key`` a
    position on a restraint counts only if its leaves stand under a head that this key signed, and so do the
    end of a window and a notified register.
    """
    windows, registers = windows_now(log_key), load_catalogue().opt_in_registers.values()
    return World(
        ledger=ledger_state(),
        windows=windows.election,
        is_caution=bool(open_at(windows.caution, at)),
        restraints=restraints_now(use, log_key),
        notified_registers=notified_registers(at, log_key),
        register_owners={
            **{register.code: register.controller for register in scheme_registers()},
            **{register.code: register.office for register in registers},  # no row takes one of them over
        },
        sharing=tuple(
            Sharing(CONFIRMING, register.code, office)
            for register in registers
            for office in register.codes_by
        ),
    )


def ledger_state() -> str:
    """``healthy`` if a head was signed within the last 15 minutes, else ``stale``."""
    head = latest_head()
    return "healthy" if head is not None and timezone.now() - head.at <= HEAD_LASTS else "stale"
