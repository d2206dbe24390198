"""Writes the demo's folder, always with the same bytes.

``python -m vethanam.sample FOLDER`` writes ``directorate.yaml`` (offices, codes, officers), ``employees.csv``
(the import file), ``drawn.csv`` (pay by the former system since March), ``twice.csv`` (a duplicate person, to
be refused), a sheet for the beneficiaries of each scheme, and ``acts.yaml`` (the acts).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from vethanam.acts.sheets import EMPLOYEES, SHEETS
from vethanam.periods import Month
from vethanam.rules import Rulebook
from vethanam.sample.cases import Cases
from vethanam.sample.directorate import MONTH, Directorate, Row
from vethanam.sample.directorate_content import directorate
from vethanam.sample.earlier_months import Former, write_drawn
from vethanam.sample.local_body import acts_of_benefits, write_registers

#: the rule pack of the demo
PACK = "kerala"
INSTITUTIONS = (
    ("Sample co-operative society", "cooperative", "9000000471"),
    ("Sample court", "court", "9000000482"),
)
#: the drawing officer's sign-off of findings that edited demo files may raise
ACCEPTED = {"code": "not_explained", "how": "signed_off", "reason": "Compared with the service book."}
HELD = {"code": "any", "how": "held", "reason": "Held this month until it is mended."}


def write_employees(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the employees' import file, columns in template order."""
    names = SHEETS[EMPLOYEES].header
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, names, lineterminator="\n")
        table.writeheader()
        table.writerows({name: row.get(name, "") for name in names} for row in rows)


def acts(made: Directorate, cases: Cases) -> list[Row]:
    """The acts of the demo: imports, records, each office's month, benefits, and a refused use."""
    return [
        *_imports(), *_recorded(cases), *_institutions(), *_lent(), _ordered(), *_office_months(made),
        *(acts_of_benefits() if made.has_local_body else ()), _asked(),
    ]  # fmt: skip


def _imports() -> Iterator[Row]:
    offices = {"file": "directorate.yaml", "what": "directorate"}
    yield {"at": "2026-10-19T08:50", "by": "sample-setup", "do": "import", "with": offices}
    for time, by, do, given in (
        ("09:00", "establishment", "import", {"file": "employees.csv"}),
        ("09:10", "establishment", "take_over", {"file": "drawn.csv"}),
        ("09:15", "superintendent", "verify_sheet", {"sheet": 1}),
        ("09:20", "establishment", "import", {"file": "twice.csv"}),
    ):
        yield {"at": f"2026-10-19T{time}", "by": by, "do": do, "with": given}


def _recorded(cases: Cases) -> Iterator[Row]:
    for minute, (number, what) in enumerate(cases.records):
        at = f"2026-10-{19 + minute // 50:02d}T11:{minute % 50:02d}"
        given = {"employment": number, **_plain(what)}
        yield {"at": at, "by": "establishment", "do": "record", "with": given}


def _institutions() -> Iterator[Row]:
    """The accounts for recoveries to institutions: entered by the department, verified by the treasury."""
    for minute, (name, kind, number) in enumerate(INSTITUTIONS):
        given = {"name": name, "kind": kind, "branch": "SMPL0000060", "number": number}
        yield {"at": f"2026-10-21T10:0{minute}", "by": "establishment", "do": "institution", "with": given}
        yield {
            "at": f"2026-10-21T11:0{minute}",
            "by": "treasury-t01",
            "do": "verify_institution",
            "with": {"name": name},
        }


def _lent() -> Iterator[Row]:
    """The officer of 0412 delegates the preparation of bills to her clerk; an administrator agrees."""
    given = {
        "role": "drawing_officer", "scope": "0412", "to": "clerk-0412", "power": "prepare",
        "until": "2026-11-30",
    }  # fmt: skip
    yield {"at": "2026-10-22T15:00", "by": "ddo-0412", "do": "delegate", "with": given}
    agreed = {"to": given["to"]}
    yield {"at": "2026-10-22T15:30", "by": "administrator", "do": "agree_delegation", "with": agreed}


