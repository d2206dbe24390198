"""Makes the demo's folder: a directorate of about 1,200 people under 24 drawing codes, the same bytes every time.

``python -m vethanam.sample FOLDER`` writes ``directorate.yaml`` (offices, codes, officers),
``employees.csv`` (the import file), ``drawn.csv`` (what the former system paid since March), ``twice.csv`` (a person
registered twice, to be refused) and ``acts.yaml`` (what happens). Amounts are drawn from the stages of the scales in force; names are numbers, contacts are of ranges nobody has.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from vethanam.errors import Broken
from vethanam.money import RUPEE
from vethanam.periods import Month
from vethanam.rules import Rulebook
from vethanam.sample.drawn_before import write_drawn
from vethanam.service_book.employees_file import COLUMNS

MONTH = Month(2026, 10)
SMALLEST = 12
SEED = 20261031
REVISION = 11
type Stages = Callable[[int, str], Sequence[int] | None]

CLASSES = ("A", "B", "C", "D", "D")
DISTRICTS = ("Thiruvananthapuram", "Kollam", "Ernakulam", "Thrissur", "Kozhikode")
LOCAL_BODIES = {"A": "corporation", "B": "municipality", "C": "municipality", "D": "panchayat"}


@dataclass(frozen=True, slots=True)
class PostKind:
    """A post of the directorate: its scale, its share among a hundred people, its group for insurance."""

    code: str
    designation: str
    designation_ml: str
    scale: str
    share: int
    group: str
    is_gazetted: bool = False


POSTS = (
    PostKind("oa", "Office attendant", "ഓഫീസ് അറ്റൻഡന്റ്", "23000-50200", 8, "D"),
    PostKind("clerk", "Clerk", "ക്ലാർക്ക്", "26500-60700", 14, "C"),
    PostKind("senior-clerk", "Senior clerk", "സീനിയർ ക്ലാർക്ക്", "35600-75400", 8, "C"),
    PostKind("lp-teacher", "LP school teacher", "എൽ.പി. സ്കൂൾ ടീച്ചർ", "35600-75400", 22, "C"),
    PostKind("up-teacher", "UP school teacher", "യു.പി. സ്കൂൾ ടീച്ചർ", "35600-75400", 22, "C"),
    PostKind("hs-teacher", "High school teacher", "ഹൈസ്കൂൾ ടീച്ചർ", "41300-87000", 18, "C"),
    PostKind("superintendent", "Junior superintendent", "ജൂനിയർ സൂപ്രണ്ട്", "43400-91200", 4, "B"),
    PostKind("headmaster", "Headmaster", "ഹെഡ്മാസ്റ്റർ", "55200-115300", 3, "B", is_gazetted=True),
    PostKind("officer", "Educational officer", "വിദ്യാഭ്യാസ ഓഫീസർ", "63700-123700", 1, "B", is_gazetted=True),
)
OTHER_POSTS = (
    PostKind("professor", "Professor", "പ്രൊഫസർ", "", 0, "A", is_gazetted=True),
    PostKind("judge", "Judicial officer", "ജുഡീഷ്യൽ ഓഫീസർ", "", 0, "A", is_gazetted=True),
    PostKind("daily-teacher", "Teacher on daily wages", "ദിവസവേതന ടീച്ചർ", "", 0, "D"),
)
#: account numbers the demo's bank does not credit
NO_SUCH_ACCOUNT, RETURNED_LATER = "0000", "0009"
REFUSED_ENDINGS = (NO_SUCH_ACCOUNT, "0001", RETURNED_LATER)
GIS_STATED = {"A": 600, "B": 500, "C": 400, "D": 300}


@dataclass(frozen=True, slots=True)
class Code:
    """A drawing code of the demo: its office, how its bills are signed, and how many people it pays."""

    code: str
    office: str
    title: str
    title_ml: str
    people: int
    treasury: str
    place_class: str
    district: str
    bill_class: str = "establishment"
    kind: str = "ddo"


def codes(people: int = 0) -> list[Code]:
    """The 24 drawing codes: twenty offices, an aided school of one teacher, two self-drawing officers, a court.

    ``people`` stretches the twenty offices; none is smaller than the cases need.
    """
    sizes: Sequence[int] = (118, 96, 84, 80, 76, 72, 68, 64, 62, 60, 58, 54, 50, 46, 42, 38, 34, 28, 22, 18)
    if people:
        sizes = [max(SMALLEST, size * people // sum(sizes)) for size in sizes]
    made = [
        Code(
            f"04{n:02d}",
            f"OF{n:02d}",
            f"Sample office {n:02d}",
            f"മാതൃകാ ഓഫീസ് {n:02d}",
            size,
            "T01" if n % 3 else "T02",
            CLASSES[n % len(CLASSES)],
            DISTRICTS[n % len(DISTRICTS)],
        )
        for n, size in enumerate(sizes, start=1)
    ]
    return [
        *made,
        Code("0421", "OF21", "Sample aided school", "മാതൃകാ എയ്ഡഡ് സ്കൂൾ", 1, "T02", "D", "Thrissur", "aided"),
        Code(
            "0422",
            "OF22",
            "Sample college, professor",
            "മാതൃകാ കോളേജ്, പ്രൊഫസർ",
            1,
            "T01",
            "A",
            "Kozhikode",
            "gazetted",
            "sdo",
        ),
        Code(
            "0423",
            "OF23",
            "Sample court, judicial officer",
            "മാതൃകാ കോടതി, ജുഡീഷ്യൽ ഓഫീസർ",
            1,
            "T01",
            "A",
            "Ernakulam",
            "gazetted",
            "sdo",
        ),
        Code("0424", "OF24", "Sample court office", "മാതൃകാ കോടതി ഓഫീസ്", 26, "T01", "A", "Ernakulam"),
    ]


Row = dict[str, Any]


class Directorate:
    """Draws people one after the other from one seeded source, so that the folder is the same every time."""

    def __init__(self, stages: Stages, people: int = 0) -> None:
        self.stages = stages
        self.codes = codes(people)
        self.random = random.Random(SEED)
        self.next_number = 100101
        self.next_account = 7_000_000_001
        self.rows: list[Row] = []
        for code in self.codes:
            self._fill(code)
        self.cases = Cases(self)

    def _fill(self, code: Code) -> None:
        for place in range(code.people):
            if code.code == "0421":
                self.rows.append(self.person(code, post("headmaster"), category="aided", bill_class="aided"))
            elif code.bill_class == "gazetted":
                kind = post("professor") if code.code == "0422" else post("judge")
                self.rows.append(
                    self._authorised(code, kind, "ugc" if kind.code == "professor" else "judicial")
                )
            elif place == 0:
                self.rows.append(self.person(code, post("officer" if code.people > 60 else "headmaster")))
            else:
                kind = self.random.choices(POSTS, [p.share for p in POSTS])[0]
                self.rows.append(self.person(code, kind))

    def person(
        self, code: Code, kind: PostKind, *, category: str = "state", bill_class: str | None = None
    ) -> Row:
        """A person on a stage of the post's scale, with the memberships of her year of joining."""
        draw = self.random
        # Increments fall due from November to March, so that pay has been the same since March; the cases differ.
        joined = date(draw.randint(1997, 2024), draw.choice((1, 2, 3, 11, 12)), draw.randint(1, 28))
        served = MONTH.first.year - joined.year
        stages = self.stages(REVISION, kind.scale) or []
        stage = min(len(stages) - 1, max(0, served + draw.randint(-2, 3)))
        row = self._identity(joined)
        row |= {
            "category": category,
            "joined": joined,
            "joined_session": "FN",
            "post": kind.code,
            "office": code.office,
            "drawing_code": code.code,
            "bill_class": bill_class or code.bill_class,
            "pay_basis": "scale",
            "posted_from": max(joined, date(2024, 6, 1)),
            "revision": REVISION,
            "scale": kind.scale,
            "basic_pay": stages[stage] // RUPEE,
            "pay_from": date(2025 if joined.month > 3 else 2026, joined.month, 1),
            "increment_month": joined.month,
            "sli_premium": (stages[stage] // RUPEE * 22 // 100_000 + draw.choice((1, 1, 2, 3))) * 100,
            "gis_group": kind.group,
            "gis_amount": GIS_STATED[kind.group],
            "medisep": "yes",
            "tax_regime": "old" if draw.random() < 0.06 else "new",
        }
        if row["tax_regime"] == "old":
            row["declared_deductions"] = draw.choice((50000, 100000, 150000))
        if joined < date(2013, 4, 1):
            row |= {
                "gpf_number": f"G{row['number']}",
                "gpf_subscription": round(row["basic_pay"] * draw.uniform(0.08, 0.2) / 500) * 500,
            }
        else:
            row["nps_number"] = f"1100{row['number']}00"
        return row

    def _identity(self, joined: date) -> Row:
        number, draw = self.next_number, self.random
        self.next_number += draw.choice((1, 1, 2, 3))
        self.next_account += 7
        while str(self.next_account)[-4:] in REFUSED_ENDINGS:
            self.next_account += 7
        born = joined - timedelta(days=draw.randint(22 * 366, 32 * 366))
        born = max(
            born, date(1970, 12, 2) + timedelta(days=number % 365)
        )  # nobody but the chosen one retires this month
        row: Row = {
            "number": str(number),
            "name": f"Employee {number}",
            "name_ml": f"ജീവനക്കാർ {number}",
            "born": born,
            "account_kind": "bank",
            "branch": f"SMPL000{draw.randint(1, 40):04d}",
            "account": str(self.next_account),
            "mobile": f"+9100000{number % 100000:05d}",
            "email_official": f"e{number}@sample.example",
            "contact_verified_on": date(2026, 6, 30),
            "language": "ml" if draw.random() < 0.7 else "en",
            "order_number": f"G.O.(Rt) {number % 400 + 1}/{joined.year}/GEdn",
            "order_dated": joined - timedelta(days=20),
        }
        return row

    def _authorised(self, code: Code, kind: PostKind, category: str) -> Row:
        row = self.person(code, post("officer"), category=category)
        row |= {"post": kind.code, "pay_basis": "authorised", "gis_group": "A", "gis_amount": GIS_STATED["A"]}
        for name in ("revision", "scale", "basic_pay"):
            row[name] = ""
        row["pay_from"] = max(row["joined"], date(2024, 6, 1))
        return row


def post(code: str) -> PostKind:
    """The post of a code."""
    return next(kind for kind in (*POSTS, *OTHER_POSTS) if kind.code == code)


class Cases:
    """The awkward ones: each takes an ordinary person of some office and makes her the case."""

    def __init__(self, made: Directorate) -> None:
        self.made = made
        self.taken: set[str] = set()
        self.records: list[tuple[str, str, Row]] = []  # drawing code, number, what is recorded
        self.numbers: dict[str, str] = {}
        for case in (
            self._joined_17th_afternoon,
            self._nine_days_without_allowances,
            self._near_zero,
            self._transferred_12th,
            self._retiring,
            self._daily_wage,
            self._held_line,
            self._wrong_account,
            self._late_return,
            self._no_contact,
            self._festival_advance,
            self._half_pay,
            self._suspended,
            self._increment,
            self._quarters,
            self._authorised_rates,
        ):
            case()

    def _take(self, name: str, code: str, post_code: str | None = None, *, nps: bool | None = None) -> Row:
        """Somebody of the office, of the post if it has one left (a small office may not)."""
        free = [
            row
            for row in self.made.rows
            if row["drawing_code"] == code
            and row["number"] not in self.taken
            and row["post"] not in {"officer", "headmaster"}
        ]
        fitting = [
            row
            for row in free
            if post_code in (None, row["post"]) and (nps is None or ("nps_number" in row) == nps)
        ]
        if not free:
            raise Broken("office_too_small", f"Nobody is left in {code} for {name}. Draw more people.")
        row = (fitting or free)[0]
        self.taken.add(row["number"])
        self.numbers[name] = row["number"]
        return row

    def _record(self, row: Row, **what: Any) -> None:
        self.records.append((row["drawing_code"], row["number"], what))

    def _joined_17th_afternoon(self) -> None:
        row = self._take("joined_17th_afternoon", "0403", "clerk")
        born = date(1998, 3, 9)
        row |= {
            "joined": date(2026, 10, 17),
            "joined_session": "AN",
            "born": born,
            "posted_from": "",
            "pay_from": "",
            "basic_pay": (self.made.stages(REVISION, row["scale"]) or [0])[0] // RUPEE,
            "increment_month": 10,
            "nps_number": f"1100{row['number']}00",
            "gpf_number": "",
            "gpf_subscription": "",
            "sli_premium": 600,
            "order_number": "G.O.(Rt) 512/2026/GEdn",
            "order_dated": date(2026, 10, 6),
        }

    def _nine_days_without_allowances(self) -> None:
        row = self._take("nine_days_without_allowances", "0404", "up-teacher")
        self._record(
            row,
            fact="absence",
            kind_of_absence="without_allowances",
            valid_from=date(2026, 10, 6),
            valid_until=date(2026, 10, 14),
            order=("LO 41/2026", date(2026, 10, 5)),
        )

    def _near_zero(self) -> None:
        row = self._take("near_zero", "0405", "oa")
        loan = {
            "fact": "obligation",
            "valid_from": MONTH.first,
            "principal": 600000,
            "instalment": 9000,
            "instalments": 67,
        }
        self._record(
            row,
            **loan,
            kind_of_due="house_building_advance",
            payee="Government",
            order=("G.O.(Rt) 77/2025/Fin", date(2025, 3, 12)),
        )
        self._record(
            row,
            **loan | {"instalment": 16000, "principal": 250000, "instalments": 36},
            kind_of_due="cooperative",
            payee="Sample co-operative society",
            order=("CS 19/2025", date(2025, 3, 20)),
        )
        self._record(
            row,
            **loan | {"instalment": 12000, "principal": 180000, "instalments": 15},
            kind_of_due="attachment",
            payee="Sample court",
            order=("E.P. 12/2026", date(2026, 2, 3)),
        )

    def _transferred_12th(self) -> None:
        row = self._take("transferred_12th", "0406", "lp-teacher")
        self._record(
            row,
            fact="posting",
            valid_from=date(2026, 10, 12),
            session="FN",
            post=row["post"],
            office="OF11",
            drawing_code="0411",
            bill_class="establishment",
            order=("G.O.(Rt) 498/2026/GEdn", date(2026, 10, 7)),
        )

    def _retiring(self) -> None:
        row = self._take("retiring", "0407", "hs-teacher", nps=False)
        row |= {
            "born": date(1970, 10, 14),
            "joined": date(1998, 6, 3),
            "ends": date(2026, 10, 31),
            "end_cause": "retirement",
        }

    def _daily_wage(self) -> None:
        row = self._take("daily_wage", "0408", "lp-teacher")
        for name in (
            "revision",
            "scale",
            "basic_pay",
            "increment_month",
            "gpf_number",
            "gpf_subscription",
            "nps_number",
            "sli_premium",
            "gis_group",
            "gis_amount",
        ):
            row[name] = ""
        row |= {
            "category": "temporary",
            "number": "T" + row["number"],
            "post": "daily-teacher",
            "pay_basis": "daily",
            "wage": 955,
            "joined": date(2026, 6, 3),
            "posted_from": "",
            "pay_from": "",
            "medisep": "no",
            "bill_class": "wages",
        }
        self.numbers["daily_wage"] = row["number"]
        self._record(row, fact="attendance", valid_from=MONTH.plus(-1).first, days=22)
        self._record(row, fact="attendance", valid_from=MONTH.first, days=21)

    def _held_line(self) -> None:
        self._take("held_line", "0409", "clerk")["gis_amount"] = ""

    def _wrong_account(self) -> None:
        self._take("wrong_account", "0410", "clerk")["account"] = f"900{NO_SUCH_ACCOUNT}"

    def _late_return(self) -> None:
        self._take("late_return", "0412", "clerk")["account"] = f"800{RETURNED_LATER}"

    def _no_contact(self) -> None:
        self._take("no_contact", "0413", "clerk").update(mobile="", email_official="", contact_verified_on="")

    def _festival_advance(self) -> None:
        row = self._take("festival_advance", "0412", "up-teacher")
        self._record(
            row,
            fact="obligation",
            kind_of_due="festival_advance",
            payee="Government",
            valid_from=date(2026, 10, 1),
            principal=20000,
            instalment=4000,
            instalments=5,
            order=("G.O.(P) 61/2026/Fin", date(2026, 8, 14)),
        )

    def _half_pay(self) -> None:
        row = self._take("half_pay", "0402", "hs-teacher")
        self._record(
            row,
            fact="absence",
            kind_of_absence="half_pay",
            valid_from=date(2026, 10, 10),
            valid_until=date(2026, 10, 19),
            order=("LO 42/2026", date(2026, 10, 8)),
        )

    def _suspended(self) -> None:
        row = self._take("suspended", "0401", "senior-clerk")
        self._record(
            row,
            fact="absence",
            kind_of_absence="suspension",
            valid_from=date(2026, 10, 5),
            order=("G.O.(Rt) 400/2026/GEdn", date(2026, 10, 3)),
        )

    def _increment(self) -> None:
        row = self._take("increment", "0412", "lp-teacher")
        stages = list(self.made.stages(REVISION, row["scale"]) or [])
        place = min(stages.index(row["basic_pay"] * RUPEE), len(stages) - 2)
        row |= {"basic_pay": stages[place] // RUPEE, "increment_month": 10}
        self._record(
            row,
            fact="pay",
            basis="scale",
            revision=REVISION,
            scale=row["scale"],
            basic_pay=stages[place + 1] // RUPEE,
            reason="increment",
            increment_month=10,
            valid_from=MONTH.first,
            order=("INC 88/2026", date(2026, 9, 28)),
        )

    def _quarters(self) -> None:
        row = self._take("quarters", "0401", "clerk")
        self._record(
            row,
            fact="quarters",
            valid_from=date(2025, 1, 1),
            order=("G.O.(Rt) 3/2025/PWD", date(2024, 12, 20)),
        )

    def _authorised_rates(self) -> None:
        for code, amounts in (
            ("0422", {"basic_pay": 144200, "dearness_allowance": 60564, "house_rent_allowance": 10000}),
            ("0423", {"basic_pay": 77840, "dearness_allowance": 38920, "house_rent_allowance": 7784}),
        ):
            row = next(row for row in self.made.rows if row["drawing_code"] == code)
            self.numbers["professor" if code == "0422" else "judge"] = row["number"]
            for component, amount in amounts.items():
                self._record(
                    row,
                    fact="authorised_rate",
                    component=component,
                    amount=amount,
                    valid_from=date(2026, 3, 1),
                    order=(f"GE pay slip {code}/2026", date(2026, 3, 20)),
                )


def write_employees(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """The rows as the import file, columns in the order of the template."""
    names = [column.name for column in COLUMNS]
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, names, lineterminator="\n")
        table.writeheader()
        table.writerows({name: row.get(name, "") for name in names} for row in rows)


def directorate(made: Directorate) -> dict[str, Any]:
    """Offices, codes and officers as ``directorate.yaml`` states them."""
    all_codes = made.codes
    return {
        "treasuries": [
            {"code": "T01", "name": "Sample district treasury", "name_ml": "മാതൃകാ ജില്ലാ ട്രഷറി"},
            {"code": "T02", "name": "Sample sub-treasury", "name_ml": "മാതൃകാ സബ് ട്രഷറി"},
        ],
        "heads": [
            {"code": "2202-01-101-99-01", "title": "General education, salaries"},
            {"code": "2202-01-102-98-01", "title": "Aided schools, salaries"},
            {"code": "2202-03-103-97-01", "title": "Colleges, salaries"},
            {"code": "2014-00-105-99-01", "title": "Administration of justice, salaries"},
            {"code": "2202-01-101-99-02", "title": "General education, wages"},
        ],
        "bill_classes": [
            {
                "code": "establishment",
                "title": "Establishment",
                "title_ml": "എസ്റ്റാബ്ലിഷ്മെന്റ്",
                "signing": "maker_checker",
            },
            {"code": "wages", "title": "Wages", "title_ml": "വേതനം", "signing": "maker_checker"},
            {
                "code": "gazetted",
                "title": "Gazetted officer",
                "title_ml": "ഗസറ്റഡ് ഓഫീസർ",
                "signing": "self_drawn",
            },
            {"code": "aided", "title": "Aided school", "title_ml": "എയ്ഡഡ് സ്കൂൾ", "signing": "countersigned"},
        ],
        "posts": [
            {
                "code": p.code,
                "designation": p.designation,
                "designation_ml": p.designation_ml,
                "is_gazetted": p.is_gazetted,
            }
            for p in (*POSTS, *OTHER_POSTS)
        ],
        "offices": [
            {
                "code": c.office,
                "name": c.title,
                "name_ml": c.title_ml,
                "district": c.district,
                "place_class": c.place_class,
                "local_body": f"Sample {LOCAL_BODIES[c.place_class]}, {c.district}",
                "local_body_kind": LOCAL_BODIES[c.place_class],
            }
            for c in all_codes
        ],
        "drawing_codes": [
            {
                "code": c.code,
                "kind": c.kind,
                "title": c.title,
                "title_ml": c.title_ml,
                "treasury": c.treasury,
                "heads": {c.bill_class: _head(c)}
                | ({"wages": "2202-01-101-99-02"} if c.bill_class == "establishment" else {}),
            }
            for c in all_codes
        ],
        "officers": list(_officers(made, all_codes)),
    }


def _head(code: Code) -> str:
    if code.code in {"0423", "0424"}:
        return "2014-00-105-99-01"
    return {"aided": "2202-01-102-98-01", "gazetted": "2202-03-103-97-01"}.get(
        code.bill_class, "2202-01-101-99-01"
    )


def _officers(made: Directorate, all_codes: Sequence[Code]) -> Iterator[dict[str, Any]]:
    """Who acts: officers outside the directorate by name of the post, those inside by their employee number."""

    def outside(username: str, role: str, office: str, scope: str = "") -> dict[str, Any]:
        return {
            "username": username,
            "role": role,
            "office": office,
            "scope": scope,
            "born": date(1975, 1, 1),
        }

    yield outside("establishment", "clerk", "DEPT")
    yield outside("treasury-t01", "treasury_officer", "TRY", "T01")
    yield outside("treasury-t02", "treasury_officer", "TRY", "T02")
    yield outside("finance", "purpose_owner", "FIN")
    yield outside("dpo", "data_protection_officer", "FIN")
    yield outside("law-officer", "law_officer", "FIN")
    yield outside("information-office", "communicating_officer", "PRD")
    yield outside("educational-officer", "countersigning_officer", "DEPT", "0421")
    for code in all_codes:
        first = next(row for row in made.rows if row["drawing_code"] == code.code)
        holder = {
            "username": f"ddo-{code.code}",
            "role": "drawing_officer",
            "office": "DEPT",
            "scope": code.code,
            "number": first["number"],
        }
        yield holder
        if code.people > 1:
            yield outside(f"clerk-{code.code}", "clerk", "DEPT", code.code)


def acts(made: Directorate) -> list[dict[str, Any]]:
    """What happens in the demo before and after the office's month itself, which the demo plays from these same verbs."""
    cases = made.cases
    played: list[dict[str, Any]] = [
        {"at": "2026-10-19T09:00", "by": "establishment", "do": "import", "with": {"file": "employees.csv"}},
        {
            "at": "2026-10-19T09:10",
            "by": "establishment",
            "do": "import",
            "with": {"file": "drawn.csv", "what": "drawn", "verified_by": "finance"},
        },
        {"at": "2026-10-19T09:20", "by": "establishment", "do": "import", "with": {"file": "twice.csv"}},
    ]
    for minute, (_, number, what) in enumerate(cases.records):
        played.append(
            {
                "at": f"2026-10-{19 + minute // 50:02d}T11:{minute % 50:02d}",
                "by": "establishment",
                "do": "record",
                "with": {"employment": number, **_plain(what)},
            }
        )
    return [
        *played,
        {
            "at": "2026-10-22T15:00",
            "by": "ddo-0412",
            "do": "delegate",
            "with": {
                "role": "drawing_officer",
                "scope": "0412",
                "to": "clerk-0412",
                "power": "prepare",
                "until": "2026-11-30",
            },
        },
        *_office_months(made),
        {
            "at": "2026-11-21T11:04",
            "by": "information-office",
            "do": "request_use",
            "with": {
                "purpose": "SAL-CREDIT",
                "mode": "message",
                "source_register": "SPARK",
                "fields": ["name", "mobile"],
                "channel": "sms",
                "sender": "PRD",
                "recipient": "employee_self",
                "template": {"class": "publicity", "parts": ["praise"]},
                "cohort": "all employees",
            },
        },
    ]


def _office_months(made: Directorate) -> Iterator[dict[str, Any]]:
    """Each drawing code's month: facts verified, pay run, bill made, signed and presented; the treasury passes it."""
    month = str(MONTH)
    for code in made.codes:
        ddo, maker = f"ddo-{code.code}", f"clerk-{code.code}" if code.people > 1 else f"ddo-{code.code}"
        key = {"drawing_code": code.code, "month": month}
        yield {"at": "2026-10-26T10:00", "by": ddo, "do": "verify", "with": {"drawing_code": code.code}}
        yield {"at": "2026-10-27T10:00", "by": maker, "do": "run", "with": key}
        accept = {"code": "not_explained", "how": "signed_off", "reason": "Compared with the service book."}
        later = {"code": "any", "how": "held", "reason": "Held this month until it is mended."}
        yield {"at": "2026-10-27T10:30", "by": ddo, "do": "resolve", "with": key | accept}
        yield {"at": "2026-10-27T10:40", "by": ddo, "do": "resolve", "with": key | later}
        yield {"at": "2026-10-27T11:00", "by": maker, "do": "make", "with": key}
        if code.bill_class == "aided":
            yield {"at": "2026-10-28T10:00", "by": "educational-officer", "do": "countersign", "with": key}
        elif code.kind == "ddo":
            yield {"at": "2026-10-27T15:00", "by": ddo, "do": "check", "with": key}
        yield {"at": "2026-10-28T11:00", "by": ddo, "do": "present", "with": key}
        yield {"at": "2026-10-30T11:00", "by": f"treasury-{code.treasury.lower()}", "do": "pass", "with": key}


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
    """The row of a person who is registered already, under a second number."""
    row = dict(made.rows[40])
    return row | {
        "number": "199999",
        "account": "7999999999",
        "gpf_number": "",
        "gpf_subscription": "",
        "nps_number": "110019999900",
    }


def write(folder: Path, rulebook: Rulebook, people: int = 0) -> None:
    """Write the files of the demo's folder, for about so many people (the demo's own number if zero)."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Directorate(lambda revision, scale: rulebook.stages(revision, scale, MONTH), people)
    write_employees(folder / "employees.csv", made.rows)
    write_employees(folder / "twice.csv", [twice(made)])
    write_drawn(
        folder / "drawn.csv",
        made.rows,
        made.cases.records,
        rulebook,
        {code.office: code.place_class for code in made.codes},
        MONTH,
    )
    for name, content in (("directorate.yaml", directorate(made)), ("acts.yaml", acts(made))):
        (folder / name).write_text(
            yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=160), encoding="utf-8"
        )
