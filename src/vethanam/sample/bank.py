"""The demo's bank: reads instructions from one folder, pays, and writes signed answers to another.

    python -m vethanam.sample.bank --in bank/out --out bank/in --own bank/own --key
    keys/bank.key --pay-key keys/pay.pub

A separate program: no database, no Django, its own key and books. Killed at any instant and restarted, it
pays each reference once. The outcome for an account depends only on the account and the seed:

    branch neither an IFSC nor a treasury   rejected, RC01
    number ending 0000                      rejected, AC01 (incorrect account number)
    number ending 0001                      rejected, AC04 (closed account)
    number ending 0009                      credited, and returned after two days, AC04
    anything else                           credited; a few, by the seed, rejected or returned as above

An instruction counts if ``NAME.xml.sig`` holds the paymaster's signature of its bytes. One that is unsigned
or wrongly signed is rejected, DS02; so is a message id that comes again with other bytes, AM05, and a second
transfer with a reference that was booked, AM05.

A branch without a number is a post office: the money order is paid there. A treasury savings account with an
onward account is credited, and a day later the onward account, by the same table.

Days and times in the answers come from the instruction, so the same month gives the same answers on any day.
Account numbers are never logged.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import json
import logging
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from vethanam.errors import Unsound, VethanamError
from vethanam.payments.channel import SIGNATURE, read_bank_key, write_whole
from vethanam.payments.messages import (
    Account,
    Instruction,
    Report,
    Transfer,
    Verdict,
    build_report,
    read_instruction,
)
from vethanam.sample.bank_answers import OUTCOMES, PAID, REJECTED, RETURNED, bodies_of, names_of, send_signed
from vethanam.sample.bank_line import Folders, listening

log = logging.getLogger("bank")

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_IFSC = re.compile(r"[A-Z]{4}0[A-Z0-9]{6}")
_TREASURY = re.compile(r"[A-Z0-9][A-Z0-9-]{1,9}")
_ENDINGS = {"0000": (REJECTED, "AC01"), "0001": (REJECTED, "AC04"), "0009": (RETURNED, "AC04")}
_IN_ALL = 10_000


@dataclass(frozen=True, slots=True)
class Terms:
    """The seeded outcomes: of 10,000 accounts the number rejected, and the number
    credited and later returned.
    """

    seed: str = "2026"
    rejects: int = 15
    returns: int = 15

    def outcome(self, account: Account) -> tuple[str, str]:
        """The outcome of a transfer to this account, and the reason code."""
        if not (_IFSC.fullmatch(account.branch) or _TREASURY.fullmatch(account.branch)):
            return REJECTED, "RC01"
        if account.number[-4:] in _ENDINGS:
            return _ENDINGS[account.number[-4:]]
        digest = sha256(f"{self.seed}\n{account.branch}\n{account.number}".encode()).digest()
        drawn = int.from_bytes(digest[:8], "big") % _IN_ALL
        if drawn < self.rejects:
            return REJECTED, "AC01"
        return (RETURNED, "AC04") if drawn < self.rejects + self.returns else (PAID, "")


_USUAL = Terms()


class Bank:
    """The demo's bank, in its folders. :meth:`round` does all pending work; a kill at any point is safe."""

    def __init__(
        self,
        *,
        inbox: Path,
        outbox: Path,
        own: Path,
        key: Ed25519PrivateKey,
        pay_key: Ed25519PublicKey,
        terms: Terms,
        return_after: float,
    ) -> None:
        self._pay_key = pay_key
        self._inbox, self._outbox, self._own = inbox, outbox, own
        self._key, self._terms, self._return_after = key, terms, return_after
        self._seen: set[tuple[str, int, int]] = set()
        self._done: set[str] = set()
        for folder in (own / "received", own / "books", own / "sent"):
            folder.mkdir(parents=True, exist_ok=True)
        self._paid = {reference for book in _books(own) for reference, _, _ in book["legs"]}

    def round(self) -> int:
        """Process new instructions, then send every due answer; returns the number of answers."""
        for path in sorted(self._inbox.glob("*.xml")):
            found = path.stat()
            mark = (path.name, found.st_mtime_ns, found.st_size)
            if mark not in self._seen:
                self._take(path)
                self._seen.add(mark)
        due = [(name, body) for name, body, is_due in self._answers() if is_due]
        for name, body in due:
            self._send(name, body)
        return len(due)

    def is_quiet(self) -> bool:
        """True if no answer waits, now or later."""
        return not any(self._answers())

    # -- paying --------------------------------------------------------------------------------------------

    def _take(self, path: Path) -> None:
        body = path.read_bytes()
        if not self._is_signed(path, body):
            log.warning("a file is not signed by the paymaster and is not paid")
            self._refuse(path.stem, body, "DS02")
            return
        try:
            instruction = read_instruction(body)
        except Unsound as unsound:
            log.warning("an instruction cannot be read: %s", unsound.says)
            self._refuse(path.stem, body, "FF01")
            return
        book = self._own / "books" / f"{_plain(instruction.message)}.json"
        if not book.exists():
            self._pay(instruction, body, book)
        elif json.loads(book.read_bytes())["sha256"] != sha256(body).hexdigest():
            log.warning("message %s came again with other content", instruction.message)
            self._refuse(instruction.message, body, "AM05", instruction)

    def _is_signed(self, path: Path, body: bytes) -> bool:
        """Whether the paymaster's key signed exactly these bytes."""
        try:
            self._pay_key.verify(path.with_name(path.name + SIGNATURE).read_bytes(), body)
        except (OSError, InvalidSignature):
            return False
        return True

    def _pay(self, instruction: Instruction, body: bytes, book: Path) -> None:
        """Decide and book. Payment takes effect when the book is stored under its name."""
        legs = [(transfer.reference, *self._outcome(transfer)) for transfer in instruction.transfers]
        onward = {
            transfer.reference: self._terms.outcome(transfer.onward)
            for transfer, (_, outcome, _code) in zip(instruction.transfers, legs, strict=True)
            if transfer.onward and outcome == PAID
        }
        write_whole(self._own / "received" / f"{book.stem}.xml", body)
        entry = {
            "message": instruction.message,
            "sha256": sha256(body).hexdigest(),
            "booked_at": time.time(),
            "legs": legs,
            "onward": onward,
        }
        write_whole(book, json.dumps(entry, indent=1).encode())
        self._paid |= {reference for reference, _, _ in legs}
        log.info("booked %s: %s", instruction.message, dict(Counter(outcome for _, outcome, _ in legs)))

    def _outcome(self, transfer: Transfer) -> tuple[str, str]:
        if transfer.reference in self._paid:
            return REJECTED, "AM05"
        return self._terms.outcome(transfer.account)

    def _refuse(self, original: str, body: bytes, code: str, instruction: Instruction | None = None) -> None:
        """Reject a whole file: nothing of it is paid."""
        mark = sha256(body).hexdigest()[:8]
        report = Report(
            message=f"{original[:24]}-X{mark}",
            created_at=instruction.created_at if instruction else _EPOCH,
            original=original[:35],
            verdict=Verdict.REJECTED,
            code=code,
            count=len(instruction.transfers) if instruction else None,
            total=instruction.total if instruction else None,
        )
        name = f"{_plain(original)}.refused-{mark}.xml"
        if not self._is_sent(name):
            self._send(name, build_report(report))

    # -- answering -----------------------------------------------------------------------------------------

    def _answers(self) -> Iterator[tuple[str, bytes, bool]]:
        """Each unsent answer: its name, its bytes (always the same), and whether it is due."""
        for book in _books(self._own, self._done):
            stem = _plain(book["message"])
            missing = [name for name in names_of(stem) if not self._is_sent(name)]
            if not missing:
                self._done.add(stem)
                continue
            instruction = read_instruction((self._own / "received" / f"{stem}.xml").read_bytes())
            bodies = dict(
                zip(names_of(stem), bodies_of(instruction, book["legs"], book.get("onward", {})), strict=True)
            )
            is_late = time.time() >= book["booked_at"] + self._return_after
            for name in missing:
                body = bodies[name]
                if body is None:
                    self._mark_sent(name)
                else:
                    yield name, body, is_late or name != names_of(stem)[-1]

    def _send(self, name: str, body: bytes) -> None:
        """Write the signature first, then the answer, so that a visible answer can be checked."""
        send_signed(self._outbox, self._key, name, body)
        self._mark_sent(name)
        log.info("answered %s", name)

    def _is_sent(self, name: str) -> bool:
        return (self._own / "sent" / name).exists()

    def _mark_sent(self, name: str) -> None:
        (self._own / "sent" / name).touch()


