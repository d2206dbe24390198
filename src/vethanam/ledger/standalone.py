#!/usr/bin/env python3
"""Check a bundle or a whole log of Vethanam with Python 3.8 or later alone, without a network.

    python3 standalone.py FILE [--key KEY] [--tree TREE] [--json] [--approvals]

Exit code 0: verified; 1: tampered, with the failing part; 2: unreadable; 3: verified, but not signed by the
witnesses that the policy of a purpose asks for (without such a policy a use is "unwitnessed"). KEY is the
log's published verifier key; without it the file is checked against the key it names, which you compare
yourself. --approvals reports for each approval of a verified file whether its key signed its content; exit
code 1 if one did not. A file is verified only if every approved action had each of its approvals: signed,
fresh, by different persons. FILE may be a proof that a person is not in a use, or the list of all records
about her, or an evidence file as JSON, archive or page. TREE is the published tree of a use or map in the
file, to be sorted.

Written from docs/spec alone, sharing no line with the rest of the project, so that a false bundle passes only
if both programs err alike. Everything it relies on is below.
"""

from __future__ import annotations

import base64
import binascii
import bisect
import datetime
import hashlib
import hmac
import io
import itertools
import json
import pathlib
import re
import struct
import sys
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    Json = dict[str, Any]
    LogKey = tuple[str, bytes, bytes]
    OnEdwards = tuple[int, int, int, int]
    OnP256 = tuple[int, int] | None
BUNDLE, LOG, ABSENCE = "vethanam-bundle/1", "vethanam-log/1", "vethanam-absence/1"
MAP = "vethanam-map/1"
FILE = "vethanam-bundle/2"
SLIP = "vethanam-payslip/1"
LIMITS = (
    "This file shows what the log recorded and that the record was not changed since its head was signed."
    " It does not show that nobody copied contacts before they were sealed, that nobody copied a disk, that"
    " no other register was used, or what a gateway or a network operator did with a message. Compare the"
    " log's key and the head with those published elsewhere."
)
LIMITS_OF_ABSENCE = (
    "This file shows that the label made from this secret is not among those of this use, as the log"
    " recorded it. It does not show whose secret it is, that no other register was used, or that a dispatcher"
    " that was taken over opened nothing. Compare a tree that is not in the file with the published one."
    " Compare the log's key and the head with those published elsewhere."
)
LIMITS_OF_MAP = (
    "This file lists every record that the log had about the person with this secret when the map of its day"
    " was made. It does not show whose secret it is, that no other register was used, what was recorded"
    " later, or that a dispatcher that was taken over opened nothing. Compare the tree of the map with the"
    " published one. Compare the log's key and the head with those published elsewhere."
)
LIMITS_OF_FILE = "\n\n".join(
    [
        "This file states facts and the rule that was applied. Whether a use was lawful, a court decides.",
        (
            "It does not show that nobody copied a contact before it was sealed, or from a disk, from "
            "memory or from another register."
        ),
        "It does not show that no other system sent a message to the same number.",
        (
            "It does not show what an operator, a mail service or a telephone kept, or that anybody read "
            "a message."
        ),
        "It does not show that what was entered is true, or that nobody was enrolled twice.",
        "It does not show that all witnesses are honest and independent of each other.",
        (
            "That a person is not in a use means that no contact was opened for her label. It does not "
            "hold if the dispatcher was taken over."
        ),
        "What was destroyed here may remain in copies that others made.",
        (
            "Its times are those of the log and its witnesses. Nothing shows that the clock was right "
            "beyond them."
        ),
        (
            "A page that checks itself does so with a program that came with it. Compare the key of the "
            "log with one that you have from elsewhere, and use the second program."
        ),
    ]
)
LIMITS_OF_SLIP = (
    "This file shows what the log recorded about this payslip when its bill was passed, and that the paper"
    " was not changed since it was sealed. The log holds the figures and the employee number. Name, post and"
    " office stand on the seal alone. It does not show that what was entered is true, what was paid or"
    " corrected later, or who holds the paper. Compare the log's key and the key of the seal with those"
    " published elsewhere."
)
LIMITS_OF = {
    BUNDLE: LIMITS,
    LOG: LIMITS,
    ABSENCE: LIMITS_OF_ABSENCE,
    MAP: LIMITS_OF_MAP,
    FILE: LIMITS_OF_FILE,
    SLIP: LIMITS_OF_SLIP,
}
SLOT = (b'<script type="text/plain" id="bundle">', b"</script>")
KINDS_OF_FILE = ("use", "person", "campaign", "period", "restraint", "case")
IST = datetime.timedelta(hours=5, minutes=30)
CODES = {"verified": 0, "tampered": 1, "unreadable": 2, "without_quorum": 3}


class UnreadableError(Exception):
    """The file is no bundle."""


class TamperedError(Exception):
    """A part differs from its signed content."""

    def __init__(self, part: str, says: str, leaf: int | None = None) -> None:
        super().__init__(says)
        self.part, self.says, self.leaf = part, says, leaf


class WrongError(Exception):
    """A part of one entry differs from its signed content; the caller knows the entry."""


# -- canonical JSON (docs/spec/canonical-json.md) ------------------------------------------------------------


def read_canonical(text: bytes) -> object:
    """The value of canonical JSON bytes."""

    def members(pairs: list[tuple[str, object]]) -> Json:
        if len({name for name, _ in pairs}) != len(pairs):
            raise ValueError("a name stands twice")
        return dict(pairs)

    def no_fraction(_: str) -> object:
        raise ValueError("a fraction")

    try:
        value = json.loads(
            text.decode("utf-8"),
            object_pairs_hook=members,
            parse_float=no_fraction,
            parse_constant=no_fraction,
        )
        if write_canonical(value) != text:
            raise ValueError("another spelling")
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"It is not JSON in the one exact form: {error}.") from None
    return value


def write_canonical(value: object) -> bytes:
    """The canonical bytes of a parsed JSON value."""
    bounded(value, 0)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def bounded(value: object, depth: int) -> None:
    """Check limits that make all languages agree: number range, ASCII keys, at most 64 levels."""
    if depth > 64:
        raise ValueError("nested too deep")
    if isinstance(value, dict):
        if not all(name.isascii() for name in value):
            raise ValueError("a name is not ASCII")
        for member in value.values():
            bounded(member, depth + 1)
    elif isinstance(value, list):
        for member in value:
            bounded(member, depth + 1)
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**53:
        raise ValueError("a number is too large")


# -- Ed25519 verification (RFC 8032 section 5.1.7) -----------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_MINUS_1 = pow(2, (P - 1) // 4, P)


def point(encoded: bytes) -> OnEdwards | None:
    """A point from its 32 bytes, in extended coordinates."""
    y = int.from_bytes(encoded, "little") & (2**255 - 1)
    if not 1 < y < P - 1:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * SQRT_MINUS_1 % P
    if (x * x - x2) % P:
        return None
    if x & 1 != encoded[31] >> 7:
        x = P - x
    return x, y, 1, x * y % P


def add(a: OnEdwards, b: OnEdwards) -> OnEdwards:
    """The sum of two points."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    w, x, y, z = f - e, h - g, h + g, f + e
    return w * x % P, y * z % P, x * y % P, w * z % P


def times(count: int, a: Any, plus: Any = add, total: Any = (0, 1, 1, 0)) -> Any:
    """Scalar multiplication of a point, starting from the neutral element."""
    while count:
        if count & 1:
            total = plus(total, a)
        a, count = plus(a, a), count >> 1
    return total


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signature_fits(public: bytes, signature: bytes, text: bytes) -> bool:
    """Whether an Ed25519 signature fits a text."""
    key = point(public) if len(public) == 32 else None
    if key is None or BASE is None or len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + text).digest(), "little") % L
    minus_key = (P - key[0], key[1], key[2], P - key[3])
    x, y, z, _ = add(times(s, BASE), times(k, minus_key))
    inverse = pow(z, P - 2, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


# -- signed notes and heads (docs/spec/head.md) --------------------------------------------------------------


def exact_base64(text: str) -> bytes | None:
    """The bytes of strict base64 with exactly one spelling."""
    try:
        value = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return None
    return value if base64.b64encode(value).decode() == text else None


def key_of(text: str) -> LogKey:
    """Name, key id and public key of a verifier key."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    material = exact_base64(encoded)
    if not is_name(name) or material is None or len(material) != 33 or material[0] != 1:
        raise TamperedError("key", "The key of the log is not a key.")
    found = hashlib.sha256(name.encode("utf-8") + b"\n" + material).digest()[:4]
    if found.hex() != key_id or not 1 < int.from_bytes(material[1:], "little") & (2**255 - 1) < P - 1:
        raise TamperedError("key", "The key of the log is not a key.")
    return name, found, material[1:]


def is_name(name: str) -> bool:
    """A key name: not empty, without spaces and plus signs."""
    return bool(name) and "+" not in name and not any(mark.isspace() for mark in name)


def head_of(note: object, key: LogKey) -> tuple[int, bytes]:
    """Size and root in a signed note of a head."""
    if not isinstance(note, str):
        raise TamperedError("head", "A head is not text.")
    text = signed_text(note, key)
    found = re.fullmatch("([^\n]*)\n(0|[1-9][0-9]{0,18})\n([^\n]*)\n", text)
    root = exact_base64(found.group(3)) if found else None
    if found is None or root is None or found.group(1) != key[0] or len(root) != 32:
        raise TamperedError("head", "The signed text is not a head of this log.")
    return int(found.group(2)), root


def signed_text(note: str, key: LogKey) -> str:
    """The text of a note signed by the key."""
    at = note.rfind("\n\n")
    text, lines = note[: at + 1], note[at + 2 :].split("\n")
    if at < 0 or lines.pop() != "" or not 0 < len(lines) <= 100 or re.search("[\x00-\x09\x0b-\x1f]", note):
        raise TamperedError("head", "The head is not a signed note.")
    is_signed = False
    for line in lines:
        found = re.fullmatch("\u2014 ([^ ]*) (.*)", line)
        signature = exact_base64(found.group(2)) if found else None
        if found is None or signature is None or len(signature) < 5 or not is_name(found.group(1)):
            raise TamperedError("head", "The head is not a signed note.")
        if found.group(1) == key[0] and signature[:4] == key[1]:
            if not signature_fits(key[2], signature[4:], text.encode("utf-8")):
                raise TamperedError("head", "The signature of the head does not fit.")
            is_signed = True
    if not is_signed:
        raise TamperedError("head", "The head does not carry the signature of the log.")
    return text


# -- the tree (RFC 9162 section 2.1) -------------------------------------------------------------------------


def sha256(*parts: bytes) -> bytes:
    """SHA-256 of the joined parts."""
    return hashlib.sha256(b"".join(parts)).digest()


