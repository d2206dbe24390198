"""From an order to a message: the pages of the writing office and of the approvers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from tests.conftest import World
from tests.signers import enrolled
from tests.web.confirming import confirmed
from tests.web.conftest import NOW, Town
from tests.web.test_last_pay import text_of
from vethanam.acts.executor import perform, prepare
from vethanam.identity.models import Account
from vethanam.identity.queries import counts_at, ended_at, leaves_of
from vethanam.journal.queries import leaf_content
from vethanam.journal.sequencer import sequence_once
from vethanam.ledger.signatures import Signature, challenge_of
from vethanam.messaging.actions.campaign_queue import queue_allowed
from vethanam.messaging.actions.campaigns import approve_campaign, asked_of
from vethanam.messaging.models import Campaign, CampaignDecline
from vethanam.orders.actions import record_order
from vethanam.orders.models import Order
from vethanam.privacy.actions import Filing, file_restraint, record_window
from vethanam.privacy.actions.approvals import role_of
from vethanam.privacy.models import Approval, Consent, Use
from vethanam.web.privacy.uses import uses_shown


@pytest.fixture
def order(town: Town, world: Any) -> Order:
    """An order of the Finance Department, with an officer who writes, one who owns the purpose,
    and the ledger signed.
    """
    town.office.appoint("writer", "communicating_officer", "FIN", office="FIN")
    town.office.appoint("owner", "purpose_owner", "FIN", office="FIN")
    found = record_order(
        town.office.by("clerk", NOW), number="G.O.(P) No.214/2026/Fin", dated=date(2026, 11, 20),
        title="Rate of dearness allowance from 1 July 2026", title_ml="ക്ഷാമബത്ത നിരക്ക് 2026 ജൂലൈ 1 മുതൽ",
        with_effect_from=date(2026, 7, 1),
    )  # fmt: skip
    with world.role("sequencer"):
        sequence_once()
    return found


def fields(page: bytes) -> dict[str, str]:
    """The subject and body fields of the text page as a browser would post them."""
    import html

    text = page.decode()
    found = {
        name: html.unescape(value)
        for name, value in re.findall(
            r'<input id="id_\w+" name="(\w+)" lang="\w+" maxlength="120" value="([^"]*)"', text
        )
    }
    bodies = re.findall(r'<textarea id="id_\w+" name="(\w+)"[^>]*>(.*?)</textarea>', text, re.DOTALL)
    return found | {name: html.unescape(body) for name, body in bodies}


def approved(town: Town, campaign: Campaign, *names: str) -> None:
    """Each signs with a key of her own."""
    for name in names:
        authority, private = town.office.by(name, NOW), Ed25519PrivateKey.generate()
        public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        asked = asked_of(campaign, NOW)
        signature = Signature(private.sign(challenge_of(asked.commitment, role_of(authority, asked))))
        approve_campaign(authority, campaign, enrolled(authority, public), signature)


def shreds(*hashes: bytes | memoryview) -> list[str]:
    """The first digits of hashes: a column of a paper breaks a long one."""
    return [bytes(one).hex()[:16] for one in hashes]


def compose(writer: Client, order: Order) -> Campaign:
    page = writer.get(f"/tell/order/{order.pk}/text/").content
    writer.post(f"/tell/order/{order.pk}/text/", {**fields(page), "ask": "1"})
    return Campaign.objects.get()


def test_an_order_becomes_a_message_in_three_presses(town: Town, order: Order) -> None:
    writer = town.sign_in("writer")
    assert "dearness allowance" in writer.get("/tell/").content.decode()
    answer = writer.post(f"/tell/order/{order.pk}/people/", {"pay_basis": "scale", "next": "1"})
    assert answer.headers["Location"] == f"/tell/order/{order.pk}/text/?pay_basis=scale"
    page = writer.get(answer.headers["Location"]).content.decode()
    assert "Text for fewer than 20 people" in page and "No listed words found" in page
    assert "G.O.(P) No.214/2026/Fin dated 20 November 2026" in page
    answer = writer.post(answer.headers["Location"], {**fields(page.encode()), "ask": "1"})
    campaign = Campaign.objects.get()
    assert answer.headers["Location"] == f"/tell/message/{campaign.reference}/"
    page = writer.get(answer.headers["Location"]).content.decode()
    assert "Waits for approvals" in page and "when it is approved" in page and "ക്ഷാമബത്ത" in page


def test_ways_and_time_are_chosen_on_the_page(town: Town, order: Order) -> None:
    writer, address = town.sign_in("writer"), f"/tell/order/{order.pk}/text/"
    page = writer.get(address).content
    assert b'name="channel" value="sms"' in page and b'name="channel" value="email" checked' in page
    ask = {**fields(page), "ask": "1", "ways": "1", "channel": ["sms", "email"]}
    wrong = writer.post(address, {**ask, "send_from": "soon"}).content.decode()
    assert "“soon” is not a time" in wrong and not Campaign.objects.exists()
    writer.post(address, {**ask, "send_from": "2026-11-26T09:00"})
    campaign = Campaign.objects.get()
    assert set(campaign.channels) == {"sms", "email", "portal"}
    assert campaign.send_from.isoformat() == "2026-11-26T03:30:00+00:00"
    writer.post(address, {**fields(page), "ask": "1", "ways": "1", "again": "By e-mail too late."})
    assert Campaign.objects.latest("pk").channels == ["portal"]


def test_the_check_points_at_the_sentence_and_offers_the_cut(town: Town, order: Order) -> None:
    writer, address = town.sign_in("writer"), f"/tell/order/{order.pk}/text/"
    written = fields(writer.get(address).content)
    written["en_body"] = "Good news from the Minister’s office! " + written["en_body"]
    page = writer.post(address, {**written, "check": "1"}).content.decode()
    assert "Refused as it stands" in page and "<mark>Good news from the Minister’s office!</mark>" in page
    (cut,) = set(re.findall(r'name="cut" value="(en\.body\.0)"', page))
    page = writer.post(address, {**written, "cut": cut}).content.decode()
    assert "No listed words found" in page and "Minister" not in page
    assert Use.objects.filter(purpose_code="SVC-TERMS").count() == 0


def test_asked_as_it_stands_it_is_refused_and_recorded(town: Town, order: Order) -> None:
    writer, address = town.sign_in("writer"), f"/tell/order/{order.pk}/text/"
    written = fields(writer.get(address).content)
    written["ml_body"] += "\nമുഖ്യമന്ത്രിയുടെ സമ്മാനം."
    page = writer.post(address, {**written, "ask": "1"}).content.decode()
    assert "The text does more than state the facts of the event." in page and "TEMPLATE_PUBLICITY" in page
    assert (
        Use.objects.get(purpose_code="SVC-TERMS").outcome in ("deny", "hold")
        and not Campaign.objects.exists()
    )


def test_other_people_approve_and_then_it_is_sent(town: Town, order: Order, tmp_path: Path) -> None:
    writer = town.sign_in("writer")
    campaign = compose(writer, order)
    address = f"/tell/message/{campaign.reference}/"
    assert "Not sent." in confirmed(writer, f"{address}send/", follow=True).content.decode()
    assert "One message waits for approvals" in town.sign_in("dpo").get("/tell/approvals/").content.decode()
    approved(town, campaign, "owner", "dpo")
    page = writer.get(address).content.decode()
    assert "Approved for this very text" in page and page.count("Not yet") == 0
    paper = f"{address}approvals.pdf"
    assert f'href="{paper}"' in page
    text = text_of(writer.get(paper).content, tmp_path)
    for one in Approval.objects.filter(reference=campaign.reference).select_related("key"):
        assert one.key.reference in text
    for told in (
        "Officer owner",
        "Officer dpo",
        "25 Nov 2026",
        *shreds(campaign.commitment, campaign.text.hash),
    ):
        assert told in text, told
    town.office.appoint("elsewhere", "communicating_officer", "PRD", office="PRD")
    assert town.sign_in("elsewhere").get(paper).status_code == 404
    assert town.sign_in("clerk").get(paper).status_code == 403
    answer = confirmed(writer, f"{address}send/")
    assert re.fullmatch(r"/restraints/sendings/\w+/", answer.headers["Location"])
    assert "The messages are on their way." in writer.get(answer.headers["Location"]).content.decode()
    assert answer.headers["Location"] in writer.get(address).content.decode()
    assert "Nothing waits for an approval" in town.sign_in("dpo").get("/tell/approvals/").content.decode()


def test_of_a_message_that_a_court_ended_every_page_says_what_became_of_it(
    town: Town, order: Order, world: World
) -> None:
    town.office.appoint("law", "law_officer", "", office="FIN")
    writer = town.sign_in("writer")
    campaign = compose(writer, order)
    approved(town, campaign, "owner", "dpo")
    sending = confirmed(writer, f"/tell/message/{campaign.reference}/send/").headers["Location"]
    page = writer.get(sending).content.decode()  # not yet queued by the worker, but it can be stopped
    assert "of 3 handed to the gateway" in page and "Stop sending" in page and 'hx-trigger="every 1s"' in page
    with world.role("worker"):
        assert queue_allowed() == 3
    law = town.sign_in("law")
    confirmed(
        law,
        "/restraints/enter/",
        {"kind": "undertaking", "id": "U-1", "case_number": "1/2026", "purposes": ["SVC-TERMS"]},
    )
    page = writer.get(f"/tell/message/{campaign.reference}/").content.decode()
    assert "No message was handed over. 3 were ended before they went, and are not sent again." in page
    assert (
        "Cancelled" in page and ">Sent<" not in page and ">Sent<" not in writer.get("/tell/").content.decode()
    )
    page = writer.get(sending).content.decode()
    assert "Stopped by an undertaking. 3 messages will not be sent." in page
    assert "A court order or undertaking in force covers this." in page
    mine, use = town.sign_in("emp-100234"), Use.objects.get(purpose_code="SVC-TERMS").reference
    shown = uses_shown(town.office.people["100234"].person_id, NOW)
    assert sum(row.is_used for row in shown.all) == len(shown.all) - 2  # one was refused, this one cancelled
    assert "Cancelled" in mine.get("/pay/uses/").content.decode()
    assert (
        "A court order or undertaking in force covers this." in mine.get(f"/pay/uses/{use}/").content.decode()
    )
    again = writer.post(f"/tell/message/{campaign.reference}/send/", follow=True).content.decode()
    assert "its unsent part was cancelled" in again


def test_what_was_stopped_before_it_was_queued_is_stopped(town: Town, order: Order) -> None:
    writer = town.sign_in("writer")
    campaign = compose(writer, order)
    approved(town, campaign, "owner", "dpo")
    sending = confirmed(writer, f"/tell/message/{campaign.reference}/send/").headers["Location"]
    assert writer.post(sending).status_code == 302
    page = writer.get(sending).content.decode()
    assert "Stopped by an officer. 3 messages will not be sent." in page and "Stop sending" not in page
    part = writer.get(sending, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode() and "3 messages will not be sent" in part.content.decode()


def test_an_approver_sees_what_is_signed_and_why_she_may_not(town: Town, order: Order) -> None:
    campaign = compose(town.sign_in("writer"), order)
    address = f"/tell/approvals/{campaign.reference}/"
    page = town.sign_in("owner").get(address).content.decode()
    assert bytes(campaign.commitment).hex() in page and "You have no passkey enrolled" in page
    own = compose_by(town, "owner", order)
    page = town.sign_in("owner").get(f"/tell/approvals/{own.reference}/").content.decode()
    assert "Another officer must approve this" in page
    assert (
        "The device signed nothing"
        in town.sign_in("dpo").post(address, {"credential": "{}"}, follow=True).content.decode()
    )


def compose_by(town: Town, name: str, order: Order) -> Campaign:
    client = town.sign_in(name)
    page = client.get(f"/tell/order/{order.pk}/text/").content
    again = "A test sends it once more."
    client.post(f"/tell/order/{order.pk}/text/", {**fields(page), "ask": "1", "again": again})
    return Campaign.objects.order_by("-pk")[0]


def test_another_office_does_not_see_it(town: Town, order: Order) -> None:
    campaign = compose(town.sign_in("writer"), order)
    other = town.sign_in("information")
    assert other.get(f"/tell/message/{campaign.reference}/").status_code == 404
    assert other.post(f"/tell/message/{campaign.reference}/send/").status_code == 404
    assert town.sign_in("clerk").get("/tell/").status_code == 403


def test_publicity_is_asked_for_on_a_page_and_refused_with_its_reason(town: Town, order: Order) -> None:
    press = town.sign_in("information")
    assert "/tell/other/PUBLICITY/" in press.get("/tell/").content.decode()
    words = {
        "en_subject": "Roads", "en_body": "Nine roads.",
        "ml_subject": "റോഡ്", "ml_body": "ഒമ്പത് റോഡുകൾ.",
    }  # fmt: skip
    answer = press.post(
        "/tell/other/PUBLICITY/", {**words, "source": "SPARK", "channel": "email", "ask": "1"}
    ).content.decode()
    assert (
        "CONTROLLER_MISMATCH" in answer and "SANCTION_MISSING" in answer and "No number was opened." in answer
    )
    assert Use.objects.filter(purpose_code="PUBLICITY", outcome="deny").count() == 1
    assert press.get("/tell/other/SVC-TERMS/").status_code == 404


def test_a_text_refused_in_an_election_window_shows_the_hash_that_a_clearance_names(
    town: Town, order: Order
) -> None:
    town.office.appoint("asker", "communicating_officer", "GAD", office="GAD")
    town.office.appoint("law", "law_officer", "FIN", office="FIN")
    record_order(
        town.office.by("clerk", NOW), number="G.O.(Rt) 9/2026/GAD", dated=date(2026, 10, 1), kind="sanction"
    )
    record_window(
        town.office.by("law", NOW), "KL-2027", "election", area=("state",), starts_at=NOW,
        source="press note (sample)",
    )  # fmt: skip
    words = {
        "en_subject": "Questions", "en_body": "Six questions.",
        "ml_subject": "ചോദ്യങ്ങൾ", "ml_body": "ആറ് ചോദ്യങ്ങൾ.",
        "sanction_order": "G.O.(Rt) 9/2026/GAD", "sanction_head": "2052-00-090-99",
    }  # fmt: skip
    answer = town.sign_in("asker").post(
        "/tell/other/SURVEY/", {**words, "source": "SPARK", "channel": "email", "ask": "1"}
    )
    page = answer.content.decode()
    assert "Queued messages are cancelled, not deferred." in page
    refused = Use.objects.get(purpose_code="SURVEY", outcome="deny")
    said = leaf_content(refused.leaf)["public"]
    assert said["template_hash"] in page and "two administrators enter the clearance" in page


def test_who_is_left_out_stands_on_the_page_before_it_is_sent(town: Town, order: Order) -> None:
    stopped = town.sign_in("emp-100234").post("/pay/contact/purposes/SVC-TERMS/", follow=True)
    assert "Stopped" in stopped.content.decode()
    writer = town.sign_in("writer")
    compose(writer, order)
    page = writer.get(f"/tell/message/{Campaign.objects.get().reference}/").content.decode()
    assert "Left out, or on this site only" in page
    assert "CHANNEL_OPTED_OUT" in page and "fewer than 20: They stopped this channel." in page


def test_an_officer_ends_a_key_and_its_entries_stand_there(town: Town, order: Order) -> None:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    key, dpo = enrolled(town.office.by("dpo", NOW), public), town.sign_in("dpo")
    assert "Signs since" in dpo.get("/tell/approvals/keys/mine/").content.decode()
    anothers = town.sign_in("owner").post("/tell/approvals/keys/mine/", {"end": key.reference}, follow=True)
    assert "not among your keys" in anothers.content.decode() and ended_at(key) is None
    page = confirmed(dpo, "/tell/approvals/keys/mine/", {"end": key.reference}, follow=True).content.decode()
    assert "Ended. Earlier signatures stay valid." in page and "Signs since" not in page
    ended = ended_at(key)
    assert ended is not None and not counts_at(key, ended)
    assert len(leaves_of(key)) == 3  # enrolled, countersigned, ended


def test_a_court_is_answered_from_what_stands(town: Town, order: Order) -> None:
    for name, more in (
        ("dpo", ("/protection/uses/", "/protection/ledger/", "/protection/processors/")),
        ("law", ()),
    ):
        if name == "law":
            town.office.appoint("law", "law_officer", "", office="FIN")
        client = town.sign_in(name)
        page = client.get("/protection/court/").content.decode()
        leads = re.findall(r'</div><span></span>\s*<a href="([^"]+)"', page)
        assert {*more, "/messages/", "/restraints/"} <= set(leads)
        assert {client.get(address).status_code for address in leads} == {200}


def test_an_earlier_yes_is_entered_from_the_page_of_messages(town: Town, order: Order) -> None:
    town.office.appoint("survey", "communicating_officer", "GAD", office="GAD")
    browser = town.sign_in("survey")
    address = "/take-over/consents/"
    assert f'href="{address}"' in browser.get("/tell/").content.decode()
    given = {
        "employment": "100234", "purpose": "SURVEY", "channels": "email", "given_at": "2024-01-05T10:00",
        "form": "own",
    }  # fmt: skip
    assert "This is empty" in browser.post(address, {**given, "purpose": ""}).content.decode()
    assert not Consent.objects.exists()
    page = browser.post(address, given, follow=True).content.decode()
    (found,) = Consent.objects.all()
    assert (found.purpose, found.controller, found.form) == ("SURVEY", "GAD", "own"), page


def test_under_a_restraint_the_approving_page_says_so_and_has_nothing_to_sign(
    town: Town, order: Order
) -> None:
    writer, owner = town.sign_in("writer"), town.sign_in("owner")
    campaign = compose(writer, order)
    page = owner.get(f"/tell/approvals/{campaign.reference}/").content.decode()
    assert "You sign for exactly this" in page and "stops this message" not in page
    law = replace(town.office.by("clerk", NOW), role="law_officer")
    scope = {"purposes": ["SVC-TERMS"]}
    file_restraint(law, Filing("WPC-7", "court_order", NOW, scope, case_number="W.P.(C) 7/2026"))
    page = owner.get(f"/tell/approvals/{campaign.reference}/").content.decode()
    assert "WPC-7 stops this message." in page and "Not to be approved by you" in page
    assert "request_options" not in page


def test_an_approver_declines_with_a_reason_and_the_office_reads_it(town: Town, order: Order) -> None:
    writer = town.sign_in("writer")
    campaign = compose(writer, order)
    dpo, address = town.sign_in("dpo"), f"/tell/approvals/{campaign.reference}/"
    assert f'href="{address}decline/"' in dpo.get(address).content.decode()
    page = dpo.get(f"{address}decline/").content.decode()
    assert "Decline this message?" in page and "It is never sent" in page
    assert "This is empty. Enter it." in dpo.post(f"{address}decline/", {"reason": ""}).content.decode()
    contact = dpo.post(f"{address}decline/", {"reason": "Call 9876543210 first."}).content.decode()
    assert "Write it without." in contact and not CampaignDecline.objects.exists()
    page = dpo.post(f"{address}decline/", {"reason": "Not printed yet."}, follow=True).content.decode()
    assert "Declined. The office that composed it reads your reason." in page
    assert "Nothing waits for an approval" in page
    page = writer.get("/inbox/").content.decode()
    assert "was declined by the data protection officer: Not printed yet." in page
    own = f"/tell/message/{campaign.reference}/"
    assert own in page and "Declined" in writer.get("/tell/").content.decode()
    page = writer.get(own).content.decode()
    assert "Not printed yet." in page and "Data protection officer" in page and "Compose it anew" in page
    assert f'href="/tell/order/{order.pk}/text/"' in page and f"{own}send/" not in page
    again = writer.post(f"{own}send/", follow=True).content.decode()
    assert "An officer declined this message." in again
    assert not Use.objects.filter(purpose_code="SVC-TERMS", outcome="allow").exists()
    page = town.sign_in("owner").get(address).content.decode()
    assert "An officer declined this message." in page and "request_options" not in page
    assert "decline/" not in page


def test_the_public_does_not_read_who_declined_or_why(
    town: Town, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vethanam.web.public.views.MASS", 1)
    campaign = compose(town.sign_in("writer"), order)
    address = f"/tell/approvals/{campaign.reference}/decline/"
    town.sign_in("dpo").post(address, {"reason": "Not printed yet."})
    page = Client().get(f"/messages/{campaign.reference}/").content.decode()
    assert "An officer declined it." in page and "Not printed yet." not in page and "Compose it" not in page


def test_nobody_declines_what_she_composed(town: Town, order: Order) -> None:
    own = compose_by(town, "owner", order)
    owner, address = town.sign_in("owner"), f"/tell/approvals/{own.reference}/"
    assert "decline/" not in owner.get(address).content.decode()
    page = owner.post(f"{address}decline/", {"reason": "No."}).content.decode()
    assert "Another officer must approve this" in page and not CampaignDecline.objects.exists()
    assert town.sign_in("writer").get(f"{address}decline/").status_code == 403


def restrained(town: Town, **scope: Any) -> None:
    """A court's order in W.P.(C) 7/2026 over messages of this scope."""
    law = replace(town.office.by("clerk", NOW), role="law_officer")
    filing = Filing("WPC-7", "court_order", NOW, scope, case_number="W.P.(C) 7/2026", excepts=("SAL-CREDIT",))
    file_restraint(law, replace(filing, court="High Court of Kerala"))


