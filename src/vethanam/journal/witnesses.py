"""Witnesses of the log: who they are, asking them to sign heads, and heads with their signatures.

``keys/witnesses`` and the policies for purposes (:mod:`vethanam.journal.policy_files`) have the address of
each witness. The sequencer asks all of them at once; one that is silent, slow or says anything false stops
nothing. One that shows a head of ours that the log does not contain ends the sequencer: an older database was
brought back, or there are two histories. A witness's word alone proves neither.
"""

from __future__ import annotations

import logging
import re
import time
from base64 import b64encode
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from threading import Thread

import requests
from django.utils import timezone
from urllib3.exceptions import HTTPError

from vethanam.errors import Broken, Unsound
from vethanam.journal import keys
from vethanam.journal.models import Cosignature, Head
from vethanam.journal.policy_files import offered_policies, read_policy
from vethanam.journal.queries import SignedHead, consistency_proof, head_of, latest_head, root_at
from vethanam.journal.quorums import CLOCKS_APART, WITNESSED_WITHIN
from vethanam.ledger.cosignatures import NOBODY, Policy, WitnessKey
from vethanam.ledger.heads import open_head
from vethanam.ledger.notes import VerifierKey

ANSWERS_WITHIN = 2.0
#: seconds until a witness that did not sign is asked again, and one that kept the others waiting
ASK_AGAIN, ASK_SLOW = 5.0, 30.0
_SLOW = 1.0
_LOOK_BACK = 50
_MOST_ANSWER = 65_536
_LONGEST_NAME = 64
_SIZE = re.compile(r"(0|[1-9][0-9]{0,17})\n?")

log = logging.getLogger("vethanam.journal")


@dataclass(frozen=True, slots=True)
class Answer:
    """A witness's answer to a head: status and text, and the seconds it took; status 0 without one."""

    status: int
    text: str = ""
    took: float = field(default=0.0, compare=False)


def asked_witnesses() -> Policy:
    """All witnesses that the sequencer asks: of ``keys/witnesses`` and of the policies for purposes.

    A key stands once, under the name of the first policy that has it. A file that is no policy is left out.
    """
    own, (files, _) = read_policy(), offered_policies()
    policies = [*([own] if own else []), *(file.policy for file in files)]
    found: dict[str, WitnessKey] = {}
    addresses: dict[str, str] = {}
    publics: set[bytes] = set()
    for policy in policies:
        for name, address in policy.addresses.items():
            key = policy.witnesses[name]
            if key.public in publics:
                continue
            publics.add(key.public)
            chosen = (name if name not in found else key.name)[:_LONGEST_NAME]
            found[chosen], addresses[chosen] = key, address
    return Policy(found, addresses, {}, NOBODY)


def require_none_ahead(key: VerifierKey) -> None:
    """Ask each witness for the last head that it signed, which our log must contain.

    Raises
    ------
    Broken
        A witness knows a longer log of this name, or another one.
    """
    for name, address in asked_witnesses().addresses.items():
        _require_contained(name, address, key)


def _require_contained(name: str, address: str, key: VerifierKey) -> None:
    """Compare the log with the last head of it that a witness has; only our own signature counts."""
    head = latest_head()
    size = head.size if head and head.note.startswith(f"{key.name}\n") else 0
    answer = _asked("GET", f"{address}/{sha256(key.name.encode()).hexdigest()}/checkpoint")
    if answer.status != 200:
        if answer.status != 404:
            log.warning("The witness %s did not say which head it signed last.", name)
        return
    try:
        known = open_head(answer.text, key)
    except Unsound:
        log.warning("The witness %s has a head that this log did not sign.", name)
        return
    if known.size > size or root_at(known.size) != known.root:
        raise Broken("witness_ahead", witness=name, size=size, signed=known.size)


class Asking:
    """Sends each new head to the witnesses for their signatures. Remembers the size that each signed last,
    and when a silent one may be asked again.
    """

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._head: int | None = None
        self._signed: set[str] = set()
        self._rests: dict[str, float] = {}

    def ask(self, using: str) -> int:
        """Have the latest head signed by those who have not, and keep the signatures; returns how many came.

        Raises
        ------
        Broken
            A witness has a longer log of ours, or one that ours does not begin with.
        """
        policy = asked_witnesses()
        if not policy.addresses:
            return 0
        latest = Head.objects.using(using).order_by("-pk").values_list("pk", flat=True).first()
        head = latest_head()
        if head is None:
            return 0
        if latest != self._head:
            self._head, self._signed = latest, set()
        waiting, kept = self._due(policy), 0
        for _ in range(2):  # the second time with the proof from the size that it named
            answers = _answers(waiting, self._bodies(waiting, head))
            kept += sum(self._keep(policy, name, answer, head, using) for name, answer in answers.items())
            waiting = {name: waiting[name] for name, answer in answers.items() if answer.status == 409}
        return kept

    def _due(self, policy: Policy) -> dict[str, str]:
        now = time.monotonic()
        return {
            name: address
            for name, address in policy.addresses.items()
            if name not in self._signed and self._rests.get(name, 0.0) <= now
        }

    def _bodies(self, names: Iterable[str], head: SignedHead) -> dict[str, str]:
        """The request to each witness. Those that know the same size get the same proof, read once."""
        sizes = {name: self._known.get(name, 0) for name in names}
        bodies = {old: _body(old, head) for old in set(sizes.values())}
        return {name: bodies[old] for name, old in sizes.items()}

    def _keep(self, policy: Policy, name: str, answer: Answer, head: SignedHead, using: str) -> bool:
        known = int(answer.text) if answer.status == 409 and _SIZE.fullmatch(answer.text) else None
        if answer.status == 422 or (known is not None and known > head.size):
            _require_contained(name, policy.addresses[name], keys.public_key())
        elif known is not None:
            self._known[name] = known
            return False
        signed = _line(policy, name, head, answer.text) if answer.status == 200 else None
        if signed is None:
            if name not in self._rests:
                log.warning("The witness %s does not sign (status %s).", name, answer.status)
            self._rests[name] = time.monotonic() + (ASK_SLOW if answer.took > _SLOW else ASK_AGAIN)
            return False
        if self._rests.pop(name, None) is not None:
            log.info("The witness %s signs again.", name)
        self._known[name] = head.size
        self._signed.add(name)
        line, at = signed
        Cosignature.objects.using(using).create(size=head.size, witness=name, line=line, signed_at=at)
        return True