def root_from(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The root that an audit path yields from a leaf hash, by RFC 9162 section 2.1.3.2."""
    if index >= size:
        return None
    fn, sn, r = index, size - 1, leaf
    for p in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            r = sha256(b"\x01", p, r)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = sha256(b"\x01", r, p)
        fn, sn = fn >> 1, sn >> 1
    return r if sn == 0 else None


def roots_at(hashes: list[bytes], sizes: list[int]) -> list[bytes]:
    """The root of the first leaves, for each of the growing sizes."""
    stack: list[tuple[int, bytes]] = []
    roots, done = [], 0
    for size in sizes:
        for leaf in hashes[done:size]:
            level, top = 0, leaf
            while stack and stack[-1][0] == level:
                level, top = level + 1, sha256(b"\x01", stack.pop()[1], top)
            stack.append((level, top))
        done = size
        root = stack[-1][1] if stack else sha256()
        for _, left in reversed(stack[:-1]):
            root = sha256(b"\x01", left, root)
        roots.append(root)
    return roots


# -- leaves, commitments, sentences (docs/spec/leaf.md, bundle.md) -------------------------------------------


def leaf_of(leaf: object) -> Json:
    """The leaf, if well-formed."""
    names = {"at", "commitment", "kind", "logged_at", "public", "sample", "v"}
    if not isinstance(leaf, dict) or set(leaf) != names:
        raise WrongError("it is not a leaf.")
    instants = all(
        isinstance(leaf[name], str)
        and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z", leaf[name])
        for name in ("at", "logged_at")
    )
    committed = leaf["commitment"]
    if (
        not instants
        or not isinstance(leaf["kind"], str)
        or not re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*", leaf["kind"])
        or not isinstance(leaf["sample"], bool)
        or not isinstance(leaf["public"], dict)
        or not is_count(leaf["v"])
        or leaf["v"] != 1
        or not (committed is None or (isinstance(committed, str) and re.fullmatch("[0-9a-f]{64}", committed)))
    ):
        raise WrongError("it is not a leaf.")
    return leaf


def is_count(value: object) -> bool:
    """Whether a value is a whole number of zero or more; booleans are not."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def hash_of(text: object) -> bytes:
    """The 32 bytes of 64 lower-case hexadecimal digits."""
    if not isinstance(text, str) or not re.fullmatch("[0-9a-f]{64}", text):
        raise WrongError("a hash of it is not written as 64 hexadecimal digits.")
    return bytes.fromhex(text)


def path_of(values: object) -> list[bytes]:
    """The hashes of a path from their written form.

    Raises
    ------
    WrongError
        It is no list of hashes.
    """
    if not isinstance(values, list):
        raise WrongError("its path is not a list of hashes.")
    return [hash_of(value) for value in values]


def commitment_of(salt: object, record: object) -> bytes:
    """The commitment to a record."""
    if (
        not isinstance(salt, str)
        or not re.fullmatch("([0-9a-f]{2}){16,255}", salt)
        or not isinstance(record, dict)
    ):
        raise WrongError("a salt or a record of it has another form.")
    raw = bytes.fromhex(salt)
    return sha256(b"vethanam/commitment/1\n", bytes([len(raw)]), raw, write_canonical(record))


NOT_READ = ("label_key", "persons", "persons2", "sums")


def sentence_of(origin: str, index: int, leaf: Json, opened: list[tuple[str, object]]) -> str:
    """An entry as one sentence: place, kind, time, and its members as far as they are opened."""

    def words(name: str) -> str:
        return name.replace("_", " ").replace(".", " ")

    def value(member: object) -> str:
        if isinstance(member, str):
            return member
        plain = {"null": "none", "true": "yes", "false": "no"}
        written = write_canonical(member).decode("utf-8")
        return plain.get(written, written)

    text = f"Entry {index} of {origin}: {words(str(leaf['kind']))}, {leaf['at']}"
    text += ", in a sample." if leaf["sample"] else "."
    for title, part in [("Public", leaf["public"]), *opened]:
        names = sorted(set(part) - set(NOT_READ)) if isinstance(part, dict) else []
        listed = "; ".join(words(name) + " " + value(part[name]) for name in names)
        text += f" {title}: {listed}." if listed else ""
    return text


# -- the two files -------------------------------------------------------------------------------------------


def entry_of(entry: Json, index: int, origin: str, size: int, root: bytes) -> str:
    """The proven sentence of one entry of a bundle."""
    names = {"index", "leaf", "proof", "says"}
    if not names <= set(entry) <= names | {"opening", "persons"}:
        raise WrongError("a part of it is missing, or one does not belong to it.")
    leaf = proven_leaf(entry, index, size, root)
    opened: list[tuple[str, object]] = []
    if "opening" in entry:
        opened.append(("Private", opening_of(entry["opening"], leaf)))
    if "persons" in entry:
        opened += [("About the person", record) for record in records_of(entry["persons"], leaf)]
    says = sentence_of(origin, index, leaf, opened)
    if entry["says"] != says:
        raise WrongError("its sentence differs from its leaf.")
    return says


def opening_of(opening: object, leaf: Json) -> object:
    """The private part, if it matches the commitment."""
    if not isinstance(opening, dict) or set(opening) != {"private", "salt"}:
        raise WrongError("its opening has another form.")
    if commitment_of(opening["salt"], opening["private"]).hex() != leaf["commitment"]:
        raise WrongError("its private part is not the one that was committed to.")
    return opening["private"]


def records_of(persons: object, leaf: Json) -> list[object]:
    """The records about the person, if the leaf commits to each."""
    if not isinstance(persons, list) or not persons:
        raise WrongError("its persons' part has another form.")
    return [record_of(person, leaf) for person in persons]


def record_of(person: object, leaf: Json) -> object:
    """One record about the person, if the leaf commits to it."""
    erased = isinstance(person, dict) and "commitment" in person
    names = {"path", "position", "size"} | ({"commitment"} if erased else {"record", "salt"})
    if not isinstance(person, dict) or not names <= set(person) <= names | {"label"}:
        raise WrongError("its person's part has another form.")
    position, size, public = person["position"], person["size"], leaf["public"]
    if not is_count(position) or not is_count(size) or not isinstance(public, dict):
        raise WrongError("its person's part has another form.")
    committed = hash_of(person["commitment"]) if erased else commitment_of(person["salt"], person["record"])
    if "label" in person:
        found = persons2_from(hash_of(person["label"]) + committed, position, size, path_of(person["path"]))
        is_hers = hash_of(public.get("persons2")) == found
    else:
        inner = root_from(sha256(b"\x00", committed), position, size, path_of(person["path"]))
        bound = sha256(b"vethanam/persons/1\n", size.to_bytes(8, "big"), inner) if inner is not None else None
        is_hers = hash_of(public.get("persons")) == bound
    if not is_hers:
        raise WrongError("the person's record is not among those the leaf commits to.")
    return {} if erased else person["record"]


def proven_leaf(entry: Json, index: int, size: int, root: bytes) -> Json:
    """The leaf of an entry, if it stands at its place of the signed log."""
    leaf = leaf_of(entry["leaf"])
    if root_from(sha256(b"\x00", write_canonical(leaf)), index, size, path_of(entry["proof"])) != root:
        raise WrongError("this leaf does not stand at this place of the signed log.")
    return leaf


def verify_bundle(content: Json, key: LogKey) -> Json:
    """The verdict on a bundle of entries."""
    size, root = head_of(content["head"], key)
    before, said = -1, []
    for entry in content["entries"]:
        index = entry["index"]
        if not is_count(index) or index <= before:
            raise TamperedError(
                "leaf", f"Entry {index} is not in its place.", index if is_count(index) else None
            )
        try:
            said.append(entry_of(entry, index, key[0], size, root))
        except WrongError as wrong:
            raise TamperedError("leaf", f"Entry {index}: {wrong}", index) from None
        before = index
    erased = [erased_by(entry, content["entries"]) for entry in content["entries"] if is_erased(entry)]
    says = " ".join([f"Verified: {len(said)} of the log's entries.", *erased])
    return {"says": says, "size": size, "root": root.hex(), "entries": said}


def is_erased(entry: Json) -> bool:
    """Whether it has the place of a person with a destroyed record."""
    return any("commitment" in person for person in entry.get("persons", ()))


def erased_by(entry: Json, entries: list[Json]) -> str:
    """The sentence about a destroyed record, by the last entry after it that announced it."""
    index, named = entry["index"], entry["leaf"]["public"].get("use")
    uses = [one["leaf"] for one in entries if one["leaf"]["public"].get("purpose")]
    same = [leaf for leaf in uses if named and leaf["public"].get("use") == named]
    use = same[0] if same else entry["leaf"]
    by = [one["index"] for one in entries if one["index"] > index and erases(one["leaf"], use)]
    if not by:
        says = "no later entry of the file announced that its record is destroyed."
        raise TamperedError("leaf", f"Entry {index}: {says}", index)
    return f"Entry {index}: payload erased under R8.3, as entry {by[-1]} announced."


def erases(destroyed: Json, use: Json) -> bool:
    """Whether an entry announces the end of a use's records: of its purpose, for its month or a later one."""
    said, parts = destroyed["public"], destroyed["public"].get("parts")
    try:
        logged = datetime.datetime.fromisoformat(use["logged_at"][:-1]) + IST
        until = datetime.date.fromisoformat(str(said.get("month")) + "-01")
    except (ValueError, OverflowError):
        return False
    return (
        destroyed["kind"] == "openings_destroyed"
        and isinstance(parts, list)
        and "record" in parts
        and said.get("rule") == "R8.3"
        and said.get("purpose") == use["public"].get("purpose")
        and (logged.year, logged.month) <= (until.year, until.month)
    )


def verify_log(content: Json, key: LogKey) -> Json:
    """The verdict on a whole log."""
    heads = [head_of(note, key) for note in content["heads"]]
    leaves: list[Json] = content["leaves"]
    sizes = [size for size, _ in heads]
    if not heads or sizes[-1] != len(leaves) or sorted(set(sizes)) != sizes:
        raise TamperedError("head", "Its heads do not grow, or the last does not cover its leaves.")
    hashes = []
    for index, entry in enumerate(leaves):
        try:
            if set(entry) != {"hash", "leaf"}:
                raise WrongError("a part of it is missing, or one does not belong to it.")
            hashes.append(sha256(b"\x00", write_canonical(leaf_of(entry["leaf"]))))
            if hash_of(entry["hash"]) != hashes[-1]:
                raise WrongError("its content does not have this hash.")
        except WrongError as wrong:
            raise TamperedError("leaf", f"Leaf {index}: {wrong}", index) from None
    start = 0
    found = roots_at(hashes, sizes)
    for number, (size, root) in enumerate(heads):
        if root != found[number]:
            raise TamperedError(
                "leaf", f"A leaf from {start} to {size - 1} is not the one that was signed.", start
            )
        start = size
    return {"says": "Verified: the whole log.", "size": sizes[-1], "root": heads[-1][1].hex(), "entries": []}


# -- absence from a use (docs/spec/persons.md) ---------------------------------------------------------------


def persons2_from(leaf: bytes, position: int, size: int, path: list[bytes]) -> bytes | None:
    """The root of a tree sorted by label, from one of its leaves and a path."""
    inner = root_from(sha256(b"\x00", leaf), position, size, path)
    return inner and sha256(b"vethanam/persons/2\n", size.to_bytes(8, "big"), inner)


def persons2_over(leaves: list[bytes]) -> bytes:
    """The root of a tree sorted by label, if it is sorted."""
    for place in range(1, len(leaves)):
        if leaves[place][:32] <= leaves[place - 1][:32]:
            raise WrongError(f"the tree is not sorted: leaf {place} does not stand above the one before it.")
    (inner,) = roots_at([sha256(b"\x00", leaf) for leaf in leaves], [len(leaves)])
    return sha256(b"vethanam/persons/2\n", len(leaves).to_bytes(8, "big"), inner)


def leaves_in(tree: bytes) -> list[bytes]:
    """The leaves of a tree, 64 bytes each."""
    return [tree[at : at + 64] for at in range(0, len(tree), 64)]


def octets(text: object, count: int) -> bytes:
    """So many bytes, in lower-case hexadecimal digits."""
    if not isinstance(text, str) or len(text) != 2 * count or not re.fullmatch("[0-9a-f]*", text):
        raise WrongError("a secret, key or leaf of it is not written in hexadecimal digits.")
    return bytes.fromhex(text)


def check_absent(content: Json, public: Json) -> None:
    """The label of the secret stands in no leaf of the use's tree."""
    use, size, key = public.get("use"), content["size"], octets(content["key"], 32)
    if not isinstance(use, str) or public.get("persons2") is None:
        raise WrongError("this leaf is not of a use with a tree sorted by label.")
    if sha256(key).hex() != public.get("label_key"):
        raise WrongError("the key is not that of the use.")
    if not is_count(size) or size < 100:
        raise WrongError("a tree has 100 leaves at least.")
    named = b"vethanam/label/2\n" + key + use.encode("utf-8")
    label = hmac.new(octets(content["secret"], 32), named, "sha256").digest()
    if label.hex() != content["label"]:
        raise WrongError("its label is not made from this secret.")
    root = hash_of(public["persons2"])
    if size == 128:
        tree = exact_base64(content["tree"])
        if tree is None or len(tree) != 128 * 64:
            raise WrongError("its tree is not 128 leaves in base64.")
        if persons2_over(leaves_in(tree)) != root:
            raise WrongError("the tree is not the one that the leaf commits to.")
        if label in [leaf[:32] for leaf in leaves_in(tree)]:
            raise WrongError("the label of this secret is in the tree: its person is in the use.")
    else:
        check_between([neighbour(one, size, root) for one in content["neighbours"]], label, size)


def neighbour(one: object, size: int, root: bytes) -> tuple[int, bytes]:
    """Check that a neighbour in a proof of absence is in the tree; returns its position and label.

    Raises
    ------
    WrongError
        It has another form, or its path does not lead to the root.
    """
    if not isinstance(one, dict) or set(one) != {"leaf", "path", "position"} or not is_count(one["position"]):
        raise WrongError("its neighbours have another form.")
    leaf = octets(one["leaf"], 64)
    if persons2_from(leaf, one["position"], size, path_of(one["path"])) != root:
        raise WrongError("a neighbour does not stand at its place of the tree.")
    return one["position"], leaf[:32]


def check_between(around: list[tuple[int, bytes]], label: bytes, size: int) -> None:
    """The label lies between two neighbours, below the first leaf or above the last."""
    if len(around) not in (1, 2):
        raise WrongError("its neighbours have another form.")
    (at, low), (end, high) = around[0], around[-1]
    if label in (low, high):
        raise WrongError("the label of this secret is in the tree: its person is in the use.")
    if len(around) == 2:
        fits = end == at + 1 and low < label < high
    else:
        fits = (at == 0 and label < low) or (at == size - 1 and label > low)
    if not fits:
        raise WrongError("its neighbours do not stand around the label of this secret.")


def verify_absence(content: Json, key: LogKey) -> Json:
    """The verdict on a proof of absence."""
    size, root = head_of(content["head"], key)
    index = content["index"]
    if not is_count(index):
        raise TamperedError("leaf", f"Entry {index} is not in its place.")
    part = "leaf"
    try:
        leaf = proven_leaf(content, index, size, root)
        part = "absence"
        check_absent(content, leaf["public"])
    except WrongError as wrong:
        raise TamperedError(part, f"Entry {index}: {wrong}", index) from None
    says = f"Verified: nobody with this secret is in use {leaf['public']['use']}."
    if content["size"] != 128:
        says += " Check with --tree that the published tree of this use is sorted."
    told = sentence_of(key[0], index, leaf, [])
    return {"says": says, "size": size, "root": root.hex(), "entries": [told]}


def check_published(tree: bytes, content: Json) -> None:
    """The published tree is sorted and belongs to a use of the file."""
    if len(tree) % 64 or len(tree) < 100 * 64:
        raise UnreadableError("The tree has another length: 64 bytes for each leaf, 100 leaves at least.")
    try:
        root = persons2_over(leaves_in(tree)).hex()
    except WrongError as wrong:
        raise TamperedError("tree", str(wrong)) from None
    if root not in [leaf["public"].get("persons2") for _, leaf in leaves_of(content)]:
        raise TamperedError("tree", "the tree is not the one that the leaf commits to.")


# -- everything about one person, and the maps of days (docs/spec/map.md) ------------------------------------


def verify_map(content: Json, key: LogKey) -> Json:
    """The verdict on a list of a person's records."""
    size, root = head_of(content["head"], key)
    before, said, records = -1, [], []
    if not all(isinstance(entry, dict) and "index" in entry for entry in content["entries"]):
        raise TamperedError("leaf", "It holds an entry that is none.")
    for entry in content["entries"]:
        at = entry["index"]
        if not is_count(at) or at <= before:
            raise TamperedError("leaf", f"Entry {at} is not in its place.", at if is_count(at) else None)
        try:
            if set(entry) == {"commitment", "index"}:
                records.append((at, hash_of(entry["commitment"])))
            else:
                persons = entry.get("persons")
                if "opening" in entry or not isinstance(persons, list) or len(persons) != 1:
                    raise WrongError("a part of it is missing, or one does not belong to it.")
                said.append(entry_of(entry, at, key[0], size, root))
                if is_erased(entry):
                    raise WrongError("a part of it is missing, or one does not belong to it.")
                records.append((at, commitment_of(persons[0]["salt"], persons[0]["record"])))
        except WrongError as wrong:
            raise TamperedError("leaf", f"Entry {at}: {wrong}", at) from None
        before = at
    index = content["index"]
    if not is_count(index):
        raise TamperedError("leaf", f"Entry {index} is not in its place.")
    part = "leaf"
    try:
        leaf = proven_leaf(content, index, size, root)
        part = "map"
        check_list(content, leaf, records)
    except WrongError as wrong:
        raise TamperedError(part, f"Entry {index}: {wrong}", index) from None
    check_maps(leaves_of(content), False)
    told = sentence_of(key[0], index, leaf, [])
    says = (
        f"Verified: {len(records)} records of the person with this secret, {len(said)} of them opened here."
    )
    return {"says": says, "size": size, "root": root.hex(), "entries": [*said, told]}


def check_list(content: Json, leaf: Json, records: list[tuple[int, bytes]]) -> None:
    """The person's line in the map counts and chains these records."""
    public, size, place = leaf["public"], content["size"], content["position"]
    key, secret = octets(content["key"], 32), octets(content["secret"], 32)
    covers: Any = public.get("covers")
    is_map = leaf["kind"] == "map.day" and isinstance(public.get("map"), str) and is_count(covers)
    if not is_map or covers > content["index"]:
        raise WrongError("this leaf is not the map of a day.")
    if sha256(key).hex() != public.get("label_key"):
        raise WrongError("the key is not that of the map.")
    named = b"vethanam/label/2\n" + key + public["map"].encode("utf-8")
    label = hmac.new(secret, named, "sha256").digest()
    if label.hex() != content["label"]:
        raise WrongError("its label is not made from this secret.")
    if not is_count(size) or size < 100 or not is_count(place):
        raise WrongError("a tree has 100 leaves at least.")
    chain = bytes(32)
    for at, committed in records:
        if at >= covers:
            raise WrongError(f"entry {at} is not among those that the map covers.")
        chain = sha256(b"vethanam/map/2\n", chain, at.to_bytes(8, "big"), committed)
    line = sha256(b"vethanam/map-line/2\n", secret, label, len(records).to_bytes(8, "big"), chain)
    if persons2_from(label + line, place, size, path_of(content["path"])) != hash_of(public.get("persons2")):
        raise WrongError("the map has another list for this person: an entry is missing, added or changed.")


def check_maps(leaves: list[tuple[int, Json]], is_whole: bool) -> None:
    """Maps cover more and more, each day has one, and no use has an old tree after a new one."""
    before: tuple[int, datetime.date, int] | None = None
    has_labels = False
    for index, leaf in leaves:
        public = leaf["public"]
        if leaf["kind"] in ("use.allowed", "use.held", "use.refused"):
            if has_labels and "persons2" not in public:
                says = "its people stand in a tree of version 1, and uses before it have version 2."
                raise TamperedError("leaf", f"Entry {index}: {says}", index)
            has_labels = has_labels or "persons2" in public
        if leaf["kind"] == "map.day":
            wrong = wrong_map(public, index, before, is_whole)
            if wrong:
                raise TamperedError("map", f"Entry {index}: {wrong}", index)
            before = (index, datetime.date.fromisoformat(public["day"]), public["covers"])


def wrong_map(
    public: Json, index: int, before: tuple[int, datetime.date, int] | None, is_whole: bool
) -> str | None:
    """The sentence on a map that is out of order."""
    text, named = public.get("day"), public.get("before")
    covers: Any = public.get("covers")
    try:
        day = datetime.date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        return "the map names no day."
    if not is_count(covers) or covers > index or (before and covers < before[2]):
        return "the map covers more than the log before it, or less than the map before."
    another = "it does not name the map before it."
    if named is not None and not (is_count(named) and named < index):
        return another
    if before and day <= before[1]:
        return f"the day {day} has two maps, or comes after a later day."
    if is_whole and before and day != before[1] + datetime.timedelta(days=1):
        return f"a day before {day} has no map."
    if is_whole:
        return another if named != (before[0] if before else None) else None
    return another if before and (named is None or named < before[0]) else None


# -- evidence files (docs/spec/evidence-files.md) ------------------------------------------------------------


def files_in(file: bytes) -> dict[str, bytes]:
    """The files of an archive that holds a bundle."""
    files = {}
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as packed:
            infos = packed.infolist()
            if len({info.filename for info in infos}) != len(infos):
                raise ValueError("a name stands twice")
            if sum(info.file_size for info in infos) > 64 * 1024 * 1024:
                raise ValueError("too large")
            if any(info.compress_type not in (0, 8) for info in infos):
                raise ValueError("packed in another way")
            for info in infos:
                files[info.filename] = packed.read(info)
    except (zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, OSError, EOFError, ValueError):
        raise UnreadableError("It is no archive that can be read.") from None
    if "bundle.json" not in files:
        raise UnreadableError("The archive holds no bundle.json.")
    return files


def unpack(file: bytes) -> tuple[bytes, dict[str, bytes] | None, bytes | None]:
    """The bundle in a file of any form, the files of an archive, and the page around the bundle."""
    if file.startswith(b"%PDF"):
        return proof_in(file), None, None
    if file[:2] == b"PK":
        files = files_in(file)
        return files["bundle.json"], files, None
    if file.startswith(b"<!doctype html>"):
        slots = re.findall(re.escape(SLOT[0]) + b"([A-Za-z0-9+/=]*)" + re.escape(SLOT[1]), file)
        bundle = b""
        if len(slots) == 1:
            try:
                bundle = base64.b64decode(slots[0], validate=True)
            except ValueError:
                bundle = b""
        if not bundle:
            raise UnreadableError("The page holds no bundle that can be read.")
        return bundle, None, file.replace(SLOT[0] + slots[0] + SLOT[1], SLOT[0] + SLOT[1])
    return file, None, None


def proof_in(paper: bytes) -> bytes:
    """The proof that a sealed payslip holds."""
    held = re.findall(rb"stream\r?\n(\{\"code\":\"[^\r\n]*\})\r?\nendstream", paper)
    if len(held) != 1:
        raise UnreadableError("The PDF holds no proof of a payslip that can be read.")
    return bytes(held[0])


def is_content(content: Json) -> bool:
    """Whether the content of a file has its parts, each of its kind."""
    said, wanted = content["content"], {"about": dict, "asked": dict, "facts": list}
    kinds: dict[str, type] = {**wanted, "files": dict, "kind": str, "shows": list}
    if set(said) != set(kinds) or not all(isinstance(said[name], kind) for name, kind in kinds.items()):
        return False
    if not is_count(content["made"]) or said["kind"] not in KINDS_OF_FILE:
        return False
    for number, fact in enumerate(said["facts"]):
        members_of_fact = {"code", "entries", "number", "says", "values"}
        if not isinstance(fact, dict) or set(fact) != members_of_fact or not is_count(fact["number"]):
            return False
        says = fact["says"]
        if fact["number"] != number + 1 or not isinstance(says, dict) or set(says) != {"en", "ml"}:
            return False
        if not all(isinstance(text, str) for text in says.values()):
            return False
    return all(isinstance(text, str) for text in list(said["files"].values()) + said["shows"])


def check_parts(content: Json) -> Json:
    """Each part of the content has the hash that the leaf commits to; the hashes of the leaf."""
    index, said = content["made"], content["content"]
    entries = [entry for entry in content["entries"] if entry["index"] == index]
    opening = entries[0].get("opening", {}) if entries else {}
    sums = opening.get("private", {}).get("sums")
    if not entries or entries[0]["leaf"]["kind"] != "bundle.made" or not isinstance(sums, dict):
        raise TamperedError("made", f"Entry {index} is not the one that made this file.", index)
    head = {name: said[name] for name in ("about", "asked", "kind")}
    found = {"about": sha256(write_canonical(head)).hex()}
    found["shows"] = sha256(write_canonical(said["shows"])).hex()
    for fact in said["facts"]:
        found[f"fact {fact['number']}"] = sha256(write_canonical(fact)).hex()
    for name, text in said["files"].items():
        found[f"file {name}"] = sha256(text.encode("utf-8")).hex()
    names = set(found) | (set(sums) - {"page", "program"})
    for name in sorted(names, key=part_order):
        if found.get(name) != sums.get(name):
            raise TamperedError(name, f"{name}: {wrong_part(name in found, name in sums)}", index)
    held = {sha256(b"\x00", write_canonical(entry["leaf"])).hex() for entry in content["entries"]}
    for place, named in enumerate(said["shows"]):
        if named not in held:
            says = f"An entry that it shows, number {place + 1}, is missing."
            raise TamperedError("entries", says, index)
    return sums


def check_listed(content: Json) -> None:
    """The list of a person's records in her file is one of this log, and holds."""
    listed, part = content["content"]["files"].get("complete.json"), "file complete.json"
    if listed is None:
        return
    try:
        inner = open_file(listed.encode("utf-8"))
        is_list = inner["format"] == MAP
    except UnreadableError:
        is_list = False
    if not is_list:
        raise TamperedError(part, f"{part}: it is no list of records.", content["made"])
    found = verify(listed.encode("utf-8"), str(content["log"]))
    if found["outcome"] != "verified":
        raise TamperedError(part, f"{part}: {found['says']}", content["made"])


def part_order(name: str) -> tuple[str, int, str]:
    """Facts by number, files by name."""
    word, _, rest = name.partition(" ")
    return word, int(rest) if re.fullmatch("[0-9]{1,9}", rest) else 0, rest


def wrong_part(is_here: bool, is_wanted: bool) -> str:
    """The sentence on a part that differs."""
    if is_here and is_wanted:
        return "it is not the one that was made."
    return "it was added." if is_here else "it is missing."


def check_packing(
    bundle: bytes, files: dict[str, bytes] | None, page: bytes | None, content: Json, sums: Json
) -> None:
    """The files of the archive, or the page, are those that belong to the bundle."""
    index = content["made"]
    if page is not None and sha256(page).hex() != sums.get("page"):
        raise TamperedError("page", "page: it is not the one that was made.", index)
    if files is None:
        return
    wanted = {"bundle.json": bundle, "LIMITS.md": (content["limits"] + "\n").encode("utf-8")}
    wanted["keys.txt"] = (content["log"] + "\n").encode("utf-8")
    for name, text in content["content"]["files"].items():
        wanted[name] = text.encode("utf-8")
    for entry in content["entries"]:
        path = "".join(base64.b64encode(bytes.fromhex(one)).decode() + "\n" for one in entry["proof"])
        proof = f"c2sp.org/tlog-proof@v1\nindex {entry['index']}\n{path}\n{content['head']}"
        wanted[f"proofs/{entry['index']}.tlog-proof"] = proof.encode("utf-8")
    others = {"verify.py", "SHA256SUMS"}
    for name in sorted((set(files) | set(wanted) | others) - {"certificate.pdf"}):
        part = f"file {name}"
        if name not in files or name not in set(wanted) | others:
            raise TamperedError(part, f"{part}: {wrong_part(name in files, name not in files)}", index)
        is_other = name in wanted and wanted[name] != files[name]
        if name == "verify.py":
            is_other = sha256(files[name]).hex() != sums.get("program")
        if is_other:
            raise TamperedError(part, f"{part}: {wrong_part(True, True)}", index)
    lines = [f"{sha256(files[name]).hex()}  {name}\n" for name in sorted(files) if name != "SHA256SUMS"]
    if files["SHA256SUMS"] != "".join(lines).encode("utf-8"):
        raise TamperedError("file SHA256SUMS", f"file SHA256SUMS: {wrong_part(True, True)}", index)


# -- signed payslips (docs/spec/payslip.md) ------------------------------------------------------------------

MEMBERS_OF_STATEMENT = [
    "receipt",
    "pen",
    "name",
    "month",
    "gross",
    "deductions",
    "net",
    "dated",
    "entry",
    "key",
]
RECEIPT_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SIGNED_DATA, PLAIN_DATA = "06092a864886f70d010702", "300b06092a864886f70d010701"
SHA512_NAME, ED25519_NAME = "300d06096086480165030402030500", "300506032b6570"
DIGEST_NAME = "06092a864886f70d010904"


def check_slip(content: Json, paper: bytes | None, known: str | None) -> str:
    """The sentence on a payslip: its code, its figures, and the seal of its paper."""
    try:
        key = key_of(content["key"])
    except TamperedError:
        raise TamperedError("seal_key", "The key of the seal is not a key.") from None
    if known is not None and known != content["key"]:
        raise TamperedError("seal_key", "It was not sealed by the key it was to be checked with.")
    said = statement_in(content["code"], key)
    check_figures(said, content["entries"])
    if paper is not None:
        fault = wrong_seal(paper, key[2])
        if fault:
            raise TamperedError("seal", f"The paper is not the one that was sealed: {fault}.")
    rupees = f"{said['net'] // 100}.{said['net'] % 100:02}"
    how = "its paper sealed" if paper is not None else "without its paper, signed"
    return (
        f"Payslip {said['receipt']} of PEN {said['pen']}, {said['month']}, take-home pay {rupees}, "
        f"{how} with the key {content['key']}."
    )


def statement_in(code: str, key: LogKey) -> Json:
    """The statement in a code that the key signed."""
    code = code.strip()[max(code.strip().find("VP1:"), 0) :]
    raw = b""
    if re.fullmatch("VP1:[A-Za-z0-9_-]+", code) and len(code) <= 4000:
        encoded = code[4:].replace("-", "+").replace("_", "/")
        raw = exact_base64(encoded + "=" * (-len(encoded) % 4)) or b""
    try:
        members = read_canonical(raw[64:])
    except UnreadableError:
        members = None
    if not isinstance(members, list) or len(members) != len(MEMBERS_OF_STATEMENT):
        raise TamperedError("code", "This is no code of a payslip.")
    said = dict(zip(MEMBERS_OF_STATEMENT, members, strict=True))
    counts = [said[name] for name in ("gross", "deductions", "net")]
    counts += [] if said["entry"] is None else [said["entry"]]
    texts = [said[name] for name in ("receipt", "pen", "name", "month", "dated", "key")]
    if not all(isinstance(text, str) for text in texts) or not all(is_count(count) for count in counts):
        raise TamperedError("code", "This is no code of a payslip.")
    signed = b"vethanam/payslip/1\n" + raw[64:]
    if said["key"] != key[1].hex() or not signature_fits(key[2], raw[:64], signed):
        raise TamperedError("code", "The code of the payslip was not signed by the key of its seal.")
    return said


def check_figures(said: Json, entries: list[Json]) -> None:
    """The statement says what the one record in the log says."""
    found = [(entry, person) for entry in entries for person in entry.get("persons", [])]
    if len(found) != 1 or "record" not in found[0][1]:
        raise TamperedError("figures", "The file does not hold exactly one record of a payslip.")
    entry, person = found[0]
    record, lines = person["record"], person["record"].get("lines")
    lines = lines if isinstance(lines, list) else []
    months = [str(line.get("for_month")) for line in lines if isinstance(line, dict)]
    number = int.from_bytes(commitment_of(person["salt"], record)[:8], "big")
    letters = "".join(RECEIPT_LETTERS[number >> (59 - 5 * place) & 31] for place in range(12))
    logged = {"receipt": f"{letters[:4]}-{letters[4:8]}-{letters[8:]}", "pen": record.get("employee")}
    logged["month"] = max(months, default="")
    for name in ("gross", "deductions", "net"):
        logged[name] = record.get(f"{name}_paise")
    logged.update({"dated": record.get("voucher_date"), "entry": entry["index"]})
    for name, value in logged.items():
        if said[name] != value:
            says = f"{name}: the payslip says another than entry {entry['index']} of the log."
            raise TamperedError("figures", says, entry["index"])


def wrong_seal(paper: bytes, public: bytes) -> str | None:
    """The reason why a PDF is not as the key sealed it; its frame is built again and compared."""
    ranges = re.findall(rb"/ByteRange ?\[(\d{1,10}) (\d{1,10}) (\d{1,10}) (\d{1,10}) *\]", paper)
    if len(ranges) != 1:
        return "it has no seal, or two"
    start, first, second, rest = (int(one) for one in ranges[0])
    if start != 0 or first >= second or second + rest != len(paper):
        return "its seal does not cover the whole file"
    hole, covered = paper[first:second], paper[:first] + paper[second:]
    try:
        certificate, signer, attributes, signature = parts_of_seal(bytes.fromhex(hole[1:-1].decode("ascii")))
        name, number = der(der(signer, 0x30)[0], 0x30)
    except ValueError:
        return "its seal cannot be read"
    sha512_name, version = bytes.fromhex(SHA512_NAME), b"\x02\x01\x01"
    info = version + signer + sha512_name + element(0xA0, attributes)
    info += bytes.fromhex(ED25519_NAME) + element(0x04, signature)
    data = version + element(0x31, sha512_name) + bytes.fromhex(PLAIN_DATA)
    data += element(0xA0, certificate) + element(0x31, element(0x30, info))
    whole = element(0x30, bytes.fromhex(SIGNED_DATA) + element(0xA0, element(0x30, data)))
    if hole != b"<" + whole.hex().upper().encode().ljust(len(hole) - 2, b"0") + b">":
        return "the frame of its seal is another"
    digest = element(0x31, element(0x04, hashlib.sha512(covered).digest()))
    if element(0x30, bytes.fromhex(DIGEST_NAME) + digest) not in attributes:
        return "a byte of it was changed after it was sealed"
    if not signature_fits(public, signature, element(0x31, attributes)):
        return "its seal was not made by this key"
    is_named = element(0x30, name) in certificate and number in certificate
    if sha256(certificate) not in attributes or not is_named:
        return "the certificate of its seal is another"
    return None


def parts_of_seal(text: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """Certificate, name of the signer, signed attributes and signature of the one signature."""
    inner = der(der(text, 0x30)[0], 0x06)[1]
    rest = der(der(inner, 0xA0)[0], 0x30)[0]
    for tag in (0x02, 0x31, 0x30):
        rest = der(rest, tag)[1]
    certificate, rest = der(rest, 0xA0)
    rest = der(der(der(rest, 0x31)[0], 0x30)[0], 0x02)[1]
    signer, rest = der(rest, 0x30)
    attributes, rest = der(der(rest, 0x30)[1], 0xA0)
    signature = der(der(rest, 0x30)[1], 0x04)[0]
    return certificate, element(0x30, signer), attributes, signature


def element(tag: int, value: bytes) -> bytes:
    """A DER element."""
    size = len(value)
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, size] if size < 0x80 else [tag, 0x80 | len(length), *length]) + value


