"""A month of pensions as it is played: rounds of processes (:mod:`.pension_rounds`) with traps, acts
of officers, and the post, which brings the bank's answers as the seed wants.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.benefits.bodies import at
from tests.conftest import World
from tests.stories.pension_rounds import Round, Trap, channel_of, started
from vethanam.payments.channel import SIGNATURE
from vethanam.payments.messages import Account, Entry, Happening, Notice, build_notice, read_instruction
from vethanam.sample.bank import read_key
from vethanam.sample.bank_answers import send_signed

PROCESSES = ("worker", "paymaster", "bank", "sequencer")
_NOBODYS = Account("SBIN0070028", "99999999999")
_MOST_TRIES = 8


@dataclass
class Post:
    """Brings the bank's answers: late, out of order, twice, one never, and some that the bank got wrong."""

    state: Path
    chance: random.Random
    #: which answer of the month is lost, counted from one; 0: none
    loses: int
    lost: list[str] = field(default_factory=list)
    #: code of the finding and reference of each payment that a wrong answer is about
    wrong: list[tuple[str, str]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def bring(self, *, all_of_them: bool = False) -> None:
        """Some of the answers that wait, or all."""
        waiting = sorted((self.state / "own" / "answers").glob("*.xml"))
        self.chance.shuffle(waiting)
        for path in waiting:
            if path.name not in self.seen:
                self.seen.append(path.name)
                if len(self.seen) == self.loses:
                    self.lost.append(path.name)
            if path.name in self.lost or not (all_of_them or self.chance.random() < 0.6):
                continue
            if self.chance.random() < 0.25:
                self._err(path)
            if self.chance.random() < 0.2:
                self._deliver(path, f"again-{path.name}")
            self._deliver(path, path.name)
            for part in (path, path.with_name(path.name + SIGNATURE)):
                part.unlink()

    @property
    def waits(self) -> bool:
        """Whether an answer waits that comes some day."""
        return any(one.name not in self.lost for one in (self.state / "own" / "answers").glob("*.xml"))

    def _deliver(self, path: Path, name: str) -> None:
        """The signature first, as the bank does."""
        incoming = channel_of(self.state).incoming
        for ending in (SIGNATURE, ""):
            shutil.copy(path.with_name(path.name + ending), incoming / (name + ending))

    def _err(self, path: Path) -> None:
        """A signed notice of a credit to another account, or of another amount, for one of its payments."""
        sent = read_instruction(
            (channel_of(self.state).outgoing / f"{path.name.split('.')[0]}.xml").read_bytes()
        )
        transfer = self.chance.choice(sent.transfers)
        is_account = self.chance.random() < 0.5
        account, amount = (
            (_NOBODYS, transfer.amount) if is_account else (transfer.account, transfer.amount - 100)
        )
        entry = Entry(transfer.reference, Happening.CREDITED, amount, sent.execute_on, account)
        name = f"W{len(self.wrong)}"
        body = build_notice(Notice(name, sent.created_at, sent.payer_account, (entry,)))
        key = read_key(self.state / "keys" / "bank.key")
        send_signed(channel_of(self.state).incoming, key, f"{name}.xml", body)
        self.wrong.append(("another_account" if is_account else "another_amount", transfer.reference))


@dataclass
class Month:
    """The month of one seed: rounds with traps, officers' acts, the post; and what happened."""

    world: World
    state: Path
    chance: random.Random
    bank: Mapping[str, Any]
    post: Post
    traps: dict[str, list[Trap]] = field(default_factory=dict)
    clocks: Mapping[str, float] = field(default_factory=dict)
    lines: Path | None = None
    history: list[str] = field(default_factory=list)
    now: datetime = field(default_factory=lambda: at(28))
    #: acts that an officer does while other processes run
    meanwhile: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    # -- rounds ----------------------------------------------------------------------------------------------

    def go(self, *asked: tuple[str, Mapping[str, Any]]) -> list[int | None]:
        """Rounds of these processes at once; how each ended."""
        rounds = [(name, self._trap(name), given) for name, given in asked]
        running = [
            started(
                Round(
                    name, self.world.name, self.state, self.now, given, trap, self.clocks.get(name, 0.0),
                    self.lines,
                )
            )
            for name, trap, given in rounds
        ]  # fmt: skip
        for (name, trap, _), process in zip(rounds, running, strict=True):
            process.join(300)
            assert process.exitcode is not None, f"{name} hangs."
            if trap is not None and process.exitcode in (0, 1):
                self.traps[name].insert(0, trap)  # it never came there
            elif trap is not None:
                self.history.append(f"{name} at {trap}: {process.exitcode}")
            elif process.exitcode not in (0, 1):
                self.history.append(f"{name} ended by itself: {process.exitcode}")
        return [process.exitcode for process in running]

    def _trap(self, name: str) -> Trap | None:
        waiting = self.traps.get(name)
        return waiting.pop(0) if waiting else None

    def round(self) -> None:
        """One round of everything, in an order of the seed, some of it at once."""
        names: list[tuple[str, Mapping[str, Any]]] = [
            (name, self.bank if name == "bank" else {})
            for name in self.chance.sample(PROCESSES, len(PROCESSES))
        ]
        if self.meanwhile and self.chance.random() < 0.7:
            by, act, given = self.meanwhile.pop(0)
            names.insert(self.chance.randrange(4), ("officer", {"by": by, "act": act, "with": given}))
        while names:
            count = self.chance.choice((1, 1, 2, 3))
            self.go(*names[:count])
            names = names[count:]
        self.post.bring()

    def rest(self) -> None:
        """Rounds until two in a row change nothing, with every answer brought."""
        calm, before = 0, self._mark()
        for _ in range(40):
            self.round()
            after = self._mark()
            is_calm = after == before and not self.post.waits and not self.meanwhile
            calm, before = calm + 1 if is_calm else 0, after
            if calm == 2:
                return
            if after == before:
                self.post.bring(all_of_them=True)
        raise AssertionError("The month does not come to rest.")

    def _mark(self) -> tuple[object, ...]:
        channel = channel_of(self.state)
        folders = (channel.outgoing, channel.incoming, self.state / "own" / "answers")
        return (
            *self.sql(_MARK)[0],
            *(tuple(sorted(one.name for one in path.glob("*.xml"))) for path in folders),
        )

    # -- officers --------------------------------------------------------------------------------------------

    def sql(self, text: str, *given: object) -> list[tuple[Any, ...]]:
        """The rows of a statement."""
        return self.world.sql("postgres", text, *given)

    def holds(self, text: str, *given: object) -> bool:
        """Whether a statement says yes."""
        return bool(self.sql(text, *given)[0][0])

    def officer(self, by: str, act: str, given: Mapping[str, Any], is_done: str, *about: object) -> None:
        """An officer does an act until the book says that it is done; she presses again after a kill."""
        for _ in range(_MOST_TRIES):
            self.go(("officer", {"by": by, "act": act, "with": given}))
            if self.holds(is_done, *about):
                return
        raise AssertionError(f"{act} by {by} is not done: {self.told()}")

    def told(self) -> str:
        """The history, and the ends of the processes' logs."""
        logs = "".join(
            f"\n-- {path.name}\n{path.read_text(errors='replace')[-3000:]}"
            for path in sorted(self.state.glob("*.log"))
        )
        return "\n".join((*self.history, logs))


_MARK = """
SELECT (SELECT string_agg(concat_ws(':', id, state, why), ',' ORDER BY id) FROM benefits_leg),
       (SELECT string_agg(concat_ws(':', id, state, leaf), ',' ORDER BY id) FROM benefits_filepart),
       (SELECT count(*) FROM payments_answer WHERE leaf IS NOT NULL),
       (SELECT count(*) FROM payments_answer), (SELECT count(*) FROM payments_benefitcredit),
       (SELECT count(*) FROM payments_paymentfinding), (SELECT count(*) FROM payments_benefitremark),
       (SELECT count(*) FROM benefits_cycle), (SELECT count(*) FROM journal_staged),
       (SELECT count(*) FROM journal_leaf)
"""
