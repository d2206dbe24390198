"""Folders and keys beside the database: who may write where, and the process of each key."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from vethanam.errors import Unsound
from vethanam.evidence.statement_keys import PRIVATE_FILE, PUBLIC_FILE, new_statement_keys
from vethanam.journal import keys as journal_keys
from vethanam.ledger.stamps import SAMPLE_HOST
from vethanam.payments.paymaster.keys import new_pay_keys
from vethanam.privacy.vault.keys import new_vault_keys
from vethanam.site.backup_signatures import new_maker_key
from vethanam.site.launcher import write_secret
from vethanam.site.os_accounts import OUTSIDE, PROCESS_ACCOUNTS, OsAccount, is_root, process_account
from vethanam.site.roles import new_passwords
from vethanam.site.state import State

#: folder → (OS user's process, group's process, mode) when root; else all are private to us
FOLDERS: dict[str, tuple[str, str, int]] = {
    "bank": ("", "", 0o755),
    "bank/out": ("paymaster", "outside", 0o2750),
    "bank/in": ("outside", "paymaster", 0o2770),
    "bank/own": ("outside", "outside", 0o700),
    "recipients": ("dispatcher", "outside", 0o2750),
    "mail": ("outside", "outside", 0o700),
    "paymaster": ("paymaster", "paymaster", 0o700),
    "paymaster/files": ("paymaster", "paymaster", 0o700),
    "scans": ("web", "web", 0o700),
    "logs": ("", "", 0o755),
    "keys": ("", "", 0o755),
    "keys/heads": ("sequencer", "sequencer", 0o755),
    "keys/policies": ("", "", 0o755),
}
METRICS_TOKEN = "metrics.token"  # noqa: S105  (a file's name)
#: whoever runs commands of the installation: root, or the ordinary user
OPERATOR = "operator"
#: key file → the only process that reads it; None if public
KEYS: dict[str, str | None] = {
    "web.secret": "web",
    METRICS_TOKEN: "web",
    "vault.key": "dispatcher",
    "vault.pub": None,
    "log.key": "sequencer",
    "log.pub": None,
    "bank.key": "outside",
    "bank.pub": None,
    "bank.token": "paymaster",
    "pay.key": "paymaster",
    "pay.pub": None,
    PRIVATE_FILE: "web",
    PUBLIC_FILE: None,
    "backup.sign": OPERATOR,
    "backup.pub": None,
}


def prepare_state(state: State) -> None:
    """Create the folders; as root each belongs to the process that writes, with the group of
    the one that answers.
    """
    try:
        state.folder.mkdir(parents=True, exist_ok=True, mode=0o755 if is_root() else 0o700)
        for name, (owner, group, mode) in FOLDERS.items():
            folder = state.folder / name
            folder.mkdir(parents=True, exist_ok=True)
            if is_root() and owner:
                os.chown(folder, _account(owner).uid, _account(group).gid)
            folder.chmod(mode if is_root() else 0o700)
    except OSError as error:
        raise Unsound("no_state", folder=state.folder, why=error.strerror) from error


def make_keys(state: State, *, is_sample: bool, origin: str = "") -> None:
    """Each key once. The bank's is made only for a sample, whose bank is a program of ours.

    ``origin`` names a new log; left out, it is a sample's.
    """
    keys = state.keys
    write_key(keys / "web.secret", secrets.token_urlsafe(48).encode())
    write_key(keys / METRICS_TOKEN, secrets.token_urlsafe(32).encode())
    _write_pair(keys / "vault.key", keys / "vault.pub", lambda: new_vault_keys()[::-1])
    _write_pair(keys / "pay.key", keys / "pay.pub", new_pay_keys)
    _write_pair(keys / "backup.sign", keys / "backup.pub", new_maker_key)
    if not (keys / "log.key").exists():
        journal_keys.create(keys / "log.key", origin or journal_keys.fresh_origin(SAMPLE_HOST))
        give_key(keys / "log.key")
    log = journal_keys.public_key(keys / "log.key").name
    _write_pair(keys / PRIVATE_FILE, keys / PUBLIC_FILE, lambda: new_statement_keys(log))
    if is_sample:
        from vethanam.sample.bank import make_bank_keys

        _write_pair(keys / "bank.key", keys / "bank.pub", make_bank_keys)
        _make_officers_folder(keys)


def remove_log_key(state: State) -> None:
    """Remove the log key, for a log that has no signed head yet and gets another name."""
    (state.keys / "log.key").unlink()
    (state.keys / "log.pub").unlink(missing_ok=True)


def _make_officers_folder(keys: Path) -> None:
    """The folder for keys of a sample's officers, which replace people's passkeys on its pages."""
    from vethanam.sample.officer_keys import FOLDER

    folder = keys / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    if is_root():
        os.chown(folder, _account("web").uid, _account("web").gid)


def make_role_secrets(state: State) -> dict[str, str]:
    """A password per role on a foreign server, each file readable by one process only."""
    state.secrets.mkdir(exist_ok=True, parents=True)
    state.secrets.chmod(0o755 if is_root() else 0o700)
    found = {}
    for role, fresh in new_passwords().items():
        path = state.password_file(role)
        if not path.exists():
            write_secret(path, fresh)
            if is_root() and role in PROCESS_ACCOUNTS:
                os.chown(path, _account(role).uid, _account(role).gid)
        found[role] = path.read_text(encoding="ascii")
    return found


def write_key(path: Path, content: bytes) -> None:
    """Write a new key file for its process; an existing one stays."""
    if not path.exists():
        replace_key(path, content)


def replace_key(path: Path, content: bytes) -> None:
    """Write a key file for its process, whole or not at all, over one that is there."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    give_key(draft, path.name)
    draft.replace(path)


def write_file(path: Path, content: bytes, mode: int) -> None:
    """Write a file of ours, whole or not at all, over one that is there."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
    draft.chmod(mode)
    draft.replace(path)


def _write_pair(private: Path, public: Path, make: Callable[[], tuple[bytes, bytes]]) -> None:
    """Write the public half first: a private key alone would be replaced, losing sealed data."""
    if private.exists() and public.exists():
        return
    private_key, public_key = make()
    public.unlink(missing_ok=True)
    write_key(public, public_key)
    write_key(private, private_key)


def give_key(path: Path, name: str | None = None) -> None:
    """Give a key file to the process that reads it; ``name`` is of the key if the file has another yet."""
    process = KEYS[name or path.name]
    if process is None:
        path.chmod(0o444)
        return
    path.chmod(0o400)
    if is_root() and process != OPERATOR:
        account = _account(process)
        os.chown(path, account.uid, account.gid)


def _account(process: str) -> OsAccount:
    return process_account(PROCESS_ACCOUNTS.get(process, OUTSIDE))
