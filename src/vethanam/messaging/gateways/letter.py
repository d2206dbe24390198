"""What a gateway takes and what it answers. An answer never quotes the other side's words, which may repeat an address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import NamedTuple, Protocol

from vethanam.errors import Broken
from vethanam.messaging.fence import Fence
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


class Letter(NamedTuple):
    """One message without its recipient. ``id`` is the same however often it is tried; its first
    language is the reader's own; what cannot be delivered goes to ``returns_to``, or to the sender."""

    id: str
    sender: Sender
    languages: tuple[str, ...]
    subject: str
    body: str
    returns_to: str = ""


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
def senders() -> Mapping[str, Sender]:
    """The registered senders, by office."""
    content = shipped_yaml(files("vethanam.messaging") / "senders.yaml")
    return {
        office: Sender(office, entry["name"], entry["mail"], entry.get("header", ""))
        for office, entry in content.items()
    }


def sender_of(office: str) -> Sender:
    """The sender of an office.

    Raises
    ------
    Broken
        It has none registered; nothing goes out in its name.
    """
    try:
        return senders()[office]
    except KeyError:
        raise Broken("no_sender", office=office) from None
