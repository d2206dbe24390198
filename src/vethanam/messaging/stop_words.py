"""The words by which a person stops messages by answering one, and the sentence that names them."""

from __future__ import annotations

import unicodedata

from vethanam.privacy.purposes.registry import catalogue_now

STOP_WORDS = frozenset({"stop", "നിർത്തുക"})
#: a longer message is a letter to nobody, not a stop
_MOST_WORDS = 3
_AROUND = " \t\r\n.,;:!?'\"“”‘’()-"
#: the chillu of two letters and a joiner, as older telephones write it
_OLD_CHILLU, _CHILLU = "\u0d30\u0d4d\u200d", "\u0d7c"
_TAILS = {
    "en": " To stop: SMS STOP to {number}.",
    "ml": " നിർത്താൻ: STOP എന്ന് {number} നമ്പറിലേക്ക് SMS അയയ്ക്കുക.",
}
#: how a purpose lets a person stop its messages
STOPPABLE = frozenset({"channel", "withdraw_any_time"})


def is_stop_word(text: str) -> bool:
    """Whether a short message begins with a stop word and says little more.

    >>> is_stop_word(" Stop. "), is_stop_word("നിർത്തുക"), is_stop_word("When does the strike stop?")
    (True, True, False)
    """
    plain = unicodedata.normalize("NFC", text).replace(_OLD_CHILLU, _CHILLU).replace("\u200c", "")
    words = plain.strip(_AROUND + "\0").casefold().split()
    return 0 < len(words) <= _MOST_WORDS and words[0].strip(_AROUND) in STOP_WORDS


def stop_sentence(language: str, number: str) -> str:
    """The sentence after a short text that names the stop word; empty without a number to send it to."""
    return _TAILS[language].format(number=number) if number else ""


def can_be_stopped(purpose: str) -> bool:
    """Whether a person may stop the messages of a purpose."""
    return any(
        one.code == purpose and (one.is_consent_required or one.opt_out in STOPPABLE)
        for one in catalogue_now().purposes
    )
