"""An emergency as an alert for cell broadcast: what the standard demands of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from lxml import etree

from tests.payroll.office import KOLKATA
from vethanam.messaging.cap_alerts import _CATEGORIES, NAMESPACE, RESPONSES, cap_alert
from vethanam.messaging.wording import texts_of_purpose
from vethanam.privacy.law.hazards import HAZARDS
from vethanam.privacy.models import EventDeclaration

#: elements of an ``info`` in the order of the standard (section 3.2.2), as far as they are used
ORDER = (
    "language", "category", "event", "responseType", "urgency", "severity", "certainty", "effective",
    "expires", "senderName", "headline", "description", "area",
)  # fmt: skip
PREFIXES: Any = {None: NAMESPACE}
AT = datetime(2026, 11, 25, 10, 30, 12, 5, tzinfo=KOLKATA)


def made(
    text: str = "emergency-move",
    severity: str = "severe",
    certainty: str = "observed",
    *,
    is_sample: bool = False,
) -> etree._Element:
    event = EventDeclaration(
        code="EV2600001", office="KSDMA", hazard="flood", place="Kollam", begins_at=AT,
        ends_at=AT.replace(day=26),
    )  # fmt: skip
    alert = cap_alert(
        event, text, severity=severity, certainty=certainty, log="log.state.example/pay", sent=AT,
        is_sample=is_sample,
    )  # fmt: skip
    return etree.fromstring(alert)


def said(alert: etree._Element, path: str) -> list[str | None]:
    return [one.text for one in alert.findall(path, PREFIXES)]


def test_an_alert_has_the_elements_of_the_standard_in_their_order() -> None:
    alert = made()
    assert etree.QName(alert).namespace == NAMESPACE
    names = [etree.QName(one).localname for one in alert]
    assert names == ["identifier", "sender", "sent", "status", "msgType", "scope", "info", "info"]
    for info in alert.findall("info", PREFIXES):
        assert tuple(etree.QName(one).localname for one in info) == ORDER
    assert said(alert, "sent") == ["2026-11-25T10:30:12+05:30"]
    assert said(alert, "info/expires") == ["2026-11-26T10:30:12+05:30"] * 2
    for name in ("identifier", "sender"):
        (one,) = said(alert, name)
        assert one and not set(one) & set(" ,<&")


def test_it_says_hazard_place_and_action_in_both_languages() -> None:
    alert = made()
    assert said(alert, "info/language") == ["en-IN", "ml-IN"]
    assert said(alert, "info/event") == [HAZARDS["flood"]["en"], HAZARDS["flood"]["ml"]]
    english, malayalam = said(alert, "info/description")
    assert english and "Flood in Kollam." in english and "higher ground" in english
    assert malayalam and HAZARDS["flood"]["ml"] in malayalam
    assert said(alert, "info/area/areaDesc")[0] == "Kollam"


@pytest.mark.parametrize(
    ("text", "response", "urgency"), [(text, *expected) for text, expected in RESPONSES.items()]
)
def test_urgency_and_response_follow_from_the_text(text: str, response: str, urgency: str) -> None:
    alert = made(text=text)
    assert said(alert, "info/responseType") == [response] * 2 and said(alert, "info/urgency") == [urgency] * 2


def test_an_exercise_is_no_actual_alert() -> None:
    assert said(made(is_sample=True), "status") == ["Exercise"]
    assert said(made(), "status") == ["Actual"]


def test_every_text_and_hazard_of_an_emergency_has_its_words() -> None:
    assert set(RESPONSES) == set(texts_of_purpose("EMERG"))
    assert set(_CATEGORIES) == set(HAZARDS)