def test_composing_under_a_restraint_shows_case_scope_and_what_may_go_before_anybody_asks(
    town: Town, order: Order
) -> None:
    writer, address = town.sign_in("writer"), f"/tell/order/{order.pk}/text/"
    for place in (address, f"/tell/order/{order.pk}/people/"):
        assert "Restraints in force" not in writer.get(place).content.decode()
    restrained(town, purposes=["SVC-TERMS"])
    for place in (address, f"/tell/order/{order.pk}/people/"):
        page = writer.get(place).content.decode()
        assert "W.P.(C) 7/2026" in page and "High Court of Kerala" in page
        assert "Nothing of this message goes while it is in force." in page
        assert "Salary credited" in page and "Everything that it does not cover." in page
    page = writer.get(address).content.decode()
    assert 'name="ask"' not in page and "Nobody can approve this message" in page
    page = writer.post(address, {**fields(writer.get(address).content), "ask": "1"}).content.decode()
    assert "COURT_RESTRAINT" in page and not Campaign.objects.exists()
    assert Use.objects.get(purpose_code="SVC-TERMS").restraints == ["WPC-7"]


def test_a_restraint_on_a_channel_is_said_and_the_message_can_be_composed(town: Town, order: Order) -> None:
    restrained(town, purposes=["SVC-TERMS"], channels=["sms"])
    writer, address = town.sign_in("writer"), f"/tell/order/{order.pk}/text/"
    page = writer.get(address).content.decode()
    assert "A part of this message does not go" in page and "through other ways" in page
    assert 'name="ask"' in page
    campaign = compose(writer, order)
    page = town.sign_in("owner").get(f"/tell/approvals/{campaign.reference}/").content.decode()
    assert "A part of this message does not go" in page and "W.P.(C) 7/2026" in page


