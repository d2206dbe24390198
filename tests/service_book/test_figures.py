"""A rate entered with its order by two persons is in force from its date; old instants read unchanged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.payroll.office import at, small_office
from tests.people.masters.test_proposals import administrator
from vethanam.errors import Refused, UnsoundInput
from vethanam.identity.authority import Authority
from vethanam.orders.models import Figure
from vethanam.payroll.actions import compute_run
from vethanam.payroll.models import Run
from vethanam.people.masters import Stated, by_name, decide, propose
from vethanam.people.models import MasterProposal
from vethanam.periods import Month
from vethanam.rules import load_pack
from vethanam.rules.rule_text import shown
from vethanam.service_book.figures import parameter_kind, rulebook_known

KINDS = by_name(parameter_kind(lambda: "kerala"))
ORDER = {"order_number": "G.O.(P) No.81/2026/Fin", "order_dated": "2026-10-05"}
DA = {
    "parameter": "dearness_allowance.rate",
    "key": "state_11",
    "with_effect_from": "2026-01-01",
    "first_drawn": "2026-11",
    "value": "38",
}


def finance(name: str, when: datetime | None = None) -> Authority:
    """A finance officer at an instant."""
    return replace(administrator(name), role="finance_officer", office="FIN", at=when or at(20))


def proposed(**cells: Any) -> MasterProposal:
    return propose(finance("first"), KINDS, [Stated("parameter", "the form", {**DA, **ORDER, **cells})])


def agreed(when: datetime | None = None, /, **cells: Any) -> None:
    decide(finance("second", when), KINDS, proposed(**cells).pk, outcome="agreed")


def rate(known_at: datetime | None, month: Month) -> object:
    value = (
        rulebook_known("kerala", known_at)
        .parameters["dearness_allowance.rate"]
        .in_force(month.first, "state_11")
    )
    return value and value.fields["value"]


def test_a_rate_is_in_force_from_its_first_drawn_month_once_two_persons_entered_it(db: None) -> None:
    proposal = proposed()
    before = rulebook_known("kerala")
    assert rate(None, Month(2026, 11)) == 3500 and before.hash == load_pack("kerala").hash
    decide(finance("second"), KINDS, proposal.pk, outcome="agreed")
    assert (rate(None, Month(2026, 10)), rate(None, Month(2026, 11))) == (3500, 3800)
    told = shown(rulebook_known("kerala"), "dearness_allowance.rate", date(2026, 11, 1))
    (figure,) = [one for one in told["figures"] if one["key"] == "state_11"]
    assert (figure["text"], figure["order"]) == ("38 %", "G.O.(P) No.81/2026/Fin, dated 5 Oct 2026")


def test_the_rulebook_of_an_earlier_instant_is_as_it_was(db: None) -> None:
    agreed(at(21))
    first = rulebook_known("kerala").hash
    assert rate(at(20), Month(2026, 11)) == 3500
    assert rulebook_known("kerala", at(20)).hash == load_pack("kerala").hash != first
    agreed(at(23), value="39")
    assert (rate(at(22), Month(2026, 11)), rate(at(23), Month(2026, 11))) == (3800, 3900)
    assert rulebook_known("kerala", at(22)).hash == first != rulebook_known("kerala").hash


def test_of_two_entered_on_one_day_the_later_counts(db: None) -> None:
    agreed()
    agreed(value="39")
    assert rate(None, Month(2026, 11)) == 3900


def test_a_month_is_computed_with_it_and_its_hash_names_it(desk_db: None) -> None:
    office = small_office()
    office.hire("100234")

    def net(month: Month, when: datetime) -> tuple[int, bytes]:
        run = Run.objects.get(pk=compute_run(month, "0412", office.by("clerk", when)).run)
        return run.gross or 0, bytes(run.rulebook_hash or b"")

    november = Month(2026, 11)
    before = net(november, at(20, month=11))
    agreed(at(21, month=11))
    after = net(november, at(22, month=11))
    assert after[0] - before[0] == 4_560_000 * 3 // 100
    assert after[1] != before[1] == bytes.fromhex(load_pack("kerala").hash)


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        ({"parameter": "dearness.rate"}, "parameter", "there is no such parameter"),
        ({"key": "state_12"}, "key", "not among the keys"),
        ({"value": "much"}, "value", "is not value in per cent"),
        ({"value": "{a: 1"}, "value", "not readable"),
        ({"until": "2025-12-31"}, "until", "before it begins"),
        ({"first_drawn": "2025-11"}, "first_drawn", "first drawn before it takes effect"),
        ({"first_drawn": "soon"}, "first_drawn", "is not a month"),
        ({"order_number": ""}, "order_number", "has half of an order"),
        ({"parameter": "house_rent_allowance.slab", "key": "11/B", "value": "{rate: 10}"}, "value",
            "should give exactly"),
    ],
)  # fmt: skip
def test_what_the_rules_cannot_read_is_a_sentence(
    db: None, cells: dict[str, str], column: str, says: str
) -> None:
    with pytest.raises(UnsoundInput) as told:
        proposed(**cells)
    assert [(fault.field, says in fault.says) for fault in told.value.faults] == [(column, True)]


def test_finance_alone_enters_and_a_figure_is_never_changed(db: None) -> None:
    with pytest.raises(Refused, match="does not propose or decide a figure of the rules"):
        propose(administrator("first"), KINDS, [Stated("parameter", "the form", {**DA, **ORDER})])
    agreed()
    with pytest.raises(DatabaseError), transaction.atomic():
        Figure.objects.update(parameter="pay.scales")


def test_a_slab_is_written_as_in_the_file(db: None) -> None:
    slab = {
        "parameter": "house_rent_allowance.slab",
        "key": "11/B",
        "value": "{rate: 10, floor: 2000, ceiling: 9000}",
    }
    agreed(**slab)
    value = (
        rulebook_known("kerala").parameters["house_rent_allowance.slab"].in_force(date(2026, 11, 1), "11/B")
    )
    assert value and dict(value.fields) == {"rate": 1000, "floor": 200_000, "ceiling": 900_000}


def test_the_share_that_recoveries_leave_is_entered_by_finance_and_shown(db: None) -> None:
    name = "recoveries.least_net"
    (unset,) = shown(rulebook_known("kerala"), name, date(2026, 11, 1))["figures"]
    assert unset["order"].startswith("No order that protects a minimum net was read")
    cells = {"parameter": name, "key": "", "with_effect_from": "2026-11-01", "first_drawn": "", "value": "25"}
    agreed(**cells)
    (figure,) = shown(rulebook_known("kerala"), name, date(2026, 11, 1))["figures"]
    assert (figure["text"], figure["order"]) == ("25 %", "G.O.(P) No.81/2026/Fin, dated 5 Oct 2026")
    value = rulebook_known("kerala").parameters[name].in_force(date(2026, 11, 1))
    assert value is not None and value.fields["value"] == 2500
