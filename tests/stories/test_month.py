"""A month of a small directorate by public commands: the demo's promises, checked from outside.

The figures are counted again in the database, in the bank's own books and in the mail server's folder; then
the files are changed as a stranger would, and the same command runs again.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from typing import Any

from tests.stories.conftest import Carried
from tests.stories.folder import NEWCOMER, Folder, Row, newcomer
from tests.stories.house import Database, House, one, rows
from vethanam.ledger.verifier import Outcome, verify

KEYS = {
    "people", "drawing_codes", "bills", "gross_paise", "deductions_paise", "net_paise", "credited_paise",
    "rejected_paise", "returned_paise", "open_paise", "remitted_paise", "lines_held", "findings",
    "messages_sent", "messages_uncertain", "uses_refused", "ledger",
}  # fmt: skip

TEACHER = "100363"
"""LP teacher, 46,700: in a panchayat (class D), in the national pension, new regime, no income tax."""

#: Her October 2026 by hand, in rupees: a stage of 1,100 more (scale 35,600-75,400), dearness allowance 35 %
#: (G.O.(P) 27/2026/Fin), house rent 4 % between 1,200 and 4,000 (G.O.(P) 27/2021/Fin), pension contribution
#: 10 % of pay and dearness allowance.
BASIC_BEFORE, BASIC_AFTER = 46_700, 47_800
ALLOWANCE_BEFORE, ALLOWANCE_AFTER = 16_345, 16_730  # 35 % of either, exact
RENT_BEFORE, RENT_AFTER = 1_868, 1_912  # 4 % of either, exact
PENSION_BEFORE, PENSION_AFTER = 6_305, 6_453  # 10 % of 63,045 is 6,304.50, half up; of 64,530
GROSS_MORE = 100 * (
    BASIC_AFTER - BASIC_BEFORE + ALLOWANCE_AFTER - ALLOWANCE_BEFORE + RENT_AFTER - RENT_BEFORE
)
DEDUCTIONS_MORE = 100 * (PENSION_AFTER - PENSION_BEFORE)
NET_MORE = GROSS_MORE - DEDUCTIONS_MORE

OTHER_TEACHER = "100361"
"""Another of the same office, drawn with 44,500, who should have had 43,400; by hand as above."""
TOO_MUCH = {
    (OTHER_TEACHER, "basic_pay"): 100 * (44_500 - 43_400),
    (OTHER_TEACHER, "dearness_allowance"): 100 * (15_575 - 15_190),
    (OTHER_TEACHER, "house_rent_allowance"): 100 * (1_780 - 1_736),
    (OTHER_TEACHER, "pension_contribution"): 100
    * (6_008 - 5_859),  # 10 % of 60,075 is 6,007.50, half up; of 58,590
    (OTHER_TEACHER, "government_pension_contribution"): 100 * (6_008 - 5_859),
}
#: counts that grow by one when one person is paid on a bill of her own
ONE_EACH = (
    "people_employment", "payroll_bill", "payroll_billline", "payroll_claim", "payroll_payslip_202610",
    "payments_paymentfile",
    "messaging_intimation", "privacy_outbox",
)  # fmt: skip


def test_what_the_demo_prints_is_what_database_bank_and_mail_hold(month: Carried) -> None:
    printed, house = month.totals, month.house
    assert set(printed) >= KEYS
    with house.database() as db:
        assert (
            printed["people"]
            == len(month.folder.people())
            == one(db, "SELECT count(*) FROM people_employment")
        )
        assert printed["drawing_codes"] == one(db, "SELECT count(*) FROM people_drawingcode")
        assert printed["bills"] == one(db, "SELECT count(DISTINCT bill_id) FROM payroll_payslip")
        sums = rows(
            db, "SELECT sum(gross)::bigint, sum(deductions)::bigint, sum(net)::bigint FROM payroll_payslip"
        )
        assert [(printed["gross_paise"], printed["deductions_paise"], printed["net_paise"])] == sums
        assert printed["net_paise"] == printed["gross_paise"] - printed["deductions_paise"]
        assert (
            printed["lines_held"]
            == one(db, "SELECT count(*) FROM payroll_runfinding WHERE code = 'line_held'")
            == 1
        )
        assert printed["findings"] == one(db, "SELECT count(*) FROM payroll_runfinding")
        assert (
            printed["uses_refused"] == one(db, "SELECT count(*) FROM privacy_use WHERE outcome = 'deny'") == 1
        )
        log_is_the_one_printed(db, printed)
        what_was_instructed_is_accounted_for(house, db, printed)
        everybody_is_told_once(house, db, month.folder, printed)


def test_the_log_verifies_without_the_house(month: Carried, tmp_path: Any) -> None:
    with month.house.database():
        shown = month.house.vethanam("ledger", "export", tmp_path / "log.json")
    assert shown.returncode == 0, shown.stderr
    verdict = verify((tmp_path / "log.json").read_bytes())
    assert verdict.outcome is Outcome.VERIFIED
    assert verdict.root == month.totals["ledger"]["head"]


def test_again_with_and_without_the_files_beside_the_database_nobody_is_paid_or_told_twice(
    after: Carried,
) -> None:
    before, mails, books = table_counts(after.house), after.house.mails(), after.house.books()
    assert figures(after.house.demo(after.folder)) == figures(after.totals)
    assert after.house.mails() == mails
    assert after.house.books() == books
    more = grown(before, table_counts(after.house))
    # the rows of each run that was asked for again, and of each gateway that has another port at this start
    kept = {table: count for table, count in more.items() if not table.startswith("journal_")}
    masters = [*(f"people_master{part}" for part in ("proposal", "decision", "change"))]
    (moved,) = {kept.pop(table, 0) for table in (*masters, "messaging_registeredgateway")}
    assert moved <= 2 and more["journal_rowset"] == 2 * 7 + 4 * moved
    assert kept == {"payroll_run": 7}  # asked again for seven codes: nothing changed
    forget_all_but_database_and_keys(after.house)
    assert figures(after.house.demo(after.folder)) == figures(after.totals)
    assert after.house.mails() == []
    assert list((after.house.state.bank / "out").iterdir()) == []
    assert set(after.house.books().values()) == {0}


def figures(totals: dict[str, Any]) -> dict[str, Any]:
    """The printed figures without the size and head of the log."""
    return {name: value for name, value in totals.items() if name != "ledger"}


def test_a_stage_more_in_the_import_file_moves_her_net_and_the_totals_by_these_paise(
    month: Carried, house: House, folder: Folder
) -> None:
    assert (GROSS_MORE, DEDUCTIONS_MORE, NET_MORE) == (152_900, 14_800, 138_100)
    folder.edit_people(lambda people: give(people, TEACHER, BASIC_AFTER))
    with month.house.database() as db:
        before = nets(db)
    totals = house.demo(folder)
    with house.database() as db:
        after = nets(db)
    assert {
        number: after[number] - before[number] for number in after if after[number] != before[number]
    } == {TEACHER: NET_MORE}
    moved = {name: totals[name] - month.totals[name] for name in totals if name.endswith("_paise")}
    assert {name: change for name, change in moved.items() if change} == {
        "gross_paise": GROSS_MORE, "deductions_paise": DEDUCTIONS_MORE, "net_paise": NET_MORE,
        "instructed_paise": NET_MORE, "credited_paise": NET_MORE, "remitted_paise": DEDUCTIONS_MORE,
    }  # fmt: skip


def test_somebody_left_out_gets_a_supplementary_bill_a_credit_and_a_mail_and_nobody_else_gets_anything(
    after: Carried,
) -> None:
    before, mails = table_counts(after.house), Counter(after.house.mails())
    after.folder.edit_people(lambda people: people.append(newcomer(people)))
    totals = after.house.demo(after.folder)
    new_mails = list((Counter(after.house.mails()) - mails).elements())
    assert [mail.to for mail in new_mails] == [f"e{NEWCOMER}@sample.example"]
    more = grown(before, table_counts(after.house))
    assert more["payments_paymentleg"] == more["payments_credit"] > 1  # her pay and its deductions
    assert {name: more.get(name) for name in ONE_EACH} == dict.fromkeys(ONE_EACH, 1)
    with after.house.database() as db:
        ((kind, code, net),) = rows(
            db,
            "SELECT b.kind, c.code, net FROM payroll_bill b JOIN people_drawingcode c "
            "ON c.id = drawing_code_id"
            " ORDER BY b.id DESC LIMIT 1",
        )
        assert (kind, code) == ("supplementary", "0413")
        assert nets(db)[NEWCOMER] == net
    moved = {
        name: totals[name] - after.totals[name]
        for name in totals
        if name != "ledger" and totals[name] != after.totals[name]
    }
    assert moved["people"] == moved["bills"] == moved["messages_sent"] == 1
    assert moved["net_paise"] == moved["instructed_paise"] == moved["credited_paise"] == net
    assert set(moved) == {
        "people", "bills", "gross_paise", "deductions_paise", "net_paise", "instructed_paise",
        "credited_paise", "remitted_paise",
        "messages_sent",
    }  # fmt: skip


def test_who_gives_a_number_gets_the_code_as_a_short_message_and_nobody_else_does(after: Carried) -> None:
    acts, person = after.folder.acts(), after.folder.people()[1]
    given = {"kind": "mobile", "contact": "+91 00000 98765"}
    acts.append(
        {"at": "2026-11-20T10:00", "by": f"emp-{person['number']}", "do": "replace_contact", "with": given}
    )
    after.folder.write_acts(acts)
    after.house.demo(after.folder)
    parts = [json.loads(path.read_bytes()) for path in sorted(after.house.state.mail.glob("S*.json"))]
    texts = {
        to: "".join(part["reads"] for part in parts if part["to"] == to)
        for to in (part["to"] for part in parts)
    }
    before = "".join(filter(str.isdigit, person["mobile"]))
    assert set(texts) == {
        "910000098765",
        before,
    }  # the code, and word of it to the number it takes the place of
    code = re.compile(r"\b[A-Z2-7]{10}\b|\b[A-Z2-7]{5} [A-Z2-7]{5}\b")
    assert {to for to, text in texts.items() if code.search(text)} == {"910000098765"}
    with after.house.database() as db:
        states = rows(db, "SELECT state, count(*) FROM privacy_outbox WHERE channel = 'sms' GROUP BY 1")
    assert states == [("sent", 2)]


def test_the_pay_of_a_passed_month_changes_by_a_supplementary_or_a_finding_and_never_in_silence(
    after: Carried,
) -> None:
    """One stage more for one teacher is drawn on a supplementary bill; one stage less for
    another is a finding.
    """
    with after.house.database() as db:
        passed = rows(db, "SELECT * FROM payroll_payslip ORDER BY id")
    after.folder.edit_people(lambda people: give(people, TEACHER, BASIC_AFTER))
    after.folder.edit_people(lambda people: give(people, OTHER_TEACHER, 43_400))
    totals = after.house.demo(after.folder)
    with after.house.database() as db:
        assert rows(db, "SELECT * FROM payroll_payslip ORDER BY id")[: len(passed)] == passed
        ((kind, people, net),) = rows(
            db, "SELECT kind, people, net FROM payroll_bill ORDER BY id DESC LIMIT 1"
        )
        assert (kind, people, net) == ("supplementary", 1, NET_MORE)
        found = rows(
            db,
            "SELECT e.number, f.component, (f.facts->>'drawn_paise')::bigint - "
            "(f.facts->>'due_paise')::bigint"
            " FROM payroll_runfinding f JOIN people_employment e ON e.id = f.employment_id"
            " WHERE f.code IN ('drawn_above_due', 'taken_above_due')",
        )
        assert {(number, component): too_much for number, component, too_much in found} == TOO_MUCH
    assert totals["net_paise"] - after.totals["net_paise"] == NET_MORE
    assert totals["messages_sent"] - after.totals["messages_sent"] == 1


# -- reads ---------------------------------------------------------------------------------------------------


def log_is_the_one_printed(db: Database, printed: dict[str, Any]) -> None:
    assert (
        printed["ledger"]["size"]
        == one(db, "SELECT count(*) FROM journal_leaf")
        == one(db, "SELECT count(*) FROM journal_staged")
    )
    assert printed["ledger"]["head"] == one(
        db, "SELECT encode(root, 'hex') FROM journal_head ORDER BY id DESC LIMIT 1"
    )


def what_was_instructed_is_accounted_for(house: House, db: Database, printed: dict[str, Any]) -> None:
    """Our events and the bank's own books name the same sums, and nothing is left open."""
    instructed = one(
        db, "SELECT sum(amount)::bigint FROM payments_paymentleg WHERE attempt = 1 AND payee = 'employee'"
    )
    assert printed["net_paise"] == printed["instructed_paise"] == instructed
    assert instructed == sum(
        printed[f"{name}_paise"] for name in ("credited", "rejected", "returned", "open")
    )
    books = house.books()
    society_and_court = one(
        db, "SELECT coalesce(sum(amount), 0)::bigint FROM payments_paymentleg WHERE payee = 'institution'"
    )
    assert printed["deductions_paise"] == printed["remitted_paise"] >= society_and_court
    assert (printed["credited_paise"], printed["rejected_paise"], printed["returned_paise"],
        printed["open_paise"]) == (
        books["paid_paise"] - society_and_court, books["rejected_paise"], books["returned_paise"], 0,
    )  # fmt: skip
    assert (books["rejected"], books["returned"], books["twice"]) == (1, 1, 0)