def test_the_approving_page_names_the_case_and_what_may_still_go(town: Town, order: Order) -> None:
    campaign = compose(town.sign_in("writer"), order)
    restrained(town, purposes=["SVC-TERMS"])
    page = town.sign_in("owner").get(f"/tell/approvals/{campaign.reference}/").content.decode()
    assert "W.P.(C) 7/2026" in page and "Nothing of this message goes" in page
    assert "Everything that it does not cover." in page and "request_options" not in page


def test_another_purpose_of_the_office_shows_its_restraint_too(town: Town, order: Order) -> None:
    restrained(town, purposes=["PUBLICITY"])
    page = town.sign_in("information").get("/tell/other/PUBLICITY/").content.decode()
    assert "Restraints in force" in page and "W.P.(C) 7/2026" in page


def test_the_act_refuses_under_a_restraint_and_answers_with_case_and_scope(town: Town, order: Order) -> None:
    writer, owner = (Account.objects.get(username=name) for name in ("writer", "owner"))
    composed = perform("compose", writer, {"order": order.number}, NOW, is_sample=True)
    assert composed.ok and composed.state["restraints"] == []
    restrained(town, purposes=["SVC-TERMS"])
    refused = perform("compose", writer, {"order": order.number}, NOW, is_sample=True)
    assert (refused.state["outcome"], refused.state["reason"]) == ("deny", "COURT_RESTRAINT")
    (found,) = refused.state["restraints"]
    assert (found["case_number"], found["stops"], found["except"]) == (
        "W.P.(C) 7/2026", "all", ["SAL-CREDIT"],
    )  # fmt: skip
    assert found["scope"] == {"purposes": ["SVC-TERMS"]}
    asked = prepare("approve", owner, {"campaign": composed.state["campaign"]}, NOW, is_sample=True)
    assert not asked.ok and asked.code == "message_restrained"


