"""A file of evidence about a message: its facts, its forms, and what both verifiers find in changed ones."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import timedelta

import pytest
import yaml

from tests.ledger.evidence import files_in
from tests.messaging.town import Town
from vethanam.errors import Refused, Unsound
from vethanam.evidence.made_files import Asked, file_in, make_file
from vethanam.journal import keys
from vethanam.ledger import standalone
from vethanam.ledger.evidence_files import FORMS, LIMITS, SLOT
from vethanam.ledger.verifier import Verdict, verify
from vethanam.privacy.actions import Filing, file_restraint, open_case
from vethanam.privacy.models import MadeFile, Use
from vethanam.privacy.permit.questions import answer_all


def judged(file: bytes) -> Verdict:
    """The verdict of both verifiers."""
    verdict = verify(file, keys.public_key())
    other = standalone.verify(file, str(keys.public_key()))
    assert (verdict.outcome, verdict.part, verdict.leaf) == (other["outcome"], other["part"], other["leaf"])
    assert list(verdict.entries) == other["entries"]
    return verdict


@pytest.fixture
def made(town: Town) -> MadeFile:
    campaign = town.approved()
    town.sent(campaign)
    town.house.dispatch()
    return made_of(town, Asked("campaign", campaign.reference))


def made_of(town: Town, asked: Asked) -> MadeFile:
    town.house.sequence()
    row = make(town, asked)
    town.house.sequence()
    return row


def make(town: Town, asked: Asked, by: str = "law") -> MadeFile:
    """Make a file as the pages and commands do."""
    with town.house.world.role("web"):
        return make_file(town[by].authority, asked)


def test_a_message_is_told_in_three_forms_without_a_line_about_a_person(town: Town, made: MadeFile) -> None:
    forms = {form: file_in(made, form) for form in FORMS}
    for written in forms.values():
        verdict = judged(written)
        assert (verdict.outcome, verdict.limits) == ("verified", LIMITS)
    said = json.loads(forms["json"])
    codes = [fact["code"] for fact in said["content"]["facts"]]
    assert codes[:2] == ["fact_composed", "fact_order"] and "fact_outcome" in codes and "fact_sender" in codes
    assert codes.count("fact_approved") == 2
    assert not any("persons" in entry for entry in said["entries"])
    opened = [entry["leaf"]["kind"] for entry in said["entries"] if "opening" in entry]
    assert opened == ["bundle.made"]
    files = files_in(forms["zip"])
    wanted = {"STATEMENT.en.md", "STATEMENT.ml.md", "LIMITS.md", "policy.txt", "keys.txt",
              "purpose.json", "re-evaluate.yaml", "VERIFY.txt", "SHA256SUMS",
              "texts/ml.phone.txt", "verify.py"}  # fmt: skip
    assert wanted <= files.keys() and files["bundle.json"] == forms["json"]
    assert b"214/2026" in files["texts/en.mail.txt"] and "ഉത്തരവ്" in files["STATEMENT.ml.md"].decode()
    (answer,) = answer_all(yaml.safe_load(files["re-evaluate.yaml"]))
    assert "error" not in answer
    slot = forms["html"].split(SLOT[0].encode())[1].split(SLOT[1].encode())[0]
    assert b64decode(slot) == forms["json"]
    assert file_in(made, "zip") == forms["zip"]


def test_a_file_with_a_contact_is_not_made(
    town: Town, made: MadeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vethanam.evidence.made_files.policy_text", lambda _: "# told by +91 00000 00045\n")
    with pytest.raises(Unsound, match=r"“policy.txt” looks like it holds a phone number"):
        make(town, Asked("campaign", made.content["about"]["message"]))
    assert MadeFile.objects.count() == 1


def test_only_law_officer_and_data_protection_officer_make_files(town: Town) -> None:
    with pytest.raises(Refused, match="A law officer or the data protection officer"):
        make(town, Asked("campaign", "M-1"), "desk")
    with pytest.raises(Unsound, match="There is no campaign M-1"):
        make(town, Asked("campaign", "M-1"))


def test_a_file_waits_until_the_log_signed_its_entry(town: Town) -> None:
    campaign = town.approved()
    town.house.sequence()
    row = make(town, Asked("campaign", campaign.reference))
    with pytest.raises(Unsound, match="has not signed"):
        file_in(row, "json")
    town.house.sequence()
    assert judged(file_in(row, "json")).outcome == "verified"


def codes_of(row: MadeFile) -> list[str]:
    """The codes of the facts of a file, which both verifiers take."""
    file = file_in(row, "json")
    assert judged(file).outcome == "verified"
    return [fact["code"] for fact in json.loads(file)["content"]["facts"]]


def test_a_period_a_restraint_and_a_case_are_told_by_their_facts(town: Town, made: MadeFile) -> None:
    day, law = town["desk"].authority.at.date(), town["law"].authority
    period = made_of(town, Asked("period", since=day, until=day, recipient="auditor", purpose="AUDIT"))
    codes = codes_of(period)
    assert codes[0] == "fact_period" and codes[-1] == "fact_no_other" and "fact_actor" in codes
    with pytest.raises(Unsound, match="needs its first and last day"):
        make(town, Asked("period"))
    file_restraint(law, Filing("WPC-9", "court_order", law.at, {"purposes": ("SVC-TERMS",)}, dated=day))
    codes = codes_of(made_of(town, Asked("restraint", "WPC-9")))
    assert codes[:2] == ["fact_restraint", "fact_scope"] and {"fact_queue", "fact_after", "fact_stopped"} <= {
        *codes
    }
    dpo = town["dpo"].authority
    case = open_case(dpo, "data_reached", dpo.at - timedelta(hours=1), 40, "A copy was found.")
    row = made_of(town, Asked("case", case.number, purpose="RIGHTS", recipient="court"))
    assert codes_of(row)[:2] == ["fact_case", "fact_case_people"] and "A copy was found" not in str(
        row.content
    )
    use = Use.objects.get(reference=made.content["about"]["use"])
    assert "fact_answered" in codes_of(made_of(town, Asked("use", use.reference)))
