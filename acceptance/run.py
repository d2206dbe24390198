#!/usr/bin/env python3
"""A real installation from nothing to a notified month, without the sample.

Prints one JSON document; exit 0 if each step held.

    make acceptance                    ARGS="--keep FOLDER" leaves the machine's folder for a look
                                       ARGS="--seed 7" changes another row
                                       ARGS="--clock '2028-02-29 23:58:00'" begins at that time
                                       ARGS="--user nobody" as root: everything as that OS user
                                       ARGS="--browser" is red where no browser is found
                                       ARGS="--other" with other names, codes, numbers and pay, by the seed

It uses the means of an office: the guide's commands, sheets, the HTTP API, a mail server, a bank program
outside the package, and a browser where the machine has one; else that step is listed under "not_run". It
imports nothing of Vethanam and reads no database. ``nets.py`` computes the expected nets from the orders by
plain arithmetic. The seed chooses one row of the sheets to change, and the net must move by the predicted
paise. ``--clock`` sets the start time, in Indian time, for every program of the run but the browser (Debian's
faketime).
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import os
import pwd
import random
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import browser
import nets
import other_sheets
from api import Officer, RefusedError, ask, file_given, page_of_paymaster
from local_body import local_body
from machine import ROOT, Machine, clock_variables, first_code, wait_until
from steps import (
    appoint,
    countersigned,
    device_of,
    expect,
    invite,
    refused,
    today,
    write_rows,
)

SHEETS = Path(__file__).parent / "sheets"
#: the worker and the paymaster go round several times
SEVERAL_ROUNDS_SECONDS = 5
MONTH, DRAWN_BEFORE = "2026-10", ("2026-07", "2026-08", "2026-09")
DEARNESS_BEFORE, DEARNESS = Decimal(35), Decimal(37)
CODES = {"7101": "KLM", "7102": "KLM", "7103": "PNL"}
DIRECTORATE = (
    "departments", "districts", "local_bodies", "treasuries", "heads", "bill_classes", "posts", "offices",
    "office_classes",
    "drawing_codes", "arrangements",
)  # fmt: skip
#: sign-in name -> person, role, scopes
OFFICERS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "establishment.devi": ("Devi C.", "clerk", ("",)),
    "establishment.omana": ("Omana L.", "clerk", ("",)),
    "clerk.salini": ("Salini V.", "clerk", tuple(CODES)),
    "ddo.mathew": ("Mathew K.", "drawing_officer", tuple(CODES)),
    "treasury.remya": ("Remya S.", "treasury_officer", ("KLM",)),
    "treasury.ajith": ("Ajith P.", "treasury_officer", ("PNL",)),
    "finance.suma": ("Suma R.", "finance_officer", ("",)),
    "finance.biju": ("Biju T.", "finance_officer", ("",)),
    "law.priya": ("Priya N.", "law_officer", ("",)),
    "news.arun": ("Arun M.", "communicating_officer", ("PRD",)),
}
SUCCESSOR = ("ddo.leena", "Leena J.")
#: the drawing code whose officer is replaced
SUCCEEDED = "7102"
#: roles with acts that a passkey signs here
SIGNS = ("drawing_officer", "treasury_officer", "finance_officer", "law_officer")


class NotHereError(Exception):
    """This machine lacks something that a step needs."""


@dataclass
class Run:
    """The machine, the officers, and the results of the steps."""

    machine: Machine
    officers: dict[str, Officer] = field(default_factory=dict)
    found: dict[str, Any] = field(default_factory=dict)
    seed: int = 0
    #: whether a machine without a browser is a fault
    needs_browser: bool = False
    #: employee number -> paise by which the net differs from that of the sheets as they lie here
    moved: dict[str, int] = field(default_factory=dict)
    #: the sheets before a row is changed, and their names and codes by those of ``SHEETS``
    base: Path = SHEETS
    called: dict[str, str] = field(default_factory=dict)

    def named(self, code: str) -> str:
        """The code in the sheets of this run."""
        return self.called.get(code, code)

    @property
    def codes(self) -> dict[str, str]:
        """The drawing codes of this run with their treasuries."""
        return {self.named(code): self.named(treasury) for code, treasury in CODES.items()}

    @property
    def sheets(self) -> Path:
        """The sheets of this run, with one row changed."""
        return self.machine.folder / "sheets"

    def __getitem__(self, name: str) -> Officer:
        """An officer, known from the first use on."""
        return self.officers.setdefault(name, Officer(self.machine.address, name))


def one_row_changed(run: Run) -> None:
    """Change one person's premium, chosen by seed, in the sheet of people and in the months drawn
    before; predict the net.
    """
    drawn_by = random.Random(run.seed)
    shutil.copytree(run.base, run.sheets)
    person, more = drawn_by.choice(nets.rows_of("employees", run.base)), drawn_by.randint(1, 900)
    number, premium = person["number"], int(person["sli_premium"]) + more
    for name, column in (("employees", "sli_premium"), ("drawn", "state_life_insurance")):
        rows = [
            row | ({column: str(premium)} if row["number"] == number else {})
            for row in nets.rows_of(name, run.base)
        ]
        write_rows(run.sheets / f"{name}.csv", rows)
    run.moved = {number: -more * 100}
    run.found |= {"seed": run.seed, "changed": {"employee": number, "premium_rupees": premium}}


def installed(run: Run) -> None:
    """The installation is made, empty, and its processes run."""
    run.machine.vethanam("install")
    run.machine.start()


def administrators(run: Run) -> None:
    """Two administrators are made at the machine, each with a passkey, the first key of the log and one that
    its holder countersigns; a third is refused there.
    """
    for name, person in (("admin.rani", "Rani G."), ("admin.sunil", "Sunil D.")):
        printed = run.machine.vethanam("account", "create", name, "--person", person, "--born", "1975-04-03")
        run[name].activate(first_code(printed))
        run[name].sign_in()
        run[name].enrol(device_of(run, "administrator"))
    countersigned(run)
    try:
        run.machine.vethanam(
            "account", "create", "admin.third", "--person", "Third A.", "--born", "1975-04-03"
        )
    except RuntimeError:
        return
    raise AssertionError("A third administrator was made at the machine.")


def directorate(run: Run) -> None:
    """The sheets of offices and codes are proposed by one administrator and agreed by the other."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in DIRECTORATE:
            archive.write(run.sheets / f"{name}.csv", f"{name}.csv")
    path = run.machine.folder / "directorate.zip"
    path.write_bytes(packed.getvalue())
    proposed = run["admin.rani"].act("import_directorate", file=file_given(path), title="Kollam")["state"]
    refused(
        lambda: run["admin.rani"].act("decide_master", proposal=proposed["proposal"], outcome="agree"),
        "one person alone",
    )
    run["admin.sunil"].act("decide_master", proposal=proposed["proposal"], outcome="agree")


