"""Taking over on its pages: a sheet with faults, a sound one that another verifies, one that is declined."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.benefits.bodies import OLD_AGE, Bodies
from tests.benefits.sheets import rows_of, sheet
from tests.benefits.test_month_pages import viewed
from tests.benefits.test_pages import signed_in, text
from vethanam.benefits.models import Award, BeneficiarySheet

PLACE = f"/benefits/{OLD_AGE}/taking-over/"


def sent(count: int, first: int = 0, **changes: str) -> dict[str, object]:
    """The form with a sheet."""
    content = sheet(rows_of(count + first, **changes)[first:])
    return {"scheme": OLD_AGE, "file": SimpleUploadedFile("beneficiaries.csv", content)}


def test_a_sheet_is_given_mended_verified_and_another_declined(web_bodies: Bodies) -> None:
    maker, checker = signed_in("old-age"), signed_in("old-age-2")
    assert "No sheet was taken over yet" in text(maker.get(PLACE))
    assert maker.get(f"{PLACE}beneficiaries.xlsx?example=yes").content[:2] == b"PK"
    assert b"sanction_order" in maker.get(f"{PLACE}beneficiaries.csv").content
    wrong = text(maker.post(PLACE, sent(2, ward=""), follow=True))
    assert "row 2" in wrong and "is empty. Every row fills this column." in wrong
    done = text(maker.post(PLACE, sent(3), follow=True))
    assert "3 rows, 3 new" in done and "You entered this sheet" in done and "Verify the sheet" not in done
    where = f"{PLACE}{BeneficiarySheet.objects.get().pk}/"
    page = text(checker.get(where))
    assert "Person 1" in page and "Verify the sheet" in page and "At home, by a society S1" in page
    assert "Awards that stand from now on: 3" in text(checker.post(where, follow=True))
    assert Award.objects.count() == 3
    rows = viewed("old-age-2", "beneficiary_sheet", sheet=str(BeneficiarySheet.objects.get().pk))
    assert {one["name"] for one in rows} == {f"Person {place}" for place in (1, 2, 3)}
    maker.post(PLACE, sent(1, first=3))
    other = f"{PLACE}{BeneficiarySheet.objects.latest('pk').pk}/"
    told = text(checker.post(f"{other}decline/", {"reason": "Another ward."}, follow=True))
    assert "Nothing of it counts" in told and "Another ward." in told
    assert [one["state"] for one in viewed("old-age", "beneficiary_sheets")] == ["declined", "verified"]
