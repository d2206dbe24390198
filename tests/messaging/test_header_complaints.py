"""A complaint names a header and a day: its person alone finds the message behind it, with her consent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.messaging.house import House
from tests.messaging.test_publicity import Press, press, readers  # noqa: F401 - fixtures
from tests.messaging.test_smpp import Running
from tests.messaging.test_stop_words import answered, goes, smsc  # noqa: F401 - fixtures
from vethanam.acts.header_complaints import HeaderNamed, messages_by_header, uses_by_header
from vethanam.errors import Unsound
from vethanam.messaging import header_complaints
from vethanam.messaging.actions import intimate_credits
from vethanam.messaging.dispatch import Dispatcher
from vethanam.messaging.header_complaints import messages_of_person, office_of_header
from vethanam.privacy.actions import withdraw_consent
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Consent, Use


def test_a_person_finds_her_message_and_the_officer_the_request(
    house: House,
    smsc: Running,  # noqa: F811
    answered: Dispatcher,  # noqa: F811
) -> None:
    her, other = house.people[3], house.people[2]
    house.credit(3)
    intimate_credits(house.desk.service)
    house.sequence()
    goes(house, answered)
    use = Use.objects.get(purpose_code="SAL-CREDIT")
    named = HeaderNamed.model_validate({"header": "vm-vtnfin-s", "on": f"{use.at.astimezone(IST):%Y-%m-%d}"})
    herself = replace(house.desk.service, person=her, role="employee")
    found = messages_by_header.does(herself, named)
    (row,) = found["messages"]
    assert (found["office"], row["use"], row["state"], row["purpose"]) == (
        "FIN", use.reference, "sent", "SAL-CREDIT",
    )  # fmt: skip
    assert row["consent"] is None and row["entry"] is not None
    nobody = messages_by_header.does(replace(herself, person=other), named)
    assert nobody == {"office": "FIN", "messages": []}
    (request,) = uses_by_header.does(house.desk.service, named)["uses"]
    assert (request["use"], request["people"]) == (use.reference, "fewer than 20")
    earlier = replace_day(named, -30)
    assert messages_by_header.does(herself, earlier)["messages"] == []
    assert uses_by_header.does(house.desk.service, earlier)["uses"] == []


def replace_day(named: HeaderNamed, days: int) -> HeaderNamed:
    return named.model_copy(update={"on": named.on + timedelta(days=days)})


def test_the_consent_that_stood_at_the_time_is_shown(
    readers: Press,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(header_complaints, "CHANNEL", "email")
    her = readers.town.house.people[0]
    readers.goes()
    use = Use.objects.filter(purpose_code="PUBLICITY", mode="message").latest("pk")
    day = use.at.astimezone(IST).date()
    consent = Consent.objects.get(person=her, purpose="PUBLICITY")
    withdraw_consent(replace(readers.herself(0), at=use.at + timedelta(hours=1)), consent)
    (one,) = messages_of_person(her, "PRD", day)
    assert one.use.reference == use.reference
    assert one.consent is not None and one.consent.reference == consent.reference


@pytest.mark.parametrize(
    ("shown", "office"),
    [("VTNFIN", "FIN"), ("AX-VTNTRY-S", "TRY"), (" vtnfin ", "FIN"), ("VTNXXX", None), ("BZ-ABCDEF-P", None)],
)
def test_a_header_is_read_as_a_telephone_shows_it(db: None, shown: str, office: str | None) -> None:

    assert office_of_header(shown, date(2026, 11, 25)) == office


@pytest.mark.parametrize("shown", ["", "9447012345 call", "my bank", "A" * 21])
def test_what_is_no_header_is_a_sentence(db: None, shown: str) -> None:

    with pytest.raises(Unsound, match="is no header"):
        office_of_header(shown, date(2026, 11, 25))
