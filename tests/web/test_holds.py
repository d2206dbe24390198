"""An officer holds a person back from a month's bill with a reason, and a supplementary
bill draws it later.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import Error, transaction

from tests.payroll.office import OCTOBER, at
from tests.web.conftest import NOW, Town
from vethanam.payroll.actions import compute_run, lock_run, make_bill
from vethanam.payroll.models import BillLine, Resolution, RunFinding

NOVEMBER = OCTOBER.plus(1)
HOLD = "/office/0412/people/100235/2026-11/hold/"


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def drawn(town: Town, run: int) -> set[str]:
    lock_run(run, town.office.by("clerk", NOW))
    bills = [bill.pk for bill in make_bill(run, town.office.by("clerk", NOW)).bills]
    return set(BillLine.objects.filter(bill__in=bills).values_list("claim__employment__number", flat=True))


def test_somebody_is_held_back_and_a_supplementary_bill_draws_the_month(town: Town) -> None:
    run = compute_run(NOVEMBER, "0412", town.office.by("clerk", at(24, month=11))).run
    clerk = town.sign_in("clerk")
    person = "/office/0412/people/100235/?month=2026-11"
    assert f'href="{HOLD}"' in clerk.get(person).content.decode()
    assert "Nobody is paid less for ever" in text(clerk.get(HOLD))
    assert clerk.post(HOLD, {"reason": ""}).status_code == 200
    said = text(clerk.post(HOLD, {"reason": "Joining report awaited."}, follow=True))
    assert "Recorded, with your reason." in said and "Held back by an officer" in said
    assert f'href="{HOLD}"' not in clerk.get(person).content.decode()
    assert clerk.get(HOLD).status_code == 404
    assert drawn(town, run) == {"100234", "100236"}
    again = compute_run(NOVEMBER, "0412", town.office.by("clerk", NOW)).run
    assert again != run and drawn(town, again) == {"100235"}


def test_a_hold_outlives_another_version_of_the_run(town: Town) -> None:
    compute_run(NOVEMBER, "0412", town.office.by("clerk", at(24, month=11)))
    town.sign_in("clerk").post(HOLD, {"reason": "Joining report awaited."})
    town.office.note(town.office.people["100234"], "quarters", NOVEMBER.first, at(25, hour=9, month=11))
    run = compute_run(NOVEMBER, "0412", town.office.by("clerk", NOW)).run
    (found,) = RunFinding.objects.filter(run=run, code="held_back")
    kept = Resolution.objects.get(finding=found)
    assert (found.record, kept.reason) == ("Employee 100235", "Joining report awaited.")
    assert drawn(town, run) == {"100234", "100236"}


def test_a_locked_month_and_another_finding_take_no_hold(town: Town) -> None:
    run = compute_run(NOVEMBER, "0412", town.office.by("clerk", at(24, month=11))).run
    try:
        with transaction.atomic():
            RunFinding.objects.create(run_id=run, record="Employee 100235", code="other", blocks=False)
    except Error as refused:
        assert "is not being computed" in str(refused)
    else:
        raise AssertionError("a finding of the computation was added afterwards")
    lock_run(run, town.office.by("clerk", NOW))
    assert town.sign_in("clerk").get(HOLD).status_code == 404
