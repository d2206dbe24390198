"""Everybody's month signed, proven and signed again: the paymaster on generated people."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connection

from vethanam.acts.declaration import Prepared
from vethanam.acts.executor import perform
from vethanam.acts.key_signatures import to_base64
from vethanam.bench.database_guard import refuse_real_database
from vethanam.bench.measurement import Measured, measured
from vethanam.cli.pay import run_month
from vethanam.errors import Broken
from vethanam.identity.actions import enrol_key
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.actions import append
from vethanam.journal.business_time import IST, business_now
from vethanam.ledger.notes import VerifierKey
from vethanam.payments.actions import settle_pending
from vethanam.payments.channel import Channel
from vethanam.payments.paymaster import files
from vethanam.payments.paymaster.file_proofs import Proofs, Prove
from vethanam.payments.paymaster.journal import Journal
from vethanam.people.models import DrawingCode
from vethanam.sample.directorate import MONTH

type Tell = Callable[[str], None]
_COUNTED = """
    SELECT (SELECT count(*) FROM payments_paymentfile WHERE state = 'handed_over'),
           (SELECT count(*) FROM payments_paymentleg l JOIN payments_paymentfile f ON f.id = l.file_id
             WHERE f.state = 'handed_over'),
           (SELECT count(*) FROM payments_paymasterremark)
"""


def sign_everything(service: Authority, tell: Tell) -> None:
    """Compute the month, sign every account twice and every bill at each step, and write the files."""
    refuse_real_database()
    tell("the month of everybody …")
    run_month(MONTH)
    keys: dict[str, _Signer] = {}
    for code in DrawingCode.objects.select_related("treasury").order_by("code"):
        tell(f"accounts and bills of {code.code} …")
        clerk, ddo = f"clerk-{code.code}", f"ddo-{code.code}"
        for name in (ddo, clerk):
            while _done("sign_accounts", name, keys, drawing_code=code.code)["signed"]:
                pass
        made = _done("make", clerk, keys, month=str(MONTH), drawing_code=code.code)["bills"]
        bills = [one["bill"] for one in made]
        if not bills:
            continue
        treasury = f"treasury-{code.treasury.code.lower()}"
        for name, by in (("check", ddo), ("present", ddo), ("pass", treasury)):
            _done(name, by, keys, bills=bills)
    _pay_day_comes(service)
    settle_pending(service)


def _pay_day_comes(service: Authority) -> None:
    """Move the sample's clock to the first day on which the month is paid."""
    morning = datetime.combine(MONTH.plus(1).first, time(10), IST)
    append(
        "pay_day_came",
        public={"month": str(MONTH)},
        private=None,
        at=max(morning, service.at),
        is_sample=True,
    )


def bench_pay(key: VerifierKey, server_folder: Path | None = None) -> dict[str, Any]:
    """Prove, sign and hand over every file; counts from the database. In the paymaster's role."""
    with tempfile.TemporaryDirectory() as folder, measured(server_folder) as found:
        pay = Ed25519PrivateKey.generate()
        channel = Channel(Path(folder), Path(folder), pay.public_key())
        journal = Journal(Path(folder))
        at, _ = business_now()
        paymaster = files.Paymaster(channel, pay, journal, _timed(Proofs.of(key), found))
        with found.steps({"pain.001": [(files, "build_instruction")]}), found.step("the rest"):
            paymaster.pay(at)
        journal.close()
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED)
        handed, legs, remarks = cursor.fetchone() or (0, 0, 0)
    if remarks:
        raise Broken("bench_not_proven", count=remarks)
    return {"files": handed, "legs": legs, "measured": found.as_json()}


def _timed(prove: Proofs, found: Measured) -> Prove:
    def timed(*args: Any) -> Any:
        with found.step("proofs"):
            return prove(*args)

    return timed


class _Signer:
    """The software key of an officer."""

    def __init__(self, authority: Authority) -> None:
        self._private = Ed25519PrivateKey.generate()
        public = self._private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self._key = enrol_key(authority, public).reference

    def sign(self, prepared: Prepared) -> dict[str, Any]:
        """Her signature of a prepared act."""
        return {"key": self._key, "signature": to_base64(self._private.sign(prepared.challenge))}


def _done(act: str, name: str, keys: dict[str, _Signer], **given: Any) -> Mapping[str, Any]:
    """The state of an act, signed by the officer."""

    def sign(authority: Authority, prepared: Prepared) -> dict[str, Any]:
        if name not in keys:
            keys[name] = _Signer(authority)
        return keys[name].sign(prepared)

    done = perform(act, Account.objects.get(username=name), given, sign=sign)
    if not done.ok:
        raise Broken("bench_act_refused", act=act, says=done.says)
    return done.state
