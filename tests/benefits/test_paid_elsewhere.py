"""Amounts paid outside this system: they hold money back only with two officers, and two take them back."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, transaction

from tests.benefits.bodies import OLD_AGE, WIDOW, Bodies, at
from tests.benefits.months import Person, approved, award_of, open_of, released, with_month_officers
from tests.benefits.test_own_page import MINE, opened
from tests.benefits.test_pages import signed_in, text
from tests.conftest import Furnished, Furnisher
from vethanam.acts.executor import look
from vethanam.benefits.actions.checks import Named, check_entry
from vethanam.benefits.actions.paid_elsewhere import (
    Elsewhere,
    record_drawn_elsewhere,
    take_back_drawn_elsewhere,
)
from vethanam.benefits.actions.releases import ReleaseSaid, drawn_by
from vethanam.benefits.entering import entered
from vethanam.benefits.models import Award, Check, DrawnElsewhere
from vethanam.benefits.queries.paid_elsewhere import entries_of
from vethanam.benefits.reference_codes import give_code
from vethanam.errors import Refused, Unsound
from vethanam.identity.models import Account
from vethanam.periods import Month

APRIL = Month(2023, 4)
DUE = ("2023-04", "state")
WIDOWED = {"marital_state": "widowed", "is_remarried": "no", "on_central_list": "yes"}
PAID = Elsewhere(APRIL, "state", 130_000, "former_system", "P 12/2023")


@pytest.fixture
def scheme(bodies: Bodies) -> Bodies:
    return with_month_officers(bodies)


@pytest.fixture
def award(scheme: Bodies) -> Award:
    found = award_of(scheme, WIDOW, Person(date(1960, 3, 1), APRIL, WIDOWED))
    approved(scheme, WIDOW, APRIL)
    return found


def decide(bodies: Bodies, who: int, row: DrawnElsewhere, *, agrees: bool = True, reason: str = "") -> Check:
    named = Named(Check.Kind.ELSEWHERE, row.pk)
    return check_entry(bodies.by(f"{WIDOW}-{who}"), named, is_agreed=agrees, reason=reason)


def counted(bodies: Bodies, award: Award) -> DrawnElsewhere:
    row = record_drawn_elsewhere(bodies.by(f"{WIDOW}-1"), award, PAID)
    decide(bodies, 2, row)
    return row


def waits_for(who: str) -> list[str]:
    shown = look("inbox", Account.objects.get(username=who), {}, at(), is_sample=True).state
    return [one["kind"] for one in shown["inbox"]]


def test_one_officer_alone_holds_nothing_back(scheme: Bodies, award: Award) -> None:
    row = record_drawn_elsewhere(scheme.by(f"{WIDOW}-1"), award, PAID)
    assert open_of(award, APRIL)[DUE] == 1300
    with pytest.raises(Refused, match="You entered this"):
        decide(scheme, 1, row)
    with pytest.raises(Refused, match="another local body or scheme"):
        check_entry(scheme.by("secretary"), Named("elsewhere", row.pk), is_agreed=True)
    with pytest.raises(Refused, match="another local body or scheme"):
        check_entry(scheme.by(f"{OLD_AGE}-1"), Named("elsewhere", row.pk), is_agreed=True)
    assert drawn_by(released(scheme, WIDOW, ReleaseSaid([APRIL], 130_000))).amount == 130_000


def test_a_second_officer_makes_it_count(scheme: Bodies, award: Award) -> None:
    counted(scheme, award)
    assert open_of(award, APRIL)[DUE] == 0
    with pytest.raises(Refused, match="Nothing is open"):
        released(scheme, WIDOW, ReleaseSaid([APRIL], 130_000))
    with pytest.raises(Refused, match="entered already"):
        record_drawn_elsewhere(scheme.by(f"{WIDOW}-1"), award, PAID)


def test_a_declined_entry_never_counts_and_is_entered_again(scheme: Bodies, award: Award) -> None:
    row = record_drawn_elsewhere(scheme.by(f"{WIDOW}-1"), award, PAID)
    with pytest.raises(Refused, match="entered already"):
        record_drawn_elsewhere(scheme.by(f"{WIDOW}-2"), award, PAID)
    decide(scheme, 2, row, agrees=False, reason="Another person's paper.")
    assert open_of(award, APRIL)[DUE] == 1300
    again = counted(scheme, award)
    states = {one.pk: one.state for one in entries_of(WIDOW)}
    assert states == {row.pk: "declined", again.pk: "checked"}


def test_two_officers_take_it_back_with_a_reason(scheme: Bodies, award: Award) -> None:
    row = counted(scheme, award)
    asks = scheme.by(f"{WIDOW}-2")
    with pytest.raises(Unsound, match="why it is taken back"):
        take_back_drawn_elsewhere(asks, row, " ")
    back = take_back_drawn_elsewhere(asks, row, "The paper names another award.")
    assert open_of(award, APRIL)[DUE] == 0
    with pytest.raises(Refused, match="does not count, or another officer"):
        take_back_drawn_elsewhere(scheme.by(f"{WIDOW}-3"), row, "Again.")
    with pytest.raises(Refused, match="You entered this"):
        decide(scheme, 2, back)
    decide(scheme, 1, back)
    assert open_of(award, APRIL)[DUE] == 1300
    with pytest.raises(Refused, match="does not count"):
        take_back_drawn_elsewhere(asks, row, "Again.")
    assert drawn_by(released(scheme, WIDOW, ReleaseSaid([APRIL], 130_000))).amount == 130_000


def test_the_database_wants_two_persons_and_the_same_amount(scheme: Bodies, award: Award) -> None:
    row = record_drawn_elsewhere(scheme.by(f"{WIDOW}-1"), award, PAID)
    one = scheme.by(f"{WIDOW}-1")
    agreed = {"kind": "elsewhere", "entry": row.pk, "is_agreed": True, "recorded_at": one.at}
    with pytest.raises(DatabaseError, match="Another person"), transaction.atomic():
        Check.objects.create(**agreed, checked_by_id=one.account, person_id=one.person or 0)
    back: dict[str, Any] = {
        "award": award, "for_month": 202304, "payer": "state", "source": "former_system",
        "reference": "P 12/2023", "takes_back": row, "reason": "x", "leaf": -1, **entered(one),
    }  # fmt: skip
    with pytest.raises(DatabaseError, match="Only an entry that counts"), transaction.atomic():
        DrawnElsewhere.objects.create(amount=130_000, **back)
    decide(scheme, 2, row)
    with pytest.raises(DatabaseError, match="Only an entry that counts"), transaction.atomic():
        DrawnElsewhere.objects.create(amount=1, **back)


def test_an_agreement_waits_for_a_release_under_way(furnish: Furnisher, furnished_bodies: Furnished) -> None:
    """Both at once would pay here what another paid."""
    with furnish.copy_of(furnished_bodies) as world, world.role("worker"):
        bodies = with_month_officers(copy.deepcopy(furnished_bodies.made))
        award = award_of(bodies, WIDOW, Person(date(1960, 3, 1), APRIL, WIDOWED))
        approved(bodies, WIDOW, APRIL)
        row = record_drawn_elsewhere(bodies.by(f"{WIDOW}-1"), award, PAID)
        by = entered(bodies.by(f"{WIDOW}-2"))
        with world.connect("worker") as other:
            other.execute("SET lock_timeout = '200ms'")
            with transaction.atomic():
                released(bodies, WIDOW, ReleaseSaid([APRIL], 130_000))
                with pytest.raises(psycopg.errors.LockNotAvailable):
                    other.execute(
                        "INSERT INTO benefits_check (kind, entry, is_agreed, reason, recorded_at,"
                        " checked_by_id, person_id) VALUES ('elsewhere', %s, true, '', %s, %s, %s)",
                        [row.pk, by["recorded_at"], by["entered_by_id"], by["person_id"]],
                    )


def test_officers_enter_agree_and_take_back_on_the_pages(web_bodies: Bodies) -> None:
    award = award_of(web_bodies, OLD_AGE, Person(date(1960, 5, 5), Month(2026, 1), {}))
    where = f"/benefits/{OLD_AGE}/elsewhere/"
    one, two = signed_in("old-age"), signed_in("old-age-2")
    assert "Nothing is entered as paid elsewhere" in text(one.get(where))
    form = {
        "award": award.number, "month": "2026-01", "payer": "state", "amount": "2000",
        "source": "former_system", "reference": "P 12/2026",
    }  # fmt: skip
    assert (
        f"?award={award.number}"
        in one.get(f"/benefits/{OLD_AGE}/people/{award.beneficiary.number}/").content.decode()
    )
    assert "counts once another officer agrees" in text(one.post(f"{where}enter/", form, follow=True))
    row = DrawnElsewhere.objects.get()
    checks = f"/benefits/{OLD_AGE}/to-check/"
    assert "You entered it" in text(one.get(checks))
    assert waits_for("old-age-2").count("paid_elsewhere") == 1
    assert "paid_elsewhere" not in waits_for("old-age")
    assert "₹ 2,000 · The former system · P 12/2026" in text(two.get(checks))
    two.post(checks, {"entry": f"elsewhere-{row.pk}"})
    assert "Checked" in text(one.get(where))
    code = give_code(web_bodies.by("clerk"), award.beneficiary)
    told = text(opened(code).get(MINE))
    assert (
        "January 2026: ₹ 2,000 is recorded as paid outside this system (The former system, P 12/2026)" in told
    )

    back = f"{where}{row.pk}/take-back/"
    assert "the taking back is entered" in text(one.post(back, {"reason": "Another award."}, follow=True))
    assert "Being taken back" in text(one.get(where))
    assert "taken back · Another award." in text(two.get(checks))
    two.post(checks, {"entry": f"elsewhere-{row.pk + 1}"})
    assert "Taken back" in text(one.get(where))
    assert "outside this system" not in text(opened(code).get(MINE))
    seen = look("benefits_elsewhere", Account.objects.get(username="old-age"), {}, at(), is_sample=True)
    assert [one["state"] for one in seen.state["entries"]] == ["taken_back"]
    assert signed_in("widows").get(where).status_code in (403, 404)