def _ordered() -> Row:
    """The order of the current dearness allowance, so that the finance desk can
    message everybody about it.
    """
    given = {
        "number": "G.O.(P) No.27/2026/Fin", "dated": "2026-02-20", "with_effect_from": "2025-07-01",
        "first_drawn_month": 202603, "title": "Dearness allowance of State employees, 35 per cent",
        "title_ml": "സംസ്ഥാന ജീവനക്കാരുടെ ക്ഷാമബത്ത, 35 ശതമാനം",
    }  # fmt: skip
    return {"at": "2026-10-22T16:00", "by": "establishment", "do": "order", "with": given}


def _asked() -> Row:
    """The information office asks to message every employee under the pay-credit purpose, and is refused."""
    given = {
        "purpose": "SAL-CREDIT", "mode": "message", "source_register": "SPARK", "fields": ["name", "mobile"],
        "channel": "sms", "sender": "PRD", "recipient": "employee_self",
        "template": {"class": "publicity", "parts": ["praise"]}, "cohort": "all employees",
    }  # fmt: skip
    return {"at": "2026-11-21T11:04", "by": "information-office", "do": "request_use", "with": given}


def _office_months(made: Directorate) -> Iterator[Row]:
    """Each drawing code's month: facts verified, months drawn before compared, run computed, bill made,
    signed and presented; the treasury passes it on the pay-day.
    """
    month = str(MONTH)
    for code in made.codes:
        ddo, maker = f"ddo-{code.code}", f"clerk-{code.code}" if code.people > 1 else f"ddo-{code.code}"
        key = {"drawing_code": code.code, "month": month}
        treasury = f"treasury-{code.treasury.lower()}"
        yield _act("26T10:00", ddo, "verify", {"drawing_code": code.code})
        yield _act("26T12:00", ddo, "go_live", {"drawing_code": code.code, "first_month": month})
        yield _act("27T10:00", maker, "run", key)
        yield _act("27T10:30", ddo, "resolve", key | ACCEPTED)
        yield _act("27T10:40", ddo, "resolve", key | HELD)
        yield _act("27T11:00", maker, "make", key)
        if code.bill_class == "aided":
            yield _act("28T10:00", "educational-officer", "countersign", key)
        elif code.kind == "ddo":
            yield _act("27T15:00", ddo, "check", key)
        yield _act("28T11:00", ddo, "present", key)
        yield _act("02T10:30", treasury, "pass", key, MONTH.plus(1))


def _act(at: str, by: str, do: str, given: Row, month: Month = MONTH) -> Row:
    return {"at": f"{month}-{at}", "by": by, "do": do, "with": given}


def _plain(what: Mapping[str, Any]) -> Row:
    plain = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in what.items()
        if name != "order"
    }
    if "order" in what:
        number, dated = what["order"]
        plain["order"] = {"number": number, "dated": dated.isoformat()}
    return plain


def twice(made: Directorate) -> Row:
    """The row of an already registered person under a second number."""
    row = dict(made.rows[40])
    return row | {
        "number": "199999",
        "account": "7999999999",
        "gpf_number": "",
        "gpf_subscription": "",
        "nps_number": "110019999900",
    }


def write(folder: Path, rulebook: Rulebook, people: int = 0) -> None:
    """Write the files of the demo's folder, for about ``people`` people (0: the demo's default)."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Directorate(lambda revision, scale: rulebook.stages(revision, scale, MONTH), people)
    cases = Cases(made)
    write_employees(folder / "employees.csv", made.rows)
    write_employees(folder / "twice.csv", [twice(made)])
    former = Former(
        people={place: row for place, row in enumerate(made.rows, start=1) if row["joined"] < MONTH.first},
        records=cases.records,
        classes={code.office: code.place_class for code in made.codes},
        rulebook=rulebook,
    )
    write_drawn(folder / "drawn.csv", former, MONTH)
    if made.has_local_body:
        write_registers(folder)
    for name, content in (("directorate.yaml", directorate(made)), ("acts.yaml", acts(made, cases))):
        (folder / name).write_text(
            yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=160), encoding="utf-8"
        )