def gateway(run: Run) -> None:
    """The check names the mail server until one administrator enters it and the other agrees."""
    address = f"127.0.0.1:{run.machine.mail}"
    try:
        run.machine.vethanam("check")
    except RuntimeError as found:
        expect("whether the check names it", f"The gateway {address} of this machine" in str(found), True)
    else:
        raise AssertionError("The check found no gateway that is not registered.")
    row = {
        "code": "MAIL", "kind": "smtp", "host": "127.0.0.1", "port": str(run.machine.mail),
        "run_by": "State data centre", "valid_from": str(today() - timedelta(days=30)),
        "order_number": "G.O.(Rt) No.88/2026/ITD", "order_dated": "2026-09-01",
    }  # fmt: skip
    proposed = run["admin.rani"].act("propose_master", kind="gateway", row=row)["state"]
    run["admin.sunil"].act("decide_master", proposal=proposed["proposal"], outcome="agree")


#: a sender with its numbers at the operators, and the post that manages it
OPERATORS = {
    "departments": {"code": "FIN", "name": "Finance Department", "name_ml": "ധനകാര്യ വകുപ്പ്"},
    "senders": {
        "office": "FIN", "name": "Finance Department", "name_ml": "ധനകാര്യ വകുപ്പ്",
        "mailbox": "pay@finance.example", "header": "KLMPAY", "header_id": "1005098700000000002",
        "entity_id": "1001098700000000001", "telemarketers": "1202098700000000003,1202098700000000004",
        "owner": "Finance Department",
    },
    "sender_managers": {
        "office": "FIN", "post": "Under Secretary", "post_ml": "അണ്ടർ സെക്രട്ടറി", "signs_in": "passkey",
        "valid_from": "2026-01-01",
    },
}  # fmt: skip


