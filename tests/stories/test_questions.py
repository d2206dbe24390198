"""The questions of a court, answered twice: by a page and by a command, with the same numbers.

After the carried month an office has a message on an order approved, another asks for uses beyond pay and is
refused, a court's order is entered, and a case is opened. The numbers are those of the page *Questions a
court asked* (docs/guides/court-questions.md); 5 is tried in tests/web/test_key_days.py, 23 and 28 in
test_rolls.py and test_compensations.py beside it.
"""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.conftest import Carried
from tests.stories.house import until
from tests.stories.pages import listens
from tests.stories.questions import (
    AFTER_COMMENCEMENT,
    BEFORE_COMMENCEMENT,
    CASE,
    DAY,
    SPAN,
    Court,
    begin,
    office,
    plain,
)
from vethanam.ledger.verifier import Outcome, verify
from vethanam.site.processes import free_port

ROLES = {"purpose_owner": "Officer of the purpose", "dpo": "Data protection officer"}
#: parts of the person's page that are no uses
FILES = {"files", "header", "complete"}
#: a drawing code of the small directorate
CODE = "0412"


@pytest.fixture(scope="module")
def court(month: Carried, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    """The disputed month with its pages served and its log running."""
    folder = tmp_path_factory.mktemp("court")
    house, port = month.house.copy(), free_port()
    try:
        with house.database() as db, (folder / "log").open("w") as log:
            running = [
                house.start(*words, out=log, errors=log)
                for words in (("sequencer",), ("serve", "--port", str(port)))
            ]
            try:
                begin(house, month.folder, folder)
                until(lambda: listens(port), "the pages to be served", 240)
                yield Court(house, month.folder, db, f"http://127.0.0.1:{port}", folder)
            finally:
                for one in running:
                    _end(one)
    finally:
        house.remove()


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def test_question_01(court: Court) -> None:
    """How an office got the numbers: every request, by office and purpose."""
    facts = court.facts("period", *SPAN)
    listed = Counter((one.by, one.code) for one in court.requests)
    told = {(office(one["office"]), one["purpose"]): one["uses"] for one in facts.all("fact_actor")}
    assert told == listed and len(told) > 4
    assert facts.one("fact_period")["uses"] == len(court.requests)


def test_question_02(court: Court) -> None:
    """A proper channel: the purpose, its version, and who had to approve."""
    page, facts = court.page(f"/purposes/SVC-TERMS/?on={DAY}"), court.facts("campaign", court.message)
    named, approved = facts.one("fact_purpose"), facts.all("fact_approved")
    assert named["purpose"] == "SVC-TERMS" and f"Version {named['version']} ," in page.text
    assert set(page.pairs["Approved by"].split(", ")) == {ROLES[one["role"]] for one in approved}


def test_question_03(court: Court) -> None:
    """Who sent it: the office, at that instant."""
    page, facts = court.of_use(court.use), court.facts("campaign", court.message)
    answered = facts.one("fact_answered")
    asked_by, _, at = page.pairs["Asked by"].partition(", ")
    assert asked_by == office(answered["office"]) and at
    assert facts.one("fact_composed")["office"] == answered["office"]


def test_question_04(court: Court) -> None:
    """Who manages the account: managers, their sign-in, use by day."""
    sender = court.json("evidence", "sender", "FIN", "--on", court.told_on)
    page = court.page(f"/senders/FIN/?on={court.told_on}")
    managers = [one["post"]["en"] for one in sender["sender"]["managers"]]
    assert [row[0] for row in page.table("Managers")] == managers != []
    used = [str(one["messages"]) for one in sender["used"]]
    assert [row[1] for row in page.table("Messages of the last 31 days")] == used != []


def test_question_06(court: Court) -> None:
    """How many messages: by the page, by the file, and at the mail server."""
    facts, page = court.facts("period", *SPAN), court.page("/protection/uses/", "dpo")
    of_pay = [one for one in facts.all("fact_actor") if one["purpose"] == "SAL-CREDIT"]
    handed_over = sum(one["handed_over"] for one in of_pay if one["office"] == "FIN")
    assert f"{handed_over} messages were handed over in all" in page.text
    assert handed_over == len(court.house.mails()) > 30


def test_question_07(court: Court) -> None:
    """To whom: people by class; whoever is in a use cannot have a proof of her absence."""
    facts = court.facts("campaign", court.message)
    page = court.page(f"/tell/message/{court.message}/", "finance-desk")
    composed = facts.one("fact_cohort")["people"]
    assert page.pairs["Who"].startswith(f"{composed}: ")
    number, files = (
        court.person.removeprefix("emp-"),
        [court.folder / "page.json", court.folder / "said.json"],
    )
    files[0].write_bytes(court.browser(court.person).read(f"/pay/uses/{court.use}/absent.json"))
    court.run("evidence", "absent", court.use, "--employee", number, "--to", files[1])
    verdicts = [verify(path.read_bytes()) for path in files]
    assert [(one.outcome, one.says) for one in verdicts] == [(Outcome.VERIFIED, verdicts[0].says)] * 2


def test_question_08(court: Court) -> None:
    """Given for pay, asked for as publicity: refused, for the same reasons."""
    page, answer = court.of_use(court.refused("SAL-CREDIT")), court.answers["pay-for-publicity"]
    assert page.codes["Why"][0] == answer["reason"] == "CONTROLLER_MISMATCH"
    assert (
        set(page.codes["Why"])
        >= {answer["reason"], "TEMPLATE_PUBLICITY"}
        <= {answer["reason"], *answer["also"]}
    )


def test_question_09(court: Court) -> None:
    """The limit: so many messages to a person in a month, and none beyond it."""
    page, answer = court.page(f"/purposes/PUBLICITY/?on={DAY}"), court.answers["month-of-publicity"]
    told = sum(one["status"] == "allow" for one in answer["per_subject"].values())
    words = ("no messages", "one message", "two messages", "three messages")
    assert page.pairs["At most"].lower().startswith(f"{words[told]} to a person")


def test_question_10(court: Court) -> None:
    """Judges' numbers: the classes in the message, and the guard of theirs."""
    facts = court.facts("campaign", court.message)
    page = court.page(f"/tell/message/{court.message}/", "finance-desk")
    assert {one["group"] for one in facts.all("fact_class")} == {"employee"}
    assert "employees" in page.pairs["Who"] and "judicial" not in page.pairs["Who"]
    assert court.answers["judges"]["per_subject"]["j1"]["reason"] == "SUBJECT_CLASS_GUARD"


def test_question_11(court: Court) -> None:
    """Not to receive: a stop ends the message, and the copy on the site stays."""
    page, answer = court.page("/pay/contact/", court.person), court.answers["stopped-channel"]
    row = re.search(r"<b>Salary credited</b>(.*?)</li>", page.html, re.DOTALL)
    assert row and " Off " in f" {plain(row[1])} "
    assert answer["reason"] == "CHANNEL_OPTED_OUT" and "copy on the portal stays" in answer["says"]


def test_question_12(court: Court) -> None:
    """No leak: the log as it was signed, with its limits."""
    page = court.page("/protection/ledger/", "dpo")
    head = court.json("ledger", "checkpoint", "--json")
    assert int(page.pairs["Entries"].replace(",", "")) <= head["size"]
    verdict = verify(court.log.read_bytes())
    assert verdict.outcome is Outcome.VERIFIED and verdict.limits
    assert "cannot" in court.page("/proof/").text


def test_question_13(court: Court) -> None:
    """The order of the court: its case, its queue, and the requests that it stopped."""
    page = court.page(f"/restraints/one/{CASE['id']}/", "law-officer")
    facts = court.facts("restraint", str(CASE["id"]))
    queue = facts.one("fact_queue")
    assert facts.one("fact_restraint")["case"] == CASE["case_number"] and CASE["case_number"] in page.text
    assert f"{queue['before']} before" in page.text and f"{queue['waiting']} cancelled" in page.text
    stopped = [one for one in court.requests if one.reason == "COURT_RESTRAINT"]
    assert facts.one("fact_stopped")["count"] == len(stopped) == 2


def test_question_14(court: Court) -> None:
    """Messages after it was filed: none begun after it took effect."""
    page = court.page(f"/restraints/one/{CASE['id']}/", "law-officer")
    facts = court.facts("restraint", str(CASE["id"]))
    assert facts.one("fact_after")["count"] == 0 and "Nothing began after it" in page.text
    assert bool(facts.all("fact_gap")) == ("Before it was entered" in page.text)


def test_question_15(court: Court) -> None:
    """Pay contacts beyond intimations of pay: each such request, and its answer."""
    facts = court.facts("period", *SPAN)
    refused = sum(one["refused"] for one in facts.all("fact_actor") if one["purpose"] == "SAL-CREDIT")
    page = court.page("/protection/uses/?purpose=SAL-CREDIT", "dpo")
    reason = court.answers["pay-for-publicity"]["reason"]
    assert page.text.count(reason) == refused == 1


def test_question_16(court: Court) -> None:
    """The way of the data: a processor acts for an office, and is refused in its own name."""
    page, answer = court.page("/protection/processors/", "dpo"), court.answers["processor-asks"]
    assert "KSITM" in page.text
    assert (answer["outcome"], answer["reason"]) == ("deny", "CONTROLLER_MISMATCH")


def test_question_17(court: Court) -> None:
    """Lists of other registers: the office of this register cannot use them."""
    page, answer = court.of_use(court.use), court.answers["another-register"]
    assert page.codes["Register"] == ["SPARK"]
    assert (answer["outcome"], answer["reason"]) == ("deny", "CONTROLLER_MISMATCH")


def test_question_18(court: Court) -> None:
    """A sheet for a hub: prohibited, each attempt on record."""
    page, facts = court.page(f"/purposes/DATA-LAKE/?on={DAY}"), court.facts("period", *SPAN, "--refused")
    attempts = [one["refused"] for one in facts.all("fact_actor") if one["purpose"] == "DATA-LAKE"]
    assert attempts == [sum(one.code == "DATA-LAKE" for one in court.requests)] == [1]
    assert "Prohibited" in page.text and page.pairs["Refused"] == "fewer than 20"
    assert court.answers["sheet-for-a-hub"]["reason"] == "PURPOSE_PROHIBITED"


def test_question_19(court: Court) -> None:
    """In another's name, with a photo: refused before it went."""
    reference = court.refused("SVC-TERMS")
    page, facts = court.of_use(reference), court.facts("use", reference)
    assert page.codes["Why"][0] == facts.one("fact_reason")["code"]
    answer = court.answers["in-another-name"]
    assert {"SENDER_MISMATCH", "TEMPLATE_PUBLICITY"} <= {answer["reason"], *answer["also"]} & set(
        page.codes["Why"]
    )


def test_question_20(court: Court) -> None:
    """On the eve of polls, at public cost: the windows at hand-over, sanction and cost."""
    page, facts = court.page(f"/law/?on={DAY}"), court.facts("campaign", court.message)
    assert "no window runs" in page.text and len(facts.all("fact_no_window")) == 1
    assert len(facts.all("fact_no_sanction")) == 1 and not facts.all("fact_cost")
    assert court.answers["eve-of-polls"]["reason"] == "ELECTION_WINDOW"


def test_question_21(court: Court) -> None:
    """Consent: where it is the ground, nobody without it is told."""
    page = court.page(f"/purposes/PUBLICITY/?on={AFTER_COMMENCEMENT}")
    assert "6" in page.pairs["Ground on this day"]
    given, missing = court.answers["publicity"], court.answers["without-consent"]
    assert (given["outcome"], missing["reason"]) == ("allow", "CONSENT_MISSING")


def test_question_22(court: Court) -> None:
    """A private agency: it is no processor of any office, and gets nothing."""
    page, answer = court.page("/protection/processors/", "dpo"), court.answers["private-agency"]
    assert "agency-in-another-city" not in page.text and "KSITM" in page.text
    assert (answer["outcome"], answer["reason"]) == ("deny", "RECIPIENT_NOT_ALLOWED")


def test_question_24(court: Court) -> None:
    """Who could act as drawing officer: the same terms on the page and in the log, each with a key."""
    page = court.page(f"/office/{CODE}/officers/", f"ddo-{CODE}")
    terms = court.json("ledger", "officers", court.log, "--scope", CODE, "--json")
    drawing = [one for one in terms if one["role"] == "drawing_officer" and not one["power"]]
    seats = [row for row in page.rows if row[0].startswith("Drawing officer")]
    assert len(drawing) == len(seats) > 0 and all(one["keys"] for one in drawing)


def test_question_25(court: Court) -> None:
    """Restrain the use: entered, in effect at once, on its page."""
    given = {**CASE, "id": "WPC-2-2026", "case_number": "W.P.(C) 2/2026"}
    filed = court.json("restrain", court.written(given, "restraint.yaml"), "--json")
    page = court.page("/restraints/one/WPC-2-2026/", "law-officer")
    assert filed["restraint"] == "WPC-2-2026" and "W.P.(C) 2/2026" in page.text
    assert f"{filed['queue']['cancelled']} cancelled" in page.text


def test_question_26(court: Court) -> None:
    """Facts for a finding: numbered, on the page as in the file, and no word that decides."""
    facts = court.facts("use", court.refused("SVC-TERMS"))
    page = court.page(f"/protection/files/{facts.file}/", "dpo")
    said = [str(one["says"]["en"]) for one in facts.facts]
    assert [one["number"] for one in facts.facts] == list(range(1, len(said) + 1))
    assert [one for one in said if " ".join(one.split()) not in page.text] == []
    assert not re.search("misuse|unlawful|illegal|violat", " ".join(said), re.IGNORECASE)


def test_question_27(court: Court) -> None:
    """How numbers were accessed and used: the case, its people, its clocks."""
    page, facts = court.page(f"/protection/due/{court.case}/", "dpo"), court.facts("case", court.case_number)
    assert facts.one("fact_case")["number"] == court.case_number and court.case_number in page.text
    assert facts.one("fact_case_people")["people"] == 40 and "40" in page.text
    assert "/protection/uses/" in court.page("/protection/court/", "dpo").html


def test_question_29(court: Court) -> None:
    """Lawful administration: the order, the purpose, and an answer that it was allowed."""
    page = court.page(f"/tell/message/{court.message}/", "finance-desk")
    facts = court.facts("campaign", court.message)
    assert page.pairs["Order"].startswith(f"{facts.one('fact_order')['order']}, ")
    assert page.codes["Purpose"] == [facts.one("fact_purpose")["purpose"]]
    assert facts.one("fact_answered")["outcome"] in ("allow", "partial")
    assert court.answers["in-its-lawful-form"]["outcome"] == "allow"


def test_question_30(court: Court) -> None:
    """Nothing to a third party: all that was handed over is in the listed requests."""
    facts, page = court.facts("period", *SPAN), court.page("/protection/uses/", "dpo")
    told = re.search(r"([\d,]+) messages were handed over in all", page.text)
    counts = [one["handed_over"] for one in facts.all("fact_actor")]
    known, few = (
        sum(one for one in counts if isinstance(one, int)),
        sum(isinstance(one, str) for one in counts),
    )
    assert told and known + few <= int(told[1].replace(",", "")) <= known + 19 * few
    assert "Data that went to others" not in court.page("/rights/").text


def test_question_31(court: Court) -> None:
    """Two-step login: who had signed in how, for which purpose."""
    page, facts = court.of_use(court.use), court.facts("use", court.use)
    said = {"strong": "With a passkey or a second factor", "not strong": "Without a second factor"}
    assert page.pairs["Signed in"] == said[facts.one("fact_signed_in")["means"]]
    assert page.codes["Purpose"] == [facts.one("fact_answered")["purpose"]]


def test_question_32(court: Court) -> None:
    """A thank-you to donors: a receipt goes, thanks beside it do not."""
    page = court.page(f"/purposes/DON-RECEIPT/?on={DAY}")
    receipt, thanks = court.answers["receipt"], court.answers["thanks-to-donors"]
    assert "In use" in page.text and receipt["outcome"] == "allow"
    assert (thanks["outcome"], thanks["reason"]) == ("deny", "TEMPLATE_PUBLICITY")


def test_question_33(court: Court) -> None:
    """Whether the model code was in force: the state on the day, and the answer in a window."""
    page, facts = court.page(f"/law/?on={DAY}"), court.facts("campaign", court.message)
    assert "no window runs" in page.text and not facts.all("fact_windows")
    answers = [court.answers[name]["outcome"] for name in ("publicity", "eve-of-polls")]
    assert answers == ["allow", "deny"]


def test_question_34(court: Court) -> None:
    """Material of access: an office without a line made no request."""
    facts = court.facts("period", *SPAN)
    offices = {office(one["office"]) for one in facts.all("fact_actor")}
    assert offices == {one.by for one in court.requests} and len(facts.all("fact_no_other")) == 1
    assert office("CMO") not in offices


def test_question_35(court: Court) -> None:
    """The same request on two dates: two answers, as the purpose's page has them."""
    days = (BEFORE_COMMENCEMENT, AFTER_COMMENCEMENT)
    law = [court.page(f"/law/?on={day}").row("DPDP, main part")[1] for day in days]
    assert [said.split(" until")[0] for said in law] == ["Not in force", "In force"]
    purposes = [court.page(f"/purposes/SCHEME-ELIG/?on={day}").text for day in days]
    answers = [court.answers[name] for name in ("before-commencement", "after-commencement")]
    assert ["Not yet in force" in said for said in purposes] == [True, False]
    assert [one["reason"] for one in answers] == ["BASIS_NOT_IN_FORCE", None]


def test_question_36(court: Court) -> None:
    """A person alone: her list, her file, and a verdict on a machine of her own."""
    listed = set(re.findall(r'href="/pay/uses/([\w-]+)/"', court.page("/pay/uses/", court.person).html))
    path = court.folder / "everything.json"
    path.write_bytes(court.browser(court.person).read("/pay/everything.json"))
    verdict = court.house.vethanam("ledger", "verify", path)
    assert verdict.returncode in (0, 3), verdict.stdout  # 3: the demo's witnesses do not run in this story
    assert all(reference in verdict.stdout for reference in listed - FILES)
    facts = court.facts("person", "--employee", court.person.removeprefix("emp-"))
    assert len(facts.all("fact_own_use")) == len(listed - FILES) > 1


def test_the_page_has_a_row_for_each_question_with_a_test() -> None:
    page = Path(__file__).parents[2] / "docs" / "guides" / "court-questions.md"
    rows = re.findall(r"^\| (\d+) \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    tests = [int(name[-2:]) for name in globals() if re.fullmatch(r"test_question_\d\d", name)]
    assert [int(row) for row in rows] == sorted({*tests, 5, 23, 28}) == [*range(1, 37)]
