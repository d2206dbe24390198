"""An administrator sees waiting work and totals."""

from __future__ import annotations

from tests.payroll.office import at, small_office
from vethanam.acts.executor import look


def test_an_administrator_sees_the_whole_and_a_clerk_does_not(desk_db: None) -> None:
    office = small_office()
    office.hire("1")
    office.officers["head"] = office.appoint("head", "administrator", "")
    totals = look("totals", office.officers["head"], {}, at(), is_sample=True).state
    assert (totals["people"], totals["drawing_codes"], totals["bills"], totals["net_paise"]) == (1, 1, 0, 0)
    waiting = look("waiting", office.officers["head"], {}, at(), is_sample=True).state
    assert waiting["bills_to_instruct"] == waiting["messages"] == 0
    for view in ("totals", "waiting"):
        assert look(view, office.officers["clerk"], {}, at(), is_sample=True).code == "not_acting_as"