def operators(run: Run) -> None:
    """An office enters its sender by sheets, and its texts by the list of the operators' portal; anybody
    reads them.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, row in OPERATORS.items():
            write_rows(run.machine.folder / f"{name}.csv", [row])
            archive.write(run.machine.folder / f"{name}.csv", f"{name}.csv")
    path = run.machine.folder / "operators.zip"
    path.write_bytes(packed.getvalue())
    proposed = run["admin.rani"].act("import_directorate", file=file_given(path), title="Sender")["state"]
    run["admin.sunil"].act("decide_master", proposal=proposed["proposal"], outcome="agree")
    needed = [one for one in run["admin.rani"].look("operator_texts")["texts"] if one["office"] == "FIN"]
    expect("states of the texts", {one["state"] for one in needed}, {"missing"})
    listed = [
        {
            "Template ID": f"1107098{place:012d}", "Template Content": one["words"], "Header": "KLMPAY-S",
            "Category": one["category"].replace("_", " "), "Status": "Approved", "Approved On": "05-01-2026",
        }
        for place, one in enumerate(needed)
    ]  # fmt: skip
    write_rows(run.machine.folder / "portal.csv", listed)
    said = run.machine.vethanam("dlt", "import", str(run.machine.folder / "portal.csv"), "--by", "admin.rani")
    expect("templates of the portal", f"{len(needed)} of {len(needed)} templates" in said, True)
    number = said.rpartition("Proposal ")[2].partition(":")[0]
    run["admin.sunil"].act("decide_master", proposal=int(number), outcome="agree")
    now = [one for one in run["admin.rani"].look("operator_texts")["texts"] if one["office"] == "FIN"]
    expect("states afterwards", {one["state"] for one in now}, {"registered"})
    day = str(today())
    told = json.loads(run.machine.vethanam("evidence", "sender", "FIN", "--on", day))
    page = run.machine.page(f"/senders/FIN/?on={day}")
    agreed = told["agreed"][-1]["sha256"]
    for said in (OPERATORS["senders"]["entity_id"], "Under Secretary", "KLMPAY-S", agreed):
        expect(f"whether the page of the sender says {said}", said in page, True)
    expect("manager", told["sender"]["managers"][0]["signs_in"], "passkey")
    run.found["texts_at_the_operators"] = len(now)


def officers(run: Run) -> None:
    """Officers are invited, activate their accounts with a second factor, and are
    appointed by two persons.
    """
    for name, (person, role, scopes) in OFFICERS.items():
        invite(run, name, person)
        for scope in map(run.named, scopes):
            appoint(run, name, role, scope, today() - timedelta(days=40))
        run[name].sign_in()
        if role in SIGNS:
            run[name].enrol(device_of(run, role))
    countersigned(run)


def people(run: Run) -> None:
    """Forty employees come from a sheet for each drawing code, entered by a clerk and verified
    by the drawing officer.
    """
    for code in run.codes:
        sheet = run.machine.folder / f"employees-{code}.csv"
        rows = [row for row in nets.rows_of("employees", run.sheets) if row["drawing_code"] == code]
        write_rows(sheet, rows)
        answer = run["clerk.salini"].act("import", file=file_given(sheet), drawing_code=code)
        expect(f"rows of {code}", answer["state"]["rows"], len(rows))
        by_oneself = run["clerk.salini"].act("verify", drawing_code=code)["state"]
        expect("entries that the clerk verified herself", by_oneself["verified"], 0)
        by_another = run["ddo.mathew"].act("verify", drawing_code=code)["state"]
        expect("whether the drawing officer verified any", by_another["verified"] > len(rows), True)


def drawn_before(run: Run) -> None:
    """Take over three months of the former system, compare them with Vethanam's, and let
    the offices go live.
    """
    taken = run["establishment.devi"].act("take_over", file=file_given(run.sheets / "drawn.csv"))["state"]
    refused(
        lambda: run["establishment.devi"].act("verify_sheet", sheet=taken["number"]),
        "the person who took it over",
    )
    run["establishment.omana"].act("verify_sheet", sheet=taken["number"])
    for month in DRAWN_BEFORE:
        compared = json.loads(run.machine.vethanam("pay", "compare", "--month", month, "--json"))
        expect(f"differences of {month}", compared["differences"], [])
        expect(f"people of {month}", compared["people"], len(nets.rows_of("employees", run.base)))
    for code in run.codes:
        run["ddo.mathew"].act("go_live", drawing_code=code, first_month=MONTH)


def dearness_order(run: Run) -> None:
    """A new rate is proposed with its order by one officer of finance and agreed by another."""
    proposed = run["finance.suma"].act(
        "enter_parameter", parameter="dearness_allowance.rate", key="state_11",
        with_effect_from=f"{MONTH}-01",
        first_drawn=MONTH, value=str(DEARNESS), order_number="G.O.(P) No.61/2026/Fin",
        order_dated="2026-09-24",
    )["state"]  # fmt: skip
    refused(
        lambda: run["finance.suma"].act("decide_parameter", proposal=proposed["proposal"], outcome="agree"),
        "alone",
    )
    run["finance.biju"].act("decide_parameter", proposal=proposed["proposal"], outcome="agree")


def pay_calendar(run: Run) -> None:
    """Finance enters the month's days, with a pay-day in two weeks: one person and another sign them."""
    enter_pay_day(run, today() + timedelta(days=14), "G.O.(Rt) No.6120/2026/Fin")


