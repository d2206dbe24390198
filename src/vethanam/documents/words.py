"""Amounts in words, English and Malayalam, in lakh and crore.

The Malayalam words join their parts (``അമ്പത്തിനാലായിരത്തി ഇരുപത്തിയൊന്ന്``); the forms of each step are
listed, not derived, because the joins are irregular. They are ours and wait for a native review.
"""

from __future__ import annotations

from num2words import num2words

from vethanam.errors import Broken
from vethanam.money import CRORE, RUPEE, Paise


def _forms(listed: str) -> list[str]:
    """The forms of a step, from zero up; a dash if there is none."""
    return listed.split()


_ONES = _forms("പൂജ്യം ഒന്ന് രണ്ട് മൂന്ന് നാല് അഞ്ച് ആറ് ഏഴ് എട്ട് ഒമ്പത്")
_TEENS = _forms("പത്ത് പതിനൊന്ന് പന്ത്രണ്ട് പതിമൂന്ന് പതിനാല് പതിനഞ്ച് പതിനാറ് പതിനേഴ് പതിനെട്ട് പത്തൊമ്പത്")
_TENS = _forms("- - ഇരുപത് മുപ്പത് നാല്പത് അമ്പത് അറുപത് എഴുപത് എൺപത് തൊണ്ണൂറ്")
_TENS_BEFORE = _forms("- - ഇരുപത്തി മുപ്പത്തി നാല്പത്തി അമ്പത്തി അറുപത്തി എഴുപത്തി എൺപത്തി തൊണ്ണൂറ്റി")
_ONES_AFTER = _forms("- യൊന്ന് രണ്ട് മൂന്ന് നാല് യഞ്ച് യാറ് യേഴ് യെട്ട് യൊമ്പത്")
_HUNDREDS = _forms("- നൂറ് ഇരുന്നൂറ് മുന്നൂറ് നാനൂറ് അഞ്ഞൂറ് അറുനൂറ് എഴുനൂറ് എണ്ണൂറ് തൊള്ളായിരം")
_HUNDREDS_BEFORE = _forms(
    """- നൂറ്റി ഇരുന്നൂറ്റി മുന്നൂറ്റി നാനൂറ്റി
    അഞ്ഞൂറ്റി അറുനൂറ്റി എഴുനൂറ്റി എണ്ണൂറ്റി തൊള്ളായിരത്തി"""
)
_THOUSANDS = _forms("- ആയിരം രണ്ടായിരം മൂവായിരം നാലായിരം അയ്യായിരം ആറായിരം ഏഴായിരം എണ്ണായിരം ഒമ്പതിനായിരം")
_TEEN_THOUSANDS = _forms(
    "പതിനായിരം പതിനൊന്നായിരം പന്ത്രണ്ടായിരം പതിമൂവായിരം പതിനാലായിരം "
    "പതിനയ്യായിരം പതിനാറായിരം പതിനേഴായിരം പതിനെണ്ണായിരം പത്തൊമ്പതിനായിരം"
)
_TENS_OF_THOUSANDS = _forms(
    """- - ഇരുപതിനായിരം മുപ്പതിനായിരം നാല്പതിനായിരം
    അമ്പതിനായിരം അറുപതിനായിരം എഴുപതിനായിരം എൺപതിനായിരം തൊണ്ണൂറായിരം"""
)
_THOUSANDS_AFTER = _forms(
    """- യൊന്നായിരം രണ്ടായിരം മൂവായിരം നാലായിരം
    യയ്യായിരം യാറായിരം യേഴായിരം യെണ്ണായിരം യൊമ്പതിനായിരം"""
)


def in_words_english(amount: Paise) -> str:
    """Rupees, and paise if any, in English words with a capital first letter.

    >>> in_words_english(5402100), in_words_english(0), in_words_english(100)
    ('Fifty-four thousand and twenty-one rupees', 'Zero rupees', 'One rupee')
    """
    whole, rest = _parts(amount)
    text = f"{num2words(whole, lang='en_IN')} {'rupee' if whole == 1 else 'rupees'}"
    if rest:
        text += f" and {num2words(rest, lang='en_IN')} paise"
    return text[0].upper() + text[1:]


def in_words_malayalam(amount: Paise) -> str | None:
    """Rupees in Malayalam words; None from a crore up, because those joins are not listed.

    >>> in_words_malayalam(5402100)
    'അമ്പത്തിനാലായിരത്തി ഇരുപത്തിയൊന്ന് രൂപ'
    """
    if amount >= CRORE:
        return None
    whole, rest = _parts(amount)
    paise = f" {_below_hundred(rest)} പൈസ" if rest else ""
    return f"{_below_crore(whole)} രൂപ{paise}"


def _parts(amount: Paise) -> tuple[int, int]:
    if amount < 0:
        raise Broken("negative_in_words")
    return divmod(amount, RUPEE)


def _below_crore(number: int) -> str:
    """Lakh, thousand, hundred, rest; every part but the last takes its joining form."""
    lakh, below = divmod(number, 1_00_000)
    thousand, below_thousand = divmod(below, 1_000)
    parts = []
    if lakh:
        count = "ഒരു" if lakh == 1 else _below_hundred(lakh)
        parts.append(f"{count} ലക്ഷ" + ("ത്തി" if below else "ം"))
    if thousand:
        word = _thousand(thousand)
        parts.append(word.removesuffix("ം") + "ത്തി" if below_thousand else word)
    if below_thousand or not number:
        parts.append(_below_thousand(below_thousand))
    return " ".join(parts)


def _thousand(count: int) -> str:
    tens, ones = divmod(count, 10)
    if tens == 0:
        return _THOUSANDS[ones]
    if tens == 1:
        return _TEEN_THOUSANDS[ones]
    return _TENS_BEFORE[tens] + _THOUSANDS_AFTER[ones] if ones else _TENS_OF_THOUSANDS[tens]


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest)
    return f"{_HUNDREDS_BEFORE[hundreds]} {_below_hundred(rest)}" if rest else _HUNDREDS[hundreds]


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _ONES[ones]
    if tens == 1:
        return _TEENS[ones]
    return _TENS_BEFORE[tens] + _ONES_AFTER[ones] if ones else _TENS[tens]
