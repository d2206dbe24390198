"""Four people with credited pay, their sealed contacts, the keys, and a recording mail server."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from tests.conftest import World
from tests.payments.desk import Desk, make_desk
from tests.payments.test_answers import credited, handed_over, notice, say
from vethanam.journal.keys import create, load
from vethanam.journal.sequencer import sequence_once
from vethanam.ledger.notes import SigningKey
from vethanam.messaging.actions import register_texts
from vethanam.messaging.contact_opening import KeyFile
from vethanam.messaging.dispatch import Dispatcher
from vethanam.messaging.gateways.letter import Sender, shipped_senders
from vethanam.messaging.gateways.smtp import SmtpGateway
from vethanam.messaging.operator_numbers import SUFFIXES
from vethanam.messaging.registered_senders import SENDER, register_sender
from vethanam.messaging.templates import LANGUAGES, texts
from vethanam.payments.messages import Instruction
from vethanam.people.models import Employment
from vethanam.privacy.actions import register_purposes, seal_contacts
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.vault.keys import new_vault_keys, read_vault_keys
from vethanam.privacy.vault.number import parse
from vethanam.site.processes import free_port

#: synthetic numbers and hosts
MOBILE = "+91 00000 4{n:04d}"
MAIL = "person{n}@office.example"


@dataclass
class Mailbox:
    """A mail server in a thread.

    ``refuse`` answers RCPT of an address, ``at_text`` is called after a text arrived.
    """

    received: list[tuple[str, bytes]] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    return_paths: dict[str, str] = field(default_factory=dict)
    at_text: Any = None
    at_rcpt: Any = None
    port: int = 0

    @property
    def addresses(self) -> list[str]:
        return [address for address, _ in self.received]

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.at_rcpt is not None:
            await self.at_rcpt(server, envelope)
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        if self.at_text is not None:
            answer = self.at_text(server, envelope)
            if answer is not None:
                return str(answer)
        assert isinstance(envelope.content, bytes)
        self.return_paths |= dict.fromkeys(envelope.rcpt_tos, envelope.mail_from or "")
        self.received += [(address, envelope.content) for address in envelope.rcpt_tos]
        return "250 2.0.0 taken"


@contextlib.contextmanager
def open_mailbox(port: int = 0) -> Iterator[Mailbox]:
    """Run the mail server for a while, on a free port unless one is named."""
    box = Mailbox(port=port or free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port, ready_timeout=10)
    controller.start()
    yield box
    controller.stop()


@dataclass
class House:
    """The office of :class:`Desk` with vault, ledger and mail."""

    desk: Desk
    mailbox: Mailbox
    state: Path
    log_key: SigningKey
    people: list[int]
    _sent: Instruction | None = None

    @property
    def world(self) -> World:
        return self.desk.world

    def sequence(self) -> None:
        """Append staged entries and sign."""
        sequence_once(self.log_key)

    def credit(self, *which: int) -> Instruction:
        """The bank credits these people, or all."""
        self._sent = self._sent or handed_over(self.desk)
        say(
            self.desk, notice(*credited(self._sent, *which), message=f"N{'-'.join(map(str, which)) or 'all'}")
        )
        self.sequence()
        return self._sent

    def dispatcher(self, **changes: Any) -> Dispatcher:
        """A dispatcher in this process; run it ``with house.world.role("dispatcher")``."""
        gateway = SmtpGateway("127.0.0.1", self.mailbox.port, seconds=5)
        path = self.state / "keys" / "vault.key"
        return Dispatcher(
            read_vault_keys(path), self.log_key.verifier, (gateway,),
            **{"key_file": KeyFile(path), **changes},
        )  # fmt: skip

    def dispatch(self, rounds: int = 5, **changes: Any) -> None:
        """Let a dispatcher send the waiting messages."""
        with self.world.role("dispatcher"):
            dispatcher = self.dispatcher(**changes)
            dispatcher.start()
            for _ in range(rounds):
                dispatcher.go_round()
                dispatcher.seal_again()
            for gateway in dispatcher.gateways:
                gateway.close()
        self.sequence()

    def states(self) -> dict[str, int]:
        rows = self.world.sql("postgres", "SELECT state, count(*) FROM privacy_outbox GROUP BY state")
        return dict(rows)


def register_gateway(world: World, kind: str, port: int) -> None:
    """A gateway on loopback as if two administrators had entered it: the row alone, by no order."""
    with world.connect("postgres") as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "INSERT INTO messaging_registeredgateway (code, kind, host, port, run_by, valid_from, order_id,"
            " recorded_at) VALUES (%s, %s, '127.0.0.1', %s, 'Example operator', '2020-01-01', 0, now())",
            (f"{kind}-{port}", kind, port),
        )


#: numbers of a made-up office, header, telemarketer and text in the operators' register
ENTITY, HEADER, TELEMARKETER, TEMPLATE = (
    "1001234500000000001",
    "1005234500000000002",
    "1202234500000000003",
    "11072345",
)


def category_of(purpose: str) -> str:
    """The class under which operators register the texts of a purpose."""
    suffixes = {one.code: one.suffix for one in load_catalogue().purposes}
    return next((name for name, one in SUFFIXES.items() if one == suffixes.get(purpose)), "service_implicit")


def register_with_operators(world: World, *offices: str, senders: Mapping[str, Sender] | None = None) -> None:
    """Senders with their numbers and every text of this version, as if entered by acts; the program's own or
    ``senders``.
    """
    entries = {office: _logged(world, (senders or shipped_senders())[office]) for office in offices}
    with world.connect("postgres") as connection:
        connection.execute("SET session_replication_role = replica")
        for office in offices:
            content, leaf = entries[office]
            connection.execute(
                "INSERT INTO messaging_registeredsender (office, name, name_ml, mailbox, header, header_id,"
                " entity_id, telemarketers, owner, replies_to, recorded_at, leaf)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '2020-01-01', %s)",
                (*content.values(), leaf),
            )
            for place, text in enumerate(texts().values()):
                for language in LANGUAGES:
                    number = f"{TEMPLATE}{place:010d}{LANGUAGES.index(language)}"
                    connection.execute(
                        "INSERT INTO messaging_operatortext (text, version, office, language, template_id,"
                        " category, words, valid_from, recorded_at)"
                        " VALUES (%s, %s, %s, %s, %s, %s, '', '2020-01-01', '2020-01-01')",
                        (text.code, text.version, office, language, number, category_of(text.purpose)),
                    )


def _logged(world: World, sender: Sender) -> tuple[dict[str, str], int]:
    """The content of a sender's row, and its entry."""
    values = (
        sender.office, sender.name["en"], sender.name["ml"], sender.mail, sender.header, HEADER, ENTITY,
        TELEMARKETER, "", "",
    )  # fmt: skip
    content = dict(zip(SENDER, values, strict=True))
    with world.role("worker"):
        leaf = register_sender(content, datetime(2020, 1, 1, tzinfo=UTC), is_sample=True)
    return content, leaf


