"""Entries of signatures as an attacker with the web process writes them."""

from __future__ import annotations

import json
from typing import Any

from tests.conftest import World
from tests.junk_entries import stage_junk
from tests.payroll.office import at
from tests.signers import private_of, public_of
from vethanam.identity.authority import Authority
from vethanam.identity.models import SignedAct
from vethanam.identity.queries import keys_of
from vethanam.journal.actions import append
from vethanam.journal.models import Opening, Staged
from vethanam.journal.queries import openings_of
from vethanam.ledger.signatures import Signature, challenge_of
from vethanam.ledger.signed_acts import SignedList

#: the role that signs each subject
ROLES = {
    "pay_day": "finance_officer", "found_file": "administrator", "rights": "countersigning_officer",
}  # fmt: skip


def again(one: SignedAct) -> None:
    """A further entry and row with an earlier signature."""
    public = json.loads(bytes(Staged.objects.get(pk=one.leaf).leaf))["public"]
    private = openings_of([one.leaf])[one.leaf].private
    leaf = append("act.signed", public=public, private=dict(private), at=at(27), is_sample=True)
    fields = {
        name: getattr(one, name) for name in ("act", "signs", "commitment", "role", "account", "person")
    }
    SignedAct.objects.create(**fields, key=one.key, at=one.at, recorded_at=one.recorded_at, leaf=leaf)


def broken(world: World, one: SignedAct) -> None:
    """Rows of signatures whose entries are no leaves, or whose opening is no JSON."""
    leaf = bytes(Staged.objects.get(pk=one.leaf).leaf)
    fields = {
        name: getattr(one, name) for name in ("act", "signs", "commitment", "role", "account", "person")
    }
    world.sql("postgres", "ALTER TABLE journal_opening DROP CONSTRAINT IF EXISTS journal_opening_salt")
    for text, salt, private in (
        (b"{}", 16, b"{"), (leaf + b" ", 16, b"\xff"), (leaf, 16, b"[]"), (leaf, 300, b"{}"),
        (leaf, 0, b"{}"),
    ):  # fmt: skip
        staged = stage_junk(world, text)
        Opening.objects.create(staged_id=staged, salt=bytes(salt), private=private)
        SignedAct.objects.create(**fields, key=one.key, at=one.at, recorded_at=one.recorded_at, leaf=staged)


def sign_as_web(authority: Authority, act: str, signs: str, says: dict[str, Any]) -> None:
    """A signature of an officer's own key over a statement, in the wanted role and in her own."""
    also = {"proposal": 1} if act == "decide_master" else {}
    listed = SignedList(act, (says,), also)
    private = private_of(authority.person)
    (key,) = [one for one in keys_of(authority.person or 0) if bytes(one.public_key) == public_of(private)]
    for role in {ROLES[signs], authority.role}:
        signature = Signature(private.sign(challenge_of(listed.commitment, role)))
        leaf = append(
            "act.signed",
            public={
                "act": act, "signs": signs, "approves": listed.commitment.hex(), "as": role,
                "office": "FIN", "key": key.reference, "signature": dict(signature.as_public()),
            },
            private={"account": authority.account, "person": authority.person, "scope": None,
                "statements": [says], "also": also},
            at=authority.at, is_sample=True,
        )  # fmt: skip
        SignedAct.objects.create(
            act=act, signs=signs, commitment=listed.commitment, role=role, account_id=authority.account,
            person=authority.person or 0, key=key, at=authority.at, recorded_at=authority.at, leaf=leaf,
        )  # fmt: skip
