"""A fund is declared by its pack: the second pack gets a fund here by a developer's declaration alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any

import polars as pl
import pytest

from vethanam.errors import Unsound
from vethanam.periods import Month
from vethanam.rules import MonthFacts, assess, explain, load_pack
from vethanam.rules.component import deduction
from vethanam.rules.formula import Formula, choose, column
from vethanam.rules.funds import Fund, Funds, SheetColumn, Stated
from vethanam.rules.month_facts import facts_from
from vethanam.rules.parameter_values import InForce
from vethanam.rules.rulebook import Remitted, Rulebook, pack_names, read_pack

OCTOBER = Month(2025, 10)
GROUP = Fund(
    "cgegis",
    "Central group insurance",
    member=Stated("is_cgegis", "in central group insurance"),
    amount=Stated("cgegis_amount", "central group insurance"),
    group=Stated("cgegis_group", "group of central group insurance"),
    sheet=(
        SheetColumn("cgegis_group", "group, A to C", "group", ("A", "B", "C")),
        SheetColumn("cgegis_amount", "subscription as on the record", "amount"),
    ),
)
RATES = """
says: Monthly subscription, by group.
unit: rupees
key: group
keys: [A, B, C]
order: "O.M. No.7(5)/89-E.V"
verified: false
values:
  - {key: A, with_effect_from: 1990-01-01, value: 120}
  - {key: B, with_effect_from: 1990-01-01, value: 60}
  - {key: C, with_effect_from: 1990-01-01, value: 30}
