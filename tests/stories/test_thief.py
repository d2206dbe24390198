"""A thief with a dump and the web server's disk holds no contact: after a campaign, a restraint, a
breach, a change, a restore.

The disk is every file the web process could read: its keys and password, sessions (in the dump), logs. The
test searches for each contact in every spelling, and tries each seal of the dump with every possible key
on that disk.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.contact_search import found_in, found_in_files, found_under
from tests.stories.conftest import Carried, keys_to
from tests.stories.folder import Folder
from tests.stories.house import House, one, rows
from tests.stories.test_contacts import dumped_by_backup
from vethanam.errors import Broken
from vethanam.ledger.label_trees import secret_hash, secret_of_half
from vethanam.privacy.vault.binding import Binding
from vethanam.privacy.vault.keys import VaultKeys, read_vault_keys
from vethanam.privacy.vault.unseal import WrappedKey, unseal
from vethanam.site.folders import KEYS

CHANGED = "changed.address@home.example"
#: files of the state folder that no web process may read: other processes' keys and passwords, the bank's and
#: the mail's own
NOT_ITS_OWN = ("data", "mail", "bank")
SEALS = """
SELECT c.person, c.kind, c.version, s.sealed, k.epoch, k.wrapped, l.inner_key FROM privacy_sealed s
  JOIN privacy_contact c ON c.id = s.contact_id LEFT JOIN privacy_datakey k ON k.contact_id = c.id
  JOIN privacy_labelsecret l ON l.person = c.person
"""


def acts_that_follow(folder: Folder) -> list[dict[str, object]]:
    """A message to many, a look at many one by one, a contact changed, and a court's order."""
    order = next(act["with"] for act in folder.acts() if act["do"] == "order")
    named = {"number": order["number"], "dated": order["dated"]}
    look = {
        "purpose": "SAL-CREDIT",
        "mode": "reveal",
        "fields": ["mobile"],
        "channel": "portal",
        "cohort": "all employees",
    }
    person = folder.people()[1]["number"]
    written = [
        ("finance-desk", "compose", {"order": named}),
        ("finance", "approve", {}),
        ("dpo", "approve", {}),
        ("finance-desk", "dispatch", {}),
        ("information-office", "request_use", look),
        (f"emp-{person}", "replace_contact", {"kind": "email_personal", "contact": CHANGED}),
        ("law-officer", "restrain", {
            "id": "WPC-1-2026", "kind": "court_order", "court": "High Court (sample)",
            "case_number": "W.P.(C) 1/2026", "dated": "2026-11-24", "kinds": ["achievements"],
            "case": "pending",
        }),
    ]  # fmt: skip
    return [
        {"at": f"2026-11-24T1{place}:00", "by": by, "do": do, "with": given}
        for place, (by, do, given) in enumerate(written)
    ]


@pytest.fixture
def lived(after: Carried) -> House:
    """A month, then those acts, with every process of the demo."""
    after.folder.write_acts([*after.folder.acts(), *acts_that_follow(after.folder)])
    after.house.demo(after.folder)
    return after.house


def disk_of_web(house: House) -> Iterator[Path]:
    """Every file that the web process can read."""
    others = {name for name, owner in KEYS.items() if owner not in (None, "web")}
    own_password = house.state.password_file("web")
    for path in sorted(house.state.folder.rglob("*")):
        inside = path.relative_to(house.state.folder).parts
        is_password = path.parent == own_password.parent and path != own_password
        if path.is_file() and inside[0] not in NOT_ITS_OWN and path.name not in others and not is_password:
            yield path


def keys_on(paths: list[Path]) -> set[bytes]:
    """Every 32 bytes on a disk that could be meant as a key: whole, decoded, hashed, or anywhere
    in a short file.
    """
    found: set[bytes] = set()
    for path in paths:
        content = path.read_bytes()
        texts = {content, content.strip(), *re.findall(rb"[A-Za-z0-9+/=_-]{32,}", content[:200_000])}
        for text in texts:
            found |= {hashlib.sha256(text).digest(), text[:32], text[-32:]}
            for decoded in (base64.urlsafe_b64decode, base64.b64decode, binascii.unhexlify):
                with contextlib.suppress(ValueError):
                    found.add(decoded(text)[:32])
        if len(content) < 4_096:
            found |= {content[at : at + 32] for at in range(len(content) - 31)}
    return {key for key in found if len(key) == 32}


def opened(seals: list[tuple[object, ...]], keys: VaultKeys) -> int:
    """How many seals of a dump these keys open."""
    count = 0
    for person, kind, version, sealed, epoch, wrapped, inner in seals:
        key = None
        if wrapped is not None:
            key = WrappedKey(int(str(epoch)), bytes(wrapped))  # type: ignore[call-overload]
        try:
            secret = secret_of_half(bytes(inner))  # type: ignore[call-overload]
            binding = Binding(int(str(person)), str(kind), int(str(version)), secret_hash=secret_hash(secret))
            unseal(bytes(sealed), binding, keys, key)  # type: ignore[call-overload]
            count += 1
        except Broken:
            continue
    return count


def test_a_dump_and_the_web_servers_disk_yield_no_contact(
    lived: House,
    folder: Folder,
    elsewhere: House,
    tmp_path: Path,
) -> None:
    contacts = [*folder.contacts(), CHANGED]
    with lived.database() as db:
        assert one(db, "SELECT count(*) FROM messaging_campaignuse WHERE is_allowed") == 1
        assert one(db, "SELECT count(*) FROM privacy_restraint") == 1
        assert one(db, "SELECT count(*) FROM privacy_duty WHERE kind = 'breach'") == 1
        assert one(db, "SELECT count(*) FROM privacy_contactcode") == 1
        dump, seals = dumped_by_backup(lived), rows(db, SEALS)
    assert len(seals) >= len(contacts) - 1
    assert (
        len([mail for mail in lived.mails() if mail.to == CHANGED]) == 1
    )  # the code went there, and there alone it is known

    disk = list(disk_of_web(lived))
    assert {"web.secret", "vault.pub"} <= {path.name for path in disk}
    assert "vault.key" not in {path.name for path in disk}
    assert found_in(dump, contacts) == []
    assert found_in_files(disk, contacts) == []

    tried = keys_on(disk)
    assert len(tried) > 50
    newest = [next(seal for seal in seals if (seal[5] is None) is is_intake) for is_intake in (True, False)]
    for key in tried:
        guess = VaultKeys(X25519PrivateKey.from_private_bytes(key), dict.fromkeys(range(1, 4), key), 1)
        assert opened(newest, guess) == 0
    own = tmp_path / "vault.key"
    own.write_bytes((lived.state.keys / "vault.key").read_bytes())
    own.chmod(0o600)
    assert opened(newest, read_vault_keys(own)) == len(newest)  # the dispatcher's own key opens them

    recipient = lived.vethanam("backup-key", tmp_path / "backup.key").stdout.strip()
    assert lived.vethanam("backup", tmp_path / "all.age", "--recipient", recipient).returncode == 0
    keys_to(lived, elsewhere)
    restored = elsewhere.vethanam("restore", tmp_path / "all.age", "--key", tmp_path / "backup.key")
    assert (restored.returncode, restored.stderr) == (0, "")
    with elsewhere.database() as db:
        db.execute("CHECKPOINT")
        assert one(db, "SELECT count(*) FROM privacy_sealed") == len(seals)
        assert found_under(elsewhere.state.folder, contacts) == []
    assert found_in((tmp_path / "all.age").read_bytes(), contacts) == []
