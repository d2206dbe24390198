"""Any two of three shares make a key file again, and one says nothing."""

from __future__ import annotations

import itertools
import os
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vethanam.errors import Refused, Unsound
from vethanam.journal.keys import create, load
from vethanam.privacy.vault.keys import new_vault_keys
from vethanam.site.key_shares import Share, app, join_secret, product, read_share, share_text, split_secret

#: shares of "two of three" by pyshamir 1.1.0, a port of HashiCorp Vault's code; the last byte is a number
ELSEWHERE = ("9cfc82b904e5fed026e298730f", "9fa0f94e9b791b29eccd78b887", "b04d220f6ca1db173bdac98380")


def test_any_two_shares_make_the_secret_and_all_orders_do() -> None:
    secret = bytes(range(256)) + b"\x00" * 40
    for pair in itertools.permutations(split_secret(secret), 2):
        assert join_secret(pair) == secret


def test_the_product_is_that_of_aes() -> None:
    """FIPS 197, section 4.2; and every number but zero has exactly one inverse."""
    assert (product(0x57, 0x83), product(0x57, 0x13), product(0x57, 0x02)) == (0xC1, 0xFE, 0xAE)
    for value in range(1, 256):
        assert sum(product(value, other) == 1 for other in range(256)) == 1


@pytest.mark.parametrize("pair", list(itertools.combinations(range(3), 2)))
def test_shares_of_another_program_join(pair: tuple[int, int]) -> None:
    made = [bytes.fromhex(text) for text in ELSEWHERE]
    assert join_secret([Share(made[at][-1], "set", made[at][:-1]) for at in pair]) == b"two of three"


def test_one_share_fits_every_secret() -> None:
    """For each byte of a share and each secret there is one line: every secret is as likely as before."""
    for number in (1, 2, 3):
        assert {product(slope, number) for slope in range(256)} == set(range(256))


def test_a_key_file_comes_back_from_two_printed_shares(tmp_path: Path) -> None:
    create(tmp_path / "log.key", "vethanam.example/test")
    (tmp_path / "vault.key").write_bytes(new_vault_keys()[1])
    for name in ("log.key", "vault.key"):
        content = (tmp_path / name).read_bytes()
        split = CliRunner().invoke(app, ["split", str(tmp_path / name), "--into", str(tmp_path)])
        pages = [tmp_path / f"{name}.share-{number}.txt" for number in (1, 2, 3)]
        assert split.stdout.split() == [str(page) for page in pages]
        assert all(stat.S_IMODE(page.stat().st_mode) == 0o400 for page in pages)
        assert max(len(line) for page in pages for line in page.read_text().splitlines()) < 90
        for pair in itertools.combinations(pages, 2):
            into = tmp_path / "-".join(page.name for page in pair)
            assert CliRunner().invoke(app, ["join", *map(str, pair), "--into", str(into)]).exit_code == 0
            assert into.read_bytes() == content and stat.S_IMODE(into.stat().st_mode) == 0o400
    (tmp_path / "log.key").unlink()
    pages = [tmp_path / f"log.key.share-{number}.txt" for number in (3, 1)]
    assert (
        CliRunner().invoke(app, ["join", *map(str, pages), "--into", str(tmp_path / "log.key")]).exit_code
        == 0
    )
    os.chown(tmp_path / "log.key", os.geteuid(), os.getegid())
    assert load(tmp_path / "log.key").name == "vethanam.example/test"


def test_nothing_is_written_over(tmp_path: Path) -> None:
    create(tmp_path / "log.key", "vethanam.example/test")
    CliRunner().invoke(app, ["split", str(tmp_path / "log.key"), "--into", str(tmp_path)])
    again = CliRunner().invoke(app, ["split", str(tmp_path / "log.key"), "--into", str(tmp_path)])
    pages = [str(tmp_path / f"log.key.share-{number}.txt") for number in (1, 2)]
    over = CliRunner().invoke(app, ["join", *pages, "--into", str(tmp_path / "log.key")])
    assert isinstance(again.exception, Refused) and isinstance(over.exception, Refused)


def test_a_page_is_read_as_people_type_it_and_a_wrong_line_is_named() -> None:
    share = split_secret(b"a secret of some length, longer than one line of the page")[1]
    page = share_text(share, "log.key")
    assert read_share(page) == share
    typed = page.splitlines()
    number, digits, check = typed[2].split(":")
    typed[2] = f"{number}:{digits.lower().replace('0', 'o').replace('1', 'l')}:{check}"
    assert read_share("\n".join(typed)) == share
    lines = page.splitlines()
    letter = next(place for place, mark in enumerate(lines[3]) if mark in "ABCDEF" and place > 3)
    lines[3] = lines[3][:letter] + "Z" + lines[3][letter + 1 :]
    with pytest.raises(Unsound, match="line 2 differs"):
        read_share("\n".join(lines))
    with pytest.raises(Unsound, match="not a share"):
        read_share("\n".join(page.splitlines()[:3]))
    with pytest.raises(Unsound, match="not a share"):
        read_share("nothing")


def test_shares_that_do_not_belong_together_are_refused() -> None:
    one, two = split_secret(b"one"), split_secret(b"two")
    with pytest.raises(Refused, match="two sets"):
        join_secret([one[0], two[1]])
    for wrong in ([one[0]], [one[0], one[0]], one):
        with pytest.raises(Refused, match="2 different"):
            join_secret(wrong)
