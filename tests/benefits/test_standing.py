"""The standing of an award: who may stop it, who starts it again, and what the database refuses."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from tests.benefits.bodies import NOVEMBER, Bodies, at
from tests.payroll.office import KOLKATA
from vethanam.benefits.actions.checks import Named, check_entry
from vethanam.benefits.actions.deaths import report_death
from vethanam.benefits.actions.life_proofs import record_life_proof
from vethanam.benefits.actions.likenesses import settle_likeness
from vethanam.benefits.actions.routes import RouteSaid, change_route
from vethanam.benefits.actions.standing import Change, end_award, restore, suspend, transfer
from vethanam.benefits.audit import broken_invariants
from vethanam.benefits.models import Award, AwardNow, StandingEvent
from vethanam.benefits.queries import lists
from vethanam.benefits.queries.frames import open_death
from vethanam.benefits.queries.likenesses import candidates
from vethanam.benefits.queries.standing import route_in
from vethanam.benefits.reference_codes import current_code, give_code, holder_of, plain_code
from vethanam.errors import Refused
from vethanam.periods import Month

MARCH, MAY = Month(2027, 3), Month(2027, 5)


def now(award: Award) -> tuple[str, str, int]:
    row = AwardNow.objects.get(award=award)
    return row.state, row.cause, row.since_month


def suspended(bodies: Bodies) -> Award:
    award = bodies.awarded()
    suspend(bodies.by("secretary"), award, Change("not_mustered", MARCH))
    return award


def test_a_suspension_holds_at_once_and_a_restoration_waits_for_another(bodies: Bodies) -> None:
    award = suspended(bodies)
    assert now(award) == ("suspended", "not_mustered", 202703)
    event = restore(bodies.by("secretary"), award, "not_mustered", Change("mustered", MAY))
    assert now(award)[0] == "suspended"
    with pytest.raises(Refused, match="You entered this"):
        check_entry(bodies.by("secretary"), Named("standing", event.pk), is_agreed=True)
    check_entry(bodies.by("clerk"), Named("standing", event.pk), is_agreed=True)
    assert now(award) == ("standing", "", 202705)
    assert broken_invariants() == []


def test_a_declined_restoration_changes_nothing_and_can_be_asked_again(bodies: Bodies) -> None:
    award = suspended(bodies)
    event = restore(bodies.by("secretary"), award, "not_mustered", Change("mustered", MAY))
    with pytest.raises(Refused, match="Another change of award"):
        restore(bodies.by("secretary"), award, "not_mustered", Change("mustered", MAY))
    check_entry(bodies.by("clerk"), Named("standing", event.pk), is_agreed=False, reason="No proof came.")
    assert now(award)[0] == "suspended"
    again = restore(bodies.by("secretary"), award, "not_mustered", Change("mustered", MAY))
    check_entry(bodies.by("clerk"), Named("standing", again.pk), is_agreed=True)
    assert now(award)[0] == "standing"


def test_each_stop_is_lifted_by_itself(bodies: Bodies) -> None:
    award = suspended(bodies)
    suspend(bodies.by("old-age"), award, Change("court_stay", MARCH))
    event = restore(bodies.by("secretary"), award, "not_mustered", Change("mustered", MAY))
    check_entry(bodies.by("clerk"), Named("standing", event.pk), is_agreed=True)
    assert now(award)[:2] == ("suspended", "court_stay")
    with pytest.raises(Refused, match="suspended by"):
        suspend(bodies.by("secretary"), award, Change("court_stay", MARCH))


def test_a_transfer_is_agreed_by_the_receiving_body(bodies: Bodies) -> None:
    award = bodies.awarded()
    event = transfer(bodies.by("clerk"), award, bodies.there, "3", MARCH)
    with pytest.raises(Refused, match="receiving local body"):
        check_entry(bodies.by("secretary"), Named("standing", event.pk), is_agreed=True)
    check_entry(bodies.by("clerk-there"), Named("standing", event.pk), is_agreed=True)
    assert [row.award for row in lists.awards_of(bodies.by("clerk-there"))] == [award]
    assert not lists.awards_of(bodies.by("clerk")).exists()
    with pytest.raises(Refused, match="another local body"):
        suspend(bodies.by("secretary"), award, Change("not_mustered", MARCH))


def test_nothing_follows_an_end(bodies: Bodies) -> None:
    award = bodies.awarded()
    end_award(bodies.by("secretary"), award, Change("given_up", MARCH))
    assert now(award) == ("ended", "given_up", 202703)
    with pytest.raises(Refused, match="has ended"):
        suspend(bodies.by("secretary"), award, Change("not_mustered", MARCH))
    clerk = bodies.by("clerk")
    with pytest.raises(DatabaseError, match="has ended"), transaction.atomic():
        StandingEvent.objects.create(
            award=award, event="suspended", cause="not_mustered", from_month=202704, leaf=9,
            recorded_at=at(), entered_by_id=clerk.account, person_id=clerk.person or 0,
        )  # fmt: skip


def test_a_death_stops_at_once_and_ends_once_another_confirms(bodies: Bodies) -> None:
    award = bodies.awarded()
    death = report_death(bodies.by("clerk"), award.beneficiary, date(2026, 10, 12), "relative", "D-1/2026")
    assert now(award) == ("suspended", "death_reported", 202611)
    with pytest.raises(Refused, match="You entered this"):
        check_entry(bodies.by("clerk"), Named("death", death.pk), is_agreed=True)
    check_entry(bodies.by("secretary"), Named("death", death.pk), is_agreed=True)
    assert now(award)[:2] == ("ended", "death")
    assert [row.is_confirmed for row in lists.deaths_of(bodies.by("clerk"))] == [True]


def test_who_lives_is_restored_by_two_even_after_an_end(bodies: Bodies) -> None:
    award = bodies.awarded()
    death = report_death(bodies.by("clerk"), award.beneficiary, date(2026, 10, 12), "relative")
    check_entry(bodies.by("secretary"), Named("death", death.pk), is_agreed=True)
    event = restore(bodies.by("secretary"), award, "death", Change("alive", NOVEMBER))
    assert open_death(award.beneficiary) == death
    check_entry(bodies.by("clerk-2"), Named("standing", event.pk), is_agreed=True)
    assert now(award)[0] == "standing" and open_death(award.beneficiary) is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM benefits_dead WHERE refuted_at IS NULL")
        assert cursor.fetchone() == (0,)


def test_a_route_holds_once_checked_and_from_its_month(bodies: Bodies) -> None:
    award = bodies.awarded()
    application = award.decision.application
    first = route_in(application, 202611)
    row = change_route(bodies.by("clerk"), award, RouteSaid("home", society="S1"), MARCH)
    assert route_in(application, 202703) == first
    check_entry(bodies.by("secretary"), Named("route", row.pk), is_agreed=True)
    assert (route_in(application, 202703), route_in(application, 202702)) == (row, first)


def test_who_lacks_a_life_proof_is_listed(bodies: Bodies) -> None:
    award, later = bodies.awarded(), datetime(2027, 1, 10, 10, tzinfo=KOLKATA)
    assert not lists.to_muster(bodies.by("clerk"), at().date()).exists()  # she came to the counter this year
    assert [row.award for row in lists.to_muster(bodies.by("clerk"), later.date())] == [award]
    record_life_proof(bodies.by("clerk", later), award.beneficiary, later.date(), "home", "AKS-77")
    assert not lists.to_muster(bodies.by("clerk"), later.date()).exists()


def test_namesakes_and_one_account_are_found_and_settled_by_two(bodies: Bodies) -> None:
    one, other = bodies.awarded(), bodies.awarded(name="K Saarada", route=RouteSaid("home", society="S1"))
    third = bodies.awarded(name="Mariam Beevi")
    people = [one.beneficiary_id]
    found = {(row.other.pk, row.why) for row in candidates(people)}
    assert found == {(other.beneficiary_id, "name"), (third.beneficiary_id, "account")}
    row = settle_likeness(
        bodies.by("clerk"), other.beneficiary, one.beneficiary, "Two ration cards.", is_one_person=False
    )
    check_entry(bodies.by("secretary"), Named("likeness", row.pk), is_agreed=True)
    assert [one.why for one in candidates(people)] == ["account"]


def test_a_card_has_one_code(bodies: Bodies) -> None:
    person = bodies.awarded().beneficiary
    first = give_code(bodies.by("clerk"), person)
    held = current_code(plain_code(first.lower()))
    assert held is not None and holder_of(held.pk) == person
    give_code(bodies.by("clerk"), person)
    assert current_code(plain_code(first)) is None and holder_of(held.pk) is None
