"""Formats of numbers, dates and rates in the language of the page.

English: ``2 Nov 2026``, ``October 2026``. Malayalam puts the year first: ``2026 നവംബർ 2``. Digits are Latin
in both.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language

from vethanam.money import MINUS, PER_CENT, Rate, grouped
from vethanam.periods import Month

THIN = "\u2009"
WORD_JOINER = "\u2060"

_MONTHS = {
    "en": """January February March April May June
    July August September October November December""".split(),  # noqa: SIM905
    "ml": """ജനുവരി ഫെബ്രുവരി മാർച്ച് ഏപ്രിൽ മേയ് ജൂൺ
    ജൂലൈ ഓഗസ്റ്റ് സെപ്റ്റംബർ ഒക്ടോബർ നവംബർ ഡിസംബർ""".split(),  # noqa: SIM905
}
_SHORT = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),  # noqa: SIM905
    "ml": "ജനു ഫെബ്രു മാർച്ച് ഏപ്രി മേയ് ജൂൺ ജൂലൈ ഓഗ സെപ് ഒക്ടോ നവം ഡിസം".split(),  # noqa: SIM905
}
_COUNTS = {
    "en": "no one two three four five six seven eight nine ten".split(),  # noqa: SIM905
    "ml": "ഒന്നുമില്ല ഒരു രണ്ട് മൂന്ന് നാല് അഞ്ച് ആറ് ഏഴ് എട്ട് ഒമ്പത് പത്ത്".split(),  # noqa: SIM905
}


def language() -> str:
    """``ml`` or ``en``: the language of this page."""
    return "ml" if (get_language() or "en").startswith("ml") else "en"


def script_of(text: str) -> str:
    """``ml`` or ``en``: the language of a person's own text, by its letters."""
    return "ml" if any("\u0d00" <= letter <= "\u0d7f" for letter in text) else "en"


def month_name(month: Month) -> str:
    """``October``."""
    return _MONTHS[language()][month.number - 1]


def short_month(month: Month) -> str:
    """``Oct``."""
    return _SHORT[language()][month.number - 1]


def month(month: Month) -> str:
    """``October 2026``; Malayalam ``2026 ഒക്ടോബർ``."""
    name = month_name(month)
    return f"{month.year} {name}" if language() == "ml" else f"{name} {month.year}"


def day(value: date, *, year: bool = True) -> str:
    """``2 Nov 2026``; Malayalam ``2026 നവംബർ 2``. Without the year: ``2 Nov``, ``നവംബർ 2``."""
    if language() == "ml":
        text = f"{_MONTHS['ml'][value.month - 1]} {value.day}"
        return f"{value.year} {text}" if year else text
    text = f"{value.day} {_SHORT['en'][value.month - 1]}"
    return f"{text} {value.year}" if year else text


def instant(value: datetime, *, seconds: bool = False) -> str:
    """``2 Nov 2026, 09:12`` in the office's time zone."""
    local = timezone.localtime(value)
    return f"{day(local.date())}, {local:%H:%M:%S}" if seconds else f"{day(local.date())}, {local:%H:%M}"


def rate(value: Rate) -> str:
    """``35 %`` with a thin space; hundredths only if there are any: ``12.5 %``."""
    whole, rest = divmod(value, PER_CENT)
    fraction = f".{rest:02d}".rstrip("0") if rest else ""
    return f"{grouped(whole)}{fraction}{THIN}%"


def count_in_words(number: int, *, capital: bool = False) -> str:
    """One to ten in words, for headings; larger numbers in digits. A capital begins a sentence."""
    words = _COUNTS[language()]
    text = words[number] if 0 <= number < len(words) else grouped(number)
    return text[0].upper() + text[1:] if capital else text


def tied(amount: str) -> str:
    """An amount that does not break after its minus sign."""
    return amount.replace(MINUS, MINUS + WORD_JOINER)
