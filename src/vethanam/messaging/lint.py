"""Does a text state only the facts of the event? Checked by sentence, with a closed alphabet per language.

First the text is folded to one spelling: Malayalam chillu letters and joiners have two that no normal form
unites, letters of other scripts and digits can look like ours, invisible letters and spaces can split a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

_INVISIBLE = dict.fromkeys(
    [0x200B, 0x2060, 0xFEFF, 0x00AD, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E]
)
_CHILLU = {
    "\u0d7b": "\u0d28\u0d4d", "\u0d7a": "\u0d23\u0d4d", "\u0d7c": "\u0d30\u0d4d", "\u0d7d": "\u0d32\u0d4d",
    "\u0d7e": "\u0d33\u0d4d", "\u0d7f": "\u0d15\u0d4d", "\u0d4e": "\u0d30\u0d4d",
}  # fmt: skip
#: Malayalam letters with an older or look-alike form
_ONE_FORM = str.maketrans({"\u0d4c": "\u0d57", "\u0d29": "\u0d28", "\u0d66": "\u0d02"})
#: letters of other scripts, and figures, that look Latin
_LATIN = str.maketrans(
    "асеорхуіјѕԁԛԝɡɩмтвнкοαερνικτυ\u0d20013457$@|",
    "aceopxyijsdqwglmtbhkoaepviktuooieastsal",
)
_PUNCTUATION = frozenset(" \n.,:;!?()“”‘’'\"-–/{}_%₹•0123456789\u202f")
_WORD = re.compile(r"[^\W\d_]+(?:[\u0d00-\u0d7f\u200c\u200d]+)?", re.UNICODE)
_ANY_WORD = re.compile(r"[^\s.,:;?()“”‘’'\"–/{}%•-]+")
_LETTER_BY_LETTER = re.compile(r"(?<![^\W_])(?:[^\W\d_][\s.*_-]){2,}[^\W\d_](?![^\W_])")
_SENTENCE = re.compile(r"[^\n.!?]*(?:[.!?](?![\s”’)]|$)[^\n.!?]*)*(?:[.!?]+[”’)]*|$|(?=\n))", re.MULTILINE)
#: beginnings of words that praise, thank or feel; folded
_FEELING = {
    "en": (
        "achiev", "proud", "historic", "congratul", "thank", "blessing", "visionary", "leader", "good news",
        "great news", "happy", "delight", "glad", "vote", "elect", "government’s gift", "gift",
        "welfare government", "support us", "dear ", "greeting", "benevolen", "generous", "promise kept",
        "bonanza", "slogan",
    ),
    "ml": (
        "നേട്ട", "അഭിമാന", "ചരിത്ര", "അഭിനന്ദന", "ആശംസ", "നന്ദി", "സമ്മാന", "വോട്ട", "നേതൃത്വ", "സന്തോഷ",
        "ഉറപ്പ് പാലി", "കരുതലി",
        "പ്രിയ",
    ),
}  # fmt: skip
#: beginnings of words that name an office holder
_OFFICE_HOLDER = {
    "en": (
        "chief minister",
        "minister",
        "cmo",
        "hon’ble",
        "hon'ble",
        "honourable",
        "honorable",
        "mla",
        "mp ",
        "governor",
    ),
    "ml": ("മുഖ്യമന്ത്രി", "മന്ത്രി", "ബഹുമാനപ്പെട്ട", "ബഹു ", "എംഎൽഎ", "ഗവർണ"),
}
#: beginnings of words that ask the reader to act
_ASKING = {
    "en": ("reply", "respond", "share this", "forward this", "subscribe"),
    "ml": ("മറുപടി", "പങ്കിട", "പങ്കുവ"),
}
#: beginnings of words of parties and polls, and of pictures and voices
_PARTY = {
    "en": ("vote", "elect", "party", "candidate", "leader", "visionary", "photo", "portrait", "voice of",
        "led by", "under the leadership"),
    "ml": ("വോട്ട", "തിരഞ്ഞെടുപ്പ", "പാർട്ടി", "സ്ഥാനാർത്ഥി", "സ്ഥാനാർഥി", "നേതൃത്വ", "ചിത്രത്തോട", "ശബ്ദ"),
}  # fmt: skip
#: beginnings of words of a fact of the reader's own pay, pension or benefit
_OTHER_REGISTER = {
    "en": ("your pay", "your salar", "your pension", "your arrear", "your account", "your benefit",
        "your leave", "your allowance", "dearness"),
    "ml": ("നിങ്ങളുടെ ശമ്പള", "നിങ്ങളുടെ പെൻഷ", "നിങ്ങളുടെ കുടിശ്ശിക", "നിങ്ങളുടെ അക്കൗണ്ട",
        "നിങ്ങളുടെ ആനുകൂല്യ", "ക്ഷാമബത്ത"),
}  # fmt: skip
_LINK = re.compile(r"https?:|www\.|\b[a-z0-9-]+\.(?:in|com|org|net|gov|info|example)\b", re.IGNORECASE)
#: findings that publicity of a scheme may hold
_PASSES = frozenset({"feeling", "asking", "exclamation"})
#: finding → name of the text's part for the permit
PARTS = {"feeling": "praise", "office_holder": "office_holder_name", "asking": "appeal"}


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence beyond the facts of the event: its place, the kind of finding, and the
    word that shows it.
    """

    what: str
    start: int
    end: int
    sentence: str
    word: str = ""

    @property
    def says(self) -> str:
        """The fault, as the rest of a sentence after “the text”."""
        match self.what:
            case "letters":
                return f"it holds letters that this language does not have: {self.word}."
            case "mixed_script":
                return "a word mixes two scripts."
            case "link":
                return "it holds a link. A reader finds the page by its name."
            case "exclamation":
                return "a sentence ends in an exclamation."
            case "party":
                return f"“{self.word.strip()}” is a sign of a party, a poll, a picture or a voice."
            case "other_register":
                return f"“{self.word.strip()}” is a fact of another register than this office's own list."
        return f"“{self.word.strip()}” is more than a fact of the event."