# -- approvals (docs/spec/approval.md) -----------------------------------------------------------------------

OF_CAMPAIGN = (
    "campaign purpose purpose_hash office order order_dated template template_hash values cohort persons "
    "sender channels sanction send_from send_until"
)
OF_PURPOSE = "proposal purpose version hash office in_force_from"
OF_ASKED = (
    "asked purpose purpose_hash office mode fields cohort persons channels recipient recipient_key request"
)
OF_RECIPIENT = "recipient code title kind office receives_as public_key order"
OF_POSITION = "position restraint state until leave dated document_hash"
OF_TEXT_CLASS = "classification template template_hash values class office"
COMMITTED = {
    "campaign.composed": (b"vethanam/campaign/1\n", "campaign", OF_CAMPAIGN),
    "purpose.proposed": (b"vethanam/purpose/1\n", "proposal", OF_PURPOSE),
    "use.asked": (b"vethanam/asked-use/1\n", "asked", OF_ASKED),
    "recipient.proposed": (b"vethanam/recipient/1\n", "recipient", OF_RECIPIENT),
    "restraint.position_proposed": (b"vethanam/position/1\n", "position", OF_POSITION),
    "text.class_proposed": (b"vethanam/text-class/1\n", "classification", OF_TEXT_CLASS),
}
#: approval level of a purpose → roles that must approve; nobody can approve under any other word
LEVELS = {"rule_driven": "", "post_review_24h": "", "unit_head": "*", "dpo": "dpo"}
KIND_OF_PURPOSE = {"PUBLICITY": "achievements"}
KIND_OF_PURPOSE["SVC-TERMS"] = KIND_OF_PURPOSE["SCHEME-ELIG"] = "service_benefit_announcements"
#: purposes of the program: registered without approvals
SHIPPED = [
    "ADV-LOAN", "AG-ACCTS", "AUDIT", "BEN-CREDIT", "BEN-DELIVER", "BEN-PROC", "BREACH-INT", "COURT-ORD",
    "DATA-LAKE", "DED-REMIT", "DISC-VIG", "DON-RECEIPT", "ELEC-DUTY", "EMERG", "EMP-VERIFY", "HLTH-INS",
    "LEAVE", "MED-EMERG", "NPS-REMIT", "OFC-DUTY", "PEN-PAPERS", "POLITICAL", "PUBLICITY", "RIGHTS",
    "RTI-DISC", "SAL-CREDIT", "SAL-PROC", "SCHEME-ELIG", "SEC-NOTICE", "STAT-RES", "SURVEY", "SVC-BOOK",
    "SVC-TERMS", "TAX-TDS", "TRAIN", "TRY-BILL", "WELLNESS",
]  # fmt: skip
LEVELS["two_person"] = "purpose_owner dpo"
LEVELS["three_person"] = "purpose_owner dpo law_officer"
INSTANT = "%Y-%m-%dT%H:%M:%S.%fZ"
ED25519_PREFIX = bytes.fromhex("302a300506032b6570032100")
P256_PREFIX = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
RSA_OF_SPKI = bytes.fromhex("06092a864886f70d010101")
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
Q = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def add_p256(a: OnP256, b: OnP256) -> OnP256:
    """The sum of two points of P-256; None is the point at infinity."""
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % Q == 0:
        return None
    slope = (
        (3 * a[0] * a[0] - 3) * pow(2 * a[1], Q - 2, Q)
        if a == b
        else (b[1] - a[1]) * pow(b[0] - a[0], Q - 2, Q)
    )
    x = (slope * slope - a[0] - b[0]) % Q
    return x, (slope * (a[0] - x) - a[1]) % Q


