"""Two administrators enter what an installation needs before its first application."""

from __future__ import annotations

from typing import Any

from tests.benefits.bodies import Bodies, at
from vethanam.acts.executor import perform
from vethanam.benefits.models import LifeWindow, SchemeOffice
from vethanam.identity.models import Account
from vethanam.people.appointments import Seat, decide_appointment, propose_appointment
from vethanam.people.models import Appointment, LocalBody, Person
from vethanam.privacy.models import SchemeRegister
from vethanam.privacy.purposes.registry import catalogue_now

LABOUR = {
    "code": "AGRI", "title": "Agricultural labour pension", "title_ml": "കർഷകത്തൊഴിലാളി പെൻഷൻ",
    "department": "SJD", "head": "2235-60-102-99", "takes_local_bodies": "yes",
}  # fmt: skip


def administered(bodies: Bodies) -> tuple[str, str]:
    for name in ("first", "second"):
        bodies.appoint(name, "administrator", "")
    return "first", "second"


def entered(bodies: Bodies, kind: str, row: dict[str, Any], act: str = "propose_master") -> None:
    one, other = "first", "second"
    asked = perform(act, bodies.officers[one], {"kind": kind, "row": row}, at(), is_sample=True)
    assert asked.ok, asked.says
    given = {"proposal": asked.state["proposal"], "outcome": "agree"}
    done = perform("decide_master", bodies.officers[other], given, at(), is_sample=True)
    assert done.ok, done.says


def test_an_office_of_a_scheme_comes_with_its_register(web_bodies: Bodies) -> None:
    administered(web_bodies)
    entered(web_bodies, "scheme_office", LABOUR)
    office = SchemeOffice.objects.get(code="AGRI")
    register = SchemeRegister.objects.get(code=office.register)
    assert (register.controller, register.name_ml) == ("AGRI", LABOUR["title_ml"])
    assert "BEN-AGRI" in catalogue_now().registers
    window = {
        "scheme": "AGRI", "year": "2027", "opens": "2027-01-01", "closes": "2027-02-28",
        "order_number": "G.O. 1/2026", "order_dated": "2026-10-01",
    }  # fmt: skip
    entered(web_bodies, "life_window", window)
    entered(web_bodies, "life_window", {**window, "closes": "2027-07-31", "order_number": "G.O. 2/2026"})
    assert [str(row.closes) for row in LifeWindow.objects.order_by("pk")] == ["2027-02-28", "2027-07-31"]


def test_a_scheme_that_the_rules_do_not_know_is_refused(web_bodies: Bodies) -> None:
    administered(web_bodies)
    given = {"kind": "scheme_office", "row": {**LABOUR, "code": "NEW"}}
    asked = perform("propose_master", web_bodies.officers["first"], given, at(), is_sample=True)
    assert not asked.ok and [fault.code for fault in asked.faults] == ["scheme_not_of_rules"]


def test_a_local_body_gets_its_code_and_its_secretary(web_bodies: Bodies) -> None:
    administered(web_bodies)
    row = {"name": "Third Panchayat", "kind": "panchayat", "district": "Sample", "code": "221003"}
    entered(web_bodies, "local_body", row)
    assert LocalBody.objects.get(name="Third Panchayat").code == "221003"
    account = Account.objects.create(username="new", kind=Account.Kind.OFFICER)
    person = Person.objects.create(name="New", born=at().date().replace(year=1980), recorded_at=at(1))
    person.account = account
    person.save(update_fields=["account"])
    seat = Seat(account, "local_body_secretary", "221003", at().date())
    asked = propose_appointment(web_bodies.by("first"), seat)
    decide_appointment(web_bodies.by("second"), asked, is_agreed=True)
    assert Appointment.objects.get(account=account).office == "221003"