def _books(own: Path, done: Collection[str] = ()) -> Iterator[dict[str, Any]]:
    for path in sorted((own / "books").glob("*.json")):
        if path.stem not in done:
            yield json.loads(path.read_bytes())


def _plain(text: str) -> str:
    """A message id as a file name."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", text)


def statement(own: Path) -> dict[str, int]:
    """The totals in the bank's own books: transfers and paise by outcome, and references paid twice."""
    sums: Counter[str] = Counter({f"{outcome}{unit}": 0 for outcome in OUTCOMES for unit in ("", "_paise")})
    payments: Counter[str] = Counter()
    for book in _books(own):
        instruction = read_instruction((own / "received" / f"{_plain(book['message'])}.xml").read_bytes())
        amounts = {transfer.reference: transfer.amount for transfer in instruction.transfers}
        for reference, outcome, _ in book["legs"]:
            sums[outcome] += 1
            sums[f"{outcome}_paise"] += amounts[reference]
            payments[reference] += outcome != REJECTED
    return {**sums, "twice": sum(count > 1 for count in payments.values())}


def is_quiet(inbox: Path, own: Path, answers: Path) -> bool:
    """True if the bank has booked or refused every instruction and all its answers were fetched."""
    refused = {path.name.partition(".")[0] for path in (own / "sent").glob("*.refused-*")}
    booked = {path.stem for path in (own / "books").glob("*.json")}
    waiting = {path.stem for path in inbox.glob("*.xml")} - booked - refused
    is_answered = all((own / "sent" / name).exists() for stem in booked for name in names_of(stem))
    return not waiting and is_answered and not any(answers.glob("*.xml"))


