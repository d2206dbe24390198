"""Each registered purpose reaches its people: by the office's page, or by the event behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.messaging.house import MAIL, MOBILE, register_with_operators
from tests.messaging.test_guardian_delivery import smsc, told  # noqa: F401 - a fixture
from tests.messaging.test_known_facts import clerk, noted
from tests.messaging.test_lawful_and_not import codes
from tests.messaging.test_publicity import GIVEN, SANCTION, Press, press, readers  # noqa: F401 - fixtures
from tests.messaging.test_smpp import Running
from tests.messaging.town import Town, officer
from vethanam.errors import Refused, Unsound
from vethanam.messaging.actions import tell_facts
from vethanam.messaging.actions.campaign_queue import queue_allowed, send
from vethanam.messaging.actions.campaigns import Draft, compose
from vethanam.messaging.lint import publicity_findings
from vethanam.messaging.models import FactNotice
from vethanam.messaging.short_texts import short_faults
from vethanam.messaging.templates import LANGUAGES, texts
from vethanam.orders.actions import record_order
from vethanam.people.models import Employment
from vethanam.privacy.actions import Yes, give_consent, publish_notices, seal_contacts
from vethanam.privacy.actions.duties import ask, take_step
from vethanam.privacy.law.windows import IST
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.vault.number import parse
from vethanam.service_book.actions import record

PRAISE = {
    "en": {"subject": "A new scheme", "body": "A historic achievement: nine roads for {order_number}."},
    "ml": {"subject": "പുതിയ പദ്ധതി", "body": "ചരിത്ര നേട്ടം: {order_number} പ്രകാരം ഒമ്പത് റോഡുകൾ."},
}


def letters(town: Town, since: int) -> list[str]:
    return sorted(town.house.mailbox.addresses[since:])


def test_every_purpose_that_delivers_has_a_text_that_operators_take() -> None:
    """Codes, security and breach notices had theirs; those without a channel by phone need no short text."""
    known = {text.purpose for text in texts().values()}
    by_phone = set()
    for purpose in load_catalogue().purposes:
        if purpose.contact_use == "deliver_only" and purpose.status == "active":
            assert purpose.code in known, purpose.code
            if "sms" in purpose.channels:
                by_phone.add(purpose.code)
    for text in texts().values():
        if text.purpose in by_phone and text.code != "data-asked-for":
            for language in LANGUAGES:
                assert [*short_faults(text, language)] == [], (text.code, language)


# -- publicity -----------------------------------------------------------------------------------------------


def test_praise_of_a_scheme_goes_to_the_own_list_with_its_way_to_stop(readers: Press) -> None:  # noqa: F811
    praising = {
        language: {
            **of,
            "body": of["body"].replace(" for {order_number}", "").replace("{order_number} പ്രകാരം ", ""),
        }
        for language, of in PRAISE.items()
    }
    done = readers.composes(words=praising)
    assert done.campaign is not None, done.decision.says
    for name in ("owner", "dpo", "law"):
        readers[name].approves(done.campaign)
    readers.town.house.sequence()
    before = len(readers.town.house.mailbox.received)
    assert send(readers["desk"].authority, done.campaign).decision.is_allowed
    queue_allowed()
    readers.town.house.sequence()
    readers.town.house.dispatch()
    assert letters(readers.town, before) == [GIVEN.format(n=n) for n in range(3)]
    assert done.campaign.text.content["en"]["body"].endswith("To stop these messages: “My contact”.")
    assert "“എന്റെ നമ്പർ”" in done.campaign.text.content["ml"]["body"]


def test_the_registered_news_of_a_scheme_names_its_order(readers: Press) -> None:  # noqa: F811
    who = readers["desk"].authority
    draft = Draft(readers.town.order, purpose="PUBLICITY", channels=("email",), sanction=SANCTION)
    done = compose(who, draft)
    assert done.campaign is not None, done.decision.says
    assert done.campaign.text.code == "scheme-news"


@pytest.mark.parametrize(
    "said",
    ["With the photo of our leader.", "The Chief Minister opened it.", "Vote for it.", "Your salary rises."],
)
def test_what_publicity_never_holds_is_refused(readers: Press, said: str) -> None:  # noqa: F811
    words = {
        "en": {"subject": "Roads", "body": f"Nine roads were opened. {said}"},
        "ml": {"subject": "റോഡുകൾ", "body": "ഒമ്പത് റോഡുകൾ തുറന്നു."},
    }
    refused = readers.composes(words=words)
    assert "TEMPLATE_PUBLICITY" in codes(refused)


def test_the_lint_of_publicity_lets_praise_pass_and_not_a_party() -> None:
    assert publicity_findings("A historic achievement. We thank everybody.", "en") == []
    found = publicity_findings("നേട്ടം. പാർട്ടിക്ക് വോട്ട് ചെയ്യുക.", "ml")
    assert {one.what for one in found} == {"party"}


# -- people under an order -----------------------------------------------------------------------------------


def under_order(town: Town, kind: str, *which: int, **given: Any) -> Any:
    """An order with a verified entry for some of the people."""
    house = town.house
    order = record_order(
        house.desk.officer, number="G.O.(Rt) 77/2026/Fin", dated=date(2026, 10, 30), title="Sanction",
        title_ml="അനുമതി",
    )  # fmt: skip
    facts = [
        record(
            clerk(house), kind, Employment.objects.get(person=house.people[n]), valid_from=date(2026, 11, 1),
            order=order, **given,
        )
        for n in which
    ]  # fmt: skip
    noted(house, facts)
    return order


ADVANCE: Mapping[str, Any] = {
    "kind_of_due": "festival_advance", "payee": "Government", "principal": 2_000_000, "instalment": 200_000,
}  # fmt: skip


@pytest.mark.parametrize("purpose", ["ADV-LOAN", "DON-RECEIPT"])
def test_those_with_an_entry_under_the_order_are_told_and_nobody_else(town: Town, purpose: str) -> None:
    order = under_order(town, "obligation", 0, 2, **ADVANCE)
    desk, before = town["desk"].authority, len(town.house.mailbox.received)
    with pytest.raises(Unsound, match="Name the recorded order"):
        compose(desk, Draft(None, purpose=purpose))
    done = compose(desk, Draft(order, purpose=purpose))
    assert done.campaign is not None, done.decision.says
    assert len(done.campaign.members) == 2
    town["owner"].approves(done.campaign)
    town.house.sequence()
    town.sent(done.campaign)
    town.house.dispatch()
    assert letters(town, before) == [MAIL.format(n=0), MAIL.format(n=2)]
    if purpose == "DON-RECEIPT":
        with pytest.raises(Refused, match="A receipt is given once"):
            compose(desk, Draft(order, purpose=purpose, again="Once more."))


def test_a_training_order_is_told_by_the_department(town: Town) -> None:
    order = under_order(town, "absence", 1, kind_of_absence="special", valid_until=date(2026, 11, 20))
    register_with_operators(town.house.world, "DEPT")
    desk = officer(town.house, "dept-desk", "communicating_officer", "DEPT")
    owner = officer(town.house, "dept-owner", "purpose_owner", "DEPT")
    before = len(town.house.mailbox.received)
    done = compose(desk.authority, Draft(order, purpose="TRAIN"))
    assert done.campaign is not None, done.decision.says
    owner.approves(done.campaign)
    town.house.sequence()
    assert send(desk.authority, done.campaign).decision.is_allowed
    queue_allowed()
    town.house.sequence()
    town.house.dispatch()
    assert letters(town, before) == [MAIL.format(n=1)]


def test_an_advance_is_not_announced_by_an_office_that_is_no_controller(town: Town) -> None:
    order = under_order(town, "obligation", 0, **ADVANCE)
    treasury = replace(town["desk"].authority, office="TRY")
    assert "CONTROLLER_MISMATCH" in codes(compose(treasury, Draft(order, purpose="ADV-LOAN")))


# -- events --------------------------------------------------------------------------------------------------


def told_of_facts(town: Town) -> list[str]:
    before = len(town.house.mailbox.received)
    tell_facts(town.house.desk.service)
    town.house.sequence()
    town.house.dispatch()
    return letters(town, before)


def test_a_verified_leave_is_told_once(town: Town) -> None:
    house = town.house
    day = house.desk.service.at.astimezone(IST).date()
    leave = record(
        clerk(house), "absence", Employment.objects.get(person=house.people[0]), valid_from=day,
        valid_until=day + timedelta(days=3), kind_of_absence="earned",
        order=record_order(house.desk.officer, number="L 5/2026", dated=day),
    )  # fmt: skip
    assert told_of_facts(town) == []
    noted(house, [leave])
    assert told_of_facts(town) == [MAIL.format(n=0)]
    notice = FactNotice.objects.get()
    body = house.mailbox.received[-1][1]
    assert (notice.kind, notice.values["first_day"]) == ("leave", day.isoformat())
    assert notice.code.encode() in body or len(body) > 200
    assert told_of_facts(town) == []


def test_a_decided_request_is_told_to_its_person(town: Town) -> None:
    house = town.house
    herself = replace(house.desk.service, person=house.people[1], role="employee")
    duty = ask(herself, "right", "summary")
    take_step(town["dpo"].authority, duty, "answered", "Everything stands on your page.")
    told_of_facts(town)
    notice = FactNotice.objects.get()
    assert (notice.kind, notice.person_id) == ("answer", house.people[1])
    assert notice.values["case"] == duty.number
    assert isinstance(house.desk.service.at, datetime)


def test_a_complete_year_of_pay_is_told_once(town: Town) -> None:
    """The pay of February is credited: the statement of pay and tax is ready."""
    house = town.house
    house.credit()
    house.world.sql(
        "postgres",
        "SET session_replication_role = replica; UPDATE payments_paymentleg SET for_month = 202602",
    )
    assert told_of_facts(town) == [MAIL.format(n=n) for n in range(3)]
    notices = FactNotice.objects.select_related("text")
    assert {(one.kind, one.text.purpose, one.values["month"]) for one in notices} == {
        ("year", "TAX-TDS", "2026-02")
    }
    assert notices.count() == 4, "who has no mail has the copy on her page"
    assert told_of_facts(town) == []


# -- everybody it concerns -----------------------------------------------------------------------------------


def test_health_cover_is_told_by_phone(town: Town, smsc: Running) -> None:  # noqa: F811
    house = town.house
    numbers = [(person, parse("mobile", MOBILE.format(n=n))) for n, person in enumerate(house.people)]
    seal_contacts(house.desk.service, numbers, verified_on=date(2026, 10, 1))
    done = compose(town["desk"].authority, Draft(town.order, purpose="HLTH-INS", channels=("sms", "portal")))
    assert done.campaign is not None, done.decision.says
    town["owner"].approves(done.campaign)
    house.sequence()
    town.sent(done.campaign)
    assert len(told(house, smsc)) == 4


def test_a_wellness_programme_goes_to_those_who_agreed(town: Town) -> None:
    house = town.house
    publish_notices(house.desk.service)
    for person in house.people[:2]:
        herself = replace(house.desk.service, person=person, role="employee")
        give_consent(herself, Yes(person, "WELLNESS", "GAD", ("email_official", "name"), ("email",)))
    record_order(house.desk.officer, number="G.O.(Rt) 5/2026/GAD", dated=date(2026, 10, 1), kind="sanction")
    desk = officer(house, "gad-desk", "communicating_officer", "GAD")
    sanction = {"order": "G.O.(Rt) 5/2026/GAD", "head": "2052-00-090-99"}
    before = len(house.mailbox.received)
    done = compose(desk.authority, Draft(None, purpose="WELLNESS", sanction=sanction))
    assert done.campaign is not None, done.decision.says
    town["dpo"].approves(done.campaign)
    house.sequence()
    assert send(desk.authority, done.campaign).decision.is_allowed
    queue_allowed()
    house.sequence()
    house.dispatch()
    assert letters(town, before) == [MAIL.format(n=0), MAIL.format(n=1)]
