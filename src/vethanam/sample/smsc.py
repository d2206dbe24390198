"""The SMSC at the other end: takes short messages over SMPP 3.4 and says a moment later that they were delivered.

It keeps no number and no text but in the folder it is given, as the mail server of the demo does, and counts what it took.
``python -m vethanam.sample.smsc --port 2775 [--folder FOLDER] [--quiet]``
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import smpp34

RECEIPT, PARTED = (
    0x04,
    0x40,
)  # esm_class: this is a delivery receipt; a header in front says which part this is
UCS2 = 0x08
DELIVERED_AFTER = 0.05
#: how many deliveries are told of at a time
COURIERS = 32


@dataclass(slots=True)
class Smsc:
    """One SMSC. ``answer`` may refuse a message with a command status; ``receipts`` says whether it tells of delivery."""

    port: int
    folder: Path | None = None
    receipts: bool = True
    answer: Callable[[smpp34.SubmitSmEvent], int] | None = None
    taken: int = 0
    before: int = 0
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    _owed: asyncio.Queue[tuple[float, smpp34.Esme, smpp34.SubmitSmEvent, str]] = field(
        default_factory=asyncio.Queue
    )

    async def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until told to stop."""
        self.before = len(list(self.folder.glob("S*.json"))) if self.folder else 0
        server = smpp34.Server("127.0.0.1", self.port, system_id="sample-smsc")
        await server.start()
        ready()
        tasks = [
            asyncio.create_task(self._serve(server)),
            *(asyncio.create_task(self._deliver()) for _ in range(COURIERS)),
        ]
        await self.stop.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.stop()

    async def _serve(self, server: smpp34.Server) -> None:
        bound: dict[str, smpp34.Esme] = {}
        while True:
            event = await server.next()
            if isinstance(event, smpp34.Esme):
                bound[event.session_id] = event
            elif isinstance(event, smpp34.Unbound):
                bound.pop(event.session_id, None)
            elif isinstance(event, smpp34.SubmitSmEvent):
                reference = self._take(event)
                esme = bound.get(event.session_id)
                if reference and self.receipts and esme is not None and event.registered_delivery:
                    due = asyncio.get_running_loop().time() + DELIVERED_AFTER
                    self._owed.put_nowait((due, esme, event, reference))

    def _take(self, event: smpp34.SubmitSmEvent) -> str:
        refused = self.answer(event) if self.answer else 0
        if refused:
            event.reject(refused)
            return ""
        self.taken += 1
        reference = f"S{self.before + self.taken:09d}"
        if self.folder is not None:
            kept = {
                "to": event.destination_addr,
                "coding": event.data_coding,
                "esm": event.esm_class,
                "text": event.short_message.hex(),
                "reads": _read(event),
            }
            draft = self.folder / f".{reference}.part"
            draft.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
            draft.rename(self.folder / f"{reference}.json")
        event.accept(reference)
        return reference

    async def _deliver(self) -> None:
        """One of the couriers, who tell of deliveries in the order they fall due."""
        while True:
            due, esme, event, reference = await self._owed.get()
            wait = due - asyncio.get_running_loop().time()
            if wait > 0:
                await asyncio.sleep(wait)
            text = f"id:{reference} sub:001 dlvrd:001 submit date:2611251000 done date:2611251000 stat:DELIVRD err:000 text:"
            # whoever sent it may have hung up
            with contextlib.suppress(smpp34.SmppError):
                await esme.deliver_sm(
                    event.source_addr, text.encode(), source_addr=event.destination_addr, esm_class=RECEIPT
                )


def _read(event: smpp34.SubmitSmEvent) -> str:
    """What a telephone would show of this part; of the GSM alphabet only what ASCII has too."""
    text = event.short_message
    if event.esm_class & PARTED:
        text = text[1 + text[0] :]
    return text.decode("utf-16-be" if event.data_coding == UCS2 else "ascii", errors="replace")


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    """Arguments as in the head of this module; prints how many it took at SIGUSR1, and at SIGTERM, which ends it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--quiet", action="store_true", help="no delivery receipts")
    given = parser.parse_args()

    async def serve() -> None:
        smsc = Smsc(given.port, given.folder, receipts=not given.quiet)
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, lambda: _say(str(smsc.taken)))
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, smsc.stop.set)
        await smsc.run(lambda: _say("ready"))
        _say(str(smsc.taken))

    asyncio.run(serve())


if __name__ == "__main__":
    main()
