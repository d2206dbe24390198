"""Lines of dues: each explanation names its rules, orders and inputs, and gives its amount to the paisa.

Two functions here recompute the amounts from the explanation alone. Every figure is compared with its file.
``VETHANAM_TEST_EXPLAINED`` is the number of people of each of the six schemes: 8, each in one month but the
first four in all; by ``make nightly`` 50, each in all months: over 1,000 lines.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

import vethanam.rules.kerala
from tests.benefits.bodies import OLD_AGE, WIDOW, Bodies
from tests.benefits.months import COMMON, UNMARRIED, approved, released, with_month_officers
from tests.benefits.sheets import ROW, last_sheet, sheet
from tests.benefits.test_cycles import SINGLE, WIDOWED
from vethanam.acts.executor import perform
from vethanam.benefits.actions.deaths import report_death
from vethanam.benefits.actions.releases import ReleaseSaid
from vethanam.benefits.actions.standing import Change, suspend
from vethanam.benefits.models import Award, Beneficiary, LifeWindow
from vethanam.benefits.queries.award_months import explained
from vethanam.benefits.sheets.intake import take_beneficiaries
from vethanam.benefits.sheets.verification import verify_beneficiaries
from vethanam.periods import Month

WOMEN, DISABLED, LABOUR = "STHREE_SURAKSHA", "IGNDPS", "AGRI"
#: what each scheme reads beside the common circumstances, and the years of birth
OWN: Mapping[str, tuple[Mapping[str, str], range]] = {
    OLD_AGE: ({"on_central_list": "yes"}, range(1940, 1960)),
    WIDOW: (WIDOWED, range(1950, 1985)),
    UNMARRIED: (SINGLE, range(1950, 1976)),
    DISABLED: (
        {"has_disability_certificate": "yes", "disability": "60", "on_central_list": "yes"},
        range(1950, 2000),
    ),
    LABOUR: ({"labour_years": "12", "is_fund_member": "yes", "on_plantation": "no"}, range(1940, 1960)),
    WOMEN: ({"sex": "woman", "card": "pink", "in_government_service": "no"}, range(1965, 1990)),
}  # fmt: skip
PEOPLE = int(os.environ.get("VETHANAM_TEST_EXPLAINED") or "8")
IS_NIGHTLY = PEOPLE > 8
#: the circumstances in which people differ, in turn: reasons against, unread rules, nobody knows
OTHERWISE: Sequence[Mapping[str, str]] = (
    {}, {}, {}, {"on_central_list": ""}, {"epf_pension": "4500"}, {"epf_pension": "3900"},
    {"on_central_list": "no"}, {"has_service_pension": "yes"},
)  # fmt: skip
MONTHS = [Month.parse(one) for one in ("2024-01", "2026-03", "2026-04")]
RATE = {
    "parameter": "benefits.monthly", "key": "social_security_pension", "with_effect_from": "2026-03-01",
    "value": "2100", "order_number": "G.O.(P) 17/2026/Fin", "order_dated": "2026-10-20",
}  # fmt: skip


def rows_of(scheme: str, chance: Random) -> Iterator[dict[str, str]]:
    """People of a scheme. One in four has no proof of life in 2026, one in five was paid elsewhere."""
    stated, born = OWN[scheme]
    for place in range(PEOPLE):
        row = {
            **{name: value for name, value in ROW.items() if name not in COMMON}, **COMMON, **stated,
            **OTHERWISE[place % len(OTHERWISE)],
            "number": f"{scheme}-{place}", "name": f"Person {scheme} {place}", "scheme": scheme,
            "born": f"{chance.choice(born)}-{chance.randint(1, 12):02}-15", "stated_on": "2021-01-01",
            "sanctioned_from": "2021-02", "mustered_manner": "centre", "mustered_reference": f"AKS-{place}",
            "mustered_on": "2024-02-01" if place % 4 == 2 else "2026-02-01",
        }  # fmt: skip
        if place % 5 == 0:
            drawn = chance.choice(("1000", "1700"))
            row |= {"drawn_from": "2023-12", "drawn_until": "2024-01", "drawn_state": drawn}
        yield row


@pytest.fixture
def awards(bodies: Bodies, monkeypatch: pytest.MonkeyPatch) -> list[Award]:
    """Approved months; one dead, one suspended, one with two schemes; money drawn; a rate restated."""
    monkeypatch.setattr("vethanam.benefits.roll_lines.AHEAD", 1)  # everybody is looked at again in each month
    with_month_officers(bodies, *(code for code in OWN if code not in bodies.schemes))
    bodies.appoint("finance-2", "finance_officer", "")
    chance = Random(20261201)
    for scheme in OWN:
        rows = list(rows_of(scheme, chance))
        if scheme == WIDOW:
            both = Beneficiary.objects.order_by("pk").select_related("person")[3]
            rows[0] |= {
                "beneficiary": both.number, "name": both.person.name, "born": both.person.born.isoformat(),
            }  # fmt: skip
        take_beneficiaries(bodies.by(f"{scheme}-1"), bodies.schemes[scheme], sheet(rows), "people.csv")
        verify_beneficiaries(bodies.by(f"{scheme}-2"), last_sheet())
    for office in bodies.schemes.values():
        LifeWindow.objects.create(
            scheme=office, year=2026, opens=date(2026, 1, 1), closes=date(2026, 3, 31), order=bodies.order,
            recorded_at=bodies.by("clerk").at,
        )  # fmt: skip
    found = list(Award.objects.select_related("scheme", "beneficiary__person").order_by("pk"))
    suspend(bodies.by("secretary"), found[1], Change("court_stay", MONTHS[0]))
    for scheme in OWN:
        approved(bodies, scheme, *MONTHS[:-1])
    released(bodies, UNMARRIED, ReleaseSaid(MONTHS[:1], 10_00_000_00, "first of five"))
    released(bodies, WIDOW, ReleaseSaid(MONTHS[:1], 10_00_000_00))
    proposed = perform("enter_parameter", bodies.officers["finance"], RATE, bodies.by("clerk").at)
    assert proposed.ok, proposed.says
    decided = {"proposal": proposed.state["proposal"], "outcome": "agree"}
    done = perform("decide_parameter", bodies.officers["finance-2"], decided, bodies.by("clerk").at)
    assert done.ok, done.says
    report_death(bodies.by("clerk"), found[2].beneficiary, date(2026, 3, 10), "relative", "D-1/2026")
    for scheme in OWN:
        approved(bodies, scheme, MONTHS[-1])
    return found


type Node = Mapping[str, Any]


def worth(node: Node, figures: Sequence[Mapping[str, Any]]) -> int | None:
    """The value of a node by its parts; a figure must stand among those that the explanation lists."""
    match node["op"]:
        case "fixed":
            return int(node["value_paise"])
        case "figure":
            fields = [one["fields"] for one in figures if one["figure"] == node["figure"]]
            assert node["value_paise"] in [value for one in fields for value in one.values()], node
            value = node["value_paise"]
            return None if value is None else int(value)
        case "choice":
            assert node["says"] and len(node["parts"]) == (node["holds"] is not None)
            return worth(node["parts"][0], figures) if node["parts"] else None
    raise AssertionError(node["op"])


def parts_of(told: Mapping[str, Any]) -> dict[str, int | None]:
    """Each payer's part by the documented rule: others their least, the State the due less their most."""
    figures = told["figures"]
    due = worth(told["amount"]["due"], figures)
    shares = told["amount"]["shares"]
    if due is None:
        return dict.fromkeys(("state", *shares))
    found: dict[str, int | None] = {}
    rest = due
    for payer, bounds in shares.items():
        least, most = (worth(bounds[name], figures) for name in ("least", "most"))
        found[payer] = min(least or 0, due)
        rest -= min(due if most is None else most, due)
    return found | {"state": rest}


