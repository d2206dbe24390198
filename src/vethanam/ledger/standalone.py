#!/usr/bin/env python3
"""Checks a bundle or a whole log of Vethanam with nothing but Python 3.8 or later, without a network.

    python3 standalone.py FILE [--key KEY] [--json]

Exit code 0: verified; 1: tampered, and what fails is named; 2: unreadable. KEY is the log's verifier key as
published; without it the file is checked against the key it names, which you compare yourself.

Written from docs/spec alone and sharing no line with the rest of the project, so that two programs must err
alike for a false bundle to pass. Everything it believes stands below.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import pathlib
import re
import sys

BUNDLE, LOG = "vethanam-bundle/1", "vethanam-log/1"
LIMITS = (
    "This file shows what the log recorded and that the record was not changed since its head was signed."
    " It does not show that nobody copied contacts before they were sealed, that nobody copied a disk, that"
    " no other register was used, or what a gateway or a network operator did with a message. Compare the"
    " log's key and the head with those published elsewhere."
)
CODES = {"verified": 0, "tampered": 1, "unreadable": 2}


class UnreadableError(Exception):
    """The file is no bundle."""


class TamperedError(Exception):
    """Something in it is not what was signed."""

    def __init__(self, part: str, says: str, leaf: int | None = None) -> None:
        super().__init__(says)
        self.part, self.says, self.leaf = part, says, leaf


class WrongError(Exception):
    """Something of one entry is not what was signed; the caller knows which."""


# -- canonical JSON (docs/spec/canonical-json.md) -------------------------------------------------------------


def read_canonical(text: bytes) -> object:
    """The value of canonical JSON bytes."""

    def members(pairs: list[tuple[str, object]]) -> dict[str, object]:
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
    """The canonical bytes of a JSON value that was read."""
    bounded(value, 0)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def bounded(value: object, depth: int) -> None:
    """Numbers that every language reads alike, keys that every language sorts alike, 64 levels at most."""
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


# -- Ed25519 verification (RFC 8032 section 5.1.7) ------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_MINUS_1 = pow(2, (P - 1) // 4, P)
Point = "tuple[int, int, int, int]"


def point(encoded: bytes) -> tuple[int, int, int, int] | None:
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


def add(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """The sum of two points."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    w, x, y, z = f - e, h - g, h + g, f + e
    return w * x % P, y * z % P, x * y % P, w * z % P


