"""Input and output of a gateway. An answer never quotes the other side, which may repeat an address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import NamedTuple, Protocol

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from vethanam.errors import Broken
from vethanam.messaging.fence import Fence
from vethanam.messaging.models import RegisteredSender
from vethanam.privacy.vault.number import Number
from vethanam.shipped import shipped_yaml

#: begins the reference of a letter that a mail server took; its queue number follows
QUEUED_AS = "postfix:"


class Fate(StrEnum):
    """The outcome of a handed-over letter."""

    SENT = "sent"  # taken by the operator or the recipient
    ACCEPTED = "accepted"  # taken by a mail server, which delivers it later
    TEMPORARY = "temporary"  # not accepted, may be later
    PERMANENT = "permanent"  # will not be accepted
    UNCERTAIN = "uncertain"  # under way when the connection broke


class Handed(NamedTuple):
    """The answer to one letter: its fate, a code such as ``250`` or ``550 5.1.1``, and
    references of its receipts.
    """

    fate: Fate
    code: str
    references: tuple[str, ...] = ()


class Receipt(NamedTuple):
    """A gateway's later report, by its own reference: ``delivered`` or the failure."""

    reference: str
    state: str


@dataclass(frozen=True, slots=True)
class Sender:
    """The sender as shown to a reader."""

    office: str
    name: Mapping[str, str]
    mail: str
    header: str = ""

    @property
    def domain(self) -> str:
        """The office's own domain."""
        return self.mail.rsplit("@", 1)[1]


@dataclass(frozen=True, slots=True)
class Sealing:
    """The sealing of a contact without a message: the use, the person, and the facts sent with it.

    A reveal has the P-256 key of the asking officer, a feed the folder and the X25519 key of its recipient.
    """

    use: int
    reference: str
    purpose: str
    person: int
    facts: Mapping[str, str]
    answer_key: bytes | None = None
    folder: str = ""
    public_key: X25519PublicKey | None = None


class Letter(NamedTuple):
    """One message without its recipient.

    ``id`` is stable over retries; the first language is the reader's own; bounces go to ``returns_to``, or to
    the sender. One with ``sealing`` has no text.
    """

    id: str
    sender: Sender
    languages: tuple[str, ...]
    subject: str
    body: str
    returns_to: str = ""
    sealing: Sealing | None = None


class Posted(NamedTuple):
    """A letter with its recipient; ``id`` is the message's in the outbox."""

    id: int
    number: Number
    letter: Letter


class Gateway(Protocol):
    """A gateway for one channel. It keeps its connections open between letters."""

    channel: str

    def is_reachable(self) -> bool:
        """Whether the gateway is connected or can connect."""

    def hand_over(self, post: Sequence[Posted], fence: Fence, told: Callable[[int, Handed], None]) -> None:
        """Hand letters over and report each outcome through ``told``.

        Never raises for the other side's behaviour.

        It asks the fence before each message, and while waiting whether to abort; a letter not begun
        is not reported.
        """

    def receipts(self) -> Sequence[Receipt]:
        """Delivery reports that came since the last call."""

    def close(self) -> None:
        """Disconnect."""


@cache
def shipped_senders() -> Mapping[str, Sender]:
    """The shipped senders, by office."""
    content = shipped_yaml(files("vethanam.messaging") / "senders.yaml")
    return {
        office: Sender(office, entry["name"], entry["mail"], entry.get("header", ""))
        for office, entry in content.items()
    }


def sender_of(office: str) -> Sender:
    """The sender of an office: the last one registered, else the shipped one.

    Raises
    ------
    Broken
        It has none; nothing goes out in its name.
    """
    row = RegisteredSender.objects.filter(office=office).order_by("id").last()
    if row is not None:
        return Sender(office, {"en": row.name, "ml": row.name_ml}, row.mailbox, row.header)
    try:
        return shipped_senders()[office]
    except KeyError:
        raise Broken("no_sender", office=office) from None