def der(text: bytes, tag: int) -> tuple[bytes, bytes]:
    """The value of a DER element of a kind, and the remaining bytes."""
    if len(text) < 2 or text[0] != tag:
        raise ValueError("another element")
    size, at = text[1], 2
    if size & 0x80:
        count = size & 0x7F
        size, at = int.from_bytes(text[2 : 2 + count], "big"), 2 + count
    if len(text) < at + size:
        raise ValueError("too short")
    return text[at : at + size], text[at + size :]


def numbers(text: bytes) -> tuple[int, int]:
    """The two whole numbers of a DER sequence."""
    inner, _ = der(text, 0x30)
    first, rest = der(inner, 0x02)
    second, _ = der(rest, 0x02)
    return int.from_bytes(first, "big"), int.from_bytes(second, "big")


def p256_fits(public: bytes, signature: bytes, text: bytes) -> bool:
    """Whether an ECDSA signature over P-256 with SHA-256 fits a text (FIPS 186-5, 6.4.2)."""
    x, y = int.from_bytes(public[1:33], "big"), int.from_bytes(public[33:], "big")
    r, s = numbers(signature)
    is_point = (
        len(public) == 65 and public[0] == 4 and x < Q and y < Q and (y * y - x * x * x + 3 * x - B) % Q == 0
    )
    if not is_point or not 0 < r < N or not 0 < s < N:
        return False
    e, w = int.from_bytes(sha256(text), "big"), pow(s, N - 2, N)
    found = add_p256(times(e * w % N, G, add_p256, None), times(r * w % N, (x, y), add_p256, None))
    return found is not None and found[0] % N == r