def enter_pay_day(run: Run, day: date, order: str) -> None:
    """The pay-day of the month by an order; banks are open on it by another."""
    dated = {"order_number": order, "order_dated": "2026-09-25"}
    row = {"day": str(day), "is_open": "yes", **dated}
    proposed = run["admin.rani"].act("propose_master", kind="bank_day", row=row)["state"]
    run["admin.sunil"].act("decide_master", proposal=proposed["proposal"], outcome="agree")
    days = {"month": MONTH, "opens_on": f"{MONTH}-20", "cut_off_on": f"{MONTH}-26", "pays_on": str(day)}
    given = {"kind": "pay_day", "row": {**days, **dated}}
    refused(lambda: run["admin.rani"].act("propose_master", **given), "an administrator")
    refused(
        lambda: run["finance.suma"].act_unsigned("propose_master", **given), "a pay-day without a signature"
    )
    proposed = run["finance.suma"].act("propose_master", **given)["state"]
    refused(
        lambda: run["finance.suma"].act("decide_master", proposal=proposed["proposal"], outcome="agree"),
        "one person of finance alone",
    )
    run["finance.biju"].act("decide_master", proposal=proposed["proposal"], outcome="agree")


def month(run: Run) -> None:
    """Each office computes the month and makes its bill."""
    run.found["bills"] = {}
    for code in run.codes:
        run["clerk.salini"].act("run", month=MONTH, drawing_code=code)
        wait_until(lambda code=code: is_computed(run, code), f"the month of {code}")
        made = run["clerk.salini"].act("make", month=MONTH, drawing_code=code)["state"]
        run.found["bills"][code] = made["bills"][0]["bill"]


