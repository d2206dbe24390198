"""Finance asks for the cost of an order; the worker is killed in the middle of it, and another ends it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.stories.conftest import Carried
from tests.stories.house import one, rows, until
from tests.stories.test_kills import running
from vethanam.web.finance.pages import EXAMPLE

_WAITS = """
    SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%payroll_scenario%'
"""


def test_a_worker_killed_in_the_middle_of_a_costing_costs_nothing(after: Carried, tmp_path: Path) -> None:
    with running(after.house, after.folder, tmp_path) as here:
        finance = here.browser("finance")
        with here.admin() as db, here.admin() as looking, db.transaction():
            db.execute("LOCK TABLE payroll_scenario IN EXCLUSIVE MODE")  # read, not written
            page = finance.send("/finance/", text=EXAMPLE, until="2027-06", press="one")
            assert "You can close this page" in page
            until(lambda: one(looking, _WAITS) == 1, "the worker to keep what it worked out")
            assert here.kill("worker")
            assert finance.send("/finance/", text=EXAMPLE, until="2027-06", press="one") != ""
        address = re.search(r'href="(/finance/costings/\d+/)"', finance.get("/finance/"))
        assert address, "a costing that is not over stands on the list"
        until(lambda: "of arrears once" in finance.get(address[1]), "another worker to cost it", 120)
        with here.admin() as db:
            assert rows(db, "SELECT state, scenario_id IS NOT NULL FROM payroll_costing") == [
                ("costed", True)
            ]
            assert one(db, "SELECT count(*) FROM payroll_scenario") == 1
