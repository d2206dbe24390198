"""An emergency as words to speak: both languages, the series 1600, and nobody's number."""

from __future__ import annotations

from datetime import datetime

import pytest
from lxml import etree

from tests.messaging.test_emergencies import alert, declared  # noqa: F401 - a fixture
from tests.messaging.town import Officer, Town
from tests.payroll.office import KOLKATA
from vethanam.acts.executor import look
from vethanam.errors import Unsound
from vethanam.identity.models import Account
from vethanam.messaging.cap_alerts import RESPONSES
from vethanam.messaging.voice_files import NAMESPACE, voice_file
from vethanam.privacy.models import EventDeclaration

CALLER = "1600123456"
AT = datetime(2026, 11, 25, 10, 30, tzinfo=KOLKATA)
EVENT = EventDeclaration(
    code="EV2600001", office="KSDMA", hazard="flood", place="Kollam", begins_at=AT, ends_at=AT.replace(day=26)
)
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.mark.parametrize("text", RESPONSES)
def test_every_text_is_spoken_in_both_languages(text: str) -> None:
    speak = etree.fromstring(voice_file(EVENT, text, "1600 123 456"))
    assert etree.QName(speak).namespace == NAMESPACE and speak.get("version") == "1.1"
    metas = {one.get("name"): one.get("content") for one in speak.iter(f"{{{NAMESPACE}}}meta")}
    assert metas == {"event": "EV2600001", "caller": CALLER, "until": "2026-11-26T10:30:00+05:30"}
    spoken = {one.get(_LANG): "".join(map(str, one.itertext())) for one in speak.iter(f"{{{NAMESPACE}}}p")}
    assert [*spoken] == ["ml-IN", "en-IN"]
    assert "Kollam" in spoken["en-IN"] and "കൊല്ലം" in spoken["ml-IN"] and "{" not in "".join(spoken.values())


@pytest.mark.parametrize("caller", ["1401234567", "9100000400", "160012345", "16001234567", "", "1600abcdef"])
def test_a_number_of_another_series_is_refused(caller: str) -> None:
    with pytest.raises(Unsound, match="series 1600") as caught:
        voice_file(EVENT, "emergency-move", caller)
    assert not caller or caller not in str(caught.value)


def test_the_office_that_declared_it_gets_the_file_and_no_other(
    town: Town,
    alert: Officer,  # noqa: F811
) -> None:
    event = declared(alert)
    given = {"event": event.code, "text": "emergency-move", "caller": CALLER}

    def asked(who: Officer, **changes: str) -> tuple[bool, str]:
        account = Account.objects.get(pk=who.authority.account)
        found = look("event_voice", account, {**given, **changes}, authority=who.authority)
        return found.ok, found.code or found.state["name"]

    assert asked(alert) == (True, f"{event.code}-emergency-move.ssml")
    assert asked(alert, caller="1401234567") == (False, "voice_series")
    assert asked(town["desk"]) == (False, "no_such_event")
    assert not asked(town["dpo"])[0]
