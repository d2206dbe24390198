"""The mail server stores accepted messages."""

from __future__ import annotations

import smtplib
import subprocess
import sys
import time
from pathlib import Path

from vethanam.site.processes import free_port


def test_what_is_accepted_is_on_disk_with_its_recipient(tmp_path: Path) -> None:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "vethanam.sample.mail_sink",
        "--folder",
        str(tmp_path),
        "--port",
        str(port),
    ]
    with subprocess.Popen(command) as sink:
        try:
            _send(port, b"Subject: one\r\n\r\nhello\r\n")
            _send(port, b"Subject: two\r\n\r\nhello\r\n")
        finally:
            sink.terminate()
    assert sink.returncode == 0
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == ["0000001.eml", "0000002.eml"]
    assert (tmp_path / "0000002.eml").read_bytes() == (
        b"X-MailFrom: pay@vethanam.example\r\nX-RcptTo: someone@people.example\r\nSubject: "
        b"two\r\n\r\nhello\r\n"
    )


def _send(port: int, message: bytes) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=5) as server:
                server.sendmail("pay@vethanam.example", ["someone@people.example"], message)
                return
        except ConnectionRefusedError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