def written() -> dict[str, dict[str, Any]]:
    """Each figure of benefits as its file has it."""
    folder = Path(vethanam.rules.kerala.__file__).parent / "parameters" / "benefits"
    return {
        ".".join(("benefits", *path.relative_to(folder).with_suffix("").parts)): yaml.safe_load(
            path.read_text()
        )
        for path in folder.rglob("*.yaml")
    }


def as_written(file: Mapping[str, Any], value: Any) -> dict[str, Any]:
    """The fields of a value of a file as the explanation tells them: rupees as paise."""
    units = file.get("fields") or {"value": file.get("unit")}
    fields = value if isinstance(value, dict) else {next(iter(units)): value}
    is_part = {name for name, unit in units.items() if unit in ("rupees", "per_cent")}
    return {
        name: round(one * 100) if name in is_part and one is not None else one for name, one in fields.items()
    }


def test_lines_are_explained_to_the_paisa(awards: list[Award]) -> None:
    files, seen, lines = written(), Counter[str](), 0
    for place, award in enumerate(awards):
        for month in MONTHS if IS_NIGHTLY or place < 4 else [MONTHS[place % 3]]:
            told = explained(award, month)
            assert told["cycle"] and told["award"] == award.number and told["scheme"] == award.scheme.code
            state, reason = told["decision"], told["reason"]
            seen[state] += 1
            fails = [one for one in told["conditions"] if one["holds"] is False]
            unknown = [one for one in told["conditions"] if one["holds"] is None]
            if state == "eligible":
                assert told["conditions"] and not fails and not unknown
                lines += same_amounts(told, files, seen)
                continue
            lines += 1
            assert reason, told
            seen[reason] += 1
            if state == "not_eligible":
                assert fails[0]["code"] == reason and fails[0]["why"], told
            elif state == "held":
                assert not fails and unknown[0]["code"] == reason and unknown[0]["why"], told
                assert (
                    unknown[0]["orders"] or None in unknown[0]["facts"].values() or unknown[0]["why"]["facts"]
                )
            drawn = sum(one["amount_paise"] for one in told["drawals"])
            assert sum(one["drawn_paise"] for one in told["shares"]) == drawn
    assert lines >= (1_000 if IS_NIGHTLY else 60), lines
    wanted = {
        "eligible", "not_eligible", "held", "suspended", "ONE_PENSION", "SERVICE_PENSION", "RULE_NOT_READ",
        "LIFE_NOT_PROVEN", "court_stay", "death_reported", "restated", "arrear", "instalment", "elsewhere",
        "centre", "held part",
    }  # fmt: skip
    assert not [name for name in sorted(wanted) if not seen[name]], seen


