"""A dispute after the carried month, and the pages and commands that a court is shown.

An office approves a message on an order; another asks for uses beyond pay and is refused; a court's order is
entered; a case is opened.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from tests.stories.browser import Browser
from tests.stories.entering import entered
from tests.stories.folder import Folder
from tests.stories.house import Database, House, one, rows
from vethanam.privacy.purposes import load_catalogue

type Acts = list[dict[str, Any]]
type Values = Mapping[str, Any]

DAY = "2026-11-26"
#: intimations of credited pay have the machine's own time
SPAN = ("--from", "2026-10-01", "--until", "2099-12-31")
ORDER = "G.O.(P) No.27/2026/Fin"
BEFORE_COMMENCEMENT, AFTER_COMMENCEMENT = "2026-11-30", "2027-06-01"
CASE: dict[str, Any] = {
    "id": "WPC-1-2026", "kind": "court_order", "court": "High Court (sample)",
    "case_number": "W.P.(C) 1/2026", "dated": DAY, "source_register": "SPARK",
    "kinds": ["achievements"], "controller": "any", "sender": "any", "case": "pending",
}  # fmt: skip
QUESTIONS = Path(__file__).with_suffix(".yaml")

_CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)
_ROW = re.compile(r"<tr\b[^>]*>(.*?)</tr>", re.DOTALL)
_PAIR = re.compile(r"<dt>(.*?)</dt>\s*<dd\b[^>]*>(.*?)</dd>", re.DOTALL)
_CODE = re.compile(r'<span class="under" lang="en">(.*?)</span>', re.DOTALL)


def asked(purpose: str, **more: Any) -> dict[str, Any]:
    """A request of the information office about every employee."""
    return {
        "purpose": purpose, "mode": "message", "source_register": "SPARK", "fields": ["name", "mobile"],
        "channel": "sms", "sender": "PRD", "recipient": "employee_self", "cohort": "all employees",
        "template": {"class": "publicity", "parts": ["praise"]}, **more,
    }  # fmt: skip


def acts_of_the_dispute(folder: Folder) -> Acts:
    """Its acts, ten minutes apart."""
    order = {"order": {"number": ORDER, "dated": "2026-02-20"}, "channel": ["email"]}
    first = folder.people()[1]["number"]
    listed: list[tuple[str, str, dict[str, Any]]] = [
        (f"emp-{first}", "opt_out", {"purpose": "SAL-CREDIT"}),
        ("finance-desk", "compose", order),
        ("finance", "approve", {}),
        ("dpo", "approve", {}),
        ("finance-desk", "dispatch", {}),
        ("information-office", "request_use", asked("DATA-LAKE", mode="export", recipient="PRD")),
        ("information-office", "request_use", asked("PUBLICITY")),
        ("law-officer", "restrain", CASE),
        ("information-office", "request_use", asked("PUBLICITY")),
        ("information-office", "request_use", asked("SVC-TERMS", on_behalf_of="CMO", sender="CMO")),
        ("dpo", "open_case", {
            "asked": "device_lost", "noticed": f"{DAY}T10:30", "people": 40,
            "says": "A disk with the sheets of one office is missing.",
        }),
    ]  # fmt: skip
    return [
        {"at": f"{DAY}T{10 + n * 10 // 60:02d}:{n * 10 % 60:02d}", "by": by, "do": do, "with": given}
        for n, (by, do, given) in enumerate(listed)
    ]


def begin(house: House, directorate: Folder, folder: Path) -> None:
    """Play its acts. Five requests and messages are answered, and none is refused for another reason."""
    path = folder / "dispute.yaml"
    path.write_text(yaml.safe_dump(acts_of_the_dispute(directorate), allow_unicode=True), encoding="utf-8")
    done = house.vethanam("act", path, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    faults = [(one["do"], one) for one in json.loads(done.stdout) if "faults" in one.get("state", {})]
    assert faults == []


def plain(content: str) -> str:
    """Text of a page without its tags, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", content)).split())


@dataclass(frozen=True)
class Page:
    """A page as a reader has it."""

    html: str

    @cached_property
    def text(self) -> str:
        return plain(self.html)

    @cached_property
    def pairs(self) -> dict[str, str]:
        """Its labels and what stands beside them."""
        return {plain(label): plain(value) for label, value in _PAIR.findall(self.html)}

    @cached_property
    def codes(self) -> dict[str, list[str]]:
        """The codes beneath a label's text."""
        return {plain(label): [plain(code) for code in _CODE.findall(value)]
                for label, value in _PAIR.findall(self.html)}  # fmt: skip

    @cached_property
    def rows(self) -> list[list[str]]:
        """The rows of its tables, headings too."""
        return [[plain(cell) for cell in _CELL.findall(row)] for row in _ROW.findall(self.html)]

    def row(self, first: str) -> list[str]:
        """The row that begins so."""
        return next(row for row in self.rows if row and row[0].startswith(first))

    def table(self, heading: str) -> list[list[str]]:
        """The rows of the table under a heading, without its head."""
        _, _, after = self.html.partition(f"<h2>{heading}</h2>")
        return Page(after.partition("<tbody>")[2].partition("</tbody>")[0]).rows


@dataclass(frozen=True)
class Facts:
    """The facts in a file of evidence."""

    file: str
    facts: Sequence[Values]

    def all(self, code: str) -> list[Values]:
        """The values of each fact of a code."""
        return [fact["values"] for fact in self.facts if fact["code"] == code]

    def one(self, code: str) -> Values:
        """The values of the only fact of a code."""
        (found,) = self.all(code)
        return found


