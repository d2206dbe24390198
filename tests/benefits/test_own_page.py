"""A beneficiary's own page: opened by her card, four sentences, her uses, her messages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.benefits.bodies import OLD_AGE, Bodies, at
from tests.benefits.test_pages import signed_in, text
from vethanam.benefits.actions.applications import assess_application
from vethanam.benefits.actions.deaths import report_death
from vethanam.benefits.actions.decisions import Words, refuse_application
from vethanam.benefits.actions.standing import Change, suspend
from vethanam.benefits.models import Award, Beneficiary, DrawnElsewhere
from vethanam.benefits.queries.credits import Credited
from vethanam.benefits.queries.frames import award_rows
from vethanam.benefits.reference_codes import give_code
from vethanam.benefits.scheme_rules import MonthDue, dues_in
from vethanam.identity import slowdowns
from vethanam.identity.models import Account, Slowdown
from vethanam.messaging.registers.links import decide_links, link_people, links_to_decide
from vethanam.messaging.registers.models import LinkInForce
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.privacy.models import ChannelChoice, ContactErasure
from vethanam.privacy.vault.number import parse
from vethanam.web.parts import access

DOOR, MINE, REGISTERS = "/benefit/", "/benefit/mine/", "/benefit/registers/"


@pytest.fixture
def award(web_bodies: Bodies) -> Award:
    Account.objects.get_or_create(username="service-web", defaults={"kind": "service", "password": "!"})
    return web_bodies.awarded(contacts=[parse("mobile", "+91 00000 00045")])


@pytest.fixture
def code(web_bodies: Bodies, award: Award) -> str:
    return give_code(web_bodies.by("clerk"), award.beneficiary)


def opened(code: str, born_in: str = "1960", **where: Any) -> Client:
    client = Client()
    client.post(DOOR, {"code": code, "born_in": born_in}, **where)
    return client


def wrong(code: str, born_in: str = "1961", **where: Any) -> str:
    return text(Client().post(DOOR, {"code": code, "born_in": born_in}, **where))


def on(monkeypatch: pytest.MonkeyPatch, month: int, day: int = 5) -> None:
    monkeypatch.setattr(access, "business_now", lambda: (at(day, month=month), True))


def test_code_and_year_open_four_sentences(
    web_bodies: Bodies, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, 11)
    client = Client()
    response = client.post(DOOR, {"code": code.lower().replace("-", " "), "born_in": "1960"})
    assert response["Location"] == MINE and code not in str(response.cookies)
    page = client.get(MINE)
    assert page["X-Robots-Tag"] == "noindex, nofollow" and b"<script" not in page.content
    told = text(page)
    assert "Old age pension, since November 2026. The amount of this month is not fixed yet." in told
    assert "It goes into your account that ends in 0022." in told and "00110022" not in told
    assert "November 2026 is not paid yet." in told
    assert "Nobody asked for your number in 90 days." in told


def test_the_page_is_whole_in_malayalam(code: str) -> None:
    client = opened(code)
    client.get("/language/ml/")
    for address in (DOOR, MINE, "/benefit/uses/", "/benefit/messages/", REGISTERS):
        page = client.get(address).content.decode()
        assert '<html lang="ml">' in page and "എന്റെ" in page
        assert not re.search(r"[A-Za-z]{3,} [a-z]{3,} [a-z]{3,}", text_without_english(page)), address


def text_without_english(page: str) -> str:
    plain = re.sub(r'<(\w+)[^>]*lang="en"[^>]*>.*?</\1>', " ", page.partition("<body>")[2], flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", plain).replace("Old age pension", "")  # the title in these tests


def test_a_known_amount_is_said(
    web_bodies: Bodies, award: Award, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{**row, "since": date(2025, 12, 1)} for row in award_rows(award.beneficiary, at().date())]
    due = next(iter(dues_in(rows, Month(2026, 1), at().date()).values()))
    assert (due.state, due.due) == ("eligible", 2000_00)
    monkeypatch.setattr("vethanam.benefits.queries.own_page.dues_in", lambda *_: {award.pk: due})
    told = text(opened(code).get(MINE))
    assert "Old age pension: you get ₹ 2,000 a month from November 2026." in told
    on(monkeypatch, 11)
    assert "you get ₹ 2,000 a month since November 2026." in text(opened(code).get(MINE))


def test_somebody_who_is_no_longer_eligible_is_not_told_to_wait(
    award: Award, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decided(*_: Any) -> dict[int, MonthDue]:
        return {award.pk: MonthDue("not_eligible", "SERVICE_PENSION", None)}

    monkeypatch.setattr("vethanam.benefits.queries.own_page.dues_in", decided)
    on(monkeypatch, 12)
    told = text(opened(code).get(MINE))
    why = "Nothing is paid for 2 months from November 2026 on, because by the record you were not eligible"
    assert f"{why}: Draws a service pension. Ask your local body for the reason" in told
    assert "not paid yet" not in told and "is not fixed" not in told


def test_months_paid_outside_alike_are_one_sentence(
    award: Award, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    alike = {"amount": 1000_00, "source": "former_system", "award": award}
    rows = [DrawnElsewhere(for_month=month, reference="P 1", **alike) for month in (202604, 202605)]
    rows.append(DrawnElsewhere(for_month=202606, reference="P 2", **alike))
    monkeypatch.setattr("vethanam.benefits.queries.own_page.paid_elsewhere", lambda _: rows)
    told = text(opened(code).get(MINE))
    assert told.count("outside this system") == 2
    assert "April 2026, May 2026: ₹ 1,000 for each month is recorded" in told
    assert "June 2026: ₹ 1,000 is recorded" in told


def paid(monkeypatch: pytest.MonkeyPatch, *found: Credited) -> None:
    def credited(awards: Sequence[int]) -> list[Credited]:
        return [one for one in found if one.award in awards]

    monkeypatch.setattr("vethanam.benefits.queries.own_page.credited_of", credited)


def test_the_last_payment_is_said_with_its_order(
    award: Award, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, 12)
    one = Credited(7, award.pk, (202611,), 2000_00, date(2026, 12, 3), "bank", "F-3/2026", "0022")
    paid(monkeypatch, one)
    told = text(opened(code).get(MINE))
    assert "On 3 Dec 2026" in told and "into your account that ends in 0022, by order F-3/2026." in told
    assert "December 2026 is not paid yet." in told


def test_a_stop_says_why_and_what_to_do(web_bodies: Bodies, award: Award, code: str) -> None:
    change = Change("not_mustered", Month.from_key(award.from_month))
    suspend(web_bodies.by("secretary"), award, change)
    told = text(opened(code).get(MINE))
    assert "Nothing is paid from November 2026. Cause: No life proof." in told
    assert "Prove at an Akshaya centre" in told and "is not paid yet" not in told


def test_a_living_person_reported_dead_learns_it(web_bodies: Bodies, award: Award, code: str) -> None:
    report_death(web_bodies.by("clerk"), award.beneficiary, date(2026, 10, 25), "relative")
    assert "Somebody reported your death." in text(opened(code).get(MINE))


def test_a_refused_application_says_until_when_to_appeal(web_bodies: Bodies) -> None:
    refused = web_bodies.applied(circumstances={"income": "120000"})
    web_bodies.check_all()
    assess_application(web_bodies.by("clerk"), refused, date(2026, 10, 28))
    words = Words("The income is above the limit.", "വരുമാനം കൂടുതലാണ്.")
    refuse_application(web_bodies.by("secretary"), refused, ["INCOME_ABOVE"], words)
    card = give_code(web_bodies.by("clerk"), Beneficiary.objects.get())
    told = text(opened(card).get(MINE))
    assert "was refused. The income is above the limit. You may appeal until 27 Nov 2026" in told


def test_five_wrong_years_close_a_code_for_a_day(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        assert "do not fit" in wrong(code)
    assert "Five wrong tries with this code today" in wrong(code)
    assert "Five wrong tries" in wrong(code, "1960") and opened(code).get(MINE).status_code == 302
    later = timezone.now() + timedelta(hours=24, minutes=1)
    monkeypatch.setattr("vethanam.web.beneficiary.views.timezone.now", lambda: later)
    monkeypatch.setattr("time.time", later.timestamp)
    assert opened(code).get(MINE).status_code == 200


def test_an_unknown_code_gets_the_same_answers(code: str) -> None:
    unknown = "2222-2222-2222-2222"
    assert [wrong(unknown) for _ in range(6)] == [wrong(code) for _ in range(6)]
    assert not Slowdown.objects.filter(subject__contains="2222").exists()


def test_a_slowed_address_hinders_nobody_with_the_right_pair(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slowdowns, "ADDRESS_ROUND", 3)
    here = {"REMOTE_ADDR": "192.0.2.7"}
    for number in range(3):
        wrong(f"{number + 2}" * 16, **here)
    assert "do not fit. Look" in wrong(code, **here)
    assert "too many wrong ones came from here" in wrong(code, **here)
    assert opened(code, REMOTE_ADDR="192.0.2.8").get(MINE).status_code == 200
    assert opened(code, **here).get(MINE).status_code == 200


def test_a_new_code_ends_the_old_card_and_its_page(web_bodies: Bodies, award: Award, code: str) -> None:
    client = opened(code)
    assert client.get(MINE).status_code == 200
    give_code(web_bodies.by("clerk"), award.beneficiary)
    assert client.get(MINE)["Location"] == DOOR and opened(code).get(MINE).status_code == 302


def test_the_page_ends_by_its_button_and_after_a_pause(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = opened(code)
    client.post("/benefit/end/")
    assert client.get(MINE)["Location"] == DOOR
    client = opened(code)
    monkeypatch.setattr("time.time", (timezone.now() + timedelta(minutes=11)).timestamp)
    assert client.get(MINE)["Location"] == DOOR


def test_a_forged_seal_opens_nothing(code: str) -> None:
    client = Client()
    client.cookies["vethanam_card"] = opened(code).cookies["vethanam_card"].value + "x"
    assert client.get(MINE)["Location"] == DOOR


def test_she_stops_messages_and_takes_her_number_back(award: Award, code: str) -> None:
    client = opened(code)
    page = client.get("/benefit/messages/")
    assert "••••• •••45" in text(page) and "00045" not in text(page).replace("•••45", "")
    assert "Stopped." in text(client.post("/benefit/messages/", {"stop": "1"}, follow=True))
    choice = ChannelChoice.objects.filter(person=award.beneficiary.person_id, channel="sms").get()
    assert (choice.purpose, choice.is_stopped) == ("BEN-CREDIT", True)
    assert "on again" in text(client.post("/benefit/messages/", {"open": "1"}, follow=True))
    number = page.content.decode().split('name="taken" value="')[1].split('"')[0]
    client.post("/benefit/messages/", {"taken": number})
    assert not ContactErasure.objects.exists()
    taken = client.post("/benefit/messages/", {"taken": number, "sure": "yes"}, follow=True)
    assert "Taken back." in text(taken) and ContactErasure.objects.get().contact.register == f"BEN-{OLD_AGE}"


def linked(web_bodies: Bodies, number: str, award: Award) -> LinkInForce:
    """A link that an officer of the scheme entered and another agreed to."""
    if "old-age-2" not in web_bodies.officers:
        web_bodies.appoint("old-age-2", "scheme_officer", OLD_AGE)
    link_people(web_bodies.by("old-age"), {number: award.beneficiary.number})
    other = web_bodies.by("old-age-2")
    decide_links(other, [row.pk for row in links_to_decide(other)], is_agreed=True)
    return LinkInForce.objects.get(number=number)


def test_she_sees_the_registers_that_name_her_and_ends_a_link(
    web_bodies: Bodies, award: Award, code: str
) -> None:
    client = opened(code)
    assert f'href="{REGISTERS}"' in client.get(MINE).content.decode()
    assert "No body has linked a number to you." in text(client.get(REGISTERS))
    link = linked(web_bodies, "PB/1", award)
    other = linked(web_bodies, "PB/2", web_bodies.awarded(name="Mariam Beevi"))
    page = text(client.get(REGISTERS))
    assert "Old age pension PB/1 · counts from 29 Oct 2026" in page and "PB/2" not in page
    assert "No body has asked for a message to you." in page
    refused = client.post(REGISTERS, {"link": other.pk}, follow=True)
    assert "There is no such link" in text(refused) and LinkInForce.objects.count() == 2
    ended = client.post(REGISTERS, {"link": link.pk}, follow=True)
    assert "Ended. This body has nothing sent to you" in text(ended)
    assert [one.number for one in LinkInForce.objects.all()] == ["PB/2"]
    again = client.post(REGISTERS, {"link": link.pk}, follow=True)
    assert "There is no such link" in text(again)


def test_a_card_shows_no_register_of_her_service(web_bodies: Bodies, award: Award, code: str) -> None:
    Employment.objects.create(
        person=award.beneficiary.person, number="100999", category="state", recorded_at=at()
    )
    for name in ("pay-desk", "pay-desk-2"):
        web_bodies.appoint(name, "purpose_owner", "FIN")
    link_people(web_bodies.by("pay-desk"), {"PD/7": "100999"})
    other = web_bodies.by("pay-desk-2")
    decide_links(other, [row.pk for row in links_to_decide(other)], is_agreed=True)
    client, link = opened(code), LinkInForce.objects.get()
    assert "PD/7" not in text(client.get(REGISTERS))
    assert "There is no such link" in text(client.post(REGISTERS, {"link": link.pk}, follow=True))


def test_no_one_elses_number_is_taken_back(web_bodies: Bodies, award: Award) -> None:
    other = web_bodies.awarded(name="Mariam Beevi").beneficiary
    client = opened(give_code(web_bodies.by("clerk"), other))
    client.post("/benefit/messages/", {"taken": "1", "sure": "yes"})
    assert not ContactErasure.objects.exists()


@pytest.mark.parametrize(
    "address", ["mine/", "uses/", "uses/everything/", "uses/complete/", "messages/", "registers/"]
)
def test_without_a_card_every_page_leads_to_the_door(db: None, address: str) -> None:
    for send in (Client().get, Client().post):
        answer = send(f"/benefit/{address}")
        assert (answer.status_code, answer["Location"]) == (302, DOOR)
        assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_an_officers_session_opens_no_card(web_bodies: Bodies, award: Award) -> None:
    assert signed_in("secretary").get(MINE)["Location"] == DOOR


def test_a_wrong_try_leaves_no_code_in_page_log_or_table(code: str, caplog: pytest.LogCaptureFixture) -> None:
    page = Client().post(DOOR, {"code": code, "born_in": "1961"}).content.decode()
    plain = code.replace("-", "")
    rows = str(list(Slowdown.objects.values()))
    for text_kept in (page, caplog.text, rows):
        assert code not in text_kept and plain not in text_kept


def test_the_counter_gives_another_number(web_bodies: Bodies, award: Award, code: str) -> None:
    home = f"/benefits/221001/people/{award.beneficiary.number}/"
    clerk = signed_in("clerk")
    assert f'href="{home}benefit_contact/"' in clerk.get(home).content.decode()
    form = {"scheme": OLD_AGE, "contacts_mobile": "+91 00000 00077"}
    done = clerk.post(f"{home}benefit_contact/", form, follow=True)
    assert "sealed into the register" in text(done) and "00077" not in done.content.decode()
    assert "••••• •••77" in text(opened(code).get("/benefit/messages/"))
    refused = signed_in("clerk-there").post(f"{home}benefit_contact/", form)
    assert refused.status_code in (403, 404)


def test_a_card_opens_nothing_of_an_employees_service(award: Award, code: str) -> None:
    person = award.beneficiary.person
    Employment.objects.create(person=person, number="100999", category="state", recorded_at=at())
    client = opened(code)
    page = client.get("/benefit/uses/").content.decode()
    assert "/benefit/uses/everything/" not in page and "/benefit/uses/complete/" not in page
    for address in ("everything/", "complete/"):
        assert client.get(f"/benefit/uses/{address}").status_code == 404