def folded(text: str) -> str:
    """One spelling of a text: composed, without invisible letters and joiners, chillu letters
    written out, lower case.
    """
    plain = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    for chillu, written in _CHILLU.items():
        plain = plain.replace(chillu, written)
    plain = plain.replace("\u200d", "").replace("\u200c", "").translate(_ONE_FORM)
    return plain.replace("\u0d4d\u0d4d", "\u0d4d").casefold()


def findings(text: str, language: str) -> list[Found]:
    """Every sentence of a text beyond the facts of the event, in order."""
    found: list[Found] = []
    for start, end in _sentences(text):
        found += _in_sentence(text[start:end], start, end, language)
    return found


def publicity_findings(text: str, language: str) -> list[Found]:
    """Every sentence that publicity of a scheme must not hold. Praise and thanks pass."""
    found = [one for one in findings(text, language) if one.what not in _PASSES]
    for start, end in _sentences(text):
        spelt = _spellings(folded(text[start:end]))
        for what, stems in (("party", _PARTY), ("other_register", _OTHER_REGISTER)):
            word = _first_of(stems, spelt, language)
            if word is not None:
                found.append(Found(what, start, end, text[start:end], word))
    return found


def objections_to(text: str, language: str) -> list[str]:
    """The findings of a text in words, a sentence each; empty if none."""
    return [one.says for one in findings(text, language)]


def without(text: str, sentences: Sequence[Found]) -> str:
    """The text with these sentences cut out."""
    for start, end in sorted({(one.start, one.end) for one in sentences}, reverse=True):
        before, after = text[:start].rstrip(" "), text[end:].lstrip(" ")
        is_between = bool(before) and before[-1] != "\n" and after[:1] not in ("", "\n")
        text = f"{before} {after}" if is_between else before + after
    return re.sub(r"\n{3,}", "\n\n", text).lstrip("\n")


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        start += len(match.group()) - len(match.group().lstrip())
        if end > start:
            yield start, end


def _in_sentence(sentence: str, start: int, end: int, language: str) -> Iterator[Found]:
    def here(what: str, word: str = "") -> Found:
        return Found(what, start, end, sentence, word)

    strange = sorted({letter for letter in sentence if not _is_of(letter, language)})
    if strange:
        yield here(
            "letters", ", ".join(unicodedata.name(letter, f"U+{ord(letter):04X}") for letter in strange[:3])
        )
    plain = folded(sentence)
    if any(_scripts(word) > 1 for word in _WORD.findall(plain)):
        yield here("mixed_script")
    if _LINK.search(plain):
        yield here("link")
    spelt = _spellings(plain)
    for what, stems in (("office_holder", _OFFICE_HOLDER), ("feeling", _FEELING), ("asking", _ASKING)):
        if (word := _first_of(stems, spelt, language)) is not None:
            yield here(what, word)
    if "!" in sentence:
        yield here("exclamation")


def _first_of(stems: Mapping[str, Sequence[str]], spelt: Sequence[str], language: str) -> str | None:
    """The first of these stems that a sentence in its spellings holds."""
    return next(
        (
            stem
            for stem, of in _stems(stems, language)
            if any(_stands(_of_stem(stem), one, of) for one in spelt)
        ),
        None,
    )


def _stems(stems: Mapping[str, Sequence[str]], language: str) -> Iterator[tuple[str, str]]:
    """The stems of the text's language and the English ones, because any text may hold Latin words."""
    for of in dict.fromkeys((language, "en")):
        yield from ((stem, of) for stem in stems[of])


@cache
def _of_stem(stem: str) -> str:
    """A stem in the one spelling; each is looked for in every sentence."""
    return folded(stem)


def _spellings(plain: str) -> tuple[str, ...]:
    """The sentence as spelt, as it looks, and with letter-by-letter words joined."""
    looks = _ANY_WORD.sub(lambda word: _looks(word.group()), plain)
    joined = _LETTER_BY_LETTER.sub(lambda word: re.sub(r"[\s.*_-]", "", word.group()), looks)
    return tuple(dict.fromkeys((f"{plain} ", f"{looks} ", f"{joined} ")))


def _looks(word: str) -> str:
    """A word as it looks to a reader: figures and foreign letters among Latin ones become Latin."""
    has_latin = any(letter.isascii() and letter.isalpha() for letter in word)
    is_foreign = bool(word) and all(
        not ("\u0d00" <= letter <= "\u0d7f") or letter == "\u0d20" for letter in word
    )
    return word.translate(_LATIN) if (has_latin or is_foreign) and not word.isdigit() else word


def _stands(stem: str, plain: str, language: str) -> bool:
    """Whether a stem occurs: anywhere in Malayalam, which joins words; at a word's start in English."""
    if stem not in plain:
        return False
    return language == "ml" or re.search(rf"(?<![^\W_]){re.escape(stem)}", plain) is not None


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
