"""Our SMSC before other people's clients: it binds by SMPP 3.4, answers unknown commands, and
keeps to its window.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import smpp34
from smpplib import smpp

from vethanam.sample.smsc import WINDOW, Smsc
from vethanam.site.processes import free_port

HEAD = struct.Struct(">LLLL")
BIND_RECEIVER, BIND_TRANSMITTER, BIND_TRANSCEIVER = 0x01, 0x02, 0x09
SUBMIT, DELIVER, UNBIND, ENQUIRE, QUERY, ANSWERED = 0x04, 0x05, 0x06, 0x15, 0x03, 0x80000000
LOGIN = b"vethanam\0\0\0\x34\0\0\0"

Heard = tuple[int, int, int, bytes]


@asynccontextmanager
async def running(folder: Path | None = None, *, receipts: bool = True) -> AsyncIterator[Smsc]:
    smsc, ready = Smsc(free_port(), folder, receipts=receipts), asyncio.Event()
    task = asyncio.create_task(smsc.run(ready.set))
    await ready.wait()
    yield smsc
    smsc.stop.set()
    await task


class Line:
    """A line to it, PDU by PDU."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer, self.sequence = reader, writer, 0

    def say(self, command: int, body: bytes = b"", sequence: int | None = None) -> None:
        self.sequence += 1
        sequence = self.sequence if sequence is None else sequence
        self.writer.write(HEAD.pack(HEAD.size + len(body), command, 0, sequence) + body)

    def submit(self, receipt: int = 1) -> None:
        pdu = smpp.make_pdu(
            "submit_sm", source_addr_ton=5, source_addr="VTNFIN", dest_addr_ton=1, dest_addr_npi=1,
            destination_addr="910000040007", short_message=b"Hello", registered_delivery=receipt, sequence=1,
        )  # fmt: skip
        self.say(SUBMIT, pdu.generate()[HEAD.size :])

    async def hear(self) -> Heard:
        head = await asyncio.wait_for(self.reader.readexactly(HEAD.size), 10)
        length, command, status, sequence = HEAD.unpack(head)
        return command, status, sequence, await self.reader.readexactly(length - HEAD.size)

    async def is_quiet(self) -> bool:
        try:
            await asyncio.wait_for(self.reader.read(1), 0.3)
        except TimeoutError:
            return True
        return False

    async def is_over(self) -> bool:
        return await asyncio.wait_for(self.reader.read(1), 10) == b""


@asynccontextmanager
async def line_to(smsc: Smsc, bind: int = 0) -> AsyncIterator[Line]:
    line = Line(*await asyncio.open_connection("127.0.0.1", smsc.port))
    if bind:
        line.say(bind, LOGIN)
        command, status, _, body = await line.hear()
        assert (command, status) == (bind | ANSWERED, 0) and body.startswith(b"sample-smsc\0")
    yield line
    line.writer.close()
    await line.writer.wait_closed()


def test_a_library_binds_submits_and_hears_of_the_delivery(tmp_path: Path) -> None:
    async def go() -> None:
        async with running(tmp_path) as smsc:
            client = smpp34.Client("127.0.0.1", smsc.port, "vethanam", "")
            bound = await client.connect()
            answer = await bound.submit_sm(
                "910000040007", b"Hello", source_addr="VTNFIN", registered_delivery=1
            )
            assert answer.is_success and answer.message_id == "S000000001"
            told = await asyncio.wait_for(bound.next(), 10)
            assert isinstance(told, smpp34.DeliverSmEvent)
            assert told.short_message.startswith(b"id:S000000001 ") and b"stat:DELIVRD" in told.short_message
            assert (told.esm_class, told.source_addr, told.destination_addr) == (4, "910000040007", "VTNFIN")
            await bound.unbind()
            await client.stop()
            assert smsc.taken == 1

    asyncio.run(go())
    assert [path.name for path in tmp_path.iterdir()] == ["S000000001.json"]
    assert '"reads": "Hello"' in (tmp_path / "S000000001.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("bind", [0, BIND_RECEIVER])
def test_nobody_submits_who_is_not_bound_to(bind: int) -> None:
    async def go() -> None:
        async with running() as smsc, line_to(smsc, bind) as line:
            line.submit()
            command, status, *_ = await line.hear()
            assert (command, status, smsc.taken) == (SUBMIT | ANSWERED, 0x04, 0)

    asyncio.run(go())


@pytest.mark.parametrize(
    ("bind", "receipt"), [(BIND_TRANSMITTER, 1), (BIND_TRANSCEIVER, 0), (BIND_TRANSCEIVER, 2)]
)
def test_a_delivery_is_told_to_whoever_asked_and_can_hear(bind: int, receipt: int) -> None:
    async def go() -> None:
        async with running() as smsc, line_to(smsc, bind) as line:
            line.submit(receipt)
            command, status, *_ = await line.hear()
            assert (command, status, smsc.taken) == (SUBMIT | ANSWERED, 0, 1)
            assert await line.is_quiet()

    asyncio.run(go())


def test_it_says_what_it_does_not_understand_and_goes_when_told_to() -> None:
    async def go() -> None:
        async with running() as smsc, line_to(smsc, BIND_TRANSCEIVER) as line:
            line.say(BIND_TRANSCEIVER, LOGIN)
            line.say(ENQUIRE)
            line.say(QUERY, b"S1\0\0\0\0")
            line.say(SUBMIT, b"\0")
            line.say(UNBIND)
            heard = [(await line.hear())[:3] for _ in range(5)]
            assert heard == [
                (BIND_TRANSCEIVER | ANSWERED, 0x05, 2),
                (ENQUIRE | ANSWERED, 0, 3),
                (ANSWERED, 0x03, 4),
                (SUBMIT | ANSWERED, 0x01, 5),
                (UNBIND | ANSWERED, 0, 6),
            ]
            assert await line.is_over() and smsc.taken == 0

    asyncio.run(go())


def test_a_length_that_cannot_be_ends_the_line() -> None:
    async def go() -> None:
        async with running() as smsc, line_to(smsc, BIND_TRANSCEIVER) as line:
            line.writer.write(HEAD.pack(7, ENQUIRE, 0, 9))
            assert (await line.hear())[:3] == (ANSWERED, 0x02, 9) and await line.is_over()

    asyncio.run(go())


def test_what_comes_octet_by_octet_is_one_message() -> None:
    async def go() -> None:
        async with running(receipts=False) as smsc, line_to(smsc, BIND_TRANSCEIVER) as line:
            whole = HEAD.pack(HEAD.size, ENQUIRE, 0, 9)
            for octet in whole:
                line.writer.write(bytes([octet]))
                await line.writer.drain()
                await asyncio.sleep(0)
            assert await line.hear() == (ENQUIRE | ANSWERED, 0, 9, b"")

    asyncio.run(go())


def test_no_more_deliveries_are_under_way_than_the_window_holds() -> None:
    async def go() -> None:
        async with running() as smsc, line_to(smsc, BIND_TRANSCEIVER) as line:
            for _ in range(WINDOW + 1):
                line.submit()
            heard = [await line.hear() for _ in range(2 * WINDOW + 1)]
            told = [sequence for command, _, sequence, _ in heard if command == DELIVER]
            assert len(told) == WINDOW and await line.is_quiet()
            line.say(DELIVER | ANSWERED, b"\0", told[0])
            command, _, sequence, _ = await line.hear()
            assert command == DELIVER and sequence not in told

    asyncio.run(go())
