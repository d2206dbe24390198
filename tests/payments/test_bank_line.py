"""The bank over a real socket: the same files, retried after a broken connection, and
nobody is paid twice.
"""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import unquote

import pytest

from tests.payments.builders import DAY
from tests.payments.desk import NETS, Desk
from tests.payments.paymaster_rounds import PAY_KEY, settle_pending, take_answers
from tests.payments.test_answers import credited, handed_over, notice
from tests.payments.test_deaths import dies
from vethanam.errors import Unsound
from vethanam.payments.bank_line import Line, open_line
from vethanam.payments.channel import NotTaken
from vethanam.payments.messages import LARGEST
from vethanam.payments.models import Answer, PaymentFile
from vethanam.payments.paymaster.journal import FILE, read_lines
from vethanam.payments.queries import open_findings, settlement_of
from vethanam.people.models import Role
from vethanam.sample.bank import Bank, Terms, statement
from vethanam.sample.bank_line import Folders, listening

TOKEN = "a-token-of-both-sides"
KEY = PAY_KEY


@dataclass
class OverLine:
    """A desk with a bank on a socket only."""

    desk: Desk
    line: Line
    bank: Bank
    own: Path
    journal: Path

    def round(self) -> None:
        """We hand over and take; the bank works between."""
        self.settle()
        self.bank.round()
        self.settle()

    def settle(self, url: str = "") -> None:
        """A round of worker and paymaster, over this line or one at another address."""
        line = replace(self.line, url=url) if url else self.line
        settle_pending(line, self.desk.service, folder=self.journal)


@pytest.fixture
def over(desk: Desk, tmp_path: Path) -> Iterator[OverLine]:
    theirs = {name: tmp_path / "theirs" / name for name in ("in", "out", "own")}
    journal = tmp_path / "paymaster"
    for folder in (*theirs.values(), journal):
        folder.mkdir(parents=True)
    (tmp_path / "bank.token").write_text(TOKEN + "\n", encoding="ascii")
    bank = Bank(
        inbox=theirs["in"], outbox=theirs["out"], own=theirs["own"], key=desk.bank_key,
        pay_key=PAY_KEY.public_key(),
        terms=Terms(rejects=0, returns=0), return_after=0,
    )  # fmt: skip
    with listening(Folders(theirs["in"], theirs["out"], TOKEN)) as url:
        line = open_line(url, tmp_path / "bank.token", tmp_path / "bank.pub")
        yield OverLine(desk, line, bank, theirs["own"], journal)


def test_a_month_is_paid_over_the_line(over: OverLine) -> None:
    over.round()
    assert settlement_of(over.desk.bill).settled == sum(NETS)
    assert PaymentFile.objects.get().state == "acknowledged"
    assert list(over.line.arrived()) == []
    assert TOKEN not in repr(over.line)


