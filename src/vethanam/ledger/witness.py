#!/usr/bin/env python3
"""A witness of logs, in one file: Python 3.8 or later, nothing else to install.

    python3 witness.py new-key NAME > witness.key
    python3 witness.py serve --key witness.key --folder FOLDER --log KEY [--log KEY] [--listen HOST:PORT]

It speaks c2sp.org/tlog-witness: a log sends a signed head with a proof that nothing before it changed. The
witness remembers the last head of each log and signs only one that begins with it (c2sp.org/tlog-cosignature,
Ed25519). A log that shows two people two histories then lacks its signature under one of them.

    POST /add-checkpoint                                   a head and its proof; the answer is a signature
    GET  /<SHA-256 of the log's name, in hexadecimal>/checkpoint     the last head that it signed

NAME is an address without a scheme that you own, such as witness.union.example/wages. KEY is a log's public
key, which you compare with the printed one before you trust it. The address that others use needs TLS in
front: any web server. ``FOLDER/witness.sqlite`` holds what it remembers: keep it. A witness that forgets is
none.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import contextlib
import functools
import hashlib
import os
import pathlib
import re
import sqlite3
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    OnEdwards = tuple[int, int, int, int]

LOG_KEY, COSIGNER_KEY = b"\x01", b"\x04"
MOST_BODY, MOST_PROOF, MOST_LINES = 65_536, 63, 100
PREFIX, PRIVATE = "\u2014 ", "PRIVATE+KEY+"
SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
ADDRESS = re.compile(r"/(?P<log>[0-9a-f]{64})/checkpoint")
TABLE = "CREATE TABLE IF NOT EXISTS last (origin TEXT PRIMARY KEY, size INTEGER, root BLOB, note TEXT)"


class AnswerError(Exception):
    """A request that gets no signature: status, text, and its kind."""

    def __init__(self, status: int, says: str, kind: str = "text/plain; charset=utf-8") -> None:
        super().__init__(says)
        self.status, self.says, self.kind = status, says, kind


# -- Ed25519 (RFC 8032) --------------------------------------------------------------------------------------

P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL: OnEdwards = (0, 1, 1, 0)


def add(one: OnEdwards, other: OnEdwards) -> OnEdwards:
    """The sum of two points in extended coordinates."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(factor: int, point: OnEdwards) -> OnEdwards:
    """A multiple of a point."""
    found = NEUTRAL
    while factor:
        if factor & 1:
            found = add(found, point)
        point, factor = add(point, point), factor >> 1
    return found


def x_of(y: int, is_odd: int) -> int | None:
    """The x of a point with this y and lowest bit of x; None if there is none."""
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (not x and is_odd):
        return None
    return P - x if x & 1 != is_odd else x