def new_keys(folder: Path) -> None:
    """The keys of a vault and of a log."""
    folder.mkdir(parents=True)
    public, private = new_vault_keys()
    (folder / "vault.pub").write_bytes(public)
    (folder / "vault.key").write_bytes(private)
    (folder / "vault.key").chmod(0o600)
    create(folder / "log.key", "vethanam.example/test")


def furnish_house(world: World, _nothing: Any) -> Desk:
    """The desk with purposes, texts, three addresses and four numbers, sealed with the keys of
    the settings' state folder.
    """
    desk = make_desk(world, None)
    register_purposes(desk.service)
    register_texts(desk.service)
    register_with_operators(world, "FIN", "GAD")
    people = persons()
    verified = [(person, parse("email_official", MAIL.format(n=n))) for n, person in enumerate(people[:3])]
    seal_contacts(desk.service, verified, verified_on=date(2026, 10, 1))
    seal_contacts(
        desk.service, [(person, parse("mobile", MOBILE.format(n=n))) for n, person in enumerate(people)]
    )
    return desk


def house_at(desk: Desk, mailbox: Mailbox, state: Path) -> House:
    """The house at a copy of that desk, with its waiting entries in the log."""
    made = House(desk, mailbox, state, load(state / "keys" / "log.key"), persons())
    register_gateway(desk.world, "smtp", mailbox.port)
    made.sequence()
    return made


def persons() -> list[int]:
    """The persons of the desk's bill."""
    return [employment.person_id for employment in Employment.objects.order_by("pk")]
