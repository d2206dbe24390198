"""A person about herself: the answer first, every figure opens, sentences equal the numbers."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.conftest import World
from tests.payroll.office import OCTOBER, at
from tests.web.conftest import MOBILE, SEPTEMBER, Town
from vethanam.acts.executor import Performed, look
from vethanam.evidence import statement_keys
from vethanam.evidence.statement_keys import known_statement_keys, statement_key
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal import keys
from vethanam.journal.sequencer import sequence_once
from vethanam.ledger import standalone
from vethanam.ledger.slips import checked_code, proof_in
from vethanam.ledger.verifier import verify
from vethanam.payroll.queries import month_of
from vethanam.privacy.actions import make_map
from vethanam.privacy.models import Contact
from vethanam.privacy.queries import contacts_of, uses_of
from vethanam.privacy.vault.binding import Binding
from vethanam.privacy.vault.keys import new_vault_keys, read_vault_keys
from vethanam.privacy.vault.unseal import unseal_code
from vethanam.rules import recompute
from vethanam.service_book.models import ServiceSpell
from vethanam.web.employee.pages import home_of, months_apart
from vethanam.web.pay.net_changes import reason_of
from vethanam.web.privacy.uses import uses_shown


def _text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_home_says_what_was_paid_and_why(town: Town) -> None:
    page = town.sign_in("emp-100234").get("/pay/")
    month = month_of(town.office.people["100234"].pk, OCTOBER)
    text = _text(page)
    assert f"October 2026: take-home pay ₹ {month.net // 100:,} Credited" in text
    assert "more than September 2026" in text
    assert "Your increment added" in text
    assert "2 uses, 1 refused" in text


def test_every_month_of_a_year_is_two_presses_away(town: Town) -> None:
    months = [OCTOBER.plus(-back) for back in range(5)]
    for shown in months:
        far = [link.address for link in months_apart(months, shown, "")]
        near = {str(shown), str(shown.plus(1)), str(shown.plus(-1))}
        assert far == [f"/pay/{one}/" for one in months if str(one) not in near]


def test_whoever_left_service_reads_so_beside_the_last_month(town: Town) -> None:
    browser = town.sign_in("emp-100235")
    assert "Service ended" not in _text(browser.get("/pay/"))
    spell = ServiceSpell.objects.get(employment=town.office.people["100235"])
    town.office.amend(spell, at(5, month=11), valid_until=date(2026, 10, 31), end_cause="retirement")
    assert "Service ended on 31 Oct 2026. The office above draws" in _text(browser.get("/pay/"))
    assert "Service ended" not in _text(browser.get("/pay/2026-09/"))
    with translation.override("ml"):
        assert "സേവനം 2026 ഒക്ടോബർ 31-ന്" in _text(browser.get("/pay/", headers={"accept-language": "ml"}))


def test_the_causes_add_up_to_the_difference(town: Town) -> None:
    employment = town.office.people["100234"]
    now, before = month_of(employment.pk, OCTOBER), month_of(employment.pk, SEPTEMBER)
    reason = reason_of(now, before)
    assert reason is not None
    assert reason.difference == now.net - before.net > 0
    assert sum(effect for _, effect in reason.causes) == reason.difference


def test_lines_add_up_to_the_net(town: Town) -> None:
    home = home_of(town.office.people["100235"], None, town.office.by("dpo").at)
    assert home is not None
    assert sum(line.amount or 0 for line in home.earnings) == home.gross
    assert sum(line.amount or 0 for line in home.deductions) == home.deducted
    assert home.net == home.gross - home.deducted
    assert home.reason is not None
    assert home.reason.first == "The same as September 2026."


def test_a_line_opens_to_its_arithmetic(town: Town) -> None:
    page = town.sign_in("emp-100234").get("/pay/2026-10/dearness_allowance/")
    text = _text(page)
    assert "Why is my dearness allowance ₹" in text
    assert "35 %" in text
    assert "G.O.(P) No.27/2026/Fin" in text
    assert "The rate since 2023" in text


def test_the_payslip_says_the_same_net_and_the_same_bytes(town: Town) -> None:
    client = town.sign_in("emp-100234")
    address = re.search(r"/pay/2026-10/payslip-\d+\.pdf", client.get("/pay/").content.decode())
    assert address
    first, second = client.get(address[0]), client.get(address[0])
    assert first["Content-Type"] == "application/pdf"
    assert first.content == second.content


def test_the_signed_payslip_is_checked_by_both_verifiers_and_by_others(town: Town, tmp_path: Path) -> None:
    client = town.sign_in("emp-100234")
    address = re.search(r"/pay/2026-10/signed-payslip-\d+\.pdf", client.get("/pay/").content.decode())
    assert address
    answer = client.get(address[0])
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/pdf", 'attachment; filename="signed-payslip-100234-2026-10.pdf"',
    )  # fmt: skip
    file, key = answer.content, statement_key().verifier
    verdict = verify(file, keys.public_key(), sealed_by=key)
    net = month_of(town.office.people["100234"].pk, OCTOBER).net
    assert verdict.outcome == "verified"
    told = f"PEN 100234, 2026-10, take-home pay {net // 100}.{net % 100:02}, its paper sealed"
    assert told in verdict.entries[0]
    hidden = (MOBILE, "100235", "Person 100235")
    assert [one for one in hidden if one.encode() in proof_in(file)] == [], "no contact, nobody else"
    (tmp_path / "slip.pdf").write_bytes(file)
    alone = [sys.executable, "-I", "-S", standalone.__file__, str(tmp_path / "slip.pdf"), "--seal", str(key)]
    held = subprocess.run([*alone, "--key", str(keys.public_key())], capture_output=True, check=False)
    assert held.returncode == 0
    (tmp_path / "slip.pdf").write_bytes(file.replace(b"/Producer", b"/Producee", 1))
    changed = subprocess.run([*alone, "--json"], capture_output=True, check=False)
    assert (changed.returncode, json.loads(changed.stdout)["part"]) == (1, "seal")
    reader = PdfFileReader(io.BytesIO(file))
    (seal,) = reader.embedded_regular_signatures
    trusted = ValidationContext(trust_roots=[seal.signer_cert], allow_fetching=False)
    assert validate_pdf_signature(seal, trusted).bottom_line
    assert town.sign_in("emp-100235").get(address[0]).status_code == 404
    assert town.sign_in("clerk").get(address[0]).status_code == 403


def test_a_signed_payslip_that_cannot_be_made_is_said(
    town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    client = town.sign_in("emp-100234")
    address = re.search(r"/pay/2026-10/signed-payslip-\d+\.pdf", client.get("/pay/").content.decode())
    assert address
    with monkeypatch.context() as patch:
        patch.setattr(statement_keys, "_folder", lambda: tmp_path)
        assert "statement.key is missing or holds" in _text(client.get(address[0], follow=True))
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "pyhanko", None)
        assert "package for signatures in a PDF" in _text(client.get(address[0], follow=True))


def test_the_proof_of_a_payslip_comes_over_the_api(town: Town) -> None:
    def asked(name: str, **given: Any) -> Performed:
        return look("payslip_proof", Account.objects.get(username=name), given, at(30), is_sample=True)

    told = asked("emp-100234", month="2026-10").state
    assert told["net_paise"] == month_of(town.office.people["100234"].pk, OCTOBER).net
    verdict = verify(told["file"].encode(), keys.public_key(), sealed_by=statement_key().verifier)
    assert (verdict.outcome, told["code"].count("VP1:")) == ("verified", 1)
    outcome, statement = checked_code(told["code"], known_statement_keys())
    assert (outcome, statement.receipt) == ("signed", told["payslip"])
    for given in ({"month": "2031-01"}, {"month": "2026-10", "bill": "9/9/9"}):
        refused = asked("emp-100234", **given)
        assert (refused.state, refused.code) == ({}, "payslip_not_found")
    assert asked("clerk", month="2026-10").state == {}


def test_every_line_explained_is_a_file_that_comes_out_again_and_a_paper_with_its_digest(town: Town) -> None:
    client = town.sign_in("emp-100234")
    content = json.loads(client.get("/pay/2026-10/why.json").content)
    assert recompute.check(content) > len(content["explanation"]["children"])
    month = month_of(town.office.people["100234"].pk, OCTOBER)
    assert (content["pen"], content["explanation"]["value"]) == ("100234", month.net)
    told = {line["name"]: line["value"] for line in content["explanation"]["children"]}
    assert all(told[line.component] == line.amount for line in month.lines)
    first, second = (client.get("/pay/2026-10/why.pdf") for _ in range(2))
    assert first["Content-Type"] == "application/pdf"
    assert first.content == second.content
    assert town.sign_in("emp-100235").get("/pay/2026-10/why.json?pen=100234").status_code == 404


def test_one_never_sees_the_payslip_of_another(town: Town) -> None:
    mine = re.search(
        r"/pay/2026-10/payslip-\d+\.pdf", town.sign_in("emp-100234").get("/pay/").content.decode()
    )
    assert mine
    assert town.sign_in("emp-100235").get(mine[0]).status_code == 404


def test_a_credit_that_failed_is_said_and_what_comes_next(town: Town) -> None:
    text = _text(town.sign_in("emp-100236").get("/pay/"))
    assert "Not taken by the bank" in text
    assert "Your office corrects the account" in text


def test_the_refused_request_stands_first_with_its_proof(town: Town) -> None:
    client = town.sign_in("emp-100235")
    shown = uses_shown(town.office.people["100235"].person_id, town.office.by("dpo").at)
    assert [row.is_refused for row in shown.all] == [True, False, False]
    page = client.get(shown.all[0].address)
    text = _text(page)
    assert "Nothing was sent. Your number was not opened." in text
    assert "CONTROLLER_MISMATCH" in text
    bundle = client.get(f"{shown.all[0].address}proof.json").content
    assert verify(bundle).exit_code == 0


def test_whoever_is_not_in_a_use_keeps_the_proof_of_that(town: Town) -> None:
    client, here = town.sign_in("emp-100236"), town.office.people
    mine, hers = (
        [use.reference for use in uses_of(here[number].person_id)] for number in ("100236", "100235")
    )
    absent = next(reference for reference in hers if reference not in mine)
    proof = client.get(f"/pay/uses/{absent}/absent.json")
    assert proof["Content-Disposition"] == f'attachment; filename="absent-{absent}.json"'
    assert verify(proof.content).says.startswith(f"Verified: nobody with this secret is in use {absent}")
    assert (
        json.loads(client.get("/pay/everything.json").content)["secret"]
        == json.loads(proof.content)["secret"]
    )
    for reference, says in ((mine[0], "You are in this one."), ("0123456789abcdef", "No use has the number")):
        assert says in _text(client.get(f"/pay/uses/{reference}/absent.json", follow=True))
    assert "did not name you" in _text(client.get("/pay/uses/"))


def test_the_list_of_uses_shows_that_none_is_missing(town: Town, world: World) -> None:
    client, person = town.sign_in("emp-100236"), town.office.people["100236"].person_id
    assert "no map of a day yet" in _text(client.get("/pay/uses/complete.json", follow=True))
    worker = Account.objects.get(username="service-worker")
    with world.role("worker"):
        make_map(Authority(worker.pk, None, "DEPT", "service", at(30), is_sample=True))
    with world.role("sequencer"):
        sequence_once()
    assert "Proof that nothing is missing" in _text(client.get("/pay/uses/"))
    file = client.get("/pay/uses/complete.json")
    assert file["Content-Disposition"] == 'attachment; filename="complete.json"'
    verdict, content = verify(file.content), json.loads(file.content)
    assert (verdict.exit_code, len(content["entries"])) == (0, len(uses_of(person)))
    address = f"/log/{content['log'].partition('/')[2].partition('+')[0]}"
    answer: Any = Client().get(f"{address}/persons/{content['leaf']['public']['persons2']}")
    assert verify(file.content, tree=b"".join(answer.streaming_content)).exit_code == 0
    account = Account.objects.get(username="emp-100236")
    for name, raw, address in (
        ("complete_uses", {}, "complete.json"),
        ("absence_from_use", {"use": not_hers(town)}, f"{not_hers(town)}/absent.json"),
    ):
        shown = look(name, account, raw, at(30), is_sample=True).state["file"]
        assert shown.encode() == client.get(f"/pay/uses/{address}").content


def not_hers(town: Town) -> str:
    """A use of 100235 without 100236."""
    others, hers = (
        [use.reference for use in uses_of(town.office.people[number].person_id)]
        for number in ("100235", "100236")
    )
    return next(reference for reference in others if reference not in hers)


def test_another_persons_use_does_not_exist(town: Town) -> None:
    """One use concerns many people; an unknown reference answers like a use about others."""
    assert town.sign_in("emp-100235").get("/pay/uses/0123456789abcdef/").status_code == 404


def test_a_contact_is_sealed_and_shown_as_a_mask(town: Town, tmp_path: Any, settings: Any) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "vault.pub").write_bytes(new_vault_keys()[0])
    settings.VETHANAM_STATE = tmp_path
    client = town.sign_in("emp-100234")
    answer = client.post("/pay/contact/mobile/", {"contact": MOBILE}, follow=True)
    text = _text(answer)
    assert "•••45" in text.replace(" ", "") and "Not confirmed" in text
    assert "12345" not in answer.content.decode()
    assert Contact.objects.filter(person=town.office.people["100234"].person_id, kind="mobile").count() == 1


def test_an_address_is_confirmed_by_the_code_and_taken_back(
    town: Town, world: World, tmp_path: Any, settings: Any
) -> None:
    (tmp_path / "keys").mkdir()
    public, private = new_vault_keys()
    (tmp_path / "keys" / "vault.pub").write_bytes(public)
    settings.VETHANAM_STATE = tmp_path
    client, person = town.sign_in("emp-100234"), town.office.people["100234"].person_id
    asked = client.post("/pay/contact/email_personal/", {"contact": "me@home.example"}, follow=True)
    assert "Which code reached you?" in _text(asked) and "me@home" not in asked.content.decode()
    (use, *_) = uses_of(person)
    for address in ("/pay/uses/", f"/pay/uses/{use.reference}/"):
        page = _text(client.get(address))
        assert "Account security" in page and "Service book and payroll" in page
    malayalam = _text(client.get(address, headers={"accept-language": "ml"}))
    assert "രജിസ്റ്റർ" in malayalam and "സർവീസ് ബുക്കും ശമ്പളവും" in malayalam
    wrong = client.post("/pay/contact/email_personal/code/", {"code": "AAAAAAAAAA"})
    assert "This is not the code" in _text(wrong) and "AAAAAAAAAA" not in wrong.content.decode()
    ((sealed,),) = world.sql("dispatcher", "SELECT sealed FROM privacy_contactcode")
    (tmp_path / "keys" / "vault.key").write_bytes(private)
    (tmp_path / "keys" / "vault.key").chmod(0o600)
    keys = read_vault_keys(tmp_path / "keys" / "vault.key")
    code = unseal_code(bytes(sealed), Binding(person, "email_personal", 1), keys)
    done = client.post("/pay/contact/email_personal/code/", {"code": code}, follow=True)
    assert "Confirmed. Messages go there from now on." in _text(done)
    gone = client.post("/pay/contact/email_personal/erase/", follow=True)
    assert "Erased. Nothing is sent there any more." in _text(gone)
    assert "email_personal" not in [one.kind for one in contacts_of(person)]


def test_mail_that_came_back_is_told_with_what_to_do(
    town: Town, world: World, tmp_path: Any, settings: Any
) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "vault.pub").write_bytes(new_vault_keys()[0])
    settings.VETHANAM_STATE = tmp_path
    client, person = town.sign_in("emp-100234"), town.office.people["100234"].person_id
    assert "come back" not in _text(client.get("/pay/")) + _text(client.get("/pay/contact/"))
    with world.connect("postgres") as db:  # as if a dispatcher had handed the message over
        db.execute("SET session_replication_role = replica")
        db.execute("UPDATE privacy_outbox SET state = 'sent', done_at = now() WHERE person = %s", (person,))
    world.sql(
        "dispatcher",
        "INSERT INTO privacy_contactreturn (contact_id, message_id, code, at, recorded_at, leaf)"
        " SELECT c.id, o.id, '5.1.1', '2026-11-12 09:00+05:30', now(), 0 FROM privacy_contact c "
        "JOIN privacy_outbox o"
        " ON o.contact_id = c.id WHERE c.person = %s AND c.kind = 'email_official' ORDER BY o.id LIMIT 1",
        person,
    )
    assert "Messages to your office e-mail come back" in _text(client.get("/pay/"))
    page = client.get("/pay/contact/")
    assert "One came back on 12 Nov 2026" in _text(page) and "Give another one" in _text(page)
    assert "നിങ്ങളുടെ ഓഫീസ് ഇ-മെയിലിലേക്കുള്ള" in _text(
        client.get("/pay/contact/", headers={"accept-language": "ml"})
    )
    form = re.search(
        r'action="(/pay/contact/email_official/code/)".*?name="again"', page.content.decode(), re.DOTALL
    )
    assert form
    assert "Which code reached you?" in _text(client.post(form[1], {"again": "1"}, follow=True))
    client.post("/pay/contact/email_official/", {"contact": "new@office.example"})
    assert "come back" not in _text(client.get("/pay/")) + _text(client.get("/pay/contact/"))


def test_a_wrong_contact_is_never_echoed(town: Town) -> None:
    answer = town.sign_in("emp-100234").post("/pay/contact/mobile/", {"contact": "+91 00000 1234567"})
    assert answer.status_code == 200
    assert "1234567" not in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_stopping_and_turning_on_is_the_same_tap(town: Town) -> None:
    client = town.sign_in("emp-100234")
    stopped = client.post("/pay/contact/purposes/SAL-CREDIT/", follow=True)
    assert "Stopped: Salary credited." in _text(stopped)
    again = client.post("/pay/contact/purposes/SAL-CREDIT/", follow=True)
    assert "On again: Salary credited." in _text(again)


def test_what_a_law_asks_for_is_not_stopped(town: Town) -> None:
    answer = town.sign_in("emp-100234").post("/pay/contact/purposes/EMERG/", follow=True)
    assert "cannot be stopped" in _text(answer)


@pytest.mark.parametrize("name", ["clerk", "treasurer", "dpo"])
def test_an_officer_without_employment_has_no_pay_page(town: Town, name: str) -> None:
    assert town.sign_in(name).get("/pay/").status_code == 403


def test_a_second_employment_has_pages_of_its_own(town: Town) -> None:
    town.office.hire("200234", person=town.office.people["100234"].person, known=at(20, month=11))
    client = town.sign_in("emp-100234")
    home = client.get("/pay/").content.decode()
    assert "/pay/?pen=200234" in home
    assert "No pay has been drawn here yet" in _text(client.get("/pay/?pen=200234"))
    assert client.get("/pay/?pen=100235").status_code == 404


def test_what_changed_names_the_facts_and_their_orders(town: Town) -> None:
    browser = town.sign_in("emp-100234")
    assert "Changes, line by line" in _text(browser.get("/pay/"))
    page = browser.get("/pay/2026-10/changed/")
    text, moved = _text(page), page.context["moved"]
    employment = town.office.people["100234"]
    nets = [month_of(employment.pk, month).net for month in (SEPTEMBER, OCTOBER)]
    assert sum(line.effect for line in moved.lines) == nets[1] - nets[0] > 0
    assert "more than September 2026" in text and "basic pay 4" in text and "→" in text
    (pay,) = [line for line in moved.lines if line.name == "Basic pay"]
    assert pay.reasons[0].order
    malayalam = _text(browser.get("/pay/2026-10/changed/", headers={"accept-language": "ml"}))
    assert "അടിസ്ഥാന ശമ്പളം 4" in malayalam
    same = town.sign_in("emp-100235").get("/pay/2026-10/changed/")
    assert "The same as September 2026." in _text(same) and not same.context["moved"].lines


def test_a_held_request_is_counted_apart_from_the_refused(town: Town) -> None:
    person, now = town.office.people["100235"].person_id, town.office.by("dpo").at
    (refused,) = [use for use in uses_of(person) if use.is_refused]
    before = uses_shown(person, now)
    held = replace(refused, state="held", outcome="hold", reference="f" * 16)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vethanam.web.privacy.uses.uses_of", lambda _: [*uses_of(person), held])
        shown = uses_shown(person, now)
        with translation.override("ml"):
            hers = uses_shown(person, now)
    assert before.summary.endswith("1 refused.") and shown.summary == before.summary[:-1] + ", 1 held."
    assert shown.sentence == f"{before.sentence}; one request is held"
    assert [row.outcome for row in shown.all[:2]] == ["Refused", "Held"] and shown.refused == 1
    assert hers.summary.endswith("1 മാറ്റിവച്ചു.")
    assert hers.sentence.endswith("ഒരു അപേക്ഷ മാറ്റിവച്ചിരിക്കുന്നു")