def written(point: OnEdwards) -> bytes:
    """A point as 32 bytes."""
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def read_point(text: bytes) -> OnEdwards | None:
    """The point of 32 bytes; None if they are none, or of order 1 or 2."""
    number = int.from_bytes(text, "little")
    y = number & (1 << 255) - 1
    if not 1 < y < P - 1:
        return None
    x = x_of(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE: OnEdwards = (x_of(BASE_Y, 0) or 0, BASE_Y, 1, (x_of(BASE_Y, 0) or 0) * BASE_Y % P)


def hashed(*parts: bytes) -> int:
    """SHA-512 as a number below the order of the base point."""
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % ORDER


#: the base point and its doublings: a multiple of it is the sum of some
DOUBLED = [BASE]
while len(DOUBLED) < 256:
    DOUBLED.append(add(DOUBLED[-1], DOUBLED[-1]))


def times_base(factor: int) -> OnEdwards:
    """A multiple of the base point, below 2**256."""
    found = NEUTRAL
    for place, point in enumerate(DOUBLED):
        if factor >> place & 1:
            found = add(found, point)
    return found


@functools.lru_cache(maxsize=8)
def public_of(seed: bytes) -> bytes:
    """The public key of a seed of 32 bytes."""
    return written(times_base(_scalar(seed)))


def _scalar(seed: bytes) -> int:
    half = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little")
    return half & (1 << 254) - 8 | 1 << 254


def sign(seed: bytes, text: bytes) -> bytes:
    """The signature of a text."""
    public, scalar = public_of(seed), _scalar(seed)
    nonce = hashed(hashlib.sha512(seed).digest()[32:], text)
    commitment = written(times_base(nonce))
    answer = (nonce + hashed(commitment, public, text) * scalar) % ORDER
    return commitment + answer.to_bytes(32, "little")


def verifies(public: bytes, signature: bytes, text: bytes) -> bool:
    """Whether a signature fits a text."""
    point, answer = read_point(public), int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or point is None or answer >= ORDER:
        return False
    negative = (P - point[0], point[1], 1, P - point[3])
    found = add(times_base(answer), times(hashed(signature[:32], public, text), negative))
    return written(found) == signature[:32]


# -- keys and notes (c2sp.org/signed-note) -------------------------------------------------------------------


def decoded(text: str) -> bytes:
    """Base64 in its one spelling."""
    value = base64.b64decode(text, validate=True)
    if base64.b64encode(value).decode() != text:
        raise ValueError(text)
    return value


def key_id(name: str, kind: bytes, public: bytes) -> bytes:
    """The four bytes that name a key in a signature line."""
    return hashlib.sha256(name.encode() + b"\n" + kind + public).digest()[:4]


def public_text(name: str, kind: bytes, public: bytes) -> str:
    """A public key as text."""
    return f"{name}+{key_id(name, kind, public).hex()}+{base64.b64encode(kind + public).decode()}"


class Key:
    """A public key of a log, or the witness's own with its seed."""

    def __init__(self, text: str) -> None:
        self.is_own = text.startswith(PRIVATE)
        try:
            self.name, shown, material = text[len(PRIVATE) * self.is_own :].strip().split("+", 2)
            content = decoded(material)
        except (ValueError, binascii.Error):
            raise SystemExit("This is not a key: a character of it is missing or changed.") from None
        self.kind, self.seed = content[:1], content[1:]
        self.public = public_of(self.seed) if self.is_own else self.seed
        self.id = key_id(self.name, self.kind, self.public)
        wanted = COSIGNER_KEY if self.is_own else LOG_KEY
        if len(self.seed) != 32 or self.kind != wanted or self.id.hex() != shown or not self.name:
            raise SystemExit("This is not a key: a character of it is missing or changed.")

    def __str__(self) -> str:
        return public_text(self.name, self.kind, self.public)


def new_key(name: str, seed: bytes = b"") -> str:
    """A fresh key of a witness, or that of a seed of 32 bytes, as text to keep secret."""
    if not name or "+" in name or any(mark.isspace() for mark in name):
        raise SystemExit("A name is an address without a scheme: no space, no plus sign.")
    seed = seed or os.urandom(32)
    shown = key_id(name, COSIGNER_KEY, public_of(seed)).hex()
    return f"{PRIVATE}{name}+{shown}+{base64.b64encode(COSIGNER_KEY + seed).decode()}"


def signatures(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """A note's signed text, and its signatures with their names."""
    text, separator, lines = note.rpartition("\n\n")
    if not separator or not lines.endswith("\n") or lines.count("\n") > MOST_LINES:
        raise AnswerError(400, "This is not a signed note.")
    found = []
    for line in lines.split("\n")[:-1]:
        name, _, encoded = line[len(PREFIX) :].partition(" ")
        try:
            found.append((name, decoded(encoded)))
        except (ValueError, binascii.Error):
            raise AnswerError(400, "A signature line is malformed.") from None
        if not line.startswith(PREFIX) or not name or len(found[-1][1]) < 5:
            raise AnswerError(400, "A signature line is malformed.")
    return text + "\n", found


def cosigned(key: Key, text: str, now: int) -> str:
    """The witness's signature line under a head's text at this time, in seconds since 1970."""
    signature = sign(key.seed, f"cosignature/v1\ntime {now}\n{text}".encode())
    return f"{PREFIX}{key.name} {base64.b64encode(key.id + now.to_bytes(8, 'big') + signature).decode()}\n"


# -- the tree (RFC 9162) -------------------------------------------------------------------------------------


def pair(left: bytes, right: bytes) -> bytes:
    """The hash over two."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def is_consistent(old: int, size: int, proof: list[bytes], old_root: bytes, root: bytes) -> bool:
    """Whether the tree of ``size`` leaves begins with that of ``old`` leaves (RFC 9162, 2.1.4.2)."""
    if old == size:
        return not proof and old_root == root
    if old == 0:
        return not proof
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = path[0]
    for value in path[1:]:
        if not last:
            return False
        if place & 1 or place == last:
            first, second = pair(value, first), pair(value, second)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            second = pair(second, value)
        place, last = place >> 1, last >> 1
    return not last and (first, second) == (old_root, root)


# -- the witness ---------------------------------------------------------------------------------------------


class Witness:
    """A witness: its key, the logs it knows by name, and the last head of each."""

    def __init__(self, key: Key, logs: list[Key], folder: pathlib.Path) -> None:
        self.key, self.logs = key, {log.name: log for log in logs}
        self.names = {hashlib.sha256(name.encode()).hexdigest(): name for name in self.logs}
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "witness.sqlite"
        with contextlib.closing(self._database()) as database:
            database.execute(TABLE)

    def _database(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        database.execute("PRAGMA synchronous = FULL")
        return database

    def last(self, address: str) -> str:
        """The last head that it signed of the log with this hash of its name."""
        with contextlib.closing(self._database()) as database:
            row = database.execute(
                "SELECT note FROM last WHERE origin = ?", [self.names.get(address, "")]
            ).fetchone()
        if row is None:
            raise AnswerError(404, "This witness has signed no head of such a log.")
        return str(row[0])

    def add(self, body: str, now: int) -> str:
        """The signature line for a head that continues the last one.

        Raises
        ------
        AnswerError
            The head is not signed by a known log, or does not continue what the witness remembers.
        """
        old, proof, note = read_request(body)
        text, signed = signatures(note)
        lines = text.split("\n")
        log = self.logs.get(lines[0])
        if log is None:
            raise AnswerError(404, "This witness does not know the log.")
        ours = [value[4:] for name, value in signed if (name, value[:4]) == (log.name, log.id)]
        if not ours or not all(verifies(log.public, value, text.encode()) for value in ours):
            raise AnswerError(403, "The head is not signed by the log's key.")
        size, root = read_head(lines)
        if old > size:
            raise AnswerError(400, "The old size is above the size of the head.")
        by_log = "".join(line + "\n" for line in note.split("\n") if line.startswith(f"{PREFIX}{log.name} "))
        return self._kept(old, proof, (log.name, size, root), text, by_log, now)

    def _kept(
        self, old: int, proof: list[bytes], head: tuple[str, int, bytes], text: str, lines: str, now: int
    ) -> str:
        """Compare with the last head and keep the new one in one transaction, before anybody gets it."""
        origin, size, root = head
        with contextlib.closing(self._database()) as database:
            database.execute("BEGIN IMMEDIATE")
            row = database.execute("SELECT size, root FROM last WHERE origin = ?", [origin]).fetchone()
            known, known_root = row or (0, hashlib.sha256(b"").digest())
            if old != known:
                raise AnswerError(409, f"{known}\n", "text/x.tlog.size")
            if not size and root != known_root:
                raise AnswerError(422, "An empty log has the root of an empty tree.")
            if not is_consistent(old, size, proof, bytes(known_root), root):
                raise AnswerError(422, "The proof does not show that the log begins with the one known here.")
            line = cosigned(self.key, text, now)
            row = (origin, size, root, f"{text}\n{lines}{line}")
            database.execute("INSERT OR REPLACE INTO last VALUES (?, ?, ?, ?)", row)
            database.execute("COMMIT")
        return line


def read_request(body: str) -> tuple[int, list[bytes], str]:
    """A request's old size, proof and note."""
    head, separator, note = body.partition("\n\n")
    first, *rest = head.split("\n")
    if (
        not separator
        or not first.startswith("old ")
        or not SIZE.fullmatch(first[4:])
        or len(rest) > MOST_PROOF
    ):
        raise AnswerError(400, "The request is not: old SIZE, proof lines, an empty line, a head.")
    try:
        proof = [decoded(line) for line in rest]
    except (ValueError, binascii.Error):
        raise AnswerError(400, "A proof line is malformed.") from None
    if any(len(value) != 32 for value in proof):
        raise AnswerError(400, "A proof line is not a hash.")
    return int(first[4:]), proof, note


def read_head(lines: list[str]) -> tuple[int, bytes]:
    """Size and root from the lines of a head."""
    try:
        root = decoded(lines[2])
    except (ValueError, IndexError, binascii.Error):
        raise AnswerError(400, "The head has no root.") from None
    if not SIZE.fullmatch(lines[1]) or len(root) != 32:
        raise AnswerError(400, "The head has no size, or no root.")
    return int(lines[1]), root


def handler(witness: Witness) -> type[BaseHTTPRequestHandler]:
    """The HTTP side of a witness."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version, timeout = "HTTP/1.1", 10

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if self.path != "/add-checkpoint" or not 0 < length <= MOST_BODY:
                self.close_connection = True
                self._answer(
                    404 if self.path != "/add-checkpoint" else 400, "POST /add-checkpoint, at most 64 KiB."
                )
                return
            body = self.rfile.read(length)
            self._tried(lambda: witness.add(body.decode(), int(time.time())))

        def do_GET(self) -> None:
            found = ADDRESS.fullmatch(self.path)
            self._tried(lambda: witness.last(found["log"] if found else ""))

        def _tried(self, act: Any) -> None:
            try:
                self._answer(200, act())
            except UnicodeDecodeError:
                self._answer(400, "The request is not text.")
            except AnswerError as answer:
                self._answer(answer.status, answer.says, answer.kind)

        def _answer(self, status: int, text: str, kind: str = "text/plain; charset=utf-8") -> None:
            content = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, shape: str, *values: object) -> None:
            sys.stderr.write(f"{self.log_date_time_string()} {shape % values}\n")

    return Handler


def main(arguments: list[str]) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("new-key", help="print a new secret key")
    making.add_argument("name")
    serving = commands.add_parser("serve", help="answer logs until stopped")
    serving.add_argument("--key", required=True, help="file with the secret key")
    serving.add_argument("--folder", required=True, help="where it remembers heads")
    serving.add_argument("--log", action="append", required=True, help="public key of a log; may be repeated")
    serving.add_argument("--listen", default="127.0.0.1:8098", help="HOST:PORT")
    given = parser.parse_args(arguments)
    if given.command == "new-key":
        sys.stdout.write(new_key(given.name) + "\n")
        return
    key = Key(pathlib.Path(given.key).read_text(encoding="ascii").strip())
    witness = Witness(key, [Key(text) for text in given.log], pathlib.Path(given.folder))
    host, _, port = given.listen.rpartition(":")
    server = ThreadingHTTPServer((host, int(port)), handler(witness))
    sys.stdout.write(f"{key}\nlistening on {host}:{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])