def test_a_second_identical_message_is_shown_and_asks_for_a_reason(town: Town, order: Order) -> None:
    writer, address = town.sign_in("writer"), f"/tell/order/{order.pk}/text/"
    assert "The same text was composed before" not in writer.get(address).content.decode()
    first = compose(writer, order)
    page = writer.get(address).content.decode()
    assert "The same text was composed before" in page and first.reference in page
    assert f'href="/tell/message/{first.reference}/"' in page and "25 Nov 2026" in page
    ask = {**fields(page.encode()), "ask": "1"}
    page = writer.post(address, ask).content.decode()
    assert "Enter why it is sent again" in page and Campaign.objects.count() == 1
    page = writer.post(address, {**ask, "again": "Call 9876543210."}).content.decode()
    assert "Write it without." in page and Campaign.objects.count() == 1
    answer = writer.post(address, {**ask, "again": "The first named a wrong page."})
    second = Campaign.objects.latest("pk")
    assert answer.headers["Location"] == f"/tell/message/{second.reference}/" and second.repeats == first
    for browser, place in ((writer, "message"), (town.sign_in("owner"), "approvals")):
        page = browser.get(f"/tell/{place}/{second.reference}/").content.decode()
        assert "The first named a wrong page." in page and first.reference in page


def test_the_act_notices_a_second_identical_message(town: Town, order: Order) -> None:
    writer = Account.objects.get(username="writer")
    assert perform("compose", writer, {"order": order.number}, NOW, is_sample=True).ok
    second = perform("compose", writer, {"order": order.number}, NOW, is_sample=True)
    assert not second.ok and second.code == "message_repeats"
    assert [fault.field for fault in second.faults] == ["again"]
    third = perform("compose", writer, {"order": order.number, "again": "Asked."}, NOW, is_sample=True)
    assert third.ok and third.state["repeats"] == Campaign.objects.order_by("pk")[0].reference