def everybody_is_told_once(house: House, db: Database, folder: Folder, printed: dict[str, Any]) -> None:
    """Everyone credited and reachable has one mail; a person with returned money has none, or a second
    mail about the return.
    """
    mails = house.mails()
    assert (
        printed["messages_sent"]
        == len(mails)
        == one(db, "SELECT count(*) FROM privacy_outbox WHERE state = 'accepted'")
    )
    assert printed["messages_uncertain"] == 0
    assert len({mail.id for mail in mails}) == len(mails)
    by_account = {row["account"][-4:]: row["email_official"] for row in folder.people()}
    rejected, returned = by_account["0000"], by_account["0009"]
    told = Counter(mail.to for mail in mails)
    addresses = {row["email_official"] for row in folder.people() if row["email_official"]}
    assert told[rejected] == 0
    assert told.pop(returned, 0) in (
        0,
        2,
    )  # notified of the credit before the return, then of the return; or not at all
    assert told == Counter(addresses - {rejected, returned})


def nets(db: Database) -> dict[str, int]:
    """The total received by each employee."""
    return dict(
        rows(
            db,
            "SELECT e.number, sum(p.net)::bigint FROM payroll_payslip p JOIN people_employment e "
            "ON e.id = p.employment_id"
            " GROUP BY 1",
        )
    )


def table_counts(house: House) -> dict[str, int]:
    """How many rows each table has."""
    with house.database() as db:
        names = rows(
            db, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        return {name: one(db, f'SELECT count(*) FROM "{name}"') for (name,) in names}


def grown(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """By how many rows each table grew, where it did."""
    return {
        name: count - before.get(name, 0) for name, count in after.items() if count != before.get(name, 0)
    }


# -- changes -------------------------------------------------------------------------------------------------


def forget_all_but_database_and_keys(house: House) -> None:
    for path in house.state.folder.iterdir():
        if path.is_dir() and path.name not in {"data", "keys", "secrets"}:
            shutil.rmtree(path)
        elif path.is_file():
            path.unlink()


def give(people: list[Row], number: str, basic_pay: int) -> None:
    """Another basic pay in a person's row."""
    row = next(row for row in people if row["number"] == number)
    assert row["basic_pay"] != str(basic_pay)
    row["basic_pay"] = str(basic_pay)
