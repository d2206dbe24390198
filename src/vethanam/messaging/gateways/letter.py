"""Input and output of a gateway. An answer never quotes the other side, which may repeat an address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import NamedTuple, Protocol, runtime_checkable

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from vethanam.messaging.fence import Fence
from vethanam.messaging.operator_numbers import OperatorNumbers
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
    references of its receipts. ``is_registration_refused`` if an operator refuses the numbers of sender or
    text.
    """

    fate: Fate
    code: str
    references: tuple[str, ...] = ()
    is_registration_refused: bool = False


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
    the sender. One with ``sealing`` has no text. A short message has its ``numbers`` at the operators.
    ``leave`` is the address at which its person ends the consent it was sent by (``is_by_consent``), or
    chooses her channels.
    """

    id: str
    sender: Sender
    languages: tuple[str, ...]
    subject: str
    body: str
    returns_to: str = ""
    sealing: Sealing | None = None
    numbers: OperatorNumbers | None = None
    leave: str = ""
    is_by_consent: bool = False

    @property
    def envelope_id(self) -> str:
        """The name of a letter in reports on its delivery: the part of its return address that only we can
        make, else its id.
        """
        return self.returns_to.partition("@")[0].rpartition("+")[2] if self.returns_to else self.id


class Posted(NamedTuple):
    """A letter with its recipient; ``id`` is the message's in the outbox."""

    id: int
    number: Number
    letter: Letter


class OtherSide(NamedTuple):
    """The kind (``smtp``, ``smpp`` or ``mgov``), host and port to which a gateway sends."""

    kind: str
    host: str
    port: int

    @property
    def address(self) -> str:
        """Host and port, as the settings name them."""
        return f"{self.host}:{self.port}"


def other_side(kind: str, address: str) -> OtherSide:
    """The other side at ``host:port``."""
    host, _, port = address.rpartition(":")
    return OtherSide(kind, host, int(port))


class Arrival(NamedTuple):
    """A short message of a person: her number, if it is one of India, the number it went to, and whether it
    is a stop word.
    """

    number: Number | None
    to: str
    is_stop: bool


class Gateway(Protocol):
    """A gateway for one channel. It keeps its connections open between letters.

    One that hands nothing to another machine has no other side.
    """

    channel: str

    @property
    def other_side(self) -> OtherSide | None:
        """The address to which it sends; two administrators registered it."""

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


@runtime_checkable
class HearingGateway(Gateway, Protocol):
    """A gateway through which people can answer."""

    def arrivals(self) -> Sequence[Arrival]:
        """Messages of people since the last call. Those of the call before are acknowledged: they are saved
        by now.
        """


@cache
def shipped_senders() -> Mapping[str, Sender]:
    """The shipped senders, by office."""
    content = shipped_yaml(files("vethanam.messaging") / "senders.yaml")
    return {
        office: Sender(office, entry["name"], entry["mail"], entry.get("header", ""))
        for office, entry in content.items()
    }
