"""Taking over a register by sheet: the normal case, every fault at once, each refusal, and the guards."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from typer import Exit

from tests.benefits.bodies import OLD_AGE, Bodies, at, with_vault
from tests.benefits.months import approved, open_of, with_month_officers
from tests.benefits.sheets import last_sheet, rows_of, sheet, taken
from vethanam.benefits import audit
from vethanam.benefits.actions.applications import assess_application
from vethanam.benefits.models import (
    Application,
    Award,
    AwardNow,
    Beneficiary,
    BeneficiarySheet,
    Check,
    Circumstance,
    Decision,
    DrawnElsewhere,
    LifeProof,
    Route,
    SheetRow,
)
from vethanam.benefits.queries.lists import open_applications
from vethanam.benefits.queries.waiting import waiting_entries
from vethanam.benefits.sheets import intake
from vethanam.benefits.sheets.verification import decline_beneficiaries, verify_beneficiaries
from vethanam.cli import benefit_register as command
from vethanam.errors import Refused, Unsound, UnsoundInput
from vethanam.journal.models import Staged
from vethanam.people.models import Person
from vethanam.periods import Month
from vethanam.privacy.models import Contact

JANUARY = Month(2026, 1)


def test_a_sheet_of_300_stands_once_another_person_has_verified_it(bodies: Bodies) -> None:
    rows = rows_of(300)
    rows[0] |= {"suspended_from": "2026-03", "suspension": "not_mustered"}
    rows[1] |= {"mustered_on": "2026-02-03", "mustered_manner": "home", "mustered_reference": "AKS-1"}
    before = Staged.objects.count()
    found = taken(bodies, rows)
    assert (found.rows, found.new, found.totals["paid_home"]) == (300, 300, 300)
    assert Staged.objects.count() - before == 2  # the order, and one leaf for the sheet
    assert (Application.objects.count(), Award.objects.count(), Circumstance.objects.count()) == (300, 0, 0)
    assert not open_applications(bodies.by("clerk")).exists()
    assert waiting_entries(bodies.by("clerk")) == []
    before = Staged.objects.count()
    done = verify_beneficiaries(bodies.by("old-age-2"), last_sheet())
    assert done.awards == 300 == Award.objects.count()
    assert Staged.objects.count() - before == 1
    assert Check.objects.filter(kind="circumstance").count() == Circumstance.objects.count() == 300 * 11
    assert Check.objects.filter(kind="route").count() == Route.objects.count() == 300
    assert done.entries == 300 * 12 + 2  # with the life proof and the suspension
    states = AwardNow.objects.values_list("state", flat=True)
    assert sorted(set(states)) == ["standing", "suspended"]
    assert AwardNow.objects.get(state="suspended").cause == "not_mustered"
    assert LifeProof.objects.get().on == date(2026, 2, 3)
    decision = Decision.objects.first()
    assert decision is not None and decision.assessment is None and decision.outcome == "sanctioned"
    assert audit.broken_invariants() == []


def test_its_people_are_on_the_roll_and_months_drawn_before_are_not_drawn_again(bodies: Bodies) -> None:
    with_month_officers(bodies)
    rows = rows_of(
        2, born="1960-05-05", stated_on="2025-09-01", mustered_on="2026-01-03", mustered_manner="home",
        mustered_reference="AKS-1",
    )  # fmt: skip
    rows[0] |= {"drawn_from": "2025-11", "drawn_until": "2026-01", "drawn_state": "2000"}
    taken(bodies, rows)
    verify_beneficiaries(bodies.by("old-age-2"), last_sheet())
    assert set(DrawnElsewhere.objects.values_list("for_month", "amount", "source")) == {
        (month, 200_000, "former_system") for month in (202511, 202512, 202601)
    }
    approved(bodies, OLD_AGE, JANUARY)
    first, second = Award.objects.order_by("pk")
    assert open_of(first, JANUARY)["2026-01", "state"] == 0
    assert open_of(second, JANUARY)["2026-01", "state"] == 2000


def test_every_fault_is_told_at_once_with_its_row(bodies: Bodies) -> None:
    rows = rows_of(12)
    rows[0] |= {"born": "1900-01-01"}
    rows[1] |= {"ward": "2345 6789 0124"}
    rows[2] |= {"local_body": "999999"}
    rows[3] |= {"income": "much"}
    rows[4] |= {"route": "bank", "society": "", "branch": "NOPE", "account": "1"}
    rows[5] |= {"drawn_from": "2026-08"}
    rows[6] |= {"scheme": "IGNWPS"}
    rows[7] |= {"number": "SEV-1"}
    rows[8] |= {"sanction_order": "told by 00000-00045"}
    rows[9] |= {"sanctioned_on": "2026-12-01"}
    rows[10] |= {"name": "=1+1"}
    rows[11] |= {"mobile": "12", "mustered_on": "28.10.2026"}
    with pytest.raises(UnsoundInput) as told:
        taken(bodies, rows)
    said = {(one.record.rpartition(" ")[2], one.field, one.code) for one in told.value.faults}
    assert {
        ("2", "born", "applicant_too_old"), ("3", "ward", "aadhaar_not_kept"),
        ("4", "local_body", "sheet_unknown_code"), ("5", "income", "not_money"),
        ("6", "branch", "route_branch_not_ifsc"), ("7", "drawn_until", "sheet_cell_half"),
        ("8", "scheme", "sheet_of_one_scheme"), ("9", "number", "sheet_number_twice"),
        ("10", "sanction_order", "sheet_holds_contact"), ("11", "sanctioned_on", "benefit_day_ahead"),
        ("12", "name", "sheet_formula"), ("13", "mobile", "not_a_phone_number"),
        ("13", "mustered_on", "sheet_day"),
    } <= said  # fmt: skip
    text = " ".join(one.says for one in told.value.faults)
    assert "2345 6789 0124" not in text and "told by" not in text
    assert (Person.objects.filter(name__startswith="Person").count(), SheetRow.objects.count()) == (0, 0)


def test_an_account_number_of_twelve_digits_is_taken_where_the_passbook_says_so(bodies: Bodies) -> None:
    bank = {"route": "bank", "society": "", "branch": "SBIN0070028", "account": "234567890124"}
    with pytest.raises(UnsoundInput, match="to mend"):
        taken(bodies, rows_of(1, **bank))
    assert taken(bodies, rows_of(1, **bank, is_account_number="yes")).totals["paid_bank"] == 1


def test_contacts_are_sealed_into_the_register_of_the_scheme(
    bodies: Bodies, tmp_path: Path, settings: Any
) -> None:
    with_vault(tmp_path, settings)
    rows = rows_of(3, mobile="00000 00045", contact_verified_on="2026-09-01")
    rows[2] |= {"mobile": "", "postal_address": "House 1, Sample", "contact_verified_on": ""}
    found = taken(bodies, rows)
    assert found.contacts == Contact.objects.count() == 3
    assert set(Contact.objects.values_list("register", "kind", "verified_on")) == {
        (f"BEN-{OLD_AGE}", "mobile", date(2026, 9, 1)), (f"BEN-{OLD_AGE}", "postal_address", None)
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(r::text, ' ') FROM benefits_sheetrow r")
        assert "00045" not in (cursor.fetchone() or ("",))[0]
    public = " ".join(str(json.loads(bytes(row.leaf))["public"]) for row in Staged.objects.all())
    assert all(text not in public for text in ("Person", "SEV", "221001", "00000"))


def test_the_same_sheet_again_changes_nothing(bodies: Bodies) -> None:
    first = taken(bodies, rows_of(3))
    again = taken(bodies, rows_of(3))
    assert (again.is_known, again.new, again.sheet) == (True, 0, first.sheet)
    assert (BeneficiarySheet.objects.count(), Beneficiary.objects.count()) == (1, 3)
    with pytest.raises(UnsoundInput) as told:
        taken(bodies, rows_of(4))
    assert [one.code for one in told.value.faults][:3] == ["sheet_number_known"] * 3


def test_a_sheet_that_ends_in_the_middle_leaves_nothing(
    bodies: Bodies, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(intake, "_seal", dies)
        taken(bodies, rows_of(3))
    assert (Application.objects.count(), BeneficiarySheet.objects.count()) == (0, 0)
    assert taken(bodies, rows_of(3), dry_run=True).is_dry_run
    assert Application.objects.count() == 0
    assert taken(bodies, rows_of(3)).new == 3
    assert Application.objects.count() == 3


def test_a_number_of_the_former_system_is_one_person_in_two_schemes(bodies: Bodies) -> None:
    taken(bodies, rows_of(1))
    verify_beneficiaries(bodies.by("old-age-2"), last_sheet())
    widow = rows_of(1, scheme="IGNWPS")
    scheme = bodies.schemes["IGNWPS"]
    intake.take_beneficiaries(bodies.by("widows"), scheme, sheet(widow), "widows.csv")
    assert (Beneficiary.objects.count(), Application.objects.count()) == (1, 2)
    other = rows_of(1, scheme="IGNWPS", born="1951-01-01", number="SEV-1")
    with pytest.raises(UnsoundInput) as told:
        intake.take_beneficiaries(bodies.by("widows"), scheme, sheet(other), "others.csv")
    assert "sheet_other_person" in {one.code for one in told.value.faults}


def test_a_local_body_takes_over_its_own_people_alone(bodies: Bodies) -> None:
    with pytest.raises(UnsoundInput) as told:
        taken(bodies, rows_of(1, local_body="221002"), by="clerk")
    assert [one.code for one in told.value.faults] == ["benefit_of_another_office"]
    taken(bodies, rows_of(1), by="clerk")
    with pytest.raises(Refused, match="another local body or scheme"):
        verify_beneficiaries(bodies.by("secretary-there"), last_sheet())
    assert verify_beneficiaries(bodies.by("secretary"), last_sheet()).awards == 1
    with pytest.raises(Refused, match="another local body or scheme"):
        taken(bodies, rows_of(1), by="widows")


def test_another_person_decides_and_a_declined_sheet_can_come_again(bodies: Bodies) -> None:
    taken(bodies, rows_of(2))
    own = replace(bodies.by("old-age-2"), person=bodies.by("old-age").person)
    with pytest.raises(Refused, match="entered by the same person"):
        verify_beneficiaries(own, last_sheet())
    waiting = Application.objects.order_by("pk")[0]
    with pytest.raises(Refused, match="came with sheet"):
        assess_application(bodies.by("clerk"), waiting, date(2026, 10, 28))
    decline_beneficiaries(bodies.by("old-age-2"), last_sheet(), "Two rows of another ward.")
    with pytest.raises(Refused, match="verified or declined already"):
        verify_beneficiaries(bodies.by("old-age-3"), last_sheet())
    assert Award.objects.count() == 0
    again = taken(bodies, rows_of(2))
    assert (again.new, Beneficiary.objects.count()) == (2, 2)
    assert verify_beneficiaries(bodies.by("old-age-2"), last_sheet()).awards == 2
    assert audit.broken_invariants() == []


def test_the_database_takes_a_sanction_over_only_from_a_verified_sheet(bodies: Bodies) -> None:
    taken(bodies, rows_of(1))
    row, officer = SheetRow.objects.get(), bodies.by("old-age-2")
    given = {
        "application_id": row.application_id, "outcome": "sanctioned", "order_id": row.order_id, "leaf": 1,
        "recorded_at": at(), "entered_by_id": officer.account, "person_id": officer.person,
    }  # fmt: skip
    with pytest.raises(DatabaseError, match="as a verified sheet states it"), transaction.atomic():
        Decision.objects.create(from_month=row.from_month, **given)
    application = bodies.applied()
    with pytest.raises(DatabaseError, match="as a verified sheet states it"), transaction.atomic():
        Decision.objects.create(from_month=202611, **{**given, "application_id": application.pk})
    with pytest.raises(DatabaseError, match="come with it"), transaction.atomic():
        SheetRow.objects.create(
            sheet=row.sheet, application=application, line=9, former_number="SEV-9", from_month=202611,
            order=row.order, sanctioned_on=date(2026, 1, 1), stated={}, commitment=bytes(32),
        )  # fmt: skip
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(sheet=row.sheet)


def test_a_long_file_becomes_several_sheets_and_goes_on_after_a_kill(
    bodies: Bodies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "MOST_ROWS", 2)
    monkeypatch.setattr(command, "business_now", lambda: (at(), True))
    file = tmp_path / "beneficiaries.csv"

    def told(count: int, **last: str) -> dict[str, Any]:
        rows = rows_of(count)
        rows[-1] |= last
        file.write_bytes(sheet(rows))
        with suppress(Exit):
            command.take_over(file, scheme=OLD_AGE, by="old-age", as_json=True)
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    wrong = told(5, ward="")
    assert [one["record"] for one in wrong["faults"]] == ["beneficiaries.csv, row 6"]
    assert (wrong["sheets"], Application.objects.count()) == ([], 0)
    (twice,) = told(5, number="SEV-1")["faults"]
    assert (twice["record"], twice["code"]) == ("beneficiaries.csv, row 6", "sheet_number_twice")
    assert "row 2 too" in twice["says"]
    assert len(told(2)["sheets"]) == 1  # the rest did not come
    done = told(5)["sheets"]
    assert [one["taken_before"] for one in done] == [True, False, False]
    assert Application.objects.count() == 5


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        (lambda text: text[:-40], 4),  # the last row lacks cells
        (lambda text: text.replace(b"Person 2", b"Person \xff"), 3),
        (lambda text: text + b'"SEV-4', 5),  # the quotation never ends
    ],
)
def test_a_file_that_breaks_off_is_refused_with_its_line(
    bodies: Bodies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: Any, line: int
) -> None:
    monkeypatch.setattr(command, "business_now", lambda: (at(), True))
    file = tmp_path / "beneficiaries.csv"
    file.write_bytes(broken(sheet(rows_of(3))))
    with pytest.raises(Unsound, match=f"cannot be read at line {line}"):
        command.take_over(file, scheme=OLD_AGE, by="old-age")
    assert Application.objects.count() == 0
