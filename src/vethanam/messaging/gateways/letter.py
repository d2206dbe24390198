"""What a gateway takes and what it answers. An answer never quotes the other side's words, which may repeat an address."""

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


class Fate(StrEnum):
    """What became of a letter that was handed over."""

    SENT = "sent"  # the other side took it
    TEMPORARY = "temporary"  # the other side did not take it and may later
    PERMANENT = "permanent"  # the other side will not take it
    UNCERTAIN = "uncertain"  # it was under way when the line broke


class Handed(NamedTuple):
    """The answer to one letter: its fate, a code such as ``250`` or ``550 5.1.1``, and what its receipts will be known by."""

    fate: Fate
    code: str
    references: tuple[str, ...] = ()


class Receipt(NamedTuple):
    """What a gateway says later of something it took: by its own reference, ``delivered`` or why not."""

    reference: str
    state: str


@dataclass(frozen=True, slots=True)
class Sender:
    """The sender a reader sees."""

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
    """How a contact that is not written to is sealed: the use, the person, and her facts that go with it.

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
    """One message without its recipient. ``id`` is the same however often it is tried; its first
    language is the reader's own; what cannot be delivered goes to ``returns_to``, or to the sender. One with ``sealing``
    has no text."""

    id: str
    sender: Sender
    languages: tuple[str, ...]
    subject: str
    body: str
    returns_to: str = ""
    sealing: Sealing | None = None


class Posted(NamedTuple):
    """A letter with its recipient, on its way out; ``id`` is the message's in the outbox."""

    id: int
    number: Number
    letter: Letter


class Gateway(Protocol):
    """A way out for one channel. It keeps its lines open between letters."""

    channel: str

    def is_reachable(self) -> bool:
        """Whether the line is open or could be opened."""

    def hand_over(self, post: Sequence[Posted], fence: Fence, told: Callable[[int, Handed], None]) -> None:
        """Hand letters over and tell what became of each. Never raises for what the other side does.

        Before each message the fence is asked if it may begin, and while waiting if all must end; a letter that was not
        begun is not told.
        """

    def receipts(self) -> Sequence[Receipt]:
        """What the other side said since of what it took."""

    def close(self) -> None:
        """Hang up."""


@cache
def shipped_senders() -> Mapping[str, Sender]:
    """The senders that ship with this version, by office."""
    content = shipped_yaml(files("vethanam.messaging") / "senders.yaml")
    return {
        office: Sender(office, entry["name"], entry["mail"], entry.get("header", ""))
        for office, entry in content.items()
    }


def sender_of(office: str) -> Sender:
    """The sender of an office: the one registered here last, else the one that ships with this version.

    Raises
    ------
    Broken
        It has none registered; nothing goes out in its name.
    """
    row = RegisteredSender.objects.filter(office=office).order_by("id").last()
    if row is not None:
        return Sender(office, {"en": row.name, "ml": row.name_ml}, row.mailbox, row.header)
    try:
        return shipped_senders()[office]
    except KeyError:
        raise Broken("no_sender", office=office) from None
