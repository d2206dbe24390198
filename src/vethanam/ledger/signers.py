"""Who signed, and in which role: from the leaves of a log alone.

    signature → key → enrolment, countersigned → mark of its holder → appointment in force → role

The log's first key is its anchor: a stamp of the sequencer names it (:mod:`vethanam.ledger.stamps`), and its
holder is the first administrator. Every other key counts once its ``key.confirmed`` carries the signature of
an administrator, or of its holder's own earlier key; a further key of a holder for one host also waits for 24
hours. Time is the sequencer's: a leaf's own ``at`` counts if it lies within the hour before. A sample's log
has business time alone. A signature counts at its first place: a copy of its leaf does not make it later.
An ``appointment`` carries two signatures: of its proposer and of another person who
agreed. A ``delegation`` counts once a ``delegation.agreed`` has the signature of a superior. Ends of keys,
appointments and delegations take none: they only take away.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from operator import attrgetter, itemgetter
from typing import Any

from vethanam.errors import Unsound
from vethanam.ledger.canonical import canonical
from vethanam.ledger.hashing import leaf_hash
from vethanam.ledger.leaves import instant
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.signatures import SOFTWARE, Signature, challenge_of, is_signed, own_part
from vethanam.ledger.signed_acts import is_covered
from vethanam.ledger.stamps import KIND as STAMP
from vethanam.ledger.stamps import Stamp, is_sample_log, stamp_in

#: delay before a further key of a person counts, so that a stolen reset of her keys waits in public
FREEZE = timedelta(hours=24)
ADMINISTRATOR, CONTROLLING, EMPLOYEE = "administrator", "countersigning_officer", "employee"
#: how much earlier than the sequencer's time the time in a signature may be: entries wait for the log
LATE = timedelta(hours=1)
#: roles of a drawing code that its controlling officer gives
SUBORDINATE = ("clerk", "drawing_officer")
#: role in a signature → appointments that give it, where the words differ
APPOINTMENTS: Mapping[str, Collection[str]] = {
    "dpo": ("data_protection_officer",),
    "sheet_verifier": ("drawing_officer", "clerk"),
}
PROPOSING, AGREEING = ("propose_appointment", "hand_over"), ("agree_appointment",)
CONFIRMING = ("confirm_keys", "enrol_key")
LENDING, AGREEING_TO_LOAN = ("delegate",), ("agree_delegation",)
#: members that a signed statement shares with its leaf
SAID_OF_KEY = ("algorithm", "holder", "relying_on")
SAID_OF_APPOINTMENT = ("holder", "role", "scope", "office", "from", "until")
SAID_OF_DELEGATION = ("holder", "by", "role", "scope", "power", "from", "until")
#: faults of the signature itself, told after those of its subject
UNREAD = ("its signature cannot be read", "its key did not sign this")
COPIED = "the log has its signature before it"
UNDATED = "the file does not hold the time at which the log took it"
_INDIA = timedelta(hours=5, minutes=30)

type Public = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seat:
    """A role in force.

    ``scope`` is its drawing code, treasury or controller; ``power`` is set if it is lent.
    """

    role: str
    scope: str
    office: str
    power: str = ""


@dataclass(frozen=True, slots=True)
class Signer:
    """A signature that counts: its place and business time, key, holder's mark, role and its seats then.

    ``act`` is the signed act, of an approval the kind of its subject; ``commitment`` is hexadecimal; ``day``
    is the day in India for which the role was asked.
    """

    index: int
    at: str
    day: str
    key: str
    holder: str
    role: str
    act: str
    commitment: str
    seats: tuple[Seat, ...] = ()

    def holds(self, role: str, scope: str | None = None, *, is_lent: bool = False) -> bool:
        """Whether the signer held a role in her own right, within this scope if one is given.

        With ``is_lent`` a role lent to her counts too, unless it was lent for looking only.
        """
        return any(
            seat.role == role
            and scope in (None, seat.scope)
            and (not seat.power or (is_lent and seat.power != "view"))
            for seat in self.seats
        )


@dataclass(slots=True)
class _Key:
    index: int
    at: str
    public: Public
    is_further: bool
    confirmed: int | None = None

    @property
    def holder(self) -> str:
        return str(self.public.get("holder"))

    @property
    def public_key(self) -> str:
        return str(statement_of_key(self.public)["public_key"])


@dataclass(slots=True)
class _Appointment:
    """An appointment, or a delegation from the holder ``by``; ``ends`` are place and last day of its ends.

    ``index`` is the place from which it counts; None while a delegation waits for a superior.
    """

    seat: Seat
    first: str
    last: str | None
    index: int | None
    by: str = ""
    ends: list[tuple[int, str]] = field(default_factory=list)

    def is_of(self, role: str, scope: str) -> bool:
        return (self.seat.role, self.seat.scope) == (role, scope)

    def is_in_force(self, index: int, day: str) -> bool:
        return (
            self.index is not None
            and self.index < index
            and self.first <= day
            and (self.last is None or day <= self.last)
            and not any(place < index and day > last for place, last in self.ends)
        )


@dataclass(slots=True)
class Signers:
    """The keys and appointments of the leaves so far; ``faults`` names each signature that does not count.

    ``take`` is called with the leaves in log order, after ``stamps`` was filled from all of them
    (:func:`signers_in`).
    """

    log: VerifierKey
    stamps: list[Stamp] = field(default_factory=list)
    keys: dict[str, _Key] = field(default_factory=dict)
    appointments: dict[str, list[_Appointment]] = field(default_factory=lambda: defaultdict(list))
    signatures: dict[str, list[tuple[int, Mapping[str, Any]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    faults: dict[int, str] = field(default_factory=dict)
    #: public key → place of its end, under any name
    ended: dict[str, int] = field(default_factory=dict)
    _holders: set[tuple[str, str]] = field(default_factory=set)
    _given: set[bytes] = field(default_factory=set)
    _loans: dict[bytes, _Appointment] = field(default_factory=dict)
    _misfits: dict[int, str | None] = field(default_factory=dict)

    @property
    def anchor(self) -> bytes | None:
        """The hash of the leaf of the log's first key, as the sequencer signed it."""
        return next((stamp.anchor for stamp in reversed(self.stamps) if stamp.anchor is not None), None)

    def take(self, index: int, leaf: Mapping[str, Any]) -> None:
        """Take the next leaf."""
        match str(leaf["kind"]):
            case "act.signed" | "approval.given":
                self.signatures[str(leaf["public"].get("approves"))].append((index, leaf))
                if isinstance(found := self._signer(index, leaf, reads=False), str):
                    self.faults[index] = found
            case "key.enrolled":
                self._enrol(index, leaf)
            case "key.confirmed":
                self._confirm(index, leaf["public"])
            case "key.revoked":
                if (key := self.keys.get(str(leaf["public"].get("key")))) is not None:
                    self.ended.setdefault(key.public_key, index)
            case "appointment":
                self._appoint(index, leaf["public"])
            case "delegation":
                self._lend(leaf["public"])
            case "delegation.agreed":
                self._agree(index, leaf["public"])
            case "appointment_ended" | "delegation_revoked":
                self._end(index, leaf)
            case _:
                pass

    def signer(self, index: int, leaf: Mapping[str, Any]) -> Signer | str:
        """The signer of an ``act.signed``, ``approval.given`` or ``sheet.verified`` at its place; a
        text names the fault.
        """
        return self._signer(index, leaf, reads=True)

    def signers_of(self, statement: Public, part: Any, acts: Collection[str]) -> list[Signer]:
        """The signers of a statement through the part in its leaf, by one of these acts."""
        if (
            not isinstance(part, Mapping)
            or str(part.get("act")) not in acts
            or not is_covered(statement, part)
        ):
            return []
        found = [
            self.signer(index, leaf) for index, leaf in self.signatures.get(str(part.get("approves")), ())
        ]
        return [one for one in found if isinstance(one, Signer) and one.act == part["act"]]

    # -- keys --------------------------------------------------------------------------------------------

    def _enrol(self, index: int, leaf: Mapping[str, Any]) -> None:
        public, name = leaf["public"], str(leaf["public"].get("key"))
        if name in self.keys:
            return
        holder, host = str(public.get("holder")), str(public.get("relying_on"))
        key = self.keys[name] = _Key(index, str(leaf["at"]), public, (holder, host) in self._holders)
        self._holders.add((holder, host))
        if self.anchor is not None and leaf_hash(canonical(leaf)) == self.anchor:
            key.confirmed = index
            self._found(key.holder, index)

    def _confirm(self, index: int, public: Public) -> None:
        key = self.keys.get(str(public.get("key")))
        if key is None or key.confirmed is not None:
            return
        founds = public.get("administers") is True
        says = statement_of_key(key.public, administers=founds)
        if founds and canonical(says) in self._given:
            return
        for signer in self.signers_of(says, public.get("signed"), CONFIRMING):
            is_own = signer.holder == key.holder and not founds
            is_other = signer.holder != key.holder and signer.holds(ADMINISTRATOR)
            if is_own or (is_other and (not founds or self._is_alone(signer, index))):
                key.confirmed = index
                if founds:
                    self._given.add(canonical(says))
                    self._found(key.holder, index)
                return

    def _found(self, holder: str, index: int) -> None:
        self.appointments[holder].append(_Appointment(Seat(ADMINISTRATOR, "", ""), "", None, index))

    def _is_alone(self, signer: Signer, index: int) -> bool:
        """Whether nobody else is administrator: only then does one person make a second."""
        return not any(
            one.seat.role == ADMINISTRATOR and one.is_in_force(index, signer.day)
            for holder, held in self.appointments.items()
            if holder != signer.holder
            for one in held
        )

    def _counts(self, key: _Key, index: int, at: str) -> str | None:
        """Why a key's signature at a place does not count; None if it does."""
        if self.ended.get(key.public_key, index) < index:
            return "its key had been ended"
        if key.public.get("algorithm") == SOFTWARE and not is_sample_log(self.log.name):
            return "its key is that of a program"
        if key.confirmed is None or key.confirmed >= index:
            return "its key was not countersigned"
        if key.is_further and not self._has_waited(key, index, at):
            return "its key did not count yet"
        return None

    def _has_waited(self, key: _Key, index: int, at: str) -> bool:
        signed, enrolled = self._instant(index, at), self._instant(key.index, key.at)
        return signed is not None and enrolled is not None and signed - enrolled >= FREEZE

    # -- time --------------------------------------------------------------------------------------------

    def _instant(self, index: int, at: str) -> datetime | None:
        """When an entry was logged, by the stamp after its batch; None if the leaves lack it. Of a sample:
        its own time.
        """
        if is_sample_log(self.log.name):
            return datetime.fromisoformat(at)
        after = bisect_right(self.stamps, index, key=attrgetter("index"))
        stamp = self.stamps[after] if after < len(self.stamps) else None
        if stamp is None or (stamp.opens is not None and stamp.opens > index):
            return None
        return stamp.time

    def bounded(self, index: int, at: str) -> str:
        """An entry's own time as far as stamps let it count: no earlier than an hour before its batch was
        logged, and not later. A batch without stamps has those that stand before and after it. Of a sample:
        its own time.
        """
        if is_sample_log(self.log.name):
            return at
        place = bisect_right(self.stamps, index, key=attrgetter("index"))
        after = self.stamps[place] if place < len(self.stamps) else None
        is_of_batch = after is not None and after.opens is not None and after.opens <= index
        before = after if is_of_batch else self.stamps[place - 1] if place else None
        if before is not None:
            at = max(at, instant(before.time - LATE))
        return at if after is None else min(at, instant(after.time))

    def _day(self, index: int, at: str) -> str | None:
        """The day in India of an entry's own time, which is at most an hour before it was logged."""
        logged = self._instant(index, at)
        if logged is None:
            return None
        said = min(max(datetime.fromisoformat(at), logged - LATE), logged)
        return (said + _INDIA).date().isoformat()

    # -- appointments ------------------------------------------------------------------------------------

    def _appoint(self, index: int, public: Public) -> None:
        says = {name: public.get(name) for name in SAID_OF_APPOINTMENT}
        proposers = self.signers_of(says, public.get("proposed"), PROPOSING)
        agreers = self.signers_of(says, public.get("agreed"), AGREEING)
        if any(
            proposer.holder != agreer.holder
            and str(says["holder"]) not in (proposer.holder, agreer.holder)
            and _gives(agreer, says)
            and (_gives(proposer, says) or self._holds_it(proposer, says))
            for proposer in proposers
            for agreer in agreers
        ):
            seat = Seat(str(says["role"]), str(says["scope"]), str(says["office"]))
            self._give(says, _Appointment(seat, str(says["from"]), _text(says["until"]), index))

    def _holds_it(self, signer: Signer, says: Public) -> bool:
        """Whether a signer holds the same seat herself: she names her successor, or lends a power of it."""
        held = self.seats(signer.holder, signer.index, signer.day)
        return any((seat.role, seat.scope, seat.power) == (says["role"], says["scope"], "") for seat in held)

    def _lend(self, public: Public) -> None:
        says = {name: public.get(name) for name in SAID_OF_DELEGATION}
        role, scope, by = str(says["role"]), str(says["scope"]), str(says["by"])
        for signer in self.signers_of(says, public.get("signed"), LENDING):
            is_by_holder = signer.holder == by != str(says["holder"])
            if says["power"] and is_by_holder and self._holds_it(signer, says):
                seat = Seat(role, scope, "", str(says["power"]))
                loan = _Appointment(seat, str(says["from"]), _text(says["until"]), None, by)
                self._give(says, loan)
                self._loans.setdefault(canonical(says), loan)
                return

    def _agree(self, index: int, public: Public) -> None:
        says = {name: public.get(name) for name in SAID_OF_DELEGATION}
        loan = self._loans.get(canonical(says))
        if loan is None or loan.index is not None:
            return
        for signer in self.signers_of(says, public.get("signed"), AGREEING_TO_LOAN):
            if signer.holder not in (str(says["holder"]), str(says["by"])) and _gives(signer, says):
                loan.index = index
                return

    def _give(self, says: Public, given: _Appointment) -> None:
        """Count a signed statement once: one that ended does not begin anew with a copy of its leaf."""
        if (said := canonical(dict(says))) not in self._given:
            self._given.add(said)
            self.appointments[str(says["holder"])].append(given)

    def _end(self, index: int, leaf: Mapping[str, Any]) -> None:
        public, is_lent = leaf["public"], leaf["kind"] == "delegation_revoked"
        last = "" if is_lent else str(public.get("until"))
        ended = (public.get("role"), public.get("scope"), public.get("power") if is_lent else "")
        for one in self.appointments.get(str(public.get("holder")), ()):
            if (one.seat.role, one.seat.scope, one.seat.power) == ended:
                one.ends.append((index, last))

    def seats(self, holder: str, index: int, day: str) -> Iterator[Seat]:
        """The roles of a mark at a place and on a day, lent ones only while their lender has them."""
        for one in self.appointments.get(holder, ()):
            if one.is_in_force(index, day) and (
                not one.by
                or any(
                    not own.by and own.is_in_force(index, day) and own.is_of(one.seat.role, one.seat.scope)
                    for own in self.appointments.get(one.by, ())
                )
            ):
                yield one.seat

    # -- signatures --------------------------------------------------------------------------------------

    def _signer(self, index: int, leaf: Mapping[str, Any], *, reads: bool) -> Signer | str:
        """``reads``: check the signature too, and not only key and role."""
        public, at = _signature_in(leaf), str(leaf["at"])
        key = self.keys.get(str(public.get("key")))
        if key is None or key.index > index:
            return "the file does not hold the enrolment of its key"
        if why := self._counts(key, index, at):
            return why
        day = self._day(index, at)
        if day is None:
            return UNDATED
        role = str(public.get("as"))
        wanted = APPOINTMENTS.get(role, (role,))
        seats = tuple(seat for seat in self.seats(key.holder, index, day) if seat.role in wanted)
        if not seats and role != EMPLOYEE:
            return f"nobody gave its signer the role of {role.replace('_', ' ')}"
        if reads and (why := self._misfit(index, public, key.public)):
            return why
        if reads and self._is_copy(index, public, key):
            return COPIED
        act = str(public.get("act", public.get("of")))
        commitment = str(public.get("approves"))
        return Signer(index, at, day, str(public.get("key")), key.holder, role, act, commitment, seats)

    def _is_copy(self, index: int, public: Public, key: _Key) -> bool:
        """Whether the same signature by this key stands before this place: a copy gives it no later time."""
        known = self.signatures.get(str(public.get("approves")), ())
        for place, leaf in known[: bisect_left(known, index, key=itemgetter(0))]:
            other = leaf["public"]
            by = self.keys.get(str(other.get("key")))
            if (
                by is not None
                and by.public_key == key.public_key
                and _said_with(other) == _said_with(public)
                and not self._misfit(place, other, by.public)
            ):
                return True
        return False

    def _misfit(self, index: int, public: Public, key: Public) -> str | None:
        """Why the bytes of a signature do not fit its key; each is checked once."""
        if index not in self._misfits:
            self._misfits[index] = _unsigned(public, key)
        return self._misfits[index]


