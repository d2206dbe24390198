"""A file for an outsider about one subject: facts, texts and proofs, in three forms of the same bytes.

    {"content": {"about": {…}, "asked": {…}, "facts": [{…}, …], "files": {"policy.txt": "…", …},
                 "kind": "campaign", "shows": [leaf hash, …]},
     "entries": […], "format": "vethanam-bundle/2", "head": signed note, "limits": …, "log": verifier key,
     "made": 58}

The entry ``made`` is the leaf ``bundle.made``. It commits to a hash of each part (``sums``), so that a
changed fact or text is found and named. ``docs/spec/evidence-files.md`` has the bytes of all three forms.
"""

from __future__ import annotations

import io
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from vethanam.ledger.bundles import ProvenEntry, written_entry
from vethanam.ledger.canonical import Json, canonical
from vethanam.ledger.notes import VerifierKey

FILE = "vethanam-bundle/2"
MADE = "bundle.made"
KINDS = ("use", "person", "campaign", "period", "restraint", "case")
FORMS = ("json", "zip", "html")
SUMS = "SHA256SUMS"
PROGRAM = "verify.py"
#: the list of a person's records (``vethanam-map/1``) in her own file
COMPLETE = "complete.json"
LIMITS_FILE = "LIMITS.md"
#: further files of an archive, which only its own sums name: an officer adds them
ADDED = ("certificate.pdf",)
#: the place of the bundle in a page
SLOT = ('<script type="text/plain" id="bundle">', "</script>")
LIMITS_SAID = (
    "This file states facts and the rule that was applied. Whether a use was lawful, a court decides.",
    (
        "It does not show that nobody copied a contact before it was sealed, or from a disk, from memory "
        "or from another register."
    ),
    "It does not show that no other system sent a message to the same number.",
    "It does not show what an operator, a mail service or a telephone kept, or that anybody read a message.",
    "It does not show that what was entered is true, or that nobody was enrolled twice.",
    "It does not show that all witnesses are honest and independent of each other.",
    (
        "That a person is not in a use means that no contact was opened for her label. It does not hold "
        "if the dispatcher was taken over."
    ),
    "What was destroyed here may remain in copies that others made.",
    "Its times are those of the log and its witnesses. Nothing shows that the clock was right beyond them.",
    (
        "A page that checks itself does so with a program that came with it. Compare the key of the log "
        "with one that you have from elsewhere, and use the second program."
    ),
)
LIMITS = "\n\n".join(LIMITS_SAID)
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Content:
    """What a file says, apart from its proofs. ``shows`` are hashes of leaves that it must hold."""

    kind: str
    about: Mapping[str, Json]
    asked: Mapping[str, Json]
    facts: Sequence[Mapping[str, Json]]
    files: Mapping[str, str]
    shows: Sequence[str]

    def as_json(self) -> dict[str, Any]:
        """The content as plain values, for the member ``content`` of the file."""
        return {
            "about": dict(self.about), "asked": dict(self.asked), "facts": [dict(one) for one in self.facts],
            "files": dict(self.files), "kind": self.kind, "shows": list(self.shows),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wrapping:
    """What a page and an archive add to the bundle: the page around it, and the second program."""

    page: str
    program: str


def sums_of(content: Mapping[str, Any]) -> dict[str, str]:
    """The hash of each part of a content, by its name."""
    head = {name: content[name] for name in ("about", "asked", "kind")}
    named: dict[str, bytes] = {"about": canonical(head), "shows": canonical(content["shows"])}
    for number, fact in enumerate(content["facts"], start=1):
        named[f"fact {number}"] = canonical(fact)
    for name, text in content["files"].items():
        named[f"file {name}"] = text.encode()
    return {name: sha256(text).hexdigest() for name, text in named.items()}


def sums_with(content: Content, wrapping: Wrapping) -> dict[str, str]:
    """The sums that the leaf commits to: those of the content, the page and the program."""
    return {
        **sums_of(content.as_json()),
        "page": sha256(wrapping.page.encode()).hexdigest(),
        "program": sha256(wrapping.program.encode()).hexdigest(),
    }


def evidence_file(
    key: VerifierKey, head: str, entries: Iterable[ProvenEntry], content: Content, made: int
) -> bytes:
    """The bytes of a file; ``made`` is the index of the leaf that commits to its parts."""
    ordered = sorted(entries, key=lambda entry: entry.index)
    return canonical(
        {
            "content": content.as_json(),
            "entries": [written_entry(key.name, entry) for entry in ordered],
            "format": FILE,
            "head": head,
            "limits": LIMITS,
            "log": str(key),
            "made": made,
        }
    )


def proof_file(head: str, index: int, proof: Sequence[str]) -> str:
    """The proof of one entry as ``c2sp.org/tlog-proof@v1`` has it."""
    hashes = [b64encode(bytes.fromhex(value)).decode() for value in proof]
    return "\n".join(["c2sp.org/tlog-proof@v1", f"index {index}", *hashes, "", head])


def files_of(bundle: bytes, content: Mapping[str, Any]) -> dict[str, bytes]:
    """The files of an archive that follow from its bundle: all but the program and the sums."""
    told = {
        LIMITS_FILE: content["limits"] + "\n",
        "keys.txt": content["log"] + "\n",
        **content["content"]["files"],
        **{
            f"proofs/{entry['index']}.tlog-proof": proof_file(content["head"], entry["index"], entry["proof"])
            for entry in content["entries"]
        },
    }
    return {"bundle.json": bundle, **{name: text.encode() for name, text in told.items()}}


def written_sums(files: Mapping[str, bytes]) -> bytes:
    """A file that ``sha256sum -c`` reads."""
    lines = [f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    return "".join(lines).encode()


def archive(bundle: bytes, content: Mapping[str, Any], program: str) -> bytes:
    """The archive of a bundle. Equal bundles give equal bytes."""
    files = {**files_of(bundle, content), PROGRAM: program.encode()}
    files[SUMS] = written_sums(files)
    return packed_files(files)


def packed_files(files: Mapping[str, bytes]) -> bytes:
    """An archive of some files, by name."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(files):
            packed.writestr(_entry_of(name), files[name])
    return target.getvalue()


def page_with(bundle: bytes, page: str) -> bytes:
    """The page with the bundle in its slot."""
    before, after = page.split("".join(SLOT), 1)
    return (before + SLOT[0] + b64encode(bundle).decode() + SLOT[1] + after).encode()


def _entry_of(name: str) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name, ZIP_TIME)
    found.compress_type, found.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return found
