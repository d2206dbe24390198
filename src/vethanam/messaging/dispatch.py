"""The dispatcher hands permitted messages over. No other process opens a contact (:mod:`.contact_opening`).

For each use it waits until a signed head covers the leaf and proves the use (:mod:`.use_proofs`), until
another person's signature ends each pause (:mod:`vethanam.privacy.pause_proofs`), and until witnesses signed
it where the purpose needs them (:mod:`.witness_hold`). Then chunk by chunk: claim messages,
ask the permit again by its own clock (:mod:`vethanam.privacy.use_times`), get a grant of seconds, open. Then,
behind the fence (:mod:`.fence`), a group that takes a twentieth of a second to send, or a quarter if the
other side answers slowly: commit as *sending* before the gateway is called, hand over, save the outcome.
Messages being sent when the process dies become *uncertain*, are listed, and are never sent again by
themselves; messages only claimed go to the next process.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass, field, replace
from pathlib import Path
from threading import Event

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone

from vethanam.errors import VethanamError, without_detail
from vethanam.journal import keys as journal_keys
from vethanam.journal.wakeups import Wakeups
from vethanam.ledger.leaves import UNREADABLE
from vethanam.ledger.notes import VerifierKey
from vethanam.messaging import gateway_calls, outbox, relay
from vethanam.messaging.arrivals import REACHED, Arrivals, forget_marks
from vethanam.messaging.batch_size import Pace
from vethanam.messaging.contact_opening import KeyFile, OpenedVault
from vethanam.messaging.fence import Fence
from vethanam.messaging.gateways import mgov, sealed, smpp, smtp
from vethanam.messaging.gateways.letter import Fate, Gateway, Handed, Letter, Posted
from vethanam.messaging.letters import letters_for
from vethanam.messaging.logged_times import is_misdated
from vethanam.messaging.operator_holds import RefusalCount
from vethanam.messaging.outbox import MISDATED, Claimed, Ended, ended_of
from vethanam.messaging.process_limits import harden
from vethanam.messaging.registered_gateways import GatewayRegister
from vethanam.messaging.reported_ends import ReportedEnds
from vethanam.messaging.resealing import Resealing
from vethanam.messaging.returned_mail import Inbox, is_for_good
from vethanam.messaging.sealings import forget_answers, sealings_for
from vethanam.messaging.upkeep import erase, erasures_asked
from vethanam.messaging.use_proofs import ProvenUse, prove
from vethanam.messaging.use_results import close_use
from vethanam.messaging.witness_hold import Held, WitnessHold
from vethanam.privacy.actions import record_returns, sign_key_days
from vethanam.privacy.current_restraints import epoch
from vethanam.privacy.models import Use
from vethanam.privacy.pause_proofs import PauseHold
from vethanam.privacy.purposes import CONFIRMING
from vethanam.privacy.use_times import time_of_use
from vethanam.privacy.vault.keys import PRIVATE_FILE, VaultKeys, read_vault_keys
from vethanam.privacy.vault.number import Number

log = logging.getLogger("vethanam.messaging")

#: the result of a message that no witness signed for in time
UNWITNESSED = "LEDGER_UNHEALTHY"
#: longest pause between rounds when nothing waits, the shortest, and that of a gateway which just reported
LOOK_AGAIN_SECONDS, PAUSE_SECONDS, HEAR_SECONDS = 2.0, 0.2, 0.02
#: how often to sweep the messages of dead senders; at least this many times the duration of a sweep
SWEEP_SECONDS, SWEEP_TIMES = 2.0, 20
#: how often to look for replaced contacts
ERASE_SECONDS = 3_600.0
#: how often to look for a day that ended, to sign the contacts opened on it
DAY_SECONDS = 10.0


def run(stop: Event, *, keys: Path | None = None, gateways: Sequence[Gateway] | None = None) -> None:
    """Dispatch until ``stop`` is set: the body of ``vethanam dispatcher``.

    ``keys`` is the folder of ``vault.key`` and ``log.pub``, ``gateways`` the outgoing channels; both default
    to the settings.
    """
    harden()
    folder = keys or Path(settings.VETHANAM_STATE) / "keys"
    log_key = journal_keys.public_key(folder / journal_keys.key_path().name)
    gateways = gateways_of(folder, log_key) if gateways is None else gateways
    vault = read_vault_keys(folder / PRIVATE_FILE)
    dispatcher = Dispatcher(
        vault, log_key, gateways,
        inbox=inbox_of(vault), relay=relay.configured(), key_file=KeyFile(folder / PRIVATE_FILE),
    )  # fmt: skip
    try:
        dispatcher.run(stop)
    finally:
        for gateway in gateways:
            gateway.close()


def gateways_of(keys: Path, log_key: VerifierKey) -> list[Gateway]:
    """The gateways in this installation's settings, those of one channel in their order; ``keys`` is the
    folder with their logins.
    """
    ways = (
        smtp.configured(keys), smtp.second(keys), smpp.configured(keys), smpp.second(keys),
        mgov.configured(keys), *sealed.configured(keys, log_key),
    )  # fmt: skip
    return [gateway for gateway in ways if gateway is not None]


def inbox_of(keys: VaultKeys) -> Inbox | None:
    """The folder of bounced mail, if the settings name one."""
    if not settings.VETHANAM_RETURNED:
        return None
    inbox = Inbox(Path(settings.VETHANAM_RETURNED), keys.derived(b"returned"))
    inbox.check()
    return inbox


@dataclass(slots=True)
class Dispatcher:
    """Sends the queued messages of allowed uses through the gateways; the only part that opens contacts."""

    keys: InitVar[VaultKeys]
    log_key: VerifierKey
    gateways: Sequence[Gateway]
    inbox: Inbox | None = None
    relay: relay.RelayWatch | None = None
    key_file: InitVar[KeyFile | None] = None
    holder: int = 0
    fence: Fence = field(default_factory=Fence)
    pace: Pace = field(default_factory=Pace)
    register: GatewayRegister = field(default_factory=GatewayRegister)
    arrivals: Arrivals = field(init=False)
    _vault: OpenedVault = field(init=False, repr=False)
    _reported: ReportedEnds = field(default_factory=ReportedEnds)
    _refusals: RefusalCount = field(default_factory=RefusalCount)
    _stated: int = 0
    _erased: int = 0
    _sweep_at: float = 0.0
    _looked_at: float = field(default_factory=time.monotonic)
    _days_at: float = 0.0
    _proven: dict[int, ProvenUse] = field(default_factory=dict)
    _differing: set[int] = field(default_factory=set)
    _unsaved: list[tuple[list[Ended], int]] = field(default_factory=list)
    _resealing: Resealing | None = None
    _witnesses: WitnessHold = field(init=False)
    _pauses: PauseHold = field(init=False)

    def __post_init__(self, keys: VaultKeys, key_file: KeyFile | None) -> None:
        self._vault = OpenedVault(keys, key_file)
        self._witnesses, self._pauses = WitnessHold(self.log_key), PauseHold(self.log_key)
        self.arrivals = Arrivals(keys.derived(b"arrivals"), self.register)

    def run(self, stop: Event) -> None:
        """Dispatch until stopped; reconnects after losing the database."""
        while not stop.is_set():
            try:
                self.start()
                with contextlib.closing(Wakeups()) as wakeups:
                    while not stop.is_set():
                        if not self.go_round(stop) + self.seal_again():
                            self._rest(stop, wakeups)
            except (OperationalError, InterfaceError) as error:
                log.warning("The dispatcher lost the database and tries again: %s", without_detail(error))
                connection.close()
                stop.wait(1.0)
        self._save_unsaved()

    def start(self) -> None:
        """Take a holder number and its lock, save unsaved outcomes, and give up the
        messages of dead senders.
        """
        self.holder = secrets.randbits(62)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [self.holder])
            # it looks rows up by number, in tables that a mailing may just have doubled
            cursor.execute("SET enable_seqscan = off")
        self._save_unsaved()
        self._sweep()
        self._vault.read_keys()
        self._vault.keep()
        self._close(None)

    def seal_again(self) -> int:
        """Seal a chunk of contacts again while a rotation is under way; returns how many."""
        self._vault.read_keys()
        self._resealing = self._resealing or Resealing(self.log_key)
        try:
            return self._resealing.go_on(self._vault.keys, lambda row: self._vault.open_one(row, {}))
        except (OperationalError, InterfaceError):
            raise
        except DatabaseError as error:
            log.warning("A chunk was not sealed again, and will be: %s", without_detail(error))
            self._resealing.start_over()
            return 0

    def _sweep(self) -> None:
        """Give up the messages of dead senders.

        It scans every waiting message, so it runs rarely while many wait.
        """
        since = time.monotonic()
        left = outbox.give_up_left_ones(self.holder)
        if left:
            log.warning(
                (
                    "%s messages were being sent when their sender ended. They are listed as uncertain and "
                    "are not sent again."
                ),
                left,
            )
        now = time.monotonic()
        self._sweep_at = now + max(SWEEP_SECONDS, SWEEP_TIMES * (now - since))

    def go_round(self, stop: Event | None = None) -> int:
        """Send one chunk of each waiting use; returns how many messages ended or were tried."""
        try:
            return self._round(stop)
        finally:
            self.fence.close()

    def _round(self, stop: Event | None) -> int:
        done = 0
        touched = []
        if time.monotonic() > self._sweep_at:
            self._sweep()
        for use in outbox.waiting_uses(skipped=[*self._witnesses.skipped(), *self._pauses.skipped()]):
            if stop is not None and stop.is_set():
                break
            count = self._chunk_of(use, stop)
            done += count
            if count:
                touched.append(use)
        self._hear()
        self._erase_what_was_asked()
        self._sign_days()
        self._stated, ended = outbox.uses_stated_since(self._stated)
        returned = self.inbox.collect() if self.inbox else []
        delivered = self.relay.go_round() if self.relay else []
        reported = self._reported.go_round()
        self._close([*touched, *ended, *returned, *delivered, *reported])
        return done

    def _rest(self, stop: Event, wakeups: Wakeups) -> None:
        """Wait for a commit while no message waits; a gateway that reports is read to its end."""
        stop.wait(PAUSE_SECONDS)
        while self._hear():
            if wakeups.wait(stop, HEAR_SECONDS):
                return
        wakeups.wait(stop, LOOK_AGAIN_SECONDS)

    def _hear(self) -> int:
        """Save the gateways' delivery receipts and the stop words of people; returns how many."""
        heard = [receipt for gateway in self.gateways for receipt in gateway.receipts()]
        outbox.save_receipts(heard)
        return len(heard) + self.arrivals.hear(self.gateways)

    def _erase_what_was_asked(self) -> None:
        """Erase contacts: withdrawn ones at once, replaced ones once an hour."""
        asked = erasures_asked()
        if asked > self._erased or time.monotonic() - self._looked_at > ERASE_SECONDS:
            erase()
            forget_answers()
            forget_marks()
            self._erased, self._looked_at = asked, time.monotonic()

    def _sign_days(self) -> None:
        """Sign the contacts opened on each day that has ended since; a start signs the days it missed."""
        if time.monotonic() >= self._days_at:
            missing = sign_key_days(self.log_key.name)
            self._days_at = time.monotonic() + (0.0 if missing else DAY_SECONDS)

    # -- one chunk -------------------------------------------------------------------------------------------

    def _chunk_of(self, use_id: int, stop: Event | None) -> int:
        try:
            if (proven := self._prove(use_id)) is None or self._pauses.holds(proven.use):
                return 0
            held = Held.GOES if proven.is_misdated else self._witnesses.look(proven)
            ways = self._reachable(proven.use) if held != Held.WAITS else {}
        except (*UNREADABLE, VethanamError) as error:  # it is set aside, and the others go on
            self._differing.add(use_id)
            says = error.says if isinstance(error, VethanamError) else type(error).__name__
            log.error("Use %s is not sent: %s", use_id, says)
            return 0
        if proven.is_misdated:
            return sum(self._refuse(channel, proven.use, MISDATED) for channel in ways)
        if held == Held.REFUSED:
            return sum(self._refuse(channel, proven.use) for channel in ways)
        return sum(self._through(channel, order, proven, stop) for channel, order in ways.items())

    def _refuse(self, channel: str, use: Use, why: str = UNWITNESSED) -> int:
        """End a chunk of a use that may not go; nothing of it is opened."""
        claimed = outbox.claim(use.pk, channel, self.holder, self.pace.chunk(channel))
        self._save([Ended(one.id, "cancelled", why) for one in claimed])
        return len(claimed)

    def _through(self, channel: str, order: Sequence[Gateway], proven: ProvenUse, stop: Event | None) -> int:
        """Send one chunk of messages through the gateways of one channel."""
        claimed = outbox.claim(proven.use.pk, channel, self.holder, self.pace.chunk(channel))
        if not claimed:
            return 0
        known = epoch()
        try:
            letters, numbers, ended = self._prepare(proven, claimed)
        except (OperationalError, InterfaceError):
            raise  # nothing was handed over; the session's lock releases these
        except (DatabaseError, VethanamError, *UNREADABLE) as error:
            is_told = isinstance(error, (DatabaseError, VethanamError))
            says = without_detail(error) if is_told else type(error).__name__
            log.error("Use %s: a chunk was not opened: %s", proven.use.reference, says)
            self._save([ended_of(one, Handed(Fate.TEMPORARY, "not opened")) for one in claimed])
            return len(claimed)
        self._save(ended)
        ready = [one for one in claimed if one.id in letters and one.contact in numbers]
        post = {one.id: Posted(one.id, numbers[one.contact], letters[one.id]) for one in ready}
        begun = 0
        while ready and not (stop is not None and stop.is_set()):
            group = ready[: self.pace.group(channel)]
            if (sent := self._send(order, proven.use.pk, group, post, known)) is None:
                break
            begun += sent
            ready = ready[len(group) :]
        outbox.let_go(proven.use.pk, claimed, self.holder, len(numbers) - begun)
        return len(claimed)

    def _send(
        self,
        order: Sequence[Gateway],
        use: int,
        group: Sequence[Claimed],
        post: Mapping[int, Posted],
        known: tuple[int, ...],
    ) -> int | None:
        """Hand a small group over behind the fence: small, because it is uncertain if the process dies here.

        Returns the number of messages begun; None if a restraint or a pause was entered since the permit was
        asked: the group is released and asked again.
        """
        self.fence.enter()
        try:
            if epoch() != known:
                return None
            begun = outbox.begin(use, [one.id for one in group], self.holder)
            self.fence.look()
            before = time.monotonic()
            handed = gateway_calls.hand_over_in_order(
                order, [post[one.id] for one in group if one.id in begun], self.fence
            )
            offered = sum(answer.code != outbox.KEPT_BACK for answer in handed.values())
            self.pace.learn(order[0].channel, offered, time.monotonic() - before)
            self._save([ended_of(one, handed[one.id]) for one in group if one.id in begun])
            self._count_refusals(use, [post[one] for one in handed], handed)
            self._mark_numbers(use, group, post, handed)
            record_returns(
                {one: code for one, answer in handed.items() if (code := _refused_for_good(answer))}
            )
            outbox.expect_receipts(
                [(one, known) for one, answer in handed.items() for known in answer.references]
            )
        finally:
            self._leave_fence()
        return len(begun)

    def _count_refusals(self, use: int, post: Sequence[Posted], handed: Mapping[int, Handed]) -> None:
        """Count the operators' refusals of our numbers in the register; the tenth holds the text."""
        proven = self._proven.get(use)
        if proven is not None and proven.text is not None:
            at = time_of_use(proven.use, timezone.now(), self.log_key.name)
            self._refusals.learn(proven.text.code, proven.text.version, post, handed, at)

    def _mark_numbers(
        self, use: int, group: Sequence[Claimed], post: Mapping[int, Posted], handed: Mapping[int, Handed]
    ) -> None:
        """Keep the last message to each number, so that a stop word finds its purpose."""
        proven = self._proven.get(use)
        if proven is not None and proven.use.purpose_code != CONFIRMING:
            taken = [one for one in group if one.id in handed and handed[one.id].fate in REACHED]
            self.arrivals.keep([(one.contact, post[one.id]) for one in taken])

    def _leave_fence(self) -> None:
        """Release the lock. A killed session has lost it already; the next query reports that."""
        with contextlib.suppress(OperationalError, InterfaceError):
            self.fence.leave()

    def _prove(self, use_id: int) -> ProvenUse | None:
        if use_id in self._differing:
            return None
        if use_id not in self._proven:
            proven = prove(use_id, self.log_key)
            if proven is None:
                return None
            proven = replace(proven, is_misdated=is_misdated(proven.use, self.log_key))
            self._proven[use_id] = proven
            if proven.is_misdated:
                log.error(
                    "Use %s: the log took it more than an hour from the time it names", proven.use.reference
                )
        return self._proven[use_id]

    def _reachable(self, use: Use) -> Mapping[str, Sequence[Gateway]]:
        """The registered gateways of a use by channel, in order: those of its channels, or that of a
        reveal or feed.
        """
        ways = use.channels if use.mode == Use.Mode.MESSAGE else [use.mode]
        found: dict[str, list[Gateway]] = {}
        for one in self.gateways:
            if one.channel in ways and self.register.has(one.other_side) and one.is_reachable():
                found.setdefault(one.channel, []).append(one)
        return found

    def _prepare(
        self, proven: ProvenUse, claimed: Sequence[Claimed]
    ) -> tuple[dict[int, Letter], dict[int, Number], list[Ended]]:
        """The letters of a chunk with their opened contacts. The rest ends as cancelled or not openable."""
        at = time_of_use(proven.use, timezone.now(), self.log_key.name)
        if proven.sealing is not None:
            letters, cancelled = sealings_for(proven, claimed, at=at)
        else:
            letters, cancelled = letters_for(
                proven, claimed, at=at, codes=self._vault.codes, inbox=self.inbox
            )  # fmt: skip
        numbers, unopened = self._vault.open(proven, [one for one in claimed if one.id in letters])
        return letters, numbers, cancelled + unopened

    # -- saving ----------------------------------------------------------------------------------------------

    def _save(self, ended: list[Ended]) -> None:
        self._unsaved.append((ended, self.holder))
        self._save_unsaved()

    def _save_unsaved(self) -> None:
        while self._unsaved:
            outbox.save(*self._unsaved[0])
            self._unsaved.pop(0)

    def _close(self, touched: Sequence[int] | None) -> None:
        if touched is not None and not touched:
            return
        for use_id in outbox.closable_uses(touched):
            use = Use.objects.get(pk=use_id)
            try:
                close_use(use, self.log_key.name)
            except VethanamError as error:
                log.error("Use %s cannot be closed: %s", use.reference, error.says)
            self._proven.pop(use_id, None)
            self._witnesses.forget(use_id)


def _refused_for_good(answer: Handed) -> str:
    """The status of an answer that reports a bad address, else empty."""
    return (
        answer.code.rpartition(" ")[2] if answer.fate == Fate.PERMANENT and is_for_good(answer.code) else ""
    )
