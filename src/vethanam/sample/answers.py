"""The sample bank's act: it answers a payment, signed with the bank's key."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from pydantic import Field

from vethanam.acts.bank import PaymentGiven
from vethanam.acts.declaration import Answer, act
from vethanam.acts.executor import look
from vethanam.acts.fields import Code, Day, Rupees, Text, one_of
from vethanam.acts.record_lookup import acting_account
from vethanam.cli.bank_round import settle_at
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.payments.messages import (
    Entry,
    Happening,
    Instruction,
    Notice,
    Report,
    Status,
    Transfer,
    Verdict,
    build_notice,
    build_report,
    read_instruction,
)
from vethanam.sample.bank_answers import send_signed
from vethanam.sample.desk import state_of

CREDITED, REJECTED, RETURNED, SILENT = "credited", "rejected", "returned", "silent"
_NAMED = ("reference", "employment", "institution", "bill", "month")
#: how long the paymaster, another process, is waited for
_PATIENCE_SECONDS, _PAUSE_SECONDS = 120.0, 0.2
_FINDING = ("record", "code", "officer", "says")


class AnswerGiven(PaymentGiven):
    """The payment and the bank's answer."""

    outcome: one_of(CREDITED, REJECTED, RETURNED, SILENT) = Field(  # type: ignore[valid-type]
        title="Answer of the bank"
    )
    hop: one_of("onward") | None = Field(  # type: ignore[valid-type]
        None, title="Which account", description="onward: the one it is sent on to."
    )
    amount: Rupees | None = Field(None, title="Amount, rupees", description="Where the bank paid another.")
    reason: Code | None = Field(None, title="The bank's code", description="Such as AC04.")
    booked: Day | None = Field(None, title="Booked on")
    unknown: Text | None = Field(None, title="A reference nobody instructed")


@act("answer", title="Have the sample's bank answer", roles=("treasury_officer",))
def answer(authority: Authority, given: AnswerGiven) -> Answer:
    """Answer a payment as the bank, signed with the sample bank's key, at the treasury officer's request.

    ``outcome`` is credited, rejected, returned, or silent: no answer comes, and a round passes. Each step
    commits by itself, since the paymaster, another process, reads between them.
    """
    bank = Path(settings.VETHANAM_STATE) / "bank"
    _settle(authority, bank)
    if given.outcome == SILENT:
        findings = [one for one in _findings(authority) if one["code"] == "no_answer"]
        says = f"The bank is silent about {len(findings)} of our instructions for two working days."
        return Answer(says, {"payments": [], "findings": _told(findings)})
    known = {one["finding"] for one in _findings(authority)}
    paid = _answered(authority, given)
    findings = [one for one in _findings(authority) if one["finding"] not in known]
    state = {name: paid[name] for name in ("reference", "state", "amount_paise")}
    says = f"{paid['whom']}: payment {paid['reference']} is {paid['state']}."
    return Answer(says, {"payments": [state], "findings": _told(findings)})


def _told(findings: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{name: one[name] for name in _FINDING} for one in findings]


def _settle(authority: Authority, bank: Path) -> None:
    """Rounds of the treasury with its bank, until the paymaster has handed over and read what waits."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        settle_at(authority.at, is_sample=authority.is_sample)
        waits = _seen(authority, "with_paymaster")["files"] or any((bank / "in").glob("*.xml"))
        if not waits or time.monotonic() > until:
            break
        pause()
    settle_at(authority.at, is_sample=authority.is_sample)


def pause() -> None:
    """Give the paymaster, another process, time for a round."""
    time.sleep(_PAUSE_SECONDS)


def _findings(authority: Authority) -> list[Mapping[str, Any]]:
    """The open findings about payments."""
    found: list[Mapping[str, Any]] = []
    after: str | None = ""
    while after is not None:
        page = _seen(authority, "payment_findings", after=after, most=500)
        found += page["findings"]
        after = page["next"]
    return found


def _seen(authority: Authority, view: str, **given: Any) -> Mapping[str, Any]:
    return state_of(look(view, acting_account(authority), given, authority=authority))


def _answered(authority: Authority, given: AnswerGiven) -> Mapping[str, Any]:
    """Put the bank's answer into our folder, process it, and return the payment."""
    named = {name: value for name in _NAMED if (value := getattr(given, name)) is not None}
    payment, at = _seen(authority, "payment", **named), authority.at
    folder = Path(settings.VETHANAM_STATE)
    instruction, transfer = _transfer(folder / "bank" / "out", payment["reference"])
    if given.hop == "onward":
        if transfer.onward is None:
            raise Unsound("not_sent_on", leg=payment["reference"])
        transfer = replace(transfer, account=transfer.onward)
    if given.unknown:
        transfer = replace(transfer, reference=given.unknown)
    paid = transfer.amount if given.amount is None else given.amount
    said = _Said(given.outcome, paid, given.reason or "", at, given.booked or at.date())
    send_signed(
        folder / "bank" / "in",
        _bank_key(folder),
        f"{transfer.reference}.{given.outcome}-{at:%Y%m%d%H%M}.xml",
        _body(instruction, transfer, said),
    )
    _settle(authority, folder / "bank")
    return _seen(authority, "payment", reference=payment["reference"])


def _bank_key(folder: Path) -> Ed25519PrivateKey:
    """The sample bank's private key; only a process that may read it can act as the bank."""
    try:
        key = load_pem_private_key((folder / "keys" / "bank.key").read_bytes(), None)
    except OSError:
        raise Unsound("sample_bank_key_closed") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Unsound("sample_bank_key_wrong")
    return key


def _transfer(outbox: Path, reference: str) -> tuple[Instruction, Transfer]:
    """The transfer with a reference in the files handed to the bank, and its instruction."""
    for instruction in _instructions(outbox, reference):
        for transfer in instruction.transfers:
            if transfer.reference == reference:
                return instruction, transfer
    raise Unsound("no_bank_file")


def _instructions(outbox: Path, reference: str) -> Iterator[Instruction]:
    """The instructions that contain a reference, newest first."""
    files = sorted(outbox.glob("*.xml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in files:
        body = path.read_bytes()
        if reference.encode() in body:
            yield read_instruction(body)


@dataclass(frozen=True, slots=True)
class _Said:
    """The bank's answer about a transfer: outcome, amount in paise, code, time, value date."""

    outcome: str
    amount: int
    code: str
    at: datetime
    on: date


def _body(instruction: Instruction, transfer: Transfer, said: _Said) -> bytes:
    mark: dict[str, Any] = {
        "message": f"{transfer.reference[:24]}-{said.outcome[:3]}{said.at:%d%H%M}",
        "created_at": said.at,
    }
    if said.outcome == REJECTED:
        status = Status(
            transfer.reference, Verdict.REJECTED, said.amount, transfer.account, said.code or "AC01"
        )
        return build_report(
            Report(original=instruction.message, verdict=Verdict.IN_PART, statuses=(status,), **mark)
        )
    happening = Happening.CREDITED if said.outcome == CREDITED else Happening.RETURNED
    reason = "" if said.outcome == CREDITED else said.code or "AC04"
    entry = Entry(transfer.reference, happening, said.amount, said.on, transfer.account, reason)
    return build_notice(Notice(payer_account=instruction.payer_account, entries=(entry,), **mark))
