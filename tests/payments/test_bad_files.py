"""One bad file in the bank's folder: told once in a sentence, set aside, and every other answer is read."""

from __future__ import annotations

import errno
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.payments.desk import Desk
from tests.payments.paymaster_rounds import take_answers
from tests.payments.test_answers import credited, handed_over, notice
from vethanam.errors import Unsound
from vethanam.payments import queries
from vethanam.payments.channel import Channel
from vethanam.payments.messages import LARGEST
from vethanam.payments.models import Answer, Credit, PaymentFinding
from vethanam.people.models import Role
from vethanam.sample.bank_answers import send_signed

#: the second half of a real notice names a day that no calendar has
DAY_WITHOUT_CALENDAR = b"9999-12-31T23:59:59-12:00"
BOMB = (
    b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">'
    + b"".join(
        b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("c"), ord("z"))
    )
    + b"]><a>&y;</a>"
)

type Put = Callable[[Desk, Path], None]


def signed(body: bytes) -> Put:
    def put(desk: Desk, path: Path) -> None:
        send_signed(path.parent, desk.bank_key, path.name, body)

    return put


def unsigned(put: Callable[[Path], object]) -> Put:
    def signed_elsewhere(_desk: Desk, path: Path) -> None:
        put(path)
        path.with_name(path.name + ".sig").write_bytes(bytes(64))

    return signed_elsewhere


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(5 * 2**30)


def cut(desk: Desk, path: Path) -> None:
    signed(notice())(desk, path)
    signature = path.with_name(path.name + ".sig")
    signature.write_bytes(signature.read_bytes()[:40])


def signature_is_folder(desk: Desk, path: Path) -> None:
    path.write_bytes(b"<a/>")
    path.with_name(path.name + ".sig").mkdir()


def absurd(desk: Desk, path: Path) -> None:
    body = notice().replace(b"<CreDtTm>", b"<CreDtTm>9", 1)
    signed(body)(desk, path)


def far_day(desk: Desk, path: Path) -> None:
    before, _, rest = notice().partition(b"<CreDtTm>")
    signed(before + b"<CreDtTm>" + DAY_WITHOUT_CALENDAR + rest[rest.index(b"</") :])(desk, path)


BAD: dict[str, tuple[str, Put, str]] = {
    "folder": ("a.xml", unsigned(Path.mkdir), "answer_refused"),
    "dangling link": ("a.xml", unsigned(lambda path: path.symlink_to("/nowhere")), "answer_refused"),
    "link to a device": ("a.xml", unsigned(lambda path: path.symlink_to("/dev/zero")), "answer_refused"),
    "pipe": ("a.xml", unsigned(os.mkfifo), "answer_refused"),
    "empty": ("a.xml", unsigned(Path.touch), "bad_signature"),
    "empty, signed": ("a.xml", signed(b""), "answer_unreadable"),
    "5 GB": ("a.xml", unsigned(sparse), "answer_refused"),
    "name not UTF-8": (os.fsdecode(b"a\xff\xfe.xml"), unsigned(Path.touch), "bad_signature"),
    "name not UTF-8, signed": (os.fsdecode(b"a\xff.xml"), signed(b"<a/>"), "answer_unreadable"),
    "folder not in UTF-8": (os.fsdecode(b"a\xff.xml"), unsigned(Path.mkdir), "answer_refused"),
    "bomb": ("a.xml", signed(BOMB), "answer_unreadable"),
    "deep": ("a.xml", signed(b"<a>" * 1_000_000), "answer_unreadable"),
    "cut signature": ("a.xml", cut, "bad_signature"),
    "signature is a folder": ("a.xml", signature_is_folder, "answer_refused"),
    "nonsense": ("a.xml", signed(bytes(range(256)) * 40), "answer_unreadable"),
    "year of five digits": ("a.xml", absurd, "answer_unreadable"),
    "last instant of all": ("a.xml", far_day, "answer_unreadable"),
    "longest name": ("a" * 251 + ".xml", lambda _desk, path: path.touch(), "answer_refused"),
    "name of letters that nobody sees": ("a\n\x1b[1m.xml", signed(b"<a/>"), "answer_unreadable"),
}