def is_computed(run: Run, code: str) -> bool:
    """Whether the latest run of the month has this state."""
    return (
        str(run["clerk.salini"].look("month", month=MONTH, drawing_code=code).get("state", "")) == "computed"
    )


def replaced(run: Run) -> None:
    """The drawing officer of one code is replaced in the middle of the month; the former one
    draws there no more.
    """
    name, person = SUCCESSOR
    code = run.named(SUCCEEDED)
    invite(run, name, person)
    appoint(run, name, "drawing_officer", code, today(), in_place_of="ddo.mathew")
    run[name].sign_in()
    run[name].enrol(device_of(run, "drawing_officer"))
    countersigned(run)
    refused(
        lambda: run["ddo.mathew"].act("check", bill=run.found["bills"][code]), "the former drawing officer"
    )


def paid(run: Run) -> None:
    """The bills are checked, presented and passed; nothing leaves before the pay-day. An order moves it to
    today: they are paid by the bank and credited.
    """
    for code, bill in run.found["bills"].items():
        draws = run[SUCCESSOR[0] if code == run.named(SUCCEEDED) else "ddo.mathew"]
        draws.act("check", bill=bill)
        draws.act("present", bill=bill)
        passes = run["treasury.remya" if run.codes[code] == run.named("KLM") else "treasury.ajith"]
        voucher = {"bill": bill, "voucher_number": f"{code}/{MONTH}", "voucher_date": str(today())}
        unsigned_is_refused(run, passes, voucher)
        passes.act("pass", **voucher)
    time.sleep(SEVERAL_ROUNDS_SECONDS)
    states = {run["clerk.salini"].look("bill", bill=bill)["state"] for bill in run.found["bills"].values()}
    expect("bills before their pay-day", states, {"passed"})
    expect("files before the pay-day", [*(run.machine.state / "bank" / "out").glob("*.xml")], [])
    enter_pay_day(run, today(), "G.O.(Rt) No.6188/2026/Fin")
    for code, bill in run.found["bills"].items():
        wait_until(
            lambda bill=bill: run["clerk.salini"].look("bill", bill=bill)["state"] == "closed",
            f"credits of {code}",
        )


def unsigned_is_refused(run: Run, officer: Officer, given: dict[str, str]) -> None:
    """No token passes a bill: not alone, not with a signature for another voucher, nor with one
    from another site's page.
    """
    refused(lambda: officer.act_unsigned("pass", **given), "a bill passed without a signature")
    asked = officer.prepare("pass", **given)
    expect("what the treasury signs for", asked["summary"]["bills"][0]["bill"], given["bill"])
    other = {**given, "voucher_number": "another"}
    refused(
        lambda: officer.act_unsigned("pass", **other, assertion=officer.device.sign(asked["challenge"])),
        "a signature for another voucher",
    )
    page = page_of_paymaster(asked["paymaster"])
    for origin in ("https://vethanam.example", f"http://localhost:{run.machine.pages}"):
        elsewhere = replace(officer.device, origin=origin)
        signed = {**elsewhere.sign(page["options"]["challenge"]), "salt": page["salt"]}
        refused(
            lambda signed=signed: officer.act_unsigned("pass", **given, assertion=signed),
            f"a signature from a page of {origin}",
        )
    refused(lambda: page_of_paymaster(asked["paymaster"]), "a ticket used before")