def rsa_fits(spki: bytes, signature: bytes, text: bytes) -> bool:
    """Whether an RSA signature with SHA-256 fits a text (RFC 8017, 8.2.2)."""
    inner, _ = der(spki, 0x30)
    algorithm, rest = der(inner, 0x30)
    if not algorithm.startswith(RSA_OF_SPKI):
        raise ValueError("another key")
    n, e = numbers(der(rest, 0x03)[0][1:])
    size = (n.bit_length() + 7) // 8
    wanted = b"\x00\x01" + b"\xff" * (size - 54) + b"\x00" + SHA256_INFO + sha256(text)
    value = int.from_bytes(signature, "big")
    return len(signature) == size and value < n and pow(value, e, n).to_bytes(size, "big") == wanted


def key_signed(spki: bytes, signature: bytes, text: bytes) -> bool:
    """Whether the holder of a DER public key signed a text."""
    try:
        if spki.startswith(ED25519_PREFIX):
            return signature_fits(spki[len(ED25519_PREFIX) :], signature, text)
        if spki.startswith(P256_PREFIX):
            return p256_fits(spki[len(P256_PREFIX) :], signature, text)
        return rsa_fits(spki, signature, text)
    except ValueError:
        return False


def approval_fits(public: Json, key: Json) -> bool:
    """Whether the enrolled key signed the approval: by itself, or in a browser for its host."""
    asked = sha256(
        b"vethanam/approval/1\n", write_canonical({"approves": public["approves"], "as": public["as"]})
    )
    parts = {name: bytes.fromhex(str(value)) for name, value in dict(public["signature"]).items()}
    spki = bytes.fromhex(str(key["public_key"]))
    if key["algorithm"] == "ed25519":
        return key_signed(spki, parts["signed"], asked)
    data, client = parts["authenticator_data"], parts["client_data"]
    try:
        said = json.loads(client)
    except RecursionError:
        return False
    named = base64.urlsafe_b64encode(asked).rstrip(b"=").decode()
    return (
        key["algorithm"] == "webauthn"
        and len(data) >= 37
        and data[:32] == sha256(str(key.get("relying_on", "")).encode())
        and data[32] & 5 == 5
        and said["type"] == "webauthn.get"
        and said["challenge"] == named
        and key_signed(spki, parts["signed"], data + sha256(client))
    )


def committed_in(leaf: Json) -> tuple[str, str]:
    """The reference of a leaf's subject, and the commitment recomputed from its members."""
    label, name, members = COMMITTED[str(leaf["kind"])]
    public: Json = leaf["public"]
    said = {member: public.get(member) for member in members.split()}
    if leaf["kind"] == "purpose.proposed" and "level" in public:
        said["level"] = public["level"]
    return str(public.get(name)), sha256(label, write_canonical(said)).hex()


def approvals_in(leaves: list[tuple[int, Json]], people: People) -> list[Json]:
    """Each approval among verified leaves: subject, role, key, and whether it holds or the fault."""
    subjects: dict[str, tuple[str, object]] = {}
    for _, leaf in leaves:
        if leaf["kind"] in COMMITTED:
            reference, commitment = committed_in(leaf)
            subjects[reference] = commitment, leaf["public"].get("office")
    found = []
    for index, leaf in leaves:
        if leaf["kind"] == "approval.given":
            given: Json = leaf["public"]
            says = approval_says(index, leaf, people, subjects.get(str(given.get("reference"))))
            named = {name: given.get(name) for name in ("of", "reference", "key", "approves")}
            at = {"role": given.get("as"), "at": people.bounded(index, leaf["at"])}
            found.append({**named, **at, "says": says, "holds": says == "signed"})
    return found


def approval_says(index: int, leaf: Json, people: People, subject: tuple[str, object] | None) -> str:
    """``signed``, or the fault."""
    public: Json = leaf["public"]
    why = people.objection(index, leaf)
    if why:
        return why
    if people.is_repeated(index, leaf):
        return "the log has its signature before it"
    if subject is None:
        return "the file does not hold what it approves"
    if public.get("approves") != subject[0]:
        return "it approves something else than what stands there"
    why = people.misfit(public)
    if why:
        return why
    mark = str(people.keys[str(public.get("key"))]["holder"])
    day = people.day(index, leaf["at"])
    if public["as"] == "purpose_owner" and not people.has(mark, "purpose_owner", subject[1], index, day):
        return "its signer is the purpose owner of another office"
    return "signed"


# -- who signed, and in which role? (docs/spec/signer.md) ----------------------------------------------------

ADMINISTRATOR = "administrator"
OF_KEY = "algorithm holder relying_on"
OF_SEAT = "holder role scope office from until"
OF_LOAN = "holder by role scope power from until"


def name_at(name: str, index: int) -> str:
    """The name under which the log signed a leaf: a restore adds "/<leaves kept>-<epoch>" to it."""
    before, _, last = name.rpartition("/")
    kept = re.fullmatch("([0-9]{1,15})-[A-Z2-7]{7}", last)
    return name_at(before, index) if kept and before and index < int(kept[1]) else name


