"""The body of ``vethanam paymaster``: rounds until stopped."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from threading import Event

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from vethanam.errors import Unsound, VethanamError, without_detail
from vethanam.journal.business_time import business_now
from vethanam.journal.keys import public_key
from vethanam.journal.wakeups import Wakeups
from vethanam.payments.bank import open_bank
from vethanam.payments.paymaster.answers import read_answers
from vethanam.payments.paymaster.benefit_files import give_back_unsigned_parts, pay_benefits
from vethanam.payments.paymaster.benefit_proofs import BenefitProofs
from vethanam.payments.paymaster.file_proofs import Proofs
from vethanam.payments.paymaster.files import Paymaster, give_back_unsigned
from vethanam.payments.paymaster.journal import Journal
from vethanam.payments.paymaster.keys import PRIVATE_FILE, load_pay_key

log = logging.getLogger("vethanam.paymaster")
#: between two rounds while there are commits, and without any: files of the bank come without one
PAUSE_SECONDS, LOOK_AGAIN_SECONDS = 0.5, 5.0
_LONGEST_WAIT_SECONDS = 10.0


def run(stop: Event) -> None:
    """Read answers, prove, sign and hand over until ``stop`` is set.

    Raises
    ------
    Broken
        The payment key is open to others, or the journal is held or was changed.
    """
    state = Path(settings.VETHANAM_STATE)
    key = load_pay_key(state / "keys" / PRIVATE_FILE)
    journal, prove = Journal(state / "paymaster"), Proofs.of(public_key())
    benefits = BenefitProofs(prove.log)
    said, wait, wakeups = "", PAUSE_SECONDS, Wakeups()
    known: set[str] = set()
    try:
        while not stop.wait(wait):
            try:
                at, _ = business_now()
                go_round(Paymaster(open_bank(at), key, journal, prove, known), at, benefits)
            except (OperationalError, InterfaceError) as error:
                connection.close()
                said, wait = _failed(f"the database is away: {without_detail(error)}", said, wait)
            except VethanamError as error:
                said, wait = _failed(error.says, said, wait)
            else:
                said, wait = "", PAUSE_SECONDS
                wakeups.wait(stop, LOOK_AGAIN_SECONDS)
    finally:
        wakeups.close()
        journal.close()
        connection.close()


def go_round(paymaster: Paymaster, at: datetime, benefits: BenefitProofs | None = None) -> None:
    """One round: answers first, since a payment that came back may be paid again.

    Raises
    ------
    Unsound
        The bank cannot be reached; what is not signed went back to the worker.
    """
    try:
        read_answers(paymaster.bank, at)
        paymaster.pay(at)
        if benefits is not None:
            pay_benefits(paymaster, benefits, at)
    except Unsound:
        give_back_unsigned()
        give_back_unsigned_parts()
        raise


def _failed(says: str, before: str, wait: float) -> tuple[str, float]:
    """Log a failure once; the next round waits longer."""
    if says != before:
        log.error("%s", says)
    return says, min(wait * 2, _LONGEST_WAIT_SECONDS)
