"""Acts on contacts: an office asks to use them under a purpose."""

from __future__ import annotations

from vethanam.identity.authority import Authority
from vethanam.sample.playing import Act, Answer


def request(authority: Authority, act: Act) -> Answer:
    """``{purpose, …}``: the answer, its reason, and how many it concerned."""
    raise NotImplementedError
