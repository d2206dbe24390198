"""The demo's mail server: stores every message as a file, so that the demo can show who was told.

A message is accepted when its file is on disk. Files are numbered by arrival and begin with the envelope's
recipient. This is the outside world: addresses are in clear here, as in any mailbox.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

ACCEPTED = "250 Message accepted for delivery"


class Sink:
    """Keeps each message whole in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = len(list(folder.glob("*.eml")))

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Store an accepted message as one file."""
        self.count += 1
        recipients = "".join(f"X-RcptTo: {recipient}\r\n" for recipient in envelope.rcpt_tos)
        draft = self.folder / f".{self.count:07d}.part"
        with draft.open("wb") as file:
            file.write(f"X-MailFrom: {envelope.mail_from}\r\n{recipients}".encode())
            file.write(envelope.content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self.folder / f"{self.count:07d}.eml")
        return ACCEPTED


async def serve(folder: Path, port: int) -> None:
    """Serve until stopped."""
    sink = Sink(folder)
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(
        lambda: SMTP(sink, hostname="mail.example", enable_SMTPUTF8=True), host="127.0.0.1", port=port
    )
    async with server:
        await stop.wait()


def main(argv: list[str] | None = None) -> int:
    """Run the mail server."""
    parser = argparse.ArgumentParser(prog="vethanam.sample.mail_sink", description="The demo's mail server.")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    chosen = parser.parse_args(argv)
    try:
        chosen.folder.mkdir(parents=True, exist_ok=True)
        asyncio.run(serve(chosen.folder, chosen.port))
    except OSError as error:
        sys.stderr.write(
            f"The mail server cannot run on port {chosen.port} and {chosen.folder}: {error.strerror}.\n"
        )
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