class People:
    """Keys, roles and signatures of a file, read leaf by leaf.

    ``wrong`` has the signatures that do not count.
    """

    def __init__(self, leaves: list[tuple[int, Json]], log: LogKey) -> None:
        self.log = log
        self.is_sample = log[0].split("/")[0] == "vethanam.example"
        self.stamps = [(index, leaf["public"]) for index, leaf in leaves if leaf["kind"] == "log.time"]
        self.places = [index for index, _ in self.stamps]
        self.sound: dict[int, bool] = {}
        self.keys: dict[str, Json] = {}
        self.roles: dict[str, list[Json]] = {}
        self.signed: dict[str, list[tuple[int, Json]]] = {}
        self.at_place: dict[int, Json] = {}
        self.wrong: list[tuple[int, str]] = []
        self.given: set[bytes] = set()
        self.loans: dict[bytes, Json] = {}
        self.ended: dict[str, int] = {}
        self.first = self.first_key()
        for index, leaf in leaves:
            self.read(index, leaf)

    # the sequencer's stamps

    def is_stamp(self, index: int, public: Json) -> bool:
        """Whether the log's key signed this stamp for its place."""
        if index not in self.sound:
            self.sound[index] = self.is_signed_stamp(index, public)
        return self.sound[index]

    def is_signed_stamp(self, index: int, public: Json) -> bool:
        """Check the signature of a stamp; the result is not cached."""
        if public.get("index") != index:
            return False
        parts = ["vethanam/time/1", name_at(self.log[0], index), str(index)]
        parts += [str(public.get("time")), str(public.get("anchor"))]
        if public.get("opens") is not None:
            if not is_count(public["opens"]):
                return False
            parts.append(str(public["opens"]))
        try:
            time_of(public.get("time"))
            signature = bytes.fromhex(str(public.get("signature")))
        except ValueError:
            return False
        return signature_fits(self.log[2], signature, ("\n".join(parts) + "\n").encode("utf-8"))

    def first_key(self) -> str:
        """The hash of the leaf of the log's first key, in hexadecimal; empty if no stamp names it."""
        for index, public in reversed(self.stamps):
            named = public.get("anchor")
            if (
                isinstance(named, str)
                and re.fullmatch("[0-9a-f]{64}", named)
                and self.is_stamp(index, public)
            ):
                return named
        return ""

    def logged(self, index: int, at: object) -> datetime.datetime | None:
        """When the log took an entry, by the stamp after its batch; None if the file lacks it. In a
        sample its own time.
        """
        if self.is_sample:
            return time_of(at)
        after = self.sound_in(self.stamps[bisect.bisect_right(self.places, index) :])
        if after is None or (after.get("opens") is not None and int(str(after["opens"])) > index):
            return None
        return time_of(after["time"])

    def bounded(self, index: int, at: object) -> str:
        """An entry's own time, moved to between an hour before the stamps around it and the next stamp."""
        if self.is_sample:
            return str(at)
        number = bisect.bisect_right(self.places, index)
        earlier, closing = self.sound_in(self.stamps[:number][::-1]), self.sound_in(self.stamps[number:])
        text = str(at)
        if closing is not None and closing.get("opens") is not None and int(str(closing["opens"])) <= index:
            earlier = closing
        if earlier is not None:
            text = max(text, hour_before(earlier["time"]))
        return text if closing is None else min(text, str(closing["time"]))

    def sound_in(self, stamps: list[tuple[int, Json]]) -> Json | None:
        """The first of some stamps that the log's key signed for its place."""
        return next((public for place, public in stamps if self.is_stamp(place, public)), None)

    def day(self, index: int, at: object) -> str:
        """The day in India of an entry's own time, at most an hour before the log took it; empty
        if the file does not hold that time.
        """
        logged = self.logged(index, at)
        if logged is None:
            return ""
        said = min(max(time_of(at), logged - datetime.timedelta(hours=1)), logged)
        return str((said + datetime.timedelta(hours=5, minutes=30)).date())

    def has_waited(self, key: Json, index: int, at: str) -> bool:
        """Whether a further key had been there for a day."""
        signed, enrolled = self.logged(index, at), self.logged(key["index"], key["at"])
        if signed is None or enrolled is None:
            return False
        return signed - enrolled >= datetime.timedelta(days=1)

    # what the leaves say

    def read(self, index: int, leaf: Json) -> None:
        """Take a leaf in."""
        kind, public = leaf["kind"], leaf["public"]
        name = str(public.get("key"))
        if kind in ("act.signed", "approval.given"):
            self.signed.setdefault(str(public.get("approves")), []).append((index, leaf))
            self.at_place[index] = leaf
            why = self.objection(index, leaf)
            if why:
                self.wrong.append((index, why))
        elif kind == "key.enrolled" and name not in self.keys:
            mark = str(public.get("holder"))
            self.keys[name] = {
                **public, "holder": mark, "said": public, "index": index, "at": leaf["at"], "confirmed": None,
                "is_further": any(
                    (mark, public.get("relying_on")) == (key["holder"], key.get("relying_on"))
                    for key in self.keys.values()
                ),
            }  # fmt: skip
            if sha256(b"\x00", write_canonical(leaf)).hex() == self.first:
                self.keys[name]["confirmed"] = index
                self.make_administrator(mark, index)
        elif kind == "key.confirmed" and name in self.keys:
            self.confirm(self.keys[name], index, public)
        elif kind == "key.revoked" and name in self.keys:
            self.ended.setdefault(digest_of(self.keys[name]), index)
        elif kind == "appointment":
            self.appoint(index, public)
        elif kind == "delegation":
            self.lend(public)
        elif kind == "delegation.agreed":
            self.agree(index, public)
        elif kind in ("appointment_ended", "delegation_revoked"):
            self.end(index, public, kind == "delegation_revoked")

    def confirm(self, key: Json, index: int, public: Json) -> None:
        """Count a countersigned key."""
        if key["confirmed"] is not None:
            return
        said: Json = key["said"]
        says: Json = {**{part: said.get(part) for part in OF_KEY.split()}, "public_key": digest_of(said)}
        makes = public.get("administers") is True
        if makes:
            says["administers"] = True
            if write_canonical(says) in self.given:
                return
        for mark, place, day in self.who(says, public.get("signed"), ("confirm_keys", "enrol_key")):
            if mark == key["holder"]:
                fits = not makes
            else:
                fits = self.acted_as(place, ADMINISTRATOR) and not (makes and self.others(mark, index, day))
            if fits:
                key["confirmed"] = index
                if makes:
                    self.given.add(write_canonical(says))
                    self.make_administrator(key["holder"], index)
                return

    def make_administrator(self, mark: str, index: int) -> None:
        """Give a mark the administrator's role without an appointment.

        Only the first key's holder has it so, or a person made administrator by the only one.
        """
        seat: Json = {"role": ADMINISTRATOR, "scope": "", "power": "", "from": "", "until": None, "by": None}
        self.roles.setdefault(mark, []).append({**seat, "index": index, "ends": []})

    def others(self, mark: str, index: int, day: str) -> bool:
        """Whether another person is administrator."""
        return any(self.has(one, ADMINISTRATOR, None, index, day) for one in self.roles if one != mark)

    def appoint(self, index: int, public: Json) -> None:
        """Count an appointment that one person proposed and another agreed to, both of them
        with the right to.
        """
        says = {part: public.get(part) for part in OF_SEAT.split()}
        agreed = self.who(says, public.get("agreed"), ("agree_appointment",))
        for mark, place, day in self.who(says, public.get("proposed"), ("propose_appointment", "hand_over")):
            own = self.has(mark, says["role"], str(says["scope"]), place, day)
            for other, second, _ in agreed:
                is_by_three = len({mark, other, str(says["holder"])}) == 3
                if is_by_three and self.may_give(second, says) and (own or self.may_give(place, says)):
                    self.give(says, {**says, "index": index, "power": "", "by": None, "ends": []})
                    return

    def may_give(self, place: int, says: Json) -> bool:
        """Whether the signer at a place may give a role: as administrator, or as controlling
        officer of the code.
        """
        if self.acted_as(place, ADMINISTRATOR):
            return True
        is_below = says["role"] in ("clerk", "drawing_officer") and bool(says["scope"])
        return is_below and self.acted_as(place, "countersigning_officer", says["scope"])

    def lend(self, public: Json) -> None:
        """Take a power that its holder lent. It counts once a superior agreed."""
        says = {part: public.get(part) for part in OF_LOAN.split()}
        for mark, place, day in self.who(says, public.get("signed"), ("delegate",)):
            is_by_holder = bool(says["power"]) and mark == str(says["by"]) != str(says["holder"])
            if is_by_holder and self.has(mark, says["role"], str(says["scope"]), place, day):
                loan: Json = {**says, "power": str(says["power"]), "index": None, "ends": []}
                self.give(says, loan)
                self.loans.setdefault(write_canonical(says), loan)
                return

    def agree(self, index: int, public: Json) -> None:
        """Count a loan from the place where a superior agreed: neither who lent nor who borrows."""
        says = {part: public.get(part) for part in OF_LOAN.split()}
        loan = self.loans.get(write_canonical(says))
        if loan is None or loan["index"] is not None:
            return
        for mark, place, _ in self.who(says, public.get("signed"), ("agree_delegation",)):
            if mark not in (str(says["holder"]), str(says["by"])) and self.may_give(place, says):
                loan["index"] = index
                return

    def give(self, says: Json, seat: Json) -> None:
        """Give a role. A leaf that repeats an earlier one is ignored, so that a copy does not restore an
        ended role.
        """
        written = write_canonical(says)
        if written not in self.given:
            self.given.add(written)
            self.roles.setdefault(str(says["holder"]), []).append(seat)

    def end(self, index: int, public: Json, is_loan: bool) -> None:
        """End a role or a loan after its last day."""
        wanted = (public.get("role"), public.get("scope"), str(public.get("power")) if is_loan else "")
        for seat in self.roles.get(str(public.get("holder")), []):
            if (seat["role"], seat["scope"], seat["power"]) == wanted:
                seat["ends"].append((index, "" if is_loan else str(public.get("until"))))

    # what follows from them

    def has(self, mark: str, role: object, scope: object, index: int, day: str, is_own: bool = True) -> bool:
        """Whether a mark holds a role at a place and on a day; ``scope`` None is any,
        ``is_own`` leaves out loans.
        """
        for seat in self.roles.get(mark, []):
            if seat["role"] != role or (scope is not None and seat["scope"] != scope):
                continue
            if seat["index"] is None or seat["index"] >= index or str(seat["from"]) > day:
                continue
            if seat["until"] is not None and day > str(seat["until"]):
                continue
            if any(place < index and day > last for place, last in seat["ends"]):
                continue
            if not seat["power"]:
                return True
            if not is_own and self.has(str(seat["by"]), role, seat["scope"], index, day):
                return True
        return False

    def acted_as(self, place: int, role: object, scope: object = None) -> bool:
        """Whether the signature at a place was given in a role of its signer's own."""
        leaf = self.at_place[place]
        named = str(leaf["public"].get("as"))
        mark = str(self.keys[str(leaf["public"].get("key"))]["holder"])
        as_role = "data_protection_officer" if named == "dpo" else named
        return as_role == role and self.has(mark, role, scope, place, self.day(place, leaf["at"]))

    def objection(self, index: int, leaf: Json) -> str:
        """Why a signature does not count, without a look at its bytes; empty if it does."""
        public: Json = leaf["public"]
        key = self.keys.get(str(public.get("key")))
        if key is None or key["index"] > index:
            return "the file does not hold the enrolment of its key"
        if self.ended.get(digest_of(key), index) < index:
            return "its key had been ended"
        if key.get("algorithm") == "ed25519" and not self.is_sample:
            return "its key is that of a program"
        if key["confirmed"] is None or key["confirmed"] >= index:
            return "its key was not countersigned"
        if key["is_further"] and not self.has_waited(key, index, leaf["at"]):
            return "its key did not count yet"
        day = self.day(index, leaf["at"])
        if not day:
            return "the file does not hold the time at which the log took it"
        named = str(public.get("as"))
        role = "data_protection_officer" if named == "dpo" else named
        if role != "employee" and not self.has(key["holder"], role, None, index, day, is_own=False):
            return f"nobody gave its signer the role of {named.replace('_', ' ')}"
        return ""

    def misfit(self, public: Json) -> str:
        """Why the bytes of a signature do not fit its key; empty if they do."""
        try:
            fits = approval_fits(public, self.keys[str(public.get("key"))]["said"])
        except (KeyError, TypeError, ValueError):
            return "its signature cannot be read"
        return "" if fits else "its key did not sign this"

    def is_repeated(self, index: int, leaf: Json) -> bool:
        """Whether a sound signature of this key stands before a place already, with other bytes at most
        where anybody can change them.
        """
        public: Json = leaf["public"]
        if self.misfit(public):
            return False
        mine = digest_of(self.keys[str(public.get("key"))])
        for place, earlier in self.signed.get(str(public.get("approves")), []):
            if place >= index:
                break
            other: Json = earlier["public"]
            is_by_same = digest_of(self.keys.get(str(other.get("key")), {})) == mine
            if is_by_same and spoken(other) == spoken(public) and not self.misfit(other):
                return True
        return False

    def who(self, says: Json, part: object, acts: tuple[str, ...]) -> list[tuple[str, int, str]]:
        """Mark, place and day of each signature that covers a statement through the part in its leaf."""
        if not isinstance(part, dict) or str(part.get("act")) not in acts or not is_listed(says, part):
            return []
        found = []
        for index, leaf in self.signed.get(str(part.get("approves")), []):
            public: Json = leaf["public"]
            act = str(public.get("act", public.get("of")))
            if (
                act == part["act"]
                and not self.objection(index, leaf)
                and not self.misfit(public)
                and not self.is_repeated(index, leaf)
            ):
                mark = str(self.keys[str(public.get("key"))]["holder"])
                found.append((mark, index, self.day(index, leaf["at"])))
        return found


def spoken(public: Json) -> tuple[object, ...]:
    """Subject and role of a signature, with its bytes: of one by an elliptic curve the first number alone,
    since anybody can turn the second around.
    """
    try:
        signed = bytes.fromhex(str(public["signature"]["signed"]))
    except (KeyError, TypeError, ValueError):
        signed = b""
    begins = 3 if signed[1:2] == b"\x81" else 2
    if signed[:1] == b"\x30" and signed[begins : begins + 1] == b"\x02" and len(signed) > begins + 1:
        signed = signed[begins + 2 : begins + 2 + signed[begins + 1]]
    return str(public.get("act", public.get("of"))), public.get("reference"), public.get("as"), signed


def digest_of(key: Json) -> str:
    """The hash of a public key under any name; empty if it cannot be read."""
    try:
        return sha256(bytes.fromhex(str(key.get("public_key")))).hex()
    except ValueError:
        return ""


def is_listed(says: Json, part: Json) -> bool:
    """Whether a statement stands in a signed list (docs/spec/signed-act.md)."""
    place, count, also = part.get("place"), part.get("count"), part.get("also")
    if not is_count(place) or not is_count(count) or not isinstance(also, dict):
        return False
    try:
        root = root_from(
            sha256(b"\x00", write_canonical(says)),
            int(str(place)),
            int(str(count)),
            path_of(part.get("path")),
        )
    except (WrongError, ValueError):
        return False
    if root is None:
        return False
    content = {"act": str(part.get("act")), "also": also, "count": count, "root": root.hex()}
    return sha256(b"vethanam/act/1\n", write_canonical(content)).hex() == part.get("approves")


def check_signers(people: People) -> None:
    """Check that every signer's key counted and that she held the role she signed in."""
    for index, why in people.wrong:
        raise TamperedError("signer", f"Entry {index}: {why}.", index)


def hour_before(text: object) -> str:
    """The instant an hour before one in leaf notation."""
    return (time_of(text) - datetime.timedelta(hours=1)).strftime(INSTANT)


def time_of(text: object) -> datetime.datetime:
    """The instant in leaf notation."""
    return datetime.datetime.strptime(str(text), INSTANT)  # noqa: DTZ007


# -- did approved actions have their approvals? (docs/spec/approval.md) --------------------------------------


