"""Notices shown before a consent, by version and language, each rendition with its hash.

A file of this folder is one notice in every language. Rule 3 wants six items: data, purpose, service made
possible, how to withdraw, how to exercise rights, whom to complain to. A file that lacks one is refused.
Changed words need a new version.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from vethanam.errors import Broken
from vethanam.privacy.purposes.purpose import canonical
from vethanam.shipped import shipped_yaml

LANGUAGES = ("en", "ml")
#: the six items of Rule 3, in page order
ITEMS = ("data", "purpose", "service", "withdraw", "rights", "complain")


@dataclass(frozen=True, slots=True)
class Rendition:
    """One notice in one language. ``words`` has the title and the six items."""

    code: str
    version: int
    purpose: str
    language: str
    words: Mapping[str, str]

    @property
    def content(self) -> Mapping[str, Any]:
        """The content under its hash and its leaf's commitment."""
        return {
            "code": self.code, "version": self.version, "purpose": self.purpose, "language": self.language,
            "words": dict(self.words),
        }  # fmt: skip

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON of the rendition, hexadecimal."""
        return hashlib.sha256(canonical(self.content)).hexdigest()


@cache
def load_notices() -> tuple[Rendition, ...]:
    """Every shipped rendition, by code, version and language."""
    found: list[Rendition] = []
    for file in sorted(files("vethanam.privacy.notices").iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            found += renditions_of(shipped_yaml(file), file.name)
    return tuple(sorted(found, key=lambda one: (one.code, one.version, one.language)))


def renditions_of(content: Mapping[str, Any], where: str) -> list[Rendition]:
    """The renditions of one file.

    Raises
    ------
    Broken
        A language or one of the six items is missing or empty.
    """
    renditions = []
    for language in LANGUAGES:
        words = content.get(language) or {}
        missing = [item for item in ("title", *ITEMS) if not str(words.get(item) or "").strip()]
        if missing or set(words) != {"title", *ITEMS}:
            what = ", ".join(missing) or ", ".join(sorted(set(words) - {"title", *ITEMS}))
            raise Broken("notice_unreadable", where=where, language=language, what=what)
        plain = {name: " ".join(str(words[name]).split()) for name in ("title", *ITEMS)}
        renditions.append(Rendition(content["code"], content["version"], content["purpose"], language, plain))
    return renditions