def to_the_paisa(run: Run) -> None:
    """Compare each net with the other program's."""
    expected = expected_nets(run)
    slips = [
        slip
        for bill in run.found["bills"].values()
        for slip in run["clerk.salini"].look("bill", bill=bill)["payslips"]
    ]
    expect("nets", {slip["employment"]: slip["net_paise"] for slip in slips}, expected)
    run.found["net_paise"] = sum(expected.values())
    run.found["people"] = len(expected)
    run.found["gross_paise"] = sum(slip["gross_paise"] for slip in slips)
    run.found["deductions_paise"] = sum(slip["deductions_paise"] for slip in slips)


def expected_nets(run: Run) -> dict[str, int]:
    """Employee number -> net in paise: of the sheets before a row is changed, with the predicted change."""
    lines_of = nets.month_of(MONTH, DEARNESS, folder=run.base)
    return {number: nets.net_of(lines) * 100 + run.moved.get(number, 0) for number, lines in lines_of.items()}


def told(run: Run) -> None:
    """Each person gets a letter through a real mail server; no letter holds an account number
    or a full amount.
    """
    wait_until(lambda: len(run.machine.letters()) >= run.found["people"], "a letter for each person", 400)
    expect("letters", len(run.machine.letters()), run.found["people"])
    run.found["messages_sent"] = len(run.machine.letters())


