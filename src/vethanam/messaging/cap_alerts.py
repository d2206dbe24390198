"""A declared emergency as a file for cell broadcast, which reaches telephones without their numbers.

Common Alerting Protocol 1.2 (OASIS; ITU-T X.1303): one ``alert`` with an ``info`` in each language. Urgency
and the kind of response follow from the text; severity and certainty are what the officer says of the danger.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from lxml import etree

from vethanam.messaging.templates import LANGUAGES, render, texts
from vethanam.privacy.law.hazards import HAZARDS
from vethanam.privacy.law.places import place_in_words
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import EventDeclaration

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
#: text -> what people are to do, and how soon it is urgent
RESPONSES: Mapping[str, tuple[str, str]] = {
    "emergency-move": ("Evacuate", "Immediate"),
    "emergency-stay": ("Shelter", "Immediate"),
    "emergency-ready": ("Prepare", "Expected"),
    "emergency-over": ("AllClear", "Past"),
}
SEVERITIES = ("extreme", "severe", "moderate", "minor", "unknown")
CERTAINTIES = ("observed", "likely", "possible", "unlikely", "unknown")
_CATEGORIES: Mapping[str, str] = {
    "flood": "Met", "heavy_rain": "Met", "landslide": "Geo", "cyclone": "Met", "high_waves": "Met",
    "lightning": "Met", "heat": "Met", "dam_release": "Infra", "fire": "Fire", "chemical_leak": "CBRNE",
    "earthquake": "Geo", "public_order": "Security",
}  # fmt: skip


def cap_alert(
    event: EventDeclaration,
    text: str,
    *,
    severity: str,
    certainty: str,
    log: str,
    sent: datetime,
    is_sample: bool,
) -> bytes:
    """The alert of an event with one of its texts, as an XML document in UTF-8.

    ``log`` is the name of the installation's log, with which the office's code is unique.
    """
    prefixes: Any = {None: NAMESPACE}
    alert = etree.Element("alert", nsmap=prefixes)
    values = {"hazard": event.hazard, "place": event.place}
    for name, said in (
        ("identifier", f"{event.code}.{text}"),
        ("sender", f"{event.office}@{log}".replace("/", ".")),
        ("sent", _instant(sent)),
        ("status", "Exercise" if is_sample else "Actual"),
        ("msgType", "Alert"),
        ("scope", "Public"),
    ):
        etree.SubElement(alert, name).text = said
    for language in LANGUAGES:
        info = etree.SubElement(alert, "info")
        rendered = render(texts()[text], values, language)
        for name, said in _info(event, text, language, severity, certainty):
            etree.SubElement(info, name).text = said
        etree.SubElement(info, "headline").text = rendered.subject
        etree.SubElement(info, "description").text = rendered.body.strip()
        area = etree.SubElement(info, "area")
        etree.SubElement(area, "areaDesc").text = place_in_words(event.place, language)
    return etree.tostring(alert, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _info(
    event: EventDeclaration, text: str, language: str, severity: str, certainty: str
) -> Iterator[tuple[str, str]]:
    """The elements of an ``info`` up to its headline, in the order of the standard."""
    response, urgency = RESPONSES[text]
    yield "language", f"{language}-IN"
    yield "category", _CATEGORIES[event.hazard]
    yield "event", HAZARDS[event.hazard][language]
    yield "responseType", response
    yield "urgency", urgency
    yield "severity", severity.capitalize()
    yield "certainty", certainty.capitalize()
    yield "effective", _instant(event.begins_at)
    yield "expires", _instant(event.ends_at)
    yield "senderName", event.office


def _instant(at: datetime) -> str:
    """Seconds and an offset; the standard has no ``Z``."""
    return at.astimezone(IST).isoformat(timespec="seconds")