@contextmanager
def broken(url: str, at: str, after: int) -> Iterator[str]:
    """A line that works until a request named ``METHOD ….ENDING``: of that the bank gets the first ``after``
    bytes and we no answer.
    """
    host, port = url.removeprefix("http://").split(":")
    with socket.create_server(("127.0.0.1", 0)) as server:

        def pass_on() -> None:
            while True:
                try:
                    ours, _ = server.accept()
                except OSError:
                    return
                with ours, socket.create_connection((host, int(port))) as theirs:
                    asked = _whole_request(ours)
                    is_the_one = _matches(asked, at)
                    theirs.sendall(asked[:after] if is_the_one else asked)
                    theirs.shutdown(socket.SHUT_WR)
                    answer = b"".join(iter(lambda: theirs.recv(4096), b""))  # so the bank is done with it
                    if not is_the_one:
                        ours.sendall(answer)

        thread = threading.Thread(target=pass_on, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def _matches(asked: bytes, at: str) -> bool:
    method, path, *_ = asked.decode("ascii", "replace").split(" ", 2)
    wanted, _, ending = at.partition(" ")
    return method == wanted and path.endswith(ending)


def _whole_request(ours: socket.socket) -> bytes:
    asked = b""
    while b"\r\n\r\n" not in asked:
        asked += ours.recv(4096)
    head, _, body = asked.partition(b"\r\n\r\n")
    found = re.search(rb"(?i)content-length: *(\d+)", head)
    left = int(found[1]) - len(body) if found else 0
    while left > 0:
        more = ours.recv(4096)
        asked, left = asked + more, left - len(more)
    return asked


@pytest.mark.parametrize("after", [0, 100, 1000, 1_000_000])
@pytest.mark.parametrize("at", ["PUT .sig", "PUT .xml"])
def test_a_line_that_breaks_anywhere_leaves_the_file_to_be_handed_over_and_pays_once(
    over: OverLine, at: str, after: int
) -> None:
    with (
        broken(over.line.url, at, after) as url,
        pytest.raises(Unsound, match="Nothing is lost; it is tried again"),
    ):
        over.settle(url)
    file = PaymentFile.objects.get()
    assert (file.state, file.sha256 is None) == ("leaving", False)  # the bank may have it
    over.round()
    assert settlement_of(over.desk.bill).settled == sum(NETS)
    assert statement(over.own)["twice"] == 0
    (line,) = read_lines(over.journal / FILE)
    assert (line.message, line.sha256) == (file.message, bytes(file.sha256 or b"").hex())


@pytest.mark.parametrize("after", [0, 1_000_000])
def test_a_line_that_breaks_at_the_answers_gives_the_bank_nothing(over: OverLine, after: int) -> None:
    with (
        broken(over.line.url, "GET /out/", after) as url,
        pytest.raises(Unsound, match="Nothing is lost; it is tried again"),
    ):
        over.settle(url)
    gave_the_bank_nothing(over)


def test_a_line_that_cannot_be_opened_gave_the_bank_nothing(over: OverLine) -> None:
    over.desk.deducting(number=51)  # a file that waits behind another comes back too
    is_away(over)
    gave_the_bank_nothing(over)


def is_away(over: OverLine) -> None:
    """A round while nobody is at the other end."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        nobody = f"http://127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(NotTaken, match="Nothing is lost; it is tried again"):
        over.settle(nobody)


def gave_the_bank_nothing(over: OverLine) -> None:
    """Every file waits with the worker, unsigned, so that a death may still stop a payment."""
    assert set(PaymentFile.objects.values_list("state", "sha256")) == {("written", None)}
    assert read_lines(over.journal / FILE) == []
    over.round()
    assert settlement_of(over.desk.bill).settled == sum(NETS)
    assert statement(over.own)["twice"] == 0


def test_whoever_dies_while_the_bank_is_away_is_not_paid(over: OverLine) -> None:
    desk = over.desk
    desk.deducting(number=51)
    is_away(over)
    dies(desk, desk.employments[1], DAY, known=1)
    for days in (2, 3):
        settle_pending(over.line, desk.later(days), folder=over.journal)
        over.bank.round()
    settle_pending(over.line, desk.later(4), folder=over.journal)
    assert settlement_of(None).settled == 2 * (sum(NETS) - NETS[1])
    assert statement(over.own)["paid_paise"] == 2 * (sum(NETS) - NETS[1])


def test_another_file_of_the_same_name_is_refused(over: OverLine) -> None:
    over.line.deliver("x.xml", b"one")
    over.line.deliver("x.xml", b"one")
    with pytest.raises(Unsound, match=r"The bank has another x\.xml than ours"):
        over.line.deliver("x.xml", b"two")


def test_without_the_token_nothing_is_given_or_taken(over: OverLine) -> None:
    stranger = replace(over.line, token="guessed")
    with pytest.raises(Unsound, match="does not know our token"):
        stranger.deliver("x.xml", b"one")
    with pytest.raises(Unsound, match="does not know our token"):
        list(stranger.arrived())


def test_a_name_never_leads_out_of_the_folder(over: OverLine, tmp_path: Path) -> None:
    over.line.deliver("../own/x.xml", b"one")
    assert not (over.own / "x.xml").exists()


def test_account_numbers_leave_this_machine_over_https_only(tmp_path: Path) -> None:
    for url in ("http://bank.example", "ftp://127.0.0.1", "http://10.0.0.1:80"):
        with pytest.raises(Unsound, match="over https only"):
            open_line(url, tmp_path / "bank.token", tmp_path / "bank.pub")


class _BadBank(BaseHTTPRequestHandler):
    """A bank with an answer that it refuses to give, one without an end, and a name of 300 letters."""

    bodies: ClassVar[dict[str, bytes]] = {}

    def do_GET(self) -> None:
        name = unquote(self.path).removeprefix("/out/")
        if name == "":
            names = ["a.xml", "b.xml", "c.xml", "\ud800.xml", "gone.xml", *self.bodies]
            return self._answer(200, json.dumps(names).encode())
        if name == "a.xml":
            return self._answer(403)
        if name == "b.xml":
            return self._answer(200, length=5 * 2**30)
        if name == "c.xml":
            return self._answer(200, bytes(LARGEST + 1), length=None)
        body = self.bodies.get(name.removesuffix(".sig"), b"")
        if name.endswith(".sig"):
            body = body and KEY.sign(body)
        return self._answer(200 if body else 404, body)

    def do_DELETE(self) -> None:
        type(self).bodies.pop(unquote(self.path).removeprefix("/out/"), None)
        self._answer(204)

    def log_message(self, *_said: object) -> None:
        """Nothing."""

    def _answer(self, status: int, body: bytes = b"", length: int | None = -1) -> None:
        self.send_response(status)
        if length is not None:
            self.send_header("Content-Length", str(len(body) if length < 0 else length))
        self.end_headers()
        with suppress(ConnectionError):
            self.wfile.write(body)


def test_answers_that_the_bank_does_not_give_stop_no_other(desk: Desk) -> None:
    sent = handed_over(desk)
    last = "z" * 296 + ".xml"
    _BadBank.bodies = {last: notice(*credited(sent))}
    with ThreadingHTTPServer(("127.0.0.1", 0), _BadBank) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        line = Line(f"http://127.0.0.1:{server.server_port}", TOKEN, KEY.public_key())
        assert take_answers(line, desk.service).credited == 4
        assert take_answers(line, desk.service).answers == 0
        server.shutdown()
    said = sorted(finding.says for finding in open_findings(officer=Role.TREASURY_OFFICER))
    assert [text[:5] for text in said] == ["a.xml", "b.xml", "c.xml"]
    assert "403" in said[0] and "64 MB" in said[1] and "64 MB" in said[2]
    assert Answer.objects.get().name == "z" * 120 and not _BadBank.bodies
