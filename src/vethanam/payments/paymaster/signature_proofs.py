"""Entries and signatures under a signed head, as the paymaster believes them."""

from __future__ import annotations

from dataclasses import dataclass

from vethanam.identity import signed_log
from vethanam.identity.signed_log import Entry, Signing

__all__ = ["Entry", "SignedLog", "Signing"]


@dataclass(slots=True)
class SignedLog(signed_log.SignedLog):
    """Signatures by keys for money."""

    for_money: bool = True