def make_bank_keys() -> tuple[bytes, bytes]:
    """A new private key of the bank and its public key, both PEM."""
    key = Ed25519PrivateKey.generate()
    return (
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    )


def read_key(path: Path) -> Ed25519PrivateKey:
    """The bank's private key from its PEM file."""
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        raise Unsound("sample_bank_key_unreadable", path=path) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Unsound("sample_bank_key_of_another_kind", path=path)
    return key


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="vethanam.sample.bank", description="The demo's bank.")
    parser.add_argument("--in", dest="inbox", type=Path, required=True, help="folder of the instructions")
    parser.add_argument("--out", dest="outbox", type=Path, required=True, help="folder for the answers")
    parser.add_argument(
        "--own", type=Path, help="the bank's own books (default: beside the folder of answers)"
    )
    parser.add_argument("--key", type=Path, required=True, help="the bank's private key, PEM")
    parser.add_argument("--pay-key", type=Path, required=True, help="the paymaster's public key, PEM")
    parser.add_argument("--seed", default=_USUAL.seed)
    parser.add_argument("--rejects", type=int, default=_USUAL.rejects, help="of 10,000 accounts, by seed")
    parser.add_argument("--returns", type=int, default=_USUAL.returns, help="of 10,000 accounts, by seed")
    parser.add_argument("--return-after", type=float, default=2.0, help="seconds until a return is reported")
    parser.add_argument("--interval", type=float, default=0.2, help="seconds between checks of the folder")
    parser.add_argument(
        "--listen", type=int, help="also serve both folders over HTTP on this port of 127.0.0.1"
    )
    parser.add_argument("--token", type=Path, help="file with the token of the HTTP line")
    parser.add_argument("--until-quiet", action="store_true", help="exit when every answer is sent")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Run the bank until stopped."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s bank: %(message)s", stream=sys.stderr)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    chosen = _arguments(argv)
    own: Path = chosen.own or chosen.outbox.parent / "own"
    try:
        for folder in (chosen.inbox, chosen.outbox, own):
            folder.mkdir(parents=True, exist_ok=True)
        with (own / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            terms = Terms(chosen.seed, chosen.rejects, chosen.returns)
            bank = Bank(
                inbox=chosen.inbox,
                outbox=chosen.outbox,
                own=own,
                key=read_key(chosen.key),
                pay_key=read_bank_key(chosen.pay_key),
                terms=terms,
                return_after=chosen.return_after,
            )
            with _line(chosen):
                return _serve(bank, chosen.interval, until_quiet=chosen.until_quiet)
    except BlockingIOError:
        sys.stderr.write(f"Another bank works on {own}. Stop it first.\n")
    except OSError as error:
        sys.stderr.write(
            f"The bank's folders cannot be used ({error.strerror}). Check their rights and the space.\n"
        )
    except VethanamError as error:
        sys.stderr.write(f"{error.says}\n")
    return 2


@contextlib.contextmanager
def _line(chosen: argparse.Namespace) -> Iterator[None]:
    """Serve the bank's folders over HTTP, if asked for."""
    if chosen.listen is None or chosen.token is None:
        yield
        return
    token = chosen.token.read_text(encoding="ascii").strip()
    with listening(Folders(chosen.inbox, chosen.outbox, token), port=chosen.listen) as url:
        log.info("listening at %s", url)
        yield


def _serve(bank: Bank, interval: float, *, until_quiet: bool) -> int:
    while True:
        bank.round()
        if until_quiet and bank.is_quiet():
            return 0
        time.sleep(interval)


if __name__ == "__main__":
    sys.exit(main())
