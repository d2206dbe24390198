"""Two local bodies on their pages: an application becomes an award, which stops, starts, moves and ends."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.benefits.bodies import FITTING, OLD_AGE, Bodies, at
from tests.web.confirming import confirmed
from vethanam.acts.executor import look
from vethanam.benefits.audit import broken_invariants
from vethanam.benefits.models import Application, Award, AwardNow, Beneficiary
from vethanam.identity.models import Account
from vethanam.privacy.models import Contact

HERE, THERE = "/benefits/221001/", "/benefits/221002/"
FORM = {
    "name": "Sarada K.", "name_ml": "ശാരദ കെ.", "born": "1960-05-05", "ward": "12",
    "received_on": "2026-10-20", "face": "counter", "consent_form": "paper", "consented_on": "2026-10-20",
    "document": "Form 1", "contacts_mobile": "+91 00000 00045", "route_kind": "bank",
    "route_branch": "SMPL0000012", "route_number": "00110022",
    **{f"stated_{kind}": value for kind, value in FITTING.items()},
}  # fmt: skip


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(
        Account.objects.get(username=name), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.content.decode())))


def beside(who: str, view: str, address: str, cell: str, **given: str) -> None:
    """The page shows this cell of each row of its view."""
    shown = look(view, Account.objects.get(username=who), given, at(), is_sample=True)
    assert shown.ok, shown.says
    rows = next((found for found in shown.state.values() if isinstance(found, list)), [])
    page = text(signed_in(who).get(address))
    assert (given or rows) and all(str(row[cell]) in page for row in ([shown.state] if given else rows))


def agreed(client: Client, where: str) -> None:
    """Every entry of the page of entries to check, agreed to."""
    page = client.get(f"{where}to-check/").content.decode()
    entries = re.findall(r'name="entry" value="([a-z]+-[0-9]+)"', page)
    assert "It counts from now on" in text(client.post(f"{where}to-check/", {"entry": entries}, follow=True))


def test_from_an_application_to_the_end_of_an_award(web_bodies: Bodies) -> None:
    clerk, secretary, there = signed_in("clerk"), signed_in("secretary"), signed_in("clerk-there")
    assert f'href="{HERE}enrol/{OLD_AGE}/"' in clerk.get(HERE).content.decode()
    card = clerk.post(f"{HERE}enrol/{OLD_AGE}/", FORM)
    assert "Reference code for her card" in text(card), text(card)
    assert re.search(r"<code[^>]*>(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}</code>", card.content.decode())
    row = Application.objects.get()
    where = f"{HERE}applications/{row.number}/"
    beside("clerk", "benefit_applications", HERE, "application")
    beside("secretary", "benefit_entries", f"{HERE}to-check/", "name")
    beside("clerk", "application", where, "application", application=row.number)
    assert "You entered it" in text(clerk.get(where)) and Contact.objects.get().register == f"BEN-{OLD_AGE}"

    agreed(secretary, HERE)
    assessed = clerk.post(where, follow=True)
    assert "The rules have answered" in text(assessed) and "Her family's income is within the limit" in text(
        assessed
    )
    assert row.number in text(secretary.get(f"{HERE}to-sanction/"))
    beside("secretary", "benefits_to_sanction", f"{HERE}to-sanction/", "application")
    order = {"from": "2026-11", "order_number": "C2-41/2026", "order_dated": "2026-10-27"}
    assert "begins in November 2026" in text(confirmed(secretary, f"{where}sanction/", order, follow=True))
    award, person = Award.objects.get(), Beneficiary.objects.get()
    about, home = f"{HERE}awards/{award.number}/", f"{HERE}people/{person.number}/"
    assert "In payment" in text(clerk.get(home)) and "00110022" not in clerk.get(home).content.decode()

    beside("clerk", "awards", f"{HERE}people/", "name")
    beside("clerk", "beneficiary", home, "beneficiary", beneficiary=person.number)
    done = clerk.post(
        f"{home}muster/", {"seen_on": "2026-10-28", "manner": "home", "reference": "AKS-77"}, follow=True
    )
    assert "seen alive" in text(done) and "AKS-77" in text(done)

    stopped = secretary.post(f"{about}suspend/", {"cause": "court_stay", "from": "2026-12"}, follow=True)
    assert "Stay by a court" in text(stopped)
    beside("clerk", "suspended_awards", home, "award")
    secretary.post(f"{about}restore/", {"lifts": "court_stay", "cause": "cause_gone", "from": "2026-12"})
    assert "Suspended" in text(secretary.get(home)) and "You entered it" in text(secretary.get(home))
    agreed(clerk, HERE)
    assert AwardNow.objects.get(award=award).state == "standing"

    moved = clerk.post(
        f"{about}transfer/", {"to": "221002", "ward": "3", "from_month": "2026-12"}, follow=True
    )
    assert "waits for the receiving local body" in text(moved)
    agreed(there, THERE)
    assert "Sarada K." in text(there.get(f"{THERE}people/"))
    assert clerk.get(f"{about}suspend/").status_code == 404

    gone = {"died_on": "2026-10-25", "source": "relative", "certificate": "D-12/2026"}
    there_home = f"{THERE}people/{person.number}/"
    assert "Payments and messages have stopped" in text(
        there.post(f"{there_home}report_death/", gone, follow=True)
    )
    other = signed_in("secretary-there")
    beside("secretary-there", "benefit_deaths", f"{THERE}deaths/", "name")
    assert "Sarada K." in text(other.get(f"{THERE}deaths/"))
    assert "Her awards have ended" in text(confirmed(other, f"{there_home}confirm_death/", follow=True))
    assert AwardNow.objects.get(award=award).state == "ended" and broken_invariants() == []


def test_a_refusal_names_the_reason_and_opens_the_appeal(web_bodies: Bodies) -> None:
    clerk, secretary = signed_in("clerk"), signed_in("secretary")
    clerk.post(f"{HERE}enrol/{OLD_AGE}/", {**FORM, "stated_income": "120000"})
    row = Application.objects.get()
    where = f"{HERE}applications/{row.number}/"
    agreed(secretary, HERE)
    clerk.post(where)
    page = secretary.get(f"{where}refuse_application/")
    assert "INCOME_ABOVE" in page.content.decode()
    words = {
        "reasons": ["INCOME_ABOVE"],
        "words": "The income is above the limit.",
        "words_ml": "വരുമാനം കൂടുതലാണ്.",
    }
    assert "She may appeal until" in text(
        confirmed(secretary, f"{where}refuse_application/", words, follow=True)
    )
    appealed = clerk.post(
        f"{where}appeal/", {"received_on": "2026-10-28", "grounds": "It is wrong."}, follow=True
    )
    assert "the appeal is entered" in text(appealed) and "It is wrong." in text(appealed)


def test_a_fault_stands_beside_its_field_and_repeats_no_number(web_bodies: Bodies) -> None:
    page = signed_in("clerk").post(
        f"{HERE}enrol/{OLD_AGE}/", {**FORM, "route_number": "234567890124", "document": "234567890124"}
    )
    assert "looks like an Aadhaar number" in text(page) and Application.objects.count() == 0
    assert "234567890124" not in page.content.decode()


@pytest.mark.parametrize("name", ["clerk-there", "old-age", "widows"])
def test_a_page_of_another_office_does_not_open(web_bodies: Bodies, name: str) -> None:
    assert signed_in(name).get(HERE).status_code == 403


def test_every_page_has_its_malayalam(web_bodies: Bodies) -> None:
    clerk = signed_in("clerk")
    clerk.post(f"{HERE}enrol/{OLD_AGE}/", FORM)
    clerk.get("/language/ml/")
    for page in ("", "to-sanction/", "to-check/", "people/", "to-muster/", "deaths/", "duplicates/"):
        assert 'lang="ml"' in clerk.get(f"{HERE}{page}").content.decode()[:200]