"""


@deduction("Central group insurance")
def central_group_insurance(on: InForce) -> Formula:
    """The sum of the record; where it states none, the rate of the group."""
    by_group = on.cgegis.subscription.by("cgegis_group")
    is_stated = pl.col("cgegis_amount").is_not_null()
    amount = choose(is_stated, column("cgegis_amount"), by_group, says="The record states the sum.")
    return choose(GROUP.is_member, amount, says="A member of the scheme.")


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    """The second pack with a further insurance: a component, a figure, a place in the precedence."""
    pack = load_pack("central").pack
    folder = tmp_path_factory.mktemp("pack") / "central"
    copytree(pack.folder, folder)
    (folder / "parameters" / "cgegis").mkdir()
    (folder / "parameters" / "cgegis" / "subscription.yaml").write_text(RATES)
    precedence = folder / "parameters" / "recoveries" / "precedence.yaml"
    keyed = precedence.read_text().replace("keys: [", "keys: [central_group_insurance, ")
    place = (
        "  - {key: central_group_insurance, with_effect_from: 2016-01-01, value: {place: "
        "102, is_divisible: true}}\n"
    )
    precedence.write_text(keyed.replace("values:\n", f"values:\n{place}"))
    return read_pack(
        replace(
            pack,
            folder=Path(folder),
            components=(*pack.components, central_group_insurance),
            payees={**pack.payees, "central_group_insurance": Remitted("fund", "cgegis")},
            funds=Funds(*pack.funds, GROUP),
        )
    )


def month(rulebook: Rulebook, **employment: Any) -> MonthFacts:
    given = {
        "employment": {"born": "1985-05-20", "is_tax_settled": True, **employment},
        "segments": [{"revision": 7, "scale": "6", "basic_pay": 35400, "place_class": "X"}],
    }
    return facts_from(given, OCTOBER, rulebook)


def taken(rulebook: Rulebook, **employment: Any) -> Mapping[str, int]:
    lines = assess(month(rulebook, **employment), rulebook).lines.filter(kind="deduction")
    return dict(lines.select("component", "amount").iter_rows())


def test_what_a_question_states_of_a_new_fund_is_a_row_and_is_taken(rulebook: Rulebook) -> None:
    facts = month(rulebook, pension_scheme="nps", is_cgegis=True, cgegis_group="B")
    assert facts.memberships.rows() == [(1, "cgegis", None, "B"), (1, "nps", None, None)]
    assert taken(rulebook, is_cgegis=True, cgegis_group="B") == {"central_group_insurance": 60_00}
    assert taken(rulebook, is_cgegis=True, cgegis_amount=45) == {"central_group_insurance": 45_00}
    assert taken(rulebook) == {}


def test_a_sum_of_members_alone_is_refused_of_somebody_who_is_none(rulebook: Rulebook) -> None:
    with pytest.raises(Unsound, match=r"cgegis_amount is of members alone\. Add is_cgegis: true"):
        month(rulebook, cgegis_amount=45, cgegis_group="B")


def test_its_line_is_explained_by_what_the_membership_states(rulebook: Rulebook) -> None:
    tree = explain(month(rulebook, is_cgegis=True, cgegis_group="A"), rulebook, "central_group_insurance")
    assert {given.name: given.text for given in tree.givens} == {"is_cgegis": "yes", "cgegis_group": "A"}
    assert tree.value == 120_00 and "O.M. No.7(5)/89-E.V" in str([p.citation for p in tree.parameters])


def test_a_row_of_the_employees_file_makes_the_member(rulebook: Rulebook) -> None:
    def stated(**row: Any) -> dict[str, dict[str, Any]]:
        return {fund.code: given for fund, given in rulebook.pack.funds.in_sheet(row.get)}

    assert stated(cgegis_group="C") == {"cgegis": {"number": "", "amount": None, "group": "C"}}
    assert stated(nps_number="110012345678", cgegis_amount=0) == {
        "nps": {"number": "110012345678", "amount": None, "group": ""},
        "cgegis": {"number": "", "amount": 0, "group": ""},
    }
    assert stated(gpf_subscription=5000) == {}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("medisep", None)], "fund_not_in_pack"),
        ([("cgegis", 45_00), ("cgegis", 60_00)], "membership_twice"),
        ([("cgegis", -1)], "amount_not_sensible"),
    ],
)
def test_who_has_a_membership_that_cannot_be_read_is_set_aside(
    rulebook: Rulebook, rows: list[tuple[str, int | None]], code: str
) -> None:
    plain = month(rulebook)
    members = plain.memberships.clear().vstack(
        pl.DataFrame(
            [(1, fund, amount, None) for fund, amount in rows], plain.memberships.schema, orient="row"
        )
    )
    result = assess(replace(plain, memberships=members), rulebook)
    assert result.set_aside["code"].to_list() == [code] and result.lines.is_empty()


@pytest.mark.parametrize("name", pack_names())
def test_rows_and_columns_say_the_same(name: str) -> None:
    funds = load_pack(name).pack.funds
    stated = funds.stated.rows([{"employment": number, "born": date(1985, 5, 20)} for number in (1, 2, 3)])
    filled = [
        pl.when(pl.col("employment") == 2)
        .then(_some(one.dtype, one.words))
        .otherwise(pl.col(name))
        .alias(name)
        for name, one in funds.columns.items()
    ]
    stated = stated.with_columns(filled)
    months, members = funds.split(stated)
    wide = funds.wide(members, months["employment"])
    assert wide.equals(stated.select("employment", *funds.columns))
    assert funds.rows(wide).equals(members) and set(members["employment"]) == {2}
    assert set(members["fund"]) == {fund.code for fund in funds} - {"nps"}


def _some(dtype: pl.DataType, words: tuple[str, ...]) -> pl.Expr:
    return pl.lit({pl.Boolean(): True, pl.Int64(): 45_00, pl.String(): (*words, "B")[0]}[dtype], dtype)


@pytest.mark.parametrize("name", pack_names())
def test_every_fund_that_a_deduction_goes_to_is_declared_and_each_column_is_of_one_fund(name: str) -> None:
    pack = load_pack(name).pack
    paid = {goes.fund for goes in pack.payees.values() if goes.to == "fund"}
    assert paid <= set(pack.funds.codes) and pack.provident_fund in (*pack.funds.codes, "")
    columns = [
        one.column for fund in pack.funds for one in fund.stated if one.column not in pack.funds.schemes
    ]
    assert len(columns) == len(set(columns))


def test_a_pack_whose_money_goes_to_a_fund_it_does_not_declare_is_refused(rulebook: Rulebook) -> None:
    with pytest.raises(Unsound, match="goes to the fund cgegis, which the pack does not declare"):
        read_pack(replace(rulebook.pack, funds=Funds(*load_pack("central").pack.funds)))