def test_approvers_see_what_was_added_to_the_registered_text_in_both_languages(
    town: Town, order: Order
) -> None:
    writer, address = town.sign_in("writer"), f"/tell/order/{order.pk}/text/"
    written = fields(writer.get(address).content)
    written["en_body"] += "\nIt is drawn with the pay of November 2026."
    written["ml_body"] += "\n2026 നവംബറിലെ ശമ്പളത്തോടൊപ്പം എടുക്കും."
    writer.post(address, {**written, "ask": "1"})
    campaign = Campaign.objects.get()
    page = town.sign_in("owner").get(f"/tell/approvals/{campaign.reference}/").content.decode()
    assert "No listed words found; two officers must read it" in page and "you decide" in page
    added = re.findall(r'<ins><span class="hidden" lang="en">Added: </span>(.*?)<span', page, re.DOTALL)
    assert added == [
        "2026 നവംബറിലെ ശമ്പളത്തോടൊപ്പം എടുക്കും.", "It is drawn with the pay of November 2026.",
    ]  # fmt: skip
    assert page.count("End of the addition.") == 2 and "<del>" not in page
    assert "Registered text, Malayalam" in page and "Registered text, English" in page


def test_the_registered_text_is_shown_as_such(town: Town, order: Order) -> None:
    campaign = compose(town.sign_in("writer"), order)
    page = town.sign_in("dpo").get(f"/tell/approvals/{campaign.reference}/").content.decode()
    assert page.count("word for word the registered text") == 2 and "<ins>" not in page
    assert page.count("G.O.(P) No.214/2026/Fin dated 20 November 2026") == 2


def test_words_left_out_of_the_registered_text_are_struck_through(town: Town, order: Order) -> None:
    writer, address = town.sign_in("writer"), f"/tell/order/{order.pk}/text/"
    written = fields(writer.get(address).content)
    written["en_body"] = written["en_body"].replace("To stop these messages: “My contact”.", "")
    writer.post(address, {**written, "ask": "1"})
    campaign = Campaign.objects.get()
    page = town.sign_in("dpo").get(f"/tell/approvals/{campaign.reference}/").content.decode()
    gone = re.findall(r'<del><span class="hidden" lang="en">Left out: </span>(.*?)<span', page, re.DOTALL)
    assert [" ".join(one.split()) for one in gone] == ["To stop these messages: “My contact”."]