def signers_in(leaves: Iterable[tuple[int, Mapping[str, Any]]], log: VerifierKey) -> Signers:
    """The keys, appointments and faults of leaves that verified, in log order.

    Raises
    ------
    ValueError, OverflowError
        A time cannot be read.
    """
    told = list(leaves)
    found = Signers(log)
    stamps = (stamp_in(index, leaf, log) for index, leaf in told if leaf["kind"] == STAMP)
    found.stamps += [stamp for stamp in stamps if stamp is not None]
    for index, leaf in told:
        found.take(index, leaf)
    return found


def statement_of_key(public: Public, *, administers: bool = False) -> dict[str, Any]:
    """The statement that confirms a key, from the public part of its enrolment.

    ``administers``: the holder of the key also becomes an administrator, made by the only one.
    """
    try:
        hashed = sha256(bytes.fromhex(str(public.get("public_key")))).hexdigest()
    except ValueError:
        hashed = ""
    says = {**{name: public.get(name) for name in SAID_OF_KEY}, "public_key": hashed}
    return {**says, "administers": True} if administers else says


def _gives(signer: Signer, says: Public) -> bool:
    """Whether a signer may give this role: an administrator any, a controlling officer those of her code."""
    return signer.holds(ADMINISTRATOR) or (
        says["role"] in SUBORDINATE and bool(says["scope"]) and signer.holds(CONTROLLING, str(says["scope"]))
    )


def _signature_in(leaf: Mapping[str, Any]) -> Public:
    """What a leaf says of its signature. That of a sheet's verification has its role and act by its kind."""
    public: Public = leaf["public"]
    if leaf["kind"] != "sheet.verified":
        return public
    return {**public, "approves": public.get("signs"), "as": "sheet_verifier", "act": "verify_sheet"}


def _unsigned(public: Public, key: Public) -> str | None:
    try:
        challenge = challenge_of(bytes.fromhex(str(public["approves"])), str(public["as"]))
        fits = is_signed(
            challenge, Signature.from_public(public["signature"]), bytes.fromhex(str(key["public_key"])),
            str(key["algorithm"]), str(key.get("relying_on", "")),
        )  # fmt: skip
    except (AttributeError, KeyError, TypeError, ValueError, Unsound):
        return UNREAD[0]
    return None if fits else UNREAD[1]


def _said_with(public: Public) -> tuple[Any, ...]:
    """What a signature says of itself: its subject, role and the part of it that no copy can change."""
    try:
        own = own_part(bytes.fromhex(public["signature"]["signed"]))
    except (KeyError, TypeError, ValueError):
        own = b""
    return str(public.get("act", public.get("of"))), public.get("reference"), public.get("as"), own


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