def in_a_browser(run: Run) -> None:
    """An employee reads her payslip and the uses of her data on a phone, an officer opens the desk: nothing
    scrolls sideways, and the browser reports no error.
    """
    python = browser.python_with_playwright(ROOT)
    if python is None or browser.chromium() is None:
        raise NotHereError("Chromium, or Playwright in the checkout's .venv (make apt, tools/bootstrap.py).")
    number = run.found["changed"]["employee"]
    invited = run["admin.rani"].act("invite_employees", numbers=[number])["once"]["first_codes"][0]
    run[invited["account"]].activate(invited["first_code"])
    net = browser.grouped(expected_nets(run)[number] // 100)
    desk = {f"/office/{run.named(SUCCEEDED)}/": run.named(SUCCEEDED)}
    asked = {
        "address": run.machine.address,
        "ahead": int(os.environ.get("FAKETIME", "0")),
        "people": [
            seen(run[invited["account"]], {f"/pay/{MONTH}/": net, "/pay/uses/": 'href="/pay/uses/'}),
            seen(run[SUCCESSOR[0]], desk),
        ],
    }
    # the browser keeps the machine's own clock
    own = {name: value for name, value in os.environ.items() if not name.startswith(("FAKETIME", "LD_PRE"))}
    opened = subprocess.run(
        [python, browser.__file__], input=json.dumps(asked), env=own, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    expect("errors of the browser's program", (opened.returncode, opened.stderr[-600:]), (0, ""))
    expect("faults of pages", json.loads(opened.stdout), [])
    run.found["pages_in_a_browser"] = sum(len(one["pages"]) for one in asked["people"])


def seen(officer: Officer, pages: dict[str, str]) -> dict[str, Any]:
    """A person for the browser, with the pages to open and a text of each."""
    return {
        "name": officer.name, "password": officer.password, "secret": officer.secret, "pages": pages,
    }  # fmt: skip


def other_office(run: Run) -> None:
    """An office of public relations asks for the same contacts and is refused, on record."""
    answer = run["news.arun"].act(
        "request_use", purpose="SAL-CREDIT", mode="message", cohort="all employees",
        source_register=["SPARK"],
        fields=["name", "mobile"], channel=["sms"], sender="PRD",
    )  # fmt: skip
    expect("answer to another office", answer["state"]["outcome"], "deny")
    run.found["uses_refused"] = 1
    run.found["refused_use"] = answer["state"]["use"]


def reset(run: Run) -> None:
    """A clerk who lost her password gets a new first code: one officer asks, another agrees."""
    run["admin.rani"].act("ask_reset", account="clerk.salini", reason="The phone was lost.")
    refused(lambda: run["admin.rani"].act("agree_reset", account="clerk.salini"), "the asking officer alone")
    before = run["clerk.salini"].token
    answer = run["admin.sunil"].act("agree_reset", account="clerk.salini")
    refused(
        lambda: ask(run.machine.address, "GET", "views/duties", None, before),
        "the token from before the reset",
    )
    run["clerk.salini"].activate(answer["once"]["first_codes"][0]["first_code"])
    run["clerk.salini"].sign_in()


def restraint(run: Run) -> None:
    """A law officer enters a court's order, and the public page shows it."""
    answer = run["law.priya"].act(
        "restrain", id="WPC-417-2026", kind="court_order", court="High Court", case_number="W.P.(C) 417/2026",
        dated=str(today()), source_register="SPARK", kinds=["achievements"], controller="any", sender="any",
        case="pending",
    )  # fmt: skip
    expect("restraint", answer["state"]["restraint"], "WPC-417-2026")


def evidence(run: Run) -> None:
    """The law officer takes files of evidence in three forms; outside, their own program verifies them and
    names the part in which a byte was changed.
    """
    folder = run.machine.folder / "evidence"
    folder.mkdir()
    law, asked = run["law.priya"], {"purpose": "COURT-ORD", "recipient": "court"}
    made = law.act("make_evidence_file", kind="use", reference=run.found["refused_use"], **asked)
    name = made["state"]["file"]
    wait_until(
        lambda: any(one["file"] == name and one["is_signed"] for one in law.look("evidence_files")["files"]),
        "the entry of a file", 120,
    )  # fmt: skip
    for form in ("json", "zip", "html"):
        told = law.look("evidence_file", file=name, form=form)
        packed = base64.b64decode(told["base64"]) if form == "zip" else told["file"].encode()
        (folder / f"use.{form}").write_bytes(packed)
    by_command = ("WPC-417-2026", "--to", str(folder / "restraint.zip"), "--form", "zip", "--as", "law.priya")
    run.machine.vethanam("evidence", "restraint", *by_command)
    with zipfile.ZipFile(folder / "use.zip") as taken:
        (folder / "verify.py").write_bytes(taken.read("verify.py"))
    for file in (*(folder / f"use.{form}" for form in CHANGED_PARTS), folder / "restraint.zip"):
        expect(f"verdict on {file.name}", judged(folder, file)["outcome"], "verified")
    for form, part in CHANGED_PARTS.items():
        path = folder / f"changed.{form}"
        path.write_bytes(changed((folder / f"use.{form}").read_bytes()))
        verdict = judged(folder, path)
        expect(f"verdict on {path.name}", (verdict["outcome"], verdict["part"]), ("tampered", part))
    run.found["evidence_files"] = 2


#: form -> the part that the program must name where one byte of it is changed
CHANGED_PARTS = {"json": "fact 1", "zip": "file STATEMENT.en.md", "html": "page"}


def changed(file: bytes) -> bytes:
    """The file with one byte changed; of an archive in its statement."""
    if not file.startswith(b"PK"):
        expect("a sentence to change", b"Request " in file, True)
        return file.replace(b"Request ", b"request ", 1)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            kept = old.read(name)
            new.writestr(name, changed(kept) if name == "STATEMENT.en.md" else kept)
    return target.getvalue()


def judged(folder: Path, file: Path) -> dict[str, Any]:
    """The verdict of the program from the archive, run by another Python without any package."""
    command = [sys.executable, "-I", str(folder / "verify.py"), str(file), "--json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return dict(json.loads(done.stdout or "{}"))


def whole(run: Run) -> None:
    """Nothing in the installation contradicts itself, and its log verifies without it."""
    expect("broken invariants", json.loads(run.machine.vethanam("check", "--json")), [])
    log = run.machine.folder / "log.json"
    run.machine.vethanam("ledger", "export", str(log))
    run.machine.run([sys.executable, "src/vethanam/ledger/standalone.py", str(log)])
    run.found["ledger"] = run["clerk.salini"].look("ledger")


STEPS: tuple[Callable[[Run], None], ...] = (
    one_row_changed, installed, administrators, directorate, gateway, operators, officers, people,
    drawn_before, dearness_order, pay_calendar, month, replaced, paid, to_the_paisa, told, in_a_browser,
    other_office, reset, local_body, restraint, evidence, whole,
)  # fmt: skip


def main() -> int:
    """Carry the steps; a step that fails leaves those after it red."""
    parser = argparse.ArgumentParser(description="The acceptance run.")
    parser.add_argument("--keep", type=Path, help="an empty or new folder for the machine, kept afterwards")
    parser.add_argument("--seed", type=int, default=None, help="which row is changed; left out, any")
    parser.add_argument(
        "--clock", help="a time of India at which every program begins, such as '2028-02-29 23:58:00'"
    )
    parser.add_argument("--user", help="as root: the OS user as whom everything runs")
    parser.add_argument("--browser", action="store_true", help="a machine without a browser is a fault")
    parser.add_argument("--other", action="store_true", help="other sheets, made by the seed")
    chosen = parser.parse_args()
    if chosen.clock and "FAKETIME" not in os.environ:
        clock = clock_variables(offset_to(chosen.clock))
        return subprocess.run(
            [sys.executable, *sys.argv], env={**os.environ, **clock}, check=False
        ).returncode
    if chosen.user:
        become(chosen.user)
    seed = random.SystemRandom().randrange(10_000) if chosen.seed is None else chosen.seed
    with tempfile.TemporaryDirectory(prefix="vethanam-acceptance-") as fresh:
        folder = chosen.keep or Path(fresh)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        if chosen.user:
            (folder / "home").mkdir()
            os.environ["HOME"] = str(folder.resolve() / "home")
        run = Run(Machine(folder.resolve()), seed=seed, needs_browser=chosen.browser)
        if chosen.other:
            run.base = folder.resolve() / "other"
            run.called = other_sheets.write_other(SHEETS, run.base, seed, DEARNESS_BEFORE)
        try:
            steps = carry(run)
        finally:
            run.machine.stop()
    print(json.dumps({"steps": steps, **run.found}, indent=2))
    return 0 if all(step["held"] for step in steps) else 1


def become(user: str) -> None:
    """Go on as an ordinary user of this machine."""
    found = pwd.getpwnam(user)
    os.initgroups(user, found.pw_gid)
    os.setgid(found.pw_gid)
    os.setuid(found.pw_uid)
    os.environ |= {"USER": user, "LOGNAME": user}


def offset_to(clock: str) -> int:
    """Seconds from now to a time of India."""
    begins = datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo("Asia/Kolkata"))
    return round((begins - datetime.now(UTC)).total_seconds())


def carry(run: Run) -> list[dict[str, Any]]:
    """Every step with its seconds; after the first that fails none is tried."""
    steps: list[dict[str, Any]] = []
    run.found["not_run"] = []
    run.machine.make()
    for step in STEPS:
        said, begun = "", time.monotonic()
        if all(one["held"] for one in steps):
            try:
                step(run)
            except NotHereError as lacking:
                run.found["not_run"].append(step.__name__)
                said = f"not here: {lacking}" if run.needs_browser else ""
            except (AssertionError, RuntimeError, RefusedError, OSError, KeyError) as wrong:
                said = f"{type(wrong).__name__}: {wrong}"
        else:
            said = "not tried"
        seconds = round(time.monotonic() - begun, 1)
        steps.append(
            {"step": step.__name__, "held": not said, "seconds": seconds, **({"says": said} if said else {})}
        )
        print(
            f"{'green' if not said else 'red':>5}  {step.__name__:<16} {seconds:>6} s  {said}",
            file=sys.stderr,
        )
    return steps


if __name__ == "__main__":
    sys.exit(main())