class Before:
    """The content of earlier leaves, to check approvals. Levels are by a purpose's code and version."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.given: list[Json] = []
        self.holders: dict[str, list[str]] = {}
        self.contents: dict[str, Json] = {}
        self.levels: dict[str, dict[str, str]] = {}
        self.uses: dict[str, list[Json]] = {}
        self.declined: list[str] = []

    def hear(self, index: int, leaf: Json, approvals: Any) -> str | None:
        """Process a leaf; returns its fault, if any."""
        kind, public = leaf["kind"], leaf["public"]
        if kind == "approval.given":
            self.given.append(next(approvals))
        elif kind == "key.enrolled":
            self.holders.setdefault(str(public.get("key")), texts([public.get("holder")]))
        elif kind in COMMITTED:
            self.contents[committed_in(leaf)[1]] = {**public, "kind of leaf": kind}
        elif kind == "purpose.registered":
            return self.purpose_lacks(public, self.people.bounded(index, leaf["at"]))
        elif kind == "campaign.declined":
            self.declined.append(str(public.get("declines")))
        elif kind == "use.allowed":
            if str(public.get("approved")) in self.declined:
                return "its message was declined before it."
            self.uses.setdefault(str(public.get("use")), []).append(public)
            return self.use_lacks(public, self.people.bounded(index, leaf["at"]))
        elif kind == "use.closed" and public.get("opened_until"):
            for use in self.uses.get(str(public.get("use")), []):
                lacks = self.use_lacks(use, public["opened_until"])
                if lacks is not None:
                    return lacks
        return None

    def purpose_lacks(self, public: Json, at: object) -> str | None:
        """The fault of a registered purpose."""
        code, level = str(public.get("purpose")), str(public.get("approvals"))
        versions = self.levels.setdefault(code, {})
        lost = any(takes_away(level, before) for before in versions.values())
        versions[str(public.get("hash"))] = level
        if lost:
            return "it takes approvals away that an earlier version of its purpose needs."
        if "approved" in public:
            proposed = self.contents.get(str(public["approved"]), {})
            is_other = proposed.get("kind of leaf", "purpose.proposed") != "purpose.proposed"
            if is_other or ("level" in proposed and proposed["level"] != public.get("approvals")):
                return "it is something else than what was approved."
            return self.lacks(public, ["purpose", "version", "hash"], "two_person", at)
        if code not in SHIPPED:
            return "nobody approved this purpose, and it does not come with the program."
        return None

    def use_lacks(self, public: Json, at: object) -> str | None:
        """The fault of a use at an instant."""
        versions = self.levels.get(str(public.get("purpose")), {})
        if public.get("approved") is not None:
            content = self.contents.get(str(public["approved"]), {})
            if content.get("kind of leaf") not in (None, "campaign.composed", "use.asked"):
                return "it is something else than what was approved."
            shared = ["purpose", "template_hash", "sender", "channels"]
            return self.lacks(public, shared, versions.get(str(content.get("purpose_hash"))), at)
        if public.get("mode") in ("read", "export", "count"):
            return None
        if not versions and str(public.get("purpose")) not in SHIPPED:
            return "its purpose was not registered before it in this file."
        if versions and all(LEVELS.get(level) for level in versions.values()):
            return "its purpose needs approvals, and it names none."
        return None

    def lacks(self, public: Json, shared: list[str], level: str | None, at: object) -> str | None:
        """The fault in the approvals of an action, or in their subject."""
        content = self.contents.get(str(public.get("approved")))
        if content is None:
            return "what was approved does not stand before it in this file."
        if any(public.get(name) != content.get(name) for name in shared):
            return "it is something else than what was approved."
        if level not in LEVELS:
            return "the file does not hold the approvals that its purpose needs."
        askers = texts(content.get("asked_by"))
        if not askers:
            return "it does not say who asked for it."
        fresh = [one for one in self.given if one["holds"] and one["approves"] == public["approved"]]
        fresh = [one for one in fresh if is_fresh(one["at"], at)]
        people = []
        named = texts(content.get("approvals")) + texts(public.get("approvals"))
        for role in sorted({*LEVELS[level].split(), *named}):
            signed = [self.holders[str(one["key"])] for one in fresh if role in ("*", one["role"])]
            if not signed:
                return f"no approval as {role.replace('_', ' ')} counts at its time."
            people.append({holder for of_key in signed for holder in of_key if holder not in askers})
        if not any(len(set(chosen)) == len(chosen) for chosen in itertools.product(*people)):
            return "its approvals are not of different persons, none of whom asked for it."
        return None


def takes_away(level: str, before: str) -> bool:
    """Whether a level of a purpose lacks a role of an earlier one; each role is one where any will do."""
    if level == before:
        return False
    if level not in LEVELS:
        return True
    named, needed = LEVELS[level].split(), LEVELS.get(before, "").split()
    return not (named if needed == ["*"] else set(needed) <= set(named))


def check_approved(leaves: list[tuple[int, Json]], key: LogKey) -> People:
    """Check that every approved action had its approvals in earlier leaves."""
    try:
        people = People(leaves, key)
        approvals = iter(approvals_in(leaves, people))
    except (OverflowError, ValueError):
        raise TamperedError("approval", "A time of an approval or a key cannot be read.") from None
    before = Before(people)
    for index, leaf in leaves:
        lacks = before.hear(index, leaf, approvals)
        if lacks is not None:
            raise TamperedError("approval", f"Entry {index}: {lacks}", index)
    return people


def is_fresh(given_at: object, at: object) -> bool:
    """Whether an approval counts at an instant: it holds for 72 hours from its time."""
    try:
        age = time_of(at) - time_of(given_at)
    except ValueError:
        return False
    return datetime.timedelta() <= age <= datetime.timedelta(hours=72)


# -- does a restraint stop what was sent? (docs/spec/restraint.md) -------------------------------------------


class Court:
    """The restraints in the leaves read so far, the signatures that end them, and the texts they let pass."""

    def __init__(self, approvals: list[Json], people: People) -> None:
        self.approvals, self.people = iter(approvals), people
        self.signatures: list[tuple[int, Json]] = []
        self.holder_of: dict[str, list[str]] = {}
        self.proposed: dict[str, Json] = {}
        self.filed: list[Json] = []
        self.registered: dict[str, Json] = {}
        self.sent: dict[str, list[Json]] = {}

    def hear(self, index: int, leaf: Json) -> str | None:
        """Take a leaf in; the sentence about a use that a restraint stops."""
        kind, public = str(leaf["kind"]), leaf["public"]
        if kind in COMMITTED:
            self.proposed[committed_in(leaf)[1]] = {**public, "kind of leaf": kind}
        if kind == "approval.given":
            self.signatures.append((index, next(self.approvals)))
        if kind == "key.enrolled":
            self.holder_of.setdefault(str(public.get("key")), texts([public.get("holder")]))
        if kind == "text.registered":
            self.registered.setdefault(str(public.get("hash")), {**public, "index": index})
        if kind == "restraint.filed":
            at = self.people.bounded(index, leaf["at"])
            self.filed.append({**public, "index": index, "at": at, "then": []})
        if kind == "restraint.position":
            self.continue_with(public)
        if kind == "use.allowed":
            self.sent.setdefault(str(public.get("use")), []).append(public)
            return self.verdict(public, self.people.bounded(index, leaf["at"]), "")
        if kind == "use.closed" and public.get("opened_until"):
            last = str(public["opened_until"])
            for use in self.sent.get(str(public.get("use")), []):
                if said := self.verdict(use, last, last):
                    return said
        return None

    def continue_with(self, public: Json) -> None:
        """Let a position count if two signed it."""
        asked = self.proposed.get(str(public.get("approved")), {})
        agrees = all(asked.get(part) == public.get(part) for part in ("restraint", "state", "until", "leave"))
        for filed in self.filed:
            is_of = agrees and filed.get("restraint") == public.get("restraint")
            is_of = is_of and all(one.get("approved") != public.get("approved") for one in filed["then"])
            if is_of and self.two_signed(str(public.get("approved")), filed["index"], []):
                filed["then"].append(public)

    def two_signed(self, commitment: str, since: int, askers: list[str]) -> bool:
        """Whether a law officer and another person signed a commitment after a place in the log."""
        people: dict[str, set[str]] = {"": set(), "law_officer": set()}
        for index, one in self.signatures:
            if index > since and one["holds"] and one["approves"] == commitment:
                for holder in self.holder_of.get(str(one["key"]), []):
                    if holder not in askers:
                        people[""].add(holder)
                        people.setdefault(str(one["role"]), set()).add(holder)
        return len(people[""]) >= 2 and len(people["law_officer"]) >= 1

    def verdict(self, use: Json, at: str, opened: str) -> str | None:
        """Which restraint stops a use at an instant; of what was opened, only one that was filed before."""
        for filed in self.filed:
            if opened and opened <= filed["at"]:
                continue
            if in_force(filed, at) and self.reaches(filed, use) and not leave_for(filed, use, at):
                return f"the restraint {filed.get('restraint')} stands before it in the log and stops it."
        return None

    def reaches(self, filed: Json, use: Json) -> bool:
        """Whether all messages of a use are in the scope of a restraint."""
        scope = members(filed.get("scope"))
        if scope.get("classes") or use.get("purpose") in texts(filed.get("except")):
            return False
        outside = {channel for channel in texts(use.get("channels")) if channel != "portal"}
        if scope.get("channels") and not outside.issubset(texts(scope["channels"])):
            return False
        if scope.get("uses") and use.get("use") not in texts(scope["uses"]):
            return False
        if scope.get("source_registers") and not set(texts(use.get("sources"))) & set(
            texts(scope["source_registers"])
        ):
            return False
        if scope.get("controllers") or scope.get("senders"):
            offices = texts(scope.get("controllers"))
            by_office = any(
                isinstance(use.get(of), str) and use[of] in offices for of in ("office", "for_office")
            )
            if not by_office and use.get("sender") not in texts(scope.get("senders")):
                return False
        kinds, purposes = texts(scope.get("kinds")), texts(scope.get("purposes"))
        if not kinds and not scope.get("purposes"):
            return True
        return use.get("purpose") in purposes or (bool(kinds) and self.is_of(kinds, use, filed["index"]))

    def is_of(self, kinds: list[str], use: Json, since: int) -> bool:
        """Whether a use is of one of these kinds of message, or its text is not closed against them."""
        known = {*texts(use.get("kinds")), KIND_OF_PURPOSE.get(str(use.get("purpose")), "")}
        if set(kinds) & known or use.get("mode") in ("feed", "reveal", "read", "export", "count"):
            return bool(set(kinds) & known)
        if "all_messages" in kinds:
            return True
        text = self.registered.get(str(use.get("template_hash")), {})
        is_closed = text.get("closed") is True
        if is_closed and text["index"] < since:
            return False
        values = self.proposed.get(str(use.get("approved")), {}).get("values")
        for commitment, asked in self.proposed.items():
            if asked["kind of leaf"] != "text.class_proposed" or asked.get("template_hash") != use.get(
                "template_hash"
            ):
                continue
            fits = is_closed if asked.get("values") is None else asked["values"] == values
            askers = texts(asked.get("asked_by"))
            if fits and asked.get("class") not in kinds and self.two_signed(commitment, since, askers):
                return False
        return True


def in_force(filed: Json, at: str) -> bool:
    """Whether a restraint stops messages at an instant of business time."""
    if str(filed.get("from")) > max(str(filed["at"]), at):
        return False
    until = filed.get("until")
    for position in filed["then"]:
        if position.get("state") in ("vacated", "dismissed", "released"):
            return False
        if position.get("state") == "continued":
            until = position.get("until")
    return until is None or filed.get("is_case_pending") is True or str(until) >= at


def leave_for(filed: Json, use: Json, at: str) -> bool:
    """Whether the court gave leave for a use."""
    for position in filed["then"]:
        leave = members(position.get("leave"))
        ends = position.get("until")
        if position.get("state") != "leave" or (ends is not None and str(ends) < at):
            continue
        named = [
            ("purposes", [use.get("purpose")]),
            ("senders", [use.get("sender")]),
            ("channels", use.get("channels")),
        ]
        if all(not leave.get(part) or set(texts(leave[part])) & set(texts(values)) for part, values in named):
            return True
    return False


def check_restrained(leaves: list[tuple[int, Json]], people: People) -> None:
    """Check that no use went against a restraint that precedes it in the log."""
    court = Court(approvals_in(leaves, people), people)
    for index, leaf in leaves:
        says = court.hear(index, leaf)
        if says is not None:
            raise TamperedError("restraint", f"Entry {index}: {says}", index)


# -- witnesses (docs/spec/policy.md) -------------------------------------------------------------------------

OF_POLICY = "policy purpose hash from before"


def policy_of(text: str) -> Json | None:
    """The witnesses, groups and quorum of a policy's text; None if it is none."""
    witnesses: dict[str, tuple[str, bytes, bytes]] = {}
    groups: dict[str, tuple[int, list[str]]] = {}
    quorum, free = "", set()
    if re.search("[\x00-\x08\x0b-\x1f\x7f]", text):
        return None
    for line in text.split("\n"):
        words = re.split("[ \t]+", line.strip(" \t"))
        if words == [""] or words[0][:1] == "#" or (words[0] == "log" and len(words) in (2, 3)):
            continue
        name = words[1] if len(words) > 1 else ""
        is_new = name != "none" and name not in witnesses and name not in groups
        if words[0] == "witness" and len(words) in (3, 4) and is_new:
            key = witness_key(words[2])
            if key is None or any(key[2] == other[2] for other in witnesses.values()):
                return None
            witnesses[name] = key
            free.add(name)
        elif words[0] == "group" and len(words) > 3 and is_new:
            members = words[3:]
            least = {"any": "1", "all": str(len(members))}.get(words[2], words[2])
            if not re.fullmatch("[1-9][0-9]{0,3}", least) or int(least) > len(members):
                return None
            if not free >= set(members) or len(set(members)) != len(members):
                return None
            groups[name] = int(least), members
            free = free - set(members) | {name}
        elif words[0] == "quorum" and len(words) == 2 and not quorum and (not is_new):
            quorum = name
        else:
            return None
    return {"witnesses": witnesses, "groups": groups, "quorum": quorum} if quorum else None


