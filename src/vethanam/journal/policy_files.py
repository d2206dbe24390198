"""Files of policies that the operator keeps: ``keys/witnesses``, and those in ``keys/policies``.

A file only offers a policy. Two officers set it for a purpose, and its text is then in the log.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from vethanam.errors import Broken, Unsound, typed
from vethanam.journal import keys
from vethanam.ledger.cosignatures import Policy
from vethanam.ledger.policies import LONGEST

FOLDER = "policies"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,23}")


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A policy's file: its name, its text and the text as read."""

    name: str
    text: str
    policy: Policy


def policy_path() -> Path:
    """The file of the policy for the log's own head."""
    return keys.key_path().with_name("witnesses")


def policy_folder() -> Path:
    """The folder of the policies for purposes."""
    return keys.key_path().with_name(FOLDER)


def read_policy() -> Policy | None:
    """The policy for the log's own head; None without a file.

    Raises
    ------
    Broken
        The file is no policy.
    """
    found = _read(policy_path())
    return found.policy if found else None


def policy_files() -> list[PolicyFile]:
    """The policies of the folder, by name.

    Raises
    ------
    Broken
        A file is no policy.
    """
    found, faults = offered_policies()
    if faults:
        raise faults[0]
    return found


def offered_policies() -> tuple[list[PolicyFile], list[Broken]]:
    """The policies of the folder by name, and the faults of files that are none."""
    found: list[PolicyFile] = []
    faults: list[Broken] = []
    for path in sorted(policy_folder().glob("*")):
        try:
            one = _read(path) if _NAME.fullmatch(path.name) else None
        except Broken as broken:
            faults.append(broken)
        else:
            found += [one] if one else []
    return found, faults


def policy_file(name: str) -> PolicyFile:
    """The policy with a name.

    Raises
    ------
    Unsound
        There is no such file.
    Broken
        The file is no policy.
    """
    found = _read(policy_folder() / name) if _NAME.fullmatch(name) else None
    if found is None:
        raise Unsound("no_such_policy", policy=typed(name, 24), folder=policy_folder())
    return found


def _read(path: Path) -> PolicyFile | None:
    try:
        text = path.read_text(encoding="utf-8")
        if len(text.encode()) > LONGEST:
            raise Broken("policy_unreadable", path=path, why=f"more than {LONGEST} bytes")
        return PolicyFile(path.name, text, Policy.parse(text))
    except FileNotFoundError:
        return None
    except Unsound as error:
        raise Broken("policy_unreadable", path=path, why=error.sentence) from None
    except (OSError, ValueError) as error:
        raise Broken("policy_unreadable", path=path, why=error) from None
