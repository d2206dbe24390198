"""The answers of the demo's bank to an instruction: a report, credits, onward payments, and returns."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from vethanam.payments.channel import SIGNATURE, write_whole
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
)

OUTCOMES = PAID, REJECTED, RETURNED = ("paid", "rejected", "returned")
RETURN_DAYS = 2
ONWARD_DAYS = 1


def names_of(stem: str) -> tuple[str, str, str, str]:
    """The file names of the answers to a message: report, credits, onward payments, returns."""
    parts = ("1-report", "2-credited", "3-onward", "4-returned")
    return tuple(f"{stem}.{part}.xml" for part in parts)  # type: ignore[return-value]


def bodies_of(
    instruction: Instruction, legs: list[tuple[str, str, str]], onward: dict[str, tuple[str, str]]
) -> tuple[bytes, bytes | None, bytes | None, bytes | None]:
    """Report, credits, onward payments and returns of an instruction; None for an empty part."""
    outcomes = {reference: (outcome, code) for reference, outcome, code in legs}

    def those(*wanted: str) -> list[tuple[Transfer, str]]:
        return [
            (t, outcomes[t.reference][1]) for t in instruction.transfers if outcomes[t.reference][0] in wanted
        ]

    day, back = instruction.execute_on, timedelta(days=RETURN_DAYS)
    paid = [
        Entry(t.reference, Happening.CREDITED, t.amount, day, t.account) for t, _ in those(PAID, RETURNED)
    ]
    returned = [
        Entry(t.reference, Happening.RETURNED, t.amount, day + back, t.account, code)
        for t, code in those(RETURNED)
    ]
    next_day = timedelta(days=ONWARD_DAYS)
    sent_on = [
        Entry(t.reference, Happening.CREDITED, t.amount, day + next_day, t.onward)
        for t in instruction.transfers
        if onward.get(t.reference, (REJECTED,))[0] != REJECTED
    ]
    kept = [
        Entry(t.reference, Happening.RETURNED, t.amount, day + next_day, t.onward, onward[t.reference][1])
        for t in instruction.transfers
        if onward.get(t.reference, (PAID,))[0] != PAID
    ]
    return (
        build_report(_report(instruction, those(REJECTED))),
        _notice(instruction, "C", paid, timedelta()) if paid else None,
        _notice(instruction, "O", [*sent_on, *kept], next_day) if sent_on or kept else None,
        _notice(instruction, "T", returned, back) if returned else None,
    )


def _report(instruction: Instruction, rejected: list[tuple[Transfer, str]]) -> Report:
    in_part = Verdict.REJECTED if len(rejected) == len(instruction.transfers) else Verdict.IN_PART
    return Report(
        message=f"{instruction.message[:33]}-S",
        created_at=instruction.created_at,
        original=instruction.message,
        verdict=in_part if rejected else Verdict.ACCEPTED,
        count=len(instruction.transfers),
        total=instruction.total,
        statuses=tuple(
            Status(t.reference, Verdict.REJECTED, t.amount, t.account, code) for t, code in rejected
        ),
    )


def _notice(instruction: Instruction, suffix: str, entries: list[Entry], later: timedelta) -> bytes:
    return build_notice(
        Notice(
            message=f"{instruction.message[:33]}-{suffix}",
            created_at=instruction.created_at + later,
            payer_account=instruction.payer_account,
            entries=tuple(entries),
        )
    )


def send_signed(outbox: Path, key: Ed25519PrivateKey, name: str, body: bytes) -> None:
    """Write an answer and its detached signature to the outbox."""
    write_whole(outbox / f"{name}{SIGNATURE}", key.sign(body))
    write_whole(outbox / name, body)