def same_amounts(told: Mapping[str, Any], files: Mapping[str, dict[str, Any]], seen: Counter[str]) -> int:
    """The lines of an eligible month: amounts by payer, drawn and open; the number of lines."""
    parts = parts_of(told)
    for one in told["figures"]:
        assert one["order"], one
        if one["order"].startswith(RATE["order_number"]):
            assert list(one["fields"].values()) == [210_000]
            seen["restated"] += 1
            continue
        file = files[one["figure"]]
        values = [value for value in file["values"] if value.get("key") == one["key"]]
        (found,) = [value for value in values if str(value["with_effect_from"]) == one["from"]]
        assert one["fields"] == as_written(file, found["value"]), (one, found)
        assert found["order"] in one["order"], (one, found)
    shares = {one["payer"]: one for one in told["shares"]}
    for payer, part in parts.items():
        if payer not in shares:
            assert not part, (payer, part, told)
            continue
        one = shares[payer]
        assert one["due_paise"] == part, (payer, part, told)
        if part is None:
            assert any(None in figure["fields"].values() for figure in told["figures"]), told
            continue
        settled = one["drawn_paise"] + one["elsewhere_paise"] + one["kept_back_paise"]
        assert one["open_paise"] == part - settled
        drawn = [drawal for drawal in told["drawals"] if drawal["payer"] == payer]
        assert sum(drawal["amount_paise"] for drawal in drawn) == one["drawn_paise"]
        assert all(drawal["order"] and drawal["cause"] for drawal in drawn)
        seen.update(drawal["cause"] for drawal in drawn)
        seen["elsewhere"] += bool(one["elsewhere_paise"])
        seen["arrear"] += payer == "state" and one["open_paise"] > 0
        seen["centre"] += payer == "centre" and part > 0
    due = told["amount"]["due"]["value_paise"]
    seen["held part"] += due is not None and sum(part or 0 for part in parts.values()) < due
    return len(parts)