@pytest.mark.parametrize("which", BAD)
def test_a_bad_file_is_told_and_set_aside_and_the_next_answer_is_read(desk: Desk, which: str) -> None:
    name, put, code = BAD[which]
    sent = handed_over(desk)
    put(desk, desk.channel.incoming / name)
    send_signed(desk.channel.incoming, desk.bank_key, "b.xml", notice(*credited(sent)))
    tracemalloc.start()
    assert take_answers(desk.channel, desk.service).credited == 4
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * LARGEST
    for _ in range(2):
        take_answers(desk.channel, desk.service)
    (finding,) = queries.open_findings(officer=Role.TREASURY_OFFICER)
    assert finding.code == code
    finding.says.encode()
    assert "\n" not in finding.says and "%(" not in finding.says
    folder = desk.channel.incoming
    refused = {"taken"} if code == "answer_unreadable" else {"taken", "refused"}
    assert {path.name for path in folder.iterdir()} == refused


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO])
def test_a_file_without_the_right_to_read_it_stays_and_is_read_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    sent, opened = handed_over(desk), os.open
    send_signed(desk.channel.incoming, desk.bank_key, "a.xml", notice(*credited(sent, 0)))
    send_signed(desk.channel.incoming, desk.bank_key, "b.xml", notice(*credited(sent, 1), message="N2"))

    def closed(path: Path | str, *more: int, **named: int) -> int:
        if Path(path).name == "a.xml":
            raise OSError(number, os.strerror(number), path)
        return opened(path, *more, **named)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", closed)
        for expected in (1, 0):
            assert take_answers(desk.channel, desk.service).credited == expected
    (finding,) = queries.open_findings(officer=Role.TREASURY_OFFICER)
    assert (finding.code, "a.xml" in finding.says, os.strerror(number) in finding.says) == (
        "answer_stays", True, True,
    )  # fmt: skip
    assert take_answers(desk.channel, desk.service).credited == 1


def test_a_file_that_vanishes_while_the_folder_is_read_is_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, listed = handed_over(desk), Path.iterdir
    send_signed(desk.channel.incoming, desk.bank_key, "b.xml", notice(*credited(sent)))
    monkeypatch.setattr(Path, "iterdir", lambda folder: [folder / "a.xml", *listed(folder)])
    assert take_answers(desk.channel, desk.service).credited == 4
    assert not PaymentFinding.objects.exists()


def test_a_bad_file_in_a_folder_that_is_not_ours_is_told_once(desk: Desk) -> None:
    sent, folder = handed_over(desk), desk.channel.incoming
    (folder / "a.xml").mkdir()
    (folder / "refused").touch()  # nothing can be moved there
    send_signed(folder, desk.bank_key, "b.xml", notice(*credited(sent)))
    assert take_answers(desk.channel, desk.service).credited == 4
    for _ in range(3):
        take_answers(desk.channel, desk.service)
    assert PaymentFinding.objects.get().code == "answer_refused"
    assert (Answer.objects.count(), Credit.objects.count()) == (1, 4)


def test_each_of_two_bad_files_of_a_name_is_told(desk: Desk) -> None:
    handed_over(desk)
    for _ in range(2):
        (desk.channel.incoming / "a.xml").symlink_to("/nowhere")
        take_answers(desk.channel, desk.service)
    assert PaymentFinding.objects.count() == 2


def test_a_folder_that_cannot_be_read_is_a_sentence(desk: Desk) -> None:
    gone = Channel(desk.channel.outgoing, desk.channel.incoming / "gone", desk.channel.bank_key)
    with pytest.raises(Unsound, match="gone from the bank cannot be read"):
        list(gone.arrived())