def _body(old: int, head: SignedHead) -> str:
    proof = consistency_proof(old, head.size) if 0 < old < head.size else []
    return "".join([f"old {old}\n", *(f"{b64encode(one).decode()}\n" for one in proof), "\n", head.note])


def _answers(addresses: Mapping[str, str], bodies: Mapping[str, str]) -> dict[str, Answer]:
    """The answers of witnesses that are asked at once, by name."""
    if not addresses:
        return {}
    with ThreadPoolExecutor(max_workers=len(addresses)) as pool:
        found = pool.map(lambda name: _add(addresses[name], bodies[name]), addresses)
        return dict(zip(addresses, found, strict=True))


def _line(policy: Policy, name: str, head: SignedHead, text: str) -> tuple[str, datetime] | None:
    """The witness's own signature line among those that it answered, with its time."""
    for line in text.splitlines():
        try:
            signers = policy.signers_of(f"{head.note}{line}\n")
        except Unsound:
            continue
        if name in signers and signers[name] <= (timezone.now() + CLOCKS_APART).timestamp():
            return line, datetime.fromtimestamp(signers[name], UTC)
    return None


def _add(address: str, body: str) -> Answer:
    since = time.monotonic()
    return replace(_asked("POST", f"{address}/add-checkpoint", body), took=time.monotonic() - since)


#: requests without an end, by address: a witness that drips its answer is not asked again meanwhile
_unanswered: dict[str, Thread] = {}


def _asked(method: str, address: str, body: str = "") -> Answer:
    """A witness's answer; none after twice ``ANSWERS_WITHIN``, however slowly it comes."""
    if (before := _unanswered.get(address)) is not None and before.is_alive():
        return Answer(0)
    answers: list[Answer] = []
    asking = Thread(target=lambda: answers.append(_answer(method, address, body)), daemon=True)
    asking.start()
    asking.join(2 * ANSWERS_WITHIN)
    _unanswered[address] = asking
    return answers[0] if answers else Answer(0)


def _answer(method: str, address: str, body: str) -> Answer:
    try:
        with requests.request(
            method, address, data=body.encode(), timeout=ANSWERS_WITHIN, stream=True, allow_redirects=False
        ) as response:
            content = response.raw.read(_MOST_ANSWER, decode_content=True)
            return Answer(response.status_code, content.decode())
    except (requests.RequestException, HTTPError, UnicodeDecodeError, OSError):
        return Answer(0)


# -- heads with signatures -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WitnessedHead:
    """A head with the witnesses that signed it and when, and whether they are enough."""

    head: SignedHead
    signers: Mapping[str, datetime]
    is_enough: bool


def witnessed(head: SignedHead, policy: Policy) -> WitnessedHead:
    """A head with the lines of its witnesses in its note; each witness's latest one."""
    rows = Cosignature.objects.filter(size=head.size).order_by("witness", "-signed_at").distinct("witness")
    note = head.note + "".join(f"{row.line}\n" for row in rows)
    signers = {name: datetime.fromtimestamp(at, UTC) for name, at in policy.signers_of(note).items()}
    return WitnessedHead(replace(head, note=note), signers, policy.is_met(signers))


def head_to_show() -> WitnessedHead | None:
    """The latest head that enough witnesses signed, if it is not too old, else the latest."""
    head, policy = latest_head(), read_policy()
    if head is None or policy is None:
        return WitnessedHead(head, {}, is_enough=False) if head else None
    sizes = Cosignature.objects.order_by("-size").values_list("size", flat=True).distinct()[:_LOOK_BACK]
    origin = head.note.partition("\n")[0]
    for size in sizes:
        older = head_of(size)
        if older is None or not older.note.startswith(f"{origin}\n"):
            continue
        found = witnessed(older, policy)
        newest = max(found.signers.values(), default=None)
        if found.is_enough and newest and timezone.now() - newest < WITNESSED_WITHIN:
            return found
    return witnessed(head, policy)


def is_late() -> bool:
    """Whether there is a policy, and the log is older than a quarter of an hour without enough signatures
    in it.
    """
    shown = head_to_show() if read_policy() else None
    if shown is None or shown.is_enough:
        return False
    return Head.objects.filter(at__lt=timezone.now() - WITNESSED_WITHIN).exists()
