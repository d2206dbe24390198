"""``vethanam keys split`` and ``join``: a key file as three printed shares, of which any two make it again.

Shamir's scheme over GF(256) with the polynomial of AES, as HashiCorp Vault writes a share: one byte for each
byte of the secret, then the share's own number. One share tells nothing but the length. The secret is a
checksum of the file and its compressed content.

A share is text to print and to type: lines of a number, 40 characters of Crockford's base 32 in groups of
five, and two hexadecimal digits of checksum, so that a wrong line is named.
"""

from __future__ import annotations

import os
import re
import secrets
import zlib
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import batched
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from vethanam.errors import Refused, Unsound
from vethanam.journal.module_keys import SCHEME
from vethanam.site.folders import KEYS, give_key
from vethanam.site.key_module import module

app = typer.Typer(
    help="Split a key file into three shares, join two, or make a key in a module.",
    add_completion=False,
    no_args_is_help=True,
)

SHARES, NEEDED = 3, 2
_AES = 0x11B
_CHECK_BYTES = 4
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")
_LINE = 40
_HEAD = re.compile(r"share ([1-9]) of 3, set ([0-9a-f]{8}), ([0-9]+) bytes", re.IGNORECASE)
_BODY = re.compile(r"([0-9]{1,3}):\s*([0-9A-Z ]+?)\s*:([0-9A-F]{2})", re.IGNORECASE)


class Share(NamedTuple):
    """One share: its number, the set it belongs to, and its bytes."""

    number: int
    set: str
    body: bytes


@app.callback()
def keys() -> None:
    """Keep a key with three persons, any two of whom can bring it back, or in a hardware module."""


app.command()(module)


@app.command()
def split(
    key: Annotated[Path, typer.Argument(help="The key file, such as keys/log.key.", exists=True)],
    into: Annotated[Path, typer.Option(help="Folder for the three texts.", exists=True, file_okay=False)],
) -> None:
    """Write three shares of a key file. Print each, give it to another person, and remove the files."""
    content = key.read_bytes()
    if content.startswith(SCHEME.encode()):
        raise Refused("key_is_in_module", path=key)
    for share in split_secret(_packed(content)):
        path = into / f"{key.name}.share-{share.number}.txt"
        _write_new(path, share_text(share, key.name).encode())
        typer.echo(path)


@app.command()
def join(
    shares: Annotated[list[Path], typer.Argument(help="Two of the three texts.", exists=True)],
    into: Annotated[Path, typer.Option(help="The key file to write; there must be none.")],
) -> None:
    """Make a key file again from two shares; as root it belongs to the account of its process."""
    content = _unpacked(join_secret([read_share(path.read_text("utf-8"), path.name) for path in shares]))
    _write_new(into, content)
    if into.name in KEYS:
        give_key(into)
    typer.echo(into)


def split_secret(secret: bytes) -> list[Share]:
    """Three shares of a secret, by a fresh random line through it for each byte."""
    slopes, name = secrets.token_bytes(len(secret)), secrets.token_hex(4)
    return [
        Share(
            number,
            name,
            bytes(byte ^ product(slope, number) for byte, slope in zip(secret, slopes, strict=True)),
        )
        for number in range(1, SHARES + 1)
    ]


def join_secret(shares: Sequence[Share]) -> bytes:
    """The secret of two shares.

    Raises
    ------
    Refused
        They are not two different shares of one set.
    """
    if len({share.number for share in shares}) != NEEDED or len(shares) != NEEDED:
        raise Refused("shares_not_two", needed=NEEDED)
    one, other = shares
    if one.set != other.set or len(one.body) != len(other.body):
        raise Refused("shares_of_two_sets")
    scale = _inverse(one.number ^ other.number)
    return bytes(
        product(scale, product(left, other.number) ^ product(right, one.number))
        for left, right in zip(one.body, other.body, strict=True)
    )


def product(left: int, right: int) -> int:
    """The product in GF(256).

    >>> hex(product(0x57, 0x83))
    '0xc1'
    """
    found = 0
    while right:
        found ^= left * (right & 1)
        left, right = (left << 1) ^ (_AES * (left >> 7)), right >> 1
    return found


def _inverse(value: int) -> int:
    return next(other for other in range(1, 256) if product(value, other) == 1)


def share_text(share: Share, key: str) -> str:
    """One share of a key as text to print, each line with its check."""
    head = f"share {share.number} of {SHARES}, set {share.set}, {len(share.body)} bytes"
    lines = [
        f"{number}: {' '.join(_fives(line))} :{_check(share, number, line)}" for number, line in _lines(share)
    ]
    told = f"Vethanam, key {key}. Any {NEEDED} of the {SHARES} shares make it again; one alone tells nothing."
    return "\n".join([told, head, *lines, ""])


def read_share(text: str, name: str = "share") -> Share:
    """The share on a page; O, I and L are read as digits.

    Raises
    ------
    Unsound
        It is no share, or a line differs from its checksum: the sentence names the line.
    """
    head = _HEAD.search(text)
    if head is None:
        raise Unsound("not_a_share", share=name)
    bare = Share(int(head[1]), head[2].lower(), b"")
    typed = []
    for number, (told, digits, check) in enumerate(_BODY.findall(text[head.end() :]), 1):
        line = digits.replace(" ", "").upper().translate(_READ_AS)
        if int(told) != number or _check(bare, number, line) != check.lower():
            raise Unsound("share_line_differs", share=name, line=number)
        typed.append(line)
    body = _bytes_of("".join(typed), int(head[3]))
    if body is None:
        raise Unsound("not_a_share", share=name)
    return Share(bare.number, bare.set, body)


def _lines(share: Share) -> Iterator[tuple[int, str]]:
    return enumerate(("".join(line) for line in batched(_digits(share.body), _LINE)), 1)


def _fives(line: str) -> Iterator[str]:
    return ("".join(five) for five in batched(line, 5))


def _check(share: Share, number: int, line: str) -> str:
    return sha256(f"{share.set}/{share.number}/{number}/{line}".encode()).hexdigest()[:2]


def _digits(body: bytes) -> str:
    count = -(-len(body) * 8 // 5)
    value = int.from_bytes(body, "big") << (count * 5 - len(body) * 8)
    return "".join(_DIGITS[value >> 5 * place & 31] for place in range(count - 1, -1, -1))


def _bytes_of(digits: str, length: int) -> bytes | None:
    """The bytes of base 32 digits; None if they are not as many, or have a letter that is none."""
    if len(digits) != -(-length * 8 // 5) or not set(digits) <= set(_DIGITS):
        return None
    value = 0
    for digit in digits:
        value = value << 5 | _DIGITS.index(digit)
    return (value >> (len(digits) * 5 - length * 8)).to_bytes(length, "big")


def _packed(content: bytes) -> bytes:
    return sha256(content).digest()[:_CHECK_BYTES] + zlib.compress(content, 9)


def _unpacked(secret: bytes) -> bytes:
    try:
        content = zlib.decompress(secret[_CHECK_BYTES:])
    except zlib.error:
        raise Refused("shares_make_no_key") from None
    if sha256(content).digest()[:_CHECK_BYTES] != secret[:_CHECK_BYTES]:
        raise Refused("shares_make_no_key")
    return content


def _write_new(path: Path, content: bytes) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o400)
    except FileExistsError:
        raise Refused("key_exists", path=path) from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
