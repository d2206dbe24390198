"""``vethanam pay``: one JSON document, an exit code, a sentence for each refusal."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.conftest import World
from tests.payroll.office import SmallOffice, at, small_office
from tests.payroll.test_arrears import draw_elsewhere, order, raise_pay
from vethanam.clauses.explanation import Explanation
from vethanam.cli.language import Plain, lines_of
from vethanam.cli.pay import app
from vethanam.errors import Unsound
from vethanam.identity.models import Account
from vethanam.payroll.models import ArrearList, Bill, Run
from vethanam.payroll.queries import explanation
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.reader import BookReader
from vethanam.web.parts.language import PagesSpeaker


@pytest.fixture
def office(world: World) -> SmallOffice:
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    with world.role("worker"):
        office = small_office()
        office.hire("100234", gpf=500_000, known=at(28))
    return office


def pay(world: World, *words: str) -> tuple[int, Any]:
    """The exit code, and stdout parsed as JSON."""
    with world.role("worker"):
        result = CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False)
    return result.exit_code, json.loads(result.stdout)


def test_month_is_computed_locked_and_billed(world: World, office: SmallOffice) -> None:
    code, told = pay(world, "run", "--month", "2026-10", "--office", "0412", "--bill")
    assert code == 0
    (one,) = told["offices"]
    with world.role("worker"):
        run, bill = Run.objects.get(), Bill.objects.get()
        assert (one["state"], one["people"], one["net_paise"], told["net_paise"]) == (
            "locked",
            1,
            run.net,
            run.net,
        )
        assert one["bills"] == [
            {
                "bill": "2026/0412/1", "kind": "monthly", "people": 1, "gross_paise": bill.gross,
                "deductions_paise": bill.deductions, "net_paise": bill.net,
            }
        ]  # fmt: skip
        assert Run.objects.get().known_at == at(28)


def test_second_run_says_that_nothing_changed(world: World, office: SmallOffice) -> None:
    _, first = pay(world, "run", "--month", "2026-10")
    _, again = pay(world, "run", "--month", "2026-10")
    assert (first["offices"][0]["is_unchanged"], again["offices"][0]["is_unchanged"]) == (False, True)
    assert first["offices"][0]["result"] == again["offices"][0]["result"]


def test_one_line_is_explained(world: World, office: SmallOffice) -> None:
    pay(world, "run", "--month", "2026-10")
    code, told = pay(world, "explain", "--pen", "100234", "--month", "2026-10", "--component", "basic_pay")
    assert (code, told["explanation"]["value"], told["explanation"]["unit"]) == (0, 4_560_000, "paise")
    (given,) = [given for given in told["explanation"]["givens"] if given["name"] == "basic_pay"]
    source = given["source"]
    assert (given["number"], source["kind"], source["valid_from"]) == (4_560_000, "pay", "2010-06-01")
    assert source["order"].startswith("Order 1/2015") and source["is_verified"]


def test_an_explanation_is_said_in_malayalam(world: World, office: SmallOffice) -> None:
    tree = _explained(world)
    plain, malayalam = ("\n".join(lines_of(tree, say)) for say in (Plain(), PagesSpeaker("ml")))
    assert "basic pay 45,600 (pay – Order 1/2015" in plain
    pages = PagesSpeaker("ml")
    assert f"അടിസ്ഥാന ശമ്പളം 45,600 ({pages.written('pay')} – Order 1/2015" in malayalam
    assert "basic_pay:" not in malayalam and f"{pages.component('dearness_allowance')}:" in malayalam
    assert pages.component("dearness_allowance") != "Dearness allowance" != pages.written("pay") != "Pay"


def test_two_months_are_laid_beside_each_other(world: World, office: SmallOffice) -> None:
    with world.role("worker"):
        raise_pay(office, date(2026, 10, 1), known=at(28))
    code, told = pay(world, "explain", "--pen", "100234", "--month", "2026-10", "--against", "2026-09")
    assert code == 0
    lines = {line["component"]: line for line in told["lines"]}
    (raised,) = lines["basic_pay"]["by"]
    assert (raised["name"], raised["before"], raised["now"]) == ("basic_pay", "45,600", "46,700")
    assert raised["order"].startswith("Increment 10/")
    assert sum(line["effect_paise"] for line in told["lines"]) == told["net_paise"] - told["net_before_paise"]


def _explained(world: World) -> Explanation:
    with world.role("worker"):
        return explanation(BookReader(), Employment.objects.get(number="100234").pk, Month(2026, 10))


def test_arrears_of_a_month_drawn_elsewhere_are_told_by_order(world: World, office: SmallOffice) -> None:
    with world.role("worker"):
        draw_elsewhere(office, office.people["100234"], [Month(2025, 9)], known=at(28))
    code, told = pay(world, "arrears", "--from", "2025-08", "--to", "2025-09", "--office", "0412")
    assert code == 0
    assert (told["arrears_paise"], told["to_recover_paise"]) == (775_200, 0)
    assert sum(order["amount_paise"] for order in told["orders"]) == 775_200
    (one,) = told["people"]
    assert [line["component"] for line in one["lines"]] == ["dearness_allowance"]
    assert sum(order["amount_paise"] for order in one["lines"][0]["orders"]) == 775_200
    assert told["not_drawn"] == [
        {"pen": "100234", "month": "2025-08", "due_paise": 6_429_600, "open_paise": 0}
    ]
    for group in ("offices", "cadres"):
        assert [row["arrears_paise"] for row in told[group]] == [775_200]
    assert told["tax_years"] == one["tax_years"] == [{"tax_year": "2025-26", "difference_paise": 775_200}]
    asked = ["arrears", "--from", "2025-09", "--to", "2025-09", "--post"]
    assert pay(world, *asked, "HST")[1]["arrears_paise"] == 775_200
    with pytest.raises(Unsound, match="There is no post XYZ"):
        pay(world, *asked, "XYZ")


def test_arrears_are_read_aloud(world: World, office: SmallOffice) -> None:
    with world.role("worker"):
        draw_elsewhere(office, office.people["100234"], [Month(2025, 9)], known=at(28))
        words = ["arrears", "--from", "2025-09", "--to", "2025-09", "--pen", "100234"]
        result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert "7,752 owed" in result.stdout
    assert "G.O.(P) No.135/2025/Fin" in result.stdout


def test_cost_of_orders_is_told_beside_each_other(world: World, office: SmallOffice, tmp_path: Path) -> None:
    files = []
    for add in (3, 5):
        file = tmp_path / f"da-{add}.yaml"
        file.write_text(
            f"title: DA {add} more\nwith_effect_from: 2026-10-01\nchanges:\n"
            f"  - {{parameter: dearness_allowance.rate, key: state_11, add: {add}}}\n"
        )
        files.append(str(file))
    code, told = pay(world, "cost", *files, "--to", "2026-11", "--office", "0412")
    assert code == 0
    assert [one["cost_paise"] for one in told["orders"]] == [2 * 45_600 * 3, 2 * 45_600 * 5]
    for one in told["orders"]:
        for by in ("months", "heads", "offices", "scales", "components"):
            assert sum(row["cost_paise"] for row in one[by]) == one["cost_paise"]
    with pytest.raises(Unsound, match="before the order takes effect"):
        pay(world, "cost", files[0], "--to", "2026-09")
    with pytest.raises(Unsound, match="there is no such text file"):
        pay(world, "cost", str(tmp_path / "none.yaml"), "--to", "2026-11")


def test_month_is_read_aloud(world: World, office: SmallOffice) -> None:
    with world.role("worker"):
        result = CliRunner().invoke(
            app, ["explain", "--pen", "100234", "--month", "2026-10"], catch_exceptions=False
        )
    assert result.exit_code == 0
    assert "basic_pay: ₹\u202f45,600" in result.stdout


def test_office_refused_gives_a_sentence_and_exit_code_2(world: World, office: SmallOffice) -> None:
    code, told = pay(world, "run", "--month", "2026-10", "--as", "treasurer")
    assert code == 2
    assert told["offices"][0]["error"]["code"] == "not_acting_as"


@pytest.mark.parametrize(("words", "code"), [
    (("run", "--month", "October"), "not_a_month"),
    (("run", "--month", "2026-10", "--office", "9999"), "no_such_code"),
    (("explain", "--pen", "1", "--month", "2026-10"), "no_such_employee"),
])  # fmt: skip
def test_what_cannot_be_read_is_unsound(
    world: World, office: SmallOffice, words: tuple[str, ...], code: str
) -> None:
    with world.role("worker"), pytest.raises(Unsound) as unsound:
        CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert unsound.value.code == code


def test_shell_of_a_real_installation_computes_settles_and_signs_nothing(world: World) -> None:
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, false, now())")
    with world.role("worker"):
        office = small_office()
        office.hire("100234", gpf=500_000)
        Account.objects.get_or_create(username="service-worker", defaults={"kind": Account.Kind.SERVICE})
    assert pay(world, "run", "--month", "2026-10")[0] == 0
    code, told = pay(world, "run", "--month", "2026-10", "--lock")
    assert code == 2
    assert told["offices"][0]["error"]["code"] == "signs_for_nobody"
    assert pay(world, "settle") == (0, {"instructed": 0, "released": 0, "answers": 0})
    with world.role("worker"):
        assert {run.role for run in Run.objects.all()} == {"service"}


def test_arrears_of_everybody_are_counted_and_then_claimed(world: World, office: SmallOffice) -> None:
    with world.role("worker"):
        who = office.hire("100299", known=at(2))
        by = order("Fixation 1/2026", date(2026, 10, 20), at(21))
        draw_elsewhere(office, who, [Month(2026, 9)], known=at(2))
        raise_pay(office, date(2026, 9, 1), known=at(21), by=by, number="100299")
        draw_elsewhere(office, office.people["100234"], [Month(2026, 9)], known=at(28))
        Account.objects.get_or_create(username="service-worker", defaults={"kind": Account.Kind.SERVICE})
    words = ("arrears", "--everybody", "--from", "2026-09", "--to", "2026-09")
    code, counted = pay(world, *words)
    assert (code, counted["claims"], counted["result"]["gross_paise"]) == (0, False, 155_100)
    with world.role("worker"):
        assert not ArrearList.objects.exists()
    code, claimed = pay(world, *words, "--claim")
    assert (code, claimed["claims"], claimed["result"]["gross_paise"], claimed["result"]["lists"]) == (
        0, True, 155_100, 1,
    )  # fmt: skip
    assert claimed["result"]["orders"] == counted["result"]["orders"]
    with world.role("worker"), pytest.raises(Unsound, match="--claim goes with --everybody"):
        CliRunner().invoke(
            app, ["arrears", "--claim", "--from", "2026-09", "--to", "2026-09"], catch_exceptions=False
        )
