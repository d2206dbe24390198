"""A declared emergency as a file for voice calls: its words in both languages, for a caller to speak.

Speech Synthesis Markup Language 1.1 (W3C). It has no telephone number of anybody: the caller, an operator or
the disaster authority, has the numbers. Calls of Government for service and safety come from the series
1600, and from no other.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from vethanam.errors import Unsound
from vethanam.messaging.templates import render, texts
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import EventDeclaration

NAMESPACE = "http://www.w3.org/2001/10/synthesis"
#: the language of the State first
SPOKEN = ("ml", "en")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_SERIES = re.compile(r"1600\d{6}")
_BETWEEN = "1s"


def voice_file(event: EventDeclaration, text: str, caller: str) -> bytes:
    """The words of an event's text as an XML document in UTF-8. ``caller`` is the number that calls.

    Raises
    ------
    Unsound
        The number is not of the series 1600.
    """
    caller = re.sub(r"[\s-]", "", caller)
    if _SERIES.fullmatch(caller) is None:
        raise Unsound("voice_series")
    prefixes: Any = {None: NAMESPACE}
    speak = etree.Element("speak", {"version": "1.1", _LANGUAGE: "ml-IN"}, nsmap=prefixes)
    until = event.ends_at.astimezone(IST).isoformat(timespec="seconds")
    for name, said in (("event", event.code), ("caller", caller), ("until", until)):
        etree.SubElement(speak, "meta", {"name": name, "content": said})
    values = {"hazard": event.hazard, "place": event.place}
    for language in SPOKEN:
        words = render(texts()[text], values, language).body
        paragraph = etree.SubElement(speak, "p", {_LANGUAGE: f"{language}-IN"})
        for line in words.strip().splitlines():
            etree.SubElement(paragraph, "s").text = line.strip()
        if language != SPOKEN[-1]:
            etree.SubElement(speak, "break", {"time": _BETWEEN})
    return etree.tostring(speak, xml_declaration=True, encoding="UTF-8", pretty_print=True)