@dataclass(frozen=True)
class Listed:
    """A request in the officer's list."""

    by: str
    code: str
    reason: str


@dataclass
class Court:
    """A house with its pages served and its log running."""

    house: House
    directorate: Folder
    db: Database
    address: str
    folder: Path
    _browsers: dict[str, Browser] = field(default_factory=dict)
    _pages: dict[tuple[str, str], Page] = field(default_factory=dict)
    _facts: dict[tuple[str, ...], Facts] = field(default_factory=dict)
    _said: dict[tuple[str | Path, ...], str] = field(default_factory=dict)

    def browser(self, name: str) -> Browser:
        """The browser of somebody; of nobody under an empty name."""
        if name not in self._browsers:
            browser = Browser(self.address)
            self._browsers[name] = entered(self.house, browser, name) if name else browser
        return self._browsers[name]

    def page(self, path: str, name: str = "") -> Page:
        """A page as somebody sees it."""
        if (path, name) not in self._pages:
            self._pages[path, name] = Page(self.browser(name).get(path))
        return self._pages[path, name]

    def run(self, *words: str | Path) -> str:
        """The output of a command that succeeds; it runs once."""
        if words not in self._said:
            done = self.house.vethanam(*words)
            told = (self.folder / "log").read_text(encoding="utf-8")[-2000:]
            assert done.returncode == 0, done.stdout + done.stderr + told
            self._said[words] = done.stdout
        return self._said[words]

    def json(self, *words: str | Path) -> Any:
        """The same, of a command that writes JSON."""
        return json.loads(self.run(*words))

    @cached_property
    def log(self) -> Path:
        """The whole log as a file."""
        path = self.folder / "log.json"
        self.run("ledger", "export", path)
        return path

    def facts(self, *words: str) -> Facts:
        """The facts in the file that ``vethanam evidence`` writes."""
        if words not in self._facts:
            written = self.folder / f"evidence-{len(self._said)}.json"
            said = self.run("evidence", *words, "--to", written)
            content = json.loads(written.read_bytes())
            named = re.search(r"File (\S+) was written", said)
            assert named
            self._facts[words] = Facts(named[1], content["content"]["facts"])
        return self._facts[words]

    @cached_property
    def answers(self) -> dict[str, Values]:
        """The answers of the permit to the questions beside this file."""
        return {one["id"]: one for one in self.json("permit", "ask", QUESTIONS, "--json")}

    def written(self, content: Values, name: str) -> Path:
        """A file of the reader's own."""
        path = self.folder / name
        path.write_text(yaml.safe_dump(dict(content)), encoding="utf-8")
        return path

    # -- what there is to ask about --------------------------------------------------------------------------

    @cached_property
    def message(self) -> str:
        """The reference of the message on the order."""
        return str(one(self.db, "SELECT reference FROM messaging_campaign"))

    @cached_property
    def use(self) -> str:
        """The reference of its use."""
        return self.used("SVC-TERMS", "allow", "partial")

    def used(self, purpose: str, *outcomes: str) -> str:
        """The reference of the first use of a purpose that was answered so."""
        text = "SELECT reference FROM privacy_use WHERE purpose_code = %s AND outcome = ANY(%s) ORDER BY id"
        return str(rows(self.db, text, purpose, list(outcomes))[0][0])

    def refused(self, purpose: str) -> str:
        """The reference of the first refused use of a purpose."""
        return self.used(purpose, "deny")

    def of_use(self, reference: str) -> Page:
        """The officer's page of a use."""
        return self.page(f"/protection/uses/{reference}/", "dpo")

    @cached_property
    def told_on(self) -> str:
        """The day on which the finance department last told somebody of credited pay."""
        text = "SELECT max((at AT TIME ZONE 'Asia/Kolkata')::date) FROM privacy_use WHERE sender = 'FIN'"
        return str(one(self.db, text))

    @cached_property
    def case(self) -> str:
        """The reference of the case that was opened by hand."""
        return str(one(self.db, "SELECT reference FROM privacy_duty WHERE asked = 'device_lost'"))

    @cached_property
    def case_number(self) -> str:
        """Its number."""
        at, number = rows(self.db, "SELECT opened_at, id FROM privacy_duty WHERE asked = 'device_lost'")[0]
        return f"{at.year}/{number}"

    @cached_property
    def person(self) -> str:
        """The employee who stopped messages about credited pay."""
        return f"emp-{self.directorate.people()[1]['number']}"

    @cached_property
    def requests(self) -> list[Listed]:
        """Every request in the officer's list, over all its pages."""
        found: list[Listed] = []
        for number in range(1, 100):
            page = self.page(f"/protection/uses/?page={number}", "dpo")
            listed = [_listed(row) for row in _ROW.findall(page.html) if 'href="/protection/uses/' in row
                      and "?purpose=" not in row]  # fmt: skip
            found += listed
            if f"page={number + 1}" not in page.html:
                break
        return found


def _listed(row: str) -> Listed:
    by, answer, *_ = _CELL.findall(row)
    name = re.search(r"<a [^>]*>(.*?)</a>", by, re.DOTALL)
    code = re.search(r'lang="en">(.*?)<', by)
    assert name and code
    reason = _CODE.findall(answer)
    return Listed(plain(name[1]), plain(code[1]), plain(reason[0]) if reason else "")


def office(code: str) -> str:
    """The name of an office on the pages."""
    return load_catalogue().office_name(code, "en")
