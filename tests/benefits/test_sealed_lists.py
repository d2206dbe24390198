"""A sealed delivery list opens with the key of its society alone; its signed answer has no name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.benefits.bodies import SOCIETY_KEY
from vethanam.benefits.actions.deliveries import COLUMNS
from vethanam.benefits.sealed_lists import open_list, read_answer, seal_list, sign_answer
from vethanam.cli.delivery_lists import answer_sealed, make_key, open_sealed
from vethanam.errors import Refused, Unsound

LINE = {
    **dict.fromkeys(COLUMNS, ""), "reference": "VB1", "beneficiary": "B2600000001", "name": "Sarada K.",
    "name_ml": "ശാരദ കെ.", "ward": "12", "amount": "2000",
}  # fmt: skip
SAID = {
    "reference": "VB1",
    "outcome": "delivered",
    "on": "2026-10-30",
    "proof": "thumb",
    "proof_reference": "Page 1",
}


def sealed(lines: int = 1, key: X25519PrivateKey = SOCIETY_KEY) -> bytes:
    return seal_list("L2600000001", "S1", "2026-11-08", [LINE] * lines, key.public_key()).content


def test_a_list_opens_with_the_key_of_its_society_alone() -> None:
    content = sealed()
    assert b"Sarada" not in content and "ശാരദ".encode() not in content
    opened = open_list(content, SOCIETY_KEY)
    assert (opened.number, opened.society, opened.last_day) == ("L2600000001", "S1", "2026-11-08")
    assert list(opened.lines) == [LINE]
    assert "Sarada" not in repr(opened)
    with pytest.raises(Refused, match="Society S1 opens it with its own key"):
        open_list(content, X25519PrivateKey.generate())
    for place in (20, len(content) - 1):
        changed = bytearray(content)
        changed[place] ^= 1
        with pytest.raises(Refused, match="changed on its way"):
            open_list(bytes(changed), SOCIETY_KEY)
    for other in (b"", b"vethanam/list/1\n", b"reference,name\r\n"):
        with pytest.raises(Unsound, match="no sealed delivery list"):
            open_list(other, SOCIETY_KEY)


def test_the_size_of_a_file_does_not_tell_one_name_from_another() -> None:
    assert len(sealed(1)) == len(sealed(10)) < len(sealed(100))


def test_an_answer_has_no_name_and_tells_every_change() -> None:
    made = seal_list("L2600000001", "S1", "2026-11-08", [LINE], SOCIETY_KEY.public_key())
    answer = sign_answer(open_list(made.content, SOCIETY_KEY), [{**LINE, **SAID}])
    assert b"Sarada" not in answer
    said = read_answer(answer)
    assert (said.number, said.key, list(said.lines)) == ("L2600000001", made.answer_key, [SAID])
    for name, value in (("list", "L2600000002"), ("lines", [{**SAID, "outcome": "absent"}])):
        with pytest.raises(Refused, match="changed after it was signed"):
            read_answer(json.dumps({**json.loads(answer), name: value}).encode())
    for other in (b"", b"[]", b"{}", b'{"signature": "zz"}', b"[" * 100_000):
        with pytest.raises(Unsound, match="no answer"):
            read_answer(other)


def test_a_society_makes_its_key_opens_its_list_and_signs_the_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The commands of a society, which need no network and no database."""
    key, sheet, taken = tmp_path / "own.key", tmp_path / "list.csv", tmp_path / "L2600000001.list"
    make_key(key)
    public = bytes.fromhex(capsys.readouterr().out.strip())
    assert key.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Unsound, match="exists already"):
        make_key(key)
    own = X25519PrivateKey.from_private_bytes(bytes.fromhex(key.read_text()))
    assert own.public_key().public_bytes_raw() == public
    taken.write_bytes(sealed(2, own))
    open_sealed(taken, key, sheet)
    header, first, second = sheet.read_text(encoding="utf-8").splitlines()
    assert "Sarada K." in first and "2026-11-08" in capsys.readouterr().out
    filled = tmp_path / "filled.csv"
    filled.write_text(
        "\n".join((header, first.removesuffix(",,,,") + ",absent,2026-10-30,,", second)), encoding="utf-8"
    )
    answer_sealed(taken, key, filled)
    (line,) = read_answer((tmp_path / "L2600000001.answer").read_bytes()).lines
    assert (line["reference"], line["outcome"]) == ("VB1", "absent")
    other = tmp_path / "other.key"
    make_key(other)
    with pytest.raises(Refused, match="sealed to another key"):
        open_sealed(taken, other, tmp_path / "none.csv")
    for wrong in (sheet, tmp_path / "missing"):
        with pytest.raises(Unsound, match="no key of a society"):
            open_sealed(taken, wrong, tmp_path / "none.csv")
    assert not (tmp_path / "none.csv").exists()