def times(count: int, a: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """A point added to itself so many times."""
    total = (0, 1, 1, 0)
    while count:
        if count & 1:
            total = add(total, a)
        a, count = add(a, a), count >> 1
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


# -- signed notes and heads (docs/spec/head.md) ---------------------------------------------------------------


def exact_base64(text: str) -> bytes | None:
    """The bytes of base64 in its one exact spelling."""
    try:
        value = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return None
    return value if base64.b64encode(value).decode() == text else None


def key_of(text: str) -> tuple[str, bytes, bytes]:
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


def head_of(note: object, key: tuple[str, bytes, bytes]) -> tuple[int, bytes]:
    """Size and root in a signed note of a head."""
    if not isinstance(note, str):
        raise TamperedError("head", "A head is not text.")
    text = signed_text(note, key)
    found = re.fullmatch("([^\n]*)\n(0|[1-9][0-9]{0,18})\n([^\n]*)\n", text)
    root = exact_base64(found.group(3)) if found else None
    if found is None or root is None or found.group(1) != key[0] or len(root) != 32:
        raise TamperedError("head", "The signed text is not a head of this log.")
    return int(found.group(2)), root


def signed_text(note: str, key: tuple[str, bytes, bytes]) -> str:
    """The text of a note that the key signed."""
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


# -- the tree (RFC 9162 section 2.1) --------------------------------------------------------------------------


def sha256(*parts: bytes) -> bytes:
    """SHA-256 of the parts put together."""
    return hashlib.sha256(b"".join(parts)).digest()


def root_from(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The root an audit path leads to, from a leaf hash, as RFC 9162 section 2.1.3.2 walks it."""
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


# -- leaves, commitments, sentences (docs/spec/leaf.md, bundle.md) --------------------------------------------


def leaf_of(leaf: object) -> dict[str, object]:
    """The leaf, if it has the form of one."""
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
    """A whole number of zero or more; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def hash_of(text: object) -> bytes:
    """The 32 bytes of 64 lower-case hexadecimal digits."""
    if not isinstance(text, str) or not re.fullmatch("[0-9a-f]{64}", text):
        raise WrongError("a hash of it is not written as 64 hexadecimal digits.")
    return bytes.fromhex(text)


def path_of(values: object) -> list[bytes]:
    """The hashes of a path."""
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


def sentence_of(origin: str, index: int, leaf: dict[str, object], opened: list[tuple[str, object]]) -> str:
    """The sentence an entry says."""

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
        names = sorted(set(part) - {"persons"}) if isinstance(part, dict) else []
        listed = "; ".join(words(name) + " " + value(part[name]) for name in names)  # type: ignore[index]
        text += f" {title}: {listed}." if listed else ""
    return text


# -- the two files --------------------------------------------------------------------------------------------


def entry_of(entry: dict[str, object], index: int, origin: str, size: int, root: bytes) -> str:
    """The proven sentence of one entry of a bundle."""
    names = {"index", "leaf", "proof", "says"}
    if not names <= set(entry) <= names | {"opening", "persons"}:
        raise WrongError("a part of it is missing, or one does not belong to it.")
    leaf = leaf_of(entry["leaf"])
    if root_from(sha256(b"\x00", write_canonical(leaf)), index, size, path_of(entry["proof"])) != root:
        raise WrongError("this leaf does not stand at this place of the signed log.")
    opened: list[tuple[str, object]] = []
    if "opening" in entry:
        opened.append(("Private", opening_of(entry["opening"], leaf)))
    if "persons" in entry:
        opened += [("About the person", record) for record in records_of(entry["persons"], leaf)]
    says = sentence_of(origin, index, leaf, opened)
    if entry["says"] != says:
        raise WrongError("its sentence does not say what its leaf says.")
    return says


def opening_of(opening: object, leaf: dict[str, object]) -> object:
    """The private part, if it is the one committed to."""
    if not isinstance(opening, dict) or set(opening) != {"private", "salt"}:
        raise WrongError("its opening has another form.")
    if commitment_of(opening["salt"], opening["private"]).hex() != leaf["commitment"]:
        raise WrongError("its private part is not the one that was committed to.")
    return opening["private"]


def records_of(persons: object, leaf: dict[str, object]) -> list[object]:
    """The records about the person, each one that the leaf commits to."""
    if not isinstance(persons, list) or not persons:
        raise WrongError("its persons' part has another form.")
    return [record_of(person, leaf) for person in persons]


def record_of(person: object, leaf: dict[str, object]) -> object:
    """One record about the person, if the leaf commits to it."""
    if not isinstance(person, dict) or set(person) != {"path", "position", "record", "salt", "size"}:
        raise WrongError("its person's part has another form.")
    position, size, public = person["position"], person["size"], leaf["public"]
    if not is_count(position) or not is_count(size) or not isinstance(public, dict):
        raise WrongError("its person's part has another form.")
    committed = sha256(b"\x00", commitment_of(person["salt"], person["record"]))
    inner = root_from(committed, position, size, path_of(person["path"]))
    bound = sha256(b"vethanam/persons/1\n", size.to_bytes(8, "big"), inner) if inner is not None else None
    if hash_of(public.get("persons")) != bound:
        raise WrongError("the person's record is not among those the leaf commits to.")
    return person["record"]


def verify_bundle(content: dict[str, object], key: tuple[str, bytes, bytes]) -> dict[str, object]:
    """The verdict on a bundle of entries."""
    size, root = head_of(content["head"], key)
    before, said = -1, []
    for entry in content["entries"]:  # type: ignore[attr-defined]
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
    return {
        "says": f"Verified: {len(said)} of the log's entries.",
        "size": size,
        "root": root.hex(),
        "entries": said,
    }


def verify_log(content: dict[str, object], key: tuple[str, bytes, bytes]) -> dict[str, object]:
    """The verdict on a whole log."""
    heads = [head_of(note, key) for note in content["heads"]]  # type: ignore[attr-defined]
    leaves: list[dict[str, object]] = content["leaves"]  # type: ignore[assignment]
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


def open_file(file: bytes) -> dict[str, object]:
    """The content of a file, if it has the parts of a bundle or a log."""
    content = read_canonical(file.strip(b" \t\r\n"))
    kinds: dict[object, dict[str, type]] = {
        BUNDLE: {"entries": list, "format": str, "head": str, "limits": str, "log": str},
        LOG: {"format": str, "heads": list, "leaves": list, "limits": str, "log": str},
    }
    named = content.get("format") if isinstance(content, dict) else None
    members = kinds.get(named) if isinstance(named, str) else None
    if not isinstance(content, dict) or members is None:
        raise UnreadableError("It does not say that it is a bundle or a log.")
    if set(content) != set(members) or not all(
        isinstance(content[name], kind) for name, kind in members.items()
    ):
        raise UnreadableError("A part is missing, or one does not belong to it.")
    entries, name = (content["entries"], "index") if named == BUNDLE else (content["leaves"], "hash")
    if not entries or not all(isinstance(entry, dict) and name in entry for entry in entries):
        raise UnreadableError("It holds no entries, or one that is none.")
    return content


def verify(file: bytes, known: str | None = None) -> dict[str, object]:
    """The verdict on a file: outcome, says, part, leaf, log, size, root, entries."""
    verdict: dict[str, object] = {
        "part": None,
        "leaf": None,
        "log": None,
        "size": None,
        "root": None,
        "entries": [],
    }
    try:
        content = open_file(file)
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
        if content["limits"] != LIMITS:
            raise TamperedError("limits", "The text on what a proof does not show was changed.")
        check = verify_bundle if content["format"] == BUNDLE else verify_log
        return {**verdict, "outcome": "verified", **check(content, key)}
    except TamperedError as error:
        said = f"Not verified. {error.says}"
        return {**verdict, "outcome": "tampered", "says": said, "part": error.part, "leaf": error.leaf}


def main(words: list[str]) -> int:
    """The command."""
    as_json = "--json" in words
    words = [word for word in words if word != "--json"]
    known = words.pop(words.index("--key") + 1) if "--key" in words[:-1] else None
    words = [word for word in words if word != "--key"]
    if len(words) != 1:
        sys.stderr.write("Usage: python3 standalone.py FILE [--key KEY] [--json]\n")
        return 2
    try:
        verdict = verify(pathlib.Path(words[0]).read_bytes(), known)
    except OSError as error:
        sys.stderr.write(f"{words[0]} cannot be read: {error.strerror}.\n")
        return 2
    if as_json:
        sys.stdout.write(json.dumps(verdict, indent=2, ensure_ascii=False) + "\n")
    else:
        lines = [verdict["says"], *verdict["entries"], f"Key: {verdict['log']}"]  # type: ignore[misc]
        sys.stdout.write("\n".join(str(line) for line in lines) + "\n")
        if verdict["outcome"] == "verified":
            sys.stdout.write(LIMITS + "\n")
    return CODES[str(verdict["outcome"])]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