def witness_key(text: str) -> tuple[str, bytes, bytes] | None:
    """Name, key id and public key of a witness; None if the text is none."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    material = exact_base64(encoded)
    if not is_name(name) or material is None or len(material) != 33 or material[0] != 4:
        return None
    found = sha256(name.encode("utf-8") + b"\n" + material)[:4]
    return (name, found, material[1:]) if found.hex() == key_id else None


def cosigned(note: str, key: tuple[str, bytes, bytes]) -> bool:
    """Whether a witness signed the head of a note that was checked before."""
    at = note.rfind("\n\n")
    for line in note[at + 2 :].split("\n")[:-1]:
        name, _, encoded = line[2:].partition(" ")
        value = exact_base64(encoded) or b""
        time = int.from_bytes(value[4:12], "big")
        said = f"cosignature/v1\ntime {time}\n{note[: at + 1]}".encode()
        if (name, value[:4]) == key[:2] and 0 < time < 2**63 and signature_fits(key[2], value[12:], said):
            return True
    return False


def is_met(policy: Json, name: str, note: str) -> bool:
    """Whether a witness or a group of a policy signed the head of a note."""
    if name in policy["groups"]:
        least, members = policy["groups"][name]
        return bool(sum(is_met(policy, member, note) for member in members) >= least)
    return name == "none" or cosigned(note, policy["witnesses"][name])


def policies_in(leaves: list[tuple[int, Json]], people: People) -> dict[str, list[Json]]:
    """The policies of each purpose that two officers signed, each naming the one before."""
    found: dict[str, list[Json]] = {}
    for index, leaf in leaves:
        public: Json = leaf["public"]
        if leaf["kind"] != "policy.set":
            continue
        says = {part: public.get(part) for part in OF_POLICY.split()}
        try:
            text = bytes.fromhex(str(public.get("text")))
            policy = policy_of(text.decode("utf-8"))
        except ValueError:
            continue
        earlier = found.setdefault(str(says["purpose"]), [])
        if policy is None or sha256(text).hex() != str(says["hash"]):
            continue
        if says["before"] != (earlier[-1]["statement"] if earlier else ""):
            continue
        given = [
            [(mark, place) for mark, place, _ in people.who(says, public.get(part), (act,)) if place < index]
            for part, act in (("proposed", "set_policy"), ("agreed", "agree_policy"))
        ]
        if any(
            mark != other and are_the_two(people, place, second)
            for mark, place in given[0]
            for other, second in given[1]
        ):
            statement = sha256(write_canonical(says)).hex()
            earlier.append({**policy, "name": str(says["policy"]), "first": str(says["from"]), "index": index,
                            "statement": statement})  # fmt: skip
    return found


def are_the_two(people: People, one: int, other: int) -> bool:
    """Whether one signed as administrator and the other as data protection officer."""
    roles = (ADMINISTRATOR, "data_protection_officer")
    return any(
        people.acted_as(a, roles[0]) and people.acted_as(b, roles[1]) for a, b in ((one, other), (other, one))
    )


def check_witnesses(content: Json, key: LogKey, people: People) -> Json:
    """Whether the witnesses of each use signed a head over it: parts of the verdict."""
    leaves = leaves_of(content)
    notes = [content["head"]] if content["format"] in (BUNDLE, FILE, SLIP) else content["heads"]
    sizes = [(head_of(note, key)[0], note) for note in notes]
    policies, says = policies_in(leaves, people), None
    for index, leaf in leaves:
        if leaf["kind"] != "use.allowed":
            continue
        says = says or "unwitnessed"
        try:
            at = people.bounded(index, leaf["at"])
            day = str((time_of(at) + datetime.timedelta(hours=5, minutes=30)).date())
        except (OverflowError, ValueError):
            raise TamperedError("leaf", "The time of a use cannot be read.") from None
        begun = [
            one
            for one in policies.get(str(leaf["public"].get("purpose")), [])
            if one["index"] < index and one["first"] <= day
        ]
        if not begun or is_met(begun[-1], begun[-1]["quorum"], "\n\n"):
            continue
        says = "witnessed"
        if not any(size > index and is_met(begun[-1], begun[-1]["quorum"], note) for size, note in sizes):
            lacks = f"The log holds, but entry {index} lacks witnesses of the policy {begun[-1]['name']}."
            return {
                "outcome": "without_quorum", "says": lacks, "part": "head", "leaf": index,
                "witnesses": "missing",
            }  # fmt: skip
    return {"witnesses": says}


def members(value: object) -> Json:
    """The members of an object; of another value none."""
    return value if isinstance(value, dict) else {}


def texts(value: object) -> list[str]:
    """The members of a list that are text; none if the value is no list."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def leaves_of(content: Json) -> list[tuple[int, Json]]:
    """The leaves of a verified file, each with its index."""
    if content["format"] == ABSENCE:
        return [(content["index"], content["leaf"])]
    if content["format"] == MAP:
        opened = [(entry["index"], entry["leaf"]) for entry in content["entries"] if "leaf" in entry]
        return [*opened, (content["index"], content["leaf"])]
    if content["format"] in (BUNDLE, FILE, SLIP):
        return [(entry["index"], entry["leaf"]) for entry in content["entries"]]
    return [(index, entry["leaf"]) for index, entry in enumerate(content["leaves"])]


def tell_approvals(file: bytes, as_json: bool) -> int:
    """Print the approvals of a verified file; the exit code says whether all hold."""
    content = open_file(unpack(file)[0])
    leaves = leaves_of(content)
    found = approvals_in(leaves, People(leaves, key_of(str(content["log"]))))
    lines = [
        f"{one['at']}  {one['of']} {one['reference']}, as {one['role']}, key {one['key']}: {one['says']}."
        for one in found
    ]
    text = json.dumps(found, indent=2) if as_json else "\n".join(lines or ["The file holds no approval."])
    sys.stdout.write(text + "\n")
    return 0 if all(one["holds"] for one in found) else 1


def open_file(file: bytes) -> Json:
    """The content of a file, if it has the parts of a bundle or a log."""
    content = read_canonical(file.strip(b" \t\r\n"))
    kinds: dict[object, dict[str, type]] = {
        BUNDLE: {"entries": list, "format": str, "head": str, "limits": str, "log": str},
        LOG: {"format": str, "heads": list, "leaves": list, "limits": str, "log": str},
        FILE: {"content": dict, "entries": list, "format": str, "head": str, "limits": str, "log": str},
    }
    kinds[FILE]["made"] = int
    kinds[SLIP] = {**kinds[BUNDLE], "code": str, "key": str}
    kinds[ABSENCE] = dict.fromkeys(("format", "head", "key", "label", "limits", "log", "secret"), str)
    kinds[ABSENCE].update({"index": int, "leaf": dict, "proof": list, "size": int})
    kinds[MAP] = dict.fromkeys(("format", "head", "key", "label", "limits", "log", "secret"), str)
    kinds[MAP].update({"entries": list, "index": int, "leaf": dict, "path": list, "position": int})
    kinds[MAP].update({"proof": list, "size": int})
    named = content.get("format") if isinstance(content, dict) else None
    if isinstance(content, dict) and content.get("size") == 128:
        kinds[ABSENCE]["tree"] = str
    else:
        kinds[ABSENCE]["neighbours"] = list
    members = kinds.get(named) if isinstance(named, str) else None
    if not isinstance(content, dict) or members is None:
        raise UnreadableError("It does not say that it is a bundle or a log.")
    if named == BUNDLE and "secret" in content:
        members = {**members, "secret": str}
        if not isinstance(content["secret"], str) or not re.fullmatch("[0-9a-f]{64}", content["secret"]):
            raise UnreadableError("A secret in it is not written as 64 hexadecimal digits.")
    if set(content) != set(members) or not all(
        isinstance(content[name], kind) for name, kind in members.items()
    ):
        raise UnreadableError("A part is missing, or one does not belong to it.")
    if named in (ABSENCE, MAP):
        return content
    entries, name = (content["leaves"], "hash") if named == LOG else (content["entries"], "index")
    if not entries or not all(isinstance(entry, dict) and name in entry for entry in entries):
        raise UnreadableError("It holds no entries, or one that is none.")
    if named == FILE and not is_content(content):
        raise UnreadableError("A part of its content is missing, or has another form.")
    return content


def verify(
    file: bytes, known: str | None = None, tree: bytes | None = None, sealed_by: str | None = None
) -> Json:
    """The verdict on a file: outcome, says, part, leaf, log, size, root, entries, witnesses."""
    verdict: Json = {**dict.fromkeys(("part", "leaf", "log", "size", "root", "witnesses")), "entries": []}
    try:
        bundle, files, page = unpack(file)
        content = open_file(bundle)
        paper = file if file.startswith(b"%PDF") else None
        if paper is not None and content["format"] != SLIP:
            raise UnreadableError("This PDF is no payslip.")
    except UnreadableError as error:
        return {
            **verdict,
            "outcome": "unreadable",
            "says": f"This file cannot be read. {error}",
            "part": "file",
        }
    verdict["log"] = content["log"]
    try:
        key = key_of(str(content["log"]))
        if known is not None and known != content["log"]:
            raise TamperedError("key", "It was not signed by the key it was to be checked with.")
        if content["limits"] != LIMITS_OF[content["format"]]:
            raise TamperedError("limits", "The text on what a proof does not show was changed.")
        found = CHECKS[content["format"]](content, key)
        if content["format"] in (BUNDLE, FILE, SLIP, LOG):
            check_maps(leaves_of(content), content["format"] == LOG)
            people = check_approved(leaves_of(content), key)
            check_restrained(leaves_of(content), people)
            check_signers(people)
            if content["format"] == FILE:
                sums = check_parts(content)
                check_listed(content)
                check_packing(bundle, files, page, content, sums)
                facts = [f"Fact {one['number']}: {one['says']['en']}" for one in content["content"]["facts"]]
                found["entries"] = facts + found["entries"]
            found.update(check_witnesses(content, key, people))
        if content["format"] == SLIP:
            found["entries"] = [check_slip(content, paper, sealed_by), *found["entries"]]
        if tree is not None:
            check_published(tree, content)
        return {**verdict, "outcome": "verified", **found}
    except UnreadableError as error:
        return {**verdict, "outcome": "unreadable", "says": str(error), "part": "tree"}
    except TamperedError as error:
        said = f"Not verified. {error.says}"
        return {**verdict, "outcome": "tampered", "says": said, "part": error.part, "leaf": error.leaf}


CHECKS = {
    BUNDLE: verify_bundle,
    FILE: verify_bundle,
    SLIP: verify_bundle,
    LOG: verify_log,
    ABSENCE: verify_absence,
    MAP: verify_map,
}


def main(words: list[str]) -> int:
    """The command."""
    as_json, of_approvals = "--json" in words, "--approvals" in words
    words = [word for word in words if word not in ("--json", "--approvals")]
    known = words.pop(words.index("--key") + 1) if "--key" in words[:-1] else None
    tree = words.pop(words.index("--tree") + 1) if "--tree" in words[:-1] else None
    sealed_by = words.pop(words.index("--seal") + 1) if "--seal" in words[:-1] else None
    words = [word for word in words if word not in ("--key", "--tree", "--seal")]
    if len(words) != 1:
        sys.stderr.write(
            "Usage: python3 standalone.py FILE"
            " [--key KEY] [--seal KEY] [--tree TREE] [--json] [--approvals]\n"
        )
        return 2
    try:
        file = pathlib.Path(words[0]).read_bytes()
        whole = None if tree is None else pathlib.Path(tree).read_bytes()
        verdict = verify(file, known, whole, sealed_by)
    except OSError as error:
        sys.stderr.write(f"{error.filename} cannot be read: {error.strerror}.\n")
        return 2
    if of_approvals and verdict["outcome"] == "verified":
        return tell_approvals(file, as_json)
    if as_json:
        sys.stdout.write(json.dumps(verdict, indent=2, ensure_ascii=False) + "\n")
    else:
        lines = [verdict["says"], *verdict["entries"], f"Key: {verdict['log']}"]
        sys.stdout.write("\n".join(str(line) for line in lines) + "\n")
        if verdict["witnesses"]:
            sys.stdout.write(f"Witnesses: {verdict['witnesses']}\n")
        if verdict["outcome"] in ("verified", "without_quorum"):
            sys.stdout.write(str(json.loads(unpack(file)[0])["limits"]) + "\n")
    return CODES[str(verdict["outcome"])]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
