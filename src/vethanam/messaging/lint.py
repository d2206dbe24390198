"""Does a text say only the facts of the event? Checked when it is registered, in a closed alphabet per language.

Before words are looked at, a text is folded: Malayalam chillu letters and joiners have two spellings that no normal form
unites, and invisible letters could split a word.
"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = dict.fromkeys(
    [0x200B, 0x2060, 0xFEFF, 0x00AD, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E]
)
_CHILLU = {
    "\u0d7b": "\u0d28\u0d4d", "\u0d7a": "\u0d23\u0d4d", "\u0d7c": "\u0d30\u0d4d", "\u0d7d": "\u0d32\u0d4d",
    "\u0d7e": "\u0d33\u0d4d", "\u0d7f": "\u0d15\u0d4d",
}  # fmt: skip
_PUNCTUATION = frozenset(" \n.,:;!?()“”‘’'\"-–/{}_%₹•0123456789\u202f")
_WORD = re.compile(r"[^\W\d_]+(?:[\u0d00-\u0d7f\u200c\u200d]+)?", re.UNICODE)
#: stems of words that praise, thank, appeal or name an office-holder; folded
_STEMS = {
    "en": (
        "achiev", "proud", "historic", "congratul", "thank", "blessing", "visionary", "leader", "chief minister", "minister",
        "vote", "elect", "government’s gift", "gift", "welfare government", "support us", "dear", "hon’ble", "honourable",
    ),
    "ml": (
        "നേട്ട", "അഭിമാന", "ചരിത്ര", "അഭിനന്ദന", "ആശംസ", "നന്ദി", "മുഖ്യമന്ത്രി", "മന്ത്രി", "സമ്മാന", "വോട്ട", "ബഹുമാനപ്പെട്ട", "നേതൃത്വ",
    ),
}  # fmt: skip
_LINK = re.compile(r"https?:|www\.|\b[a-z0-9-]+\.(?:in|com|org|net|gov|info|example)\b", re.IGNORECASE)


def folded(text: str) -> str:
    """One spelling of a text: composed, without invisible letters and joiners, chillu letters written out, small."""
    plain = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    for chillu, written in _CHILLU.items():
        plain = plain.replace(chillu, written)
    return plain.replace("\u200d", "").replace("\u200c", "").casefold()


def objections_to(text: str, language: str) -> list[str]:
    """What in a text is more than facts of the event, a sentence each; empty where there is nothing."""
    found = []
    plain = folded(text)
    strange = sorted({letter for letter in text if not _is_of(letter, language)})
    if strange:
        names = ", ".join(unicodedata.name(letter, f"U+{ord(letter):04X}") for letter in strange[:3])
        found.append(f"it holds letters that this language does not have: {names}.")
    mixed = [word for word in _WORD.findall(plain) if _scripts(word) > 1]
    if mixed:
        found.append("a word mixes two scripts.")
    if _LINK.search(plain):
        found.append("it holds a link. A reader finds the page by its name.")
    found += [
        f"“{stem}” is more than a fact of the event." for stem in _STEMS[language] if folded(stem) in plain
    ]
    return found


def _is_of(letter: str, language: str) -> bool:
    if letter in _PUNCTUATION or letter.isascii():
        return letter.isprintable() or letter == "\n"
    return language == "ml" and (0x0D00 <= ord(letter) <= 0x0D7F or letter in "\u200c\u200d")


def _scripts(word: str) -> int:
    kinds = {
        "ml" if 0x0D00 <= ord(letter) <= 0x0D7F else "latin" if letter.isascii() else "other"
        for letter in word
    }
    return len(kinds)
