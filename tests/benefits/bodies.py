"""Two local bodies and two schemes for the tests of benefits: their officers, and applications on demand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.payroll.office import KOLKATA
from vethanam.benefits.actions.applications import (
    Applicant,
    ApplicationSaid,
    assess_application,
    receive_application,
)
from vethanam.benefits.actions.checks import Named, check_entry
from vethanam.benefits.actions.circumstances import CircumstanceSaid
from vethanam.benefits.actions.decisions import sanction
from vethanam.benefits.actions.routes import RouteSaid
from vethanam.benefits.models import Application, Award, SchemeOffice, Society
from vethanam.benefits.queries.waiting import waiting_entries
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.orders.models import Order
from vethanam.people.models import (
    Appointment,
    Department,
    District,
    HeadOfAccount,
    LocalBody,
    Person,
)
from vethanam.people.queries import authority_of
from vethanam.periods import Month
from vethanam.privacy.models import SchemeRegister
from vethanam.privacy.vault.keys import new_vault_keys

OLD_AGE, WIDOW = "IGNOAPS", "IGNWPS"
#: the circumstances of somebody who is eligible for the old age pension
FITTING = {
    "is_resident": "yes", "income": "84000", "income_certified_on": "2026-10-20",
    "has_service_pension": "no", "pays_income_tax": "no", "has_board_pension": "no", "epf_pension": "0",
    "nps_pension": "0", "ex_gratia_pension": "0", "in_care_home": "no", "on_central_list": "no",
}  # fmt: skip
#: the key with which the society opens its lists
SOCIETY_KEY = X25519PrivateKey.from_private_bytes(bytes(range(32)))
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


def at(day: int = 28, hour: int = 10, month: int = 10) -> datetime:
    """An instant of 2026, by default a morning at the end of October."""
    return datetime(2026, month, day, hour, tzinfo=KOLKATA)


@dataclass
class Bodies:
    """Two local bodies, each with a clerk and a secretary, and the offices of two schemes."""

    here: LocalBody
    there: LocalBody
    schemes: dict[str, SchemeOffice]
    society: Society
    order: Order
    officers: dict[str, Account] = field(default_factory=dict)

    def by(self, name: str, when: datetime | None = None) -> Authority:
        """The authority of an officer at an instant."""
        return authority_of(self.officers[name], when or at(), is_sample=True)

    def appoint(self, name: str, role: str, scope: str) -> Account:
        """An officer with an account and a person of his own."""
        account = Account.objects.create(username=name, kind=Account.Kind.OFFICER)
        person = Person.objects.create(name=f"Officer {name}", born=date(1975, 1, 1), recorded_at=at(1))
        Appointment.objects.create(
            account=account, person=person, role=role, scope=scope, office=scope,
            valid_from=date(2020, 4, 1), recorded_at=at(1, month=1),
        )  # fmt: skip
        self.officers[name] = account
        return account

    def applied(self, scheme: str = OLD_AGE, when: datetime | None = None, **changes: Any) -> Application:
        """An application of a new person of 66 years, entered by the clerk."""
        who = Applicant(name=changes.pop("name", "Sarada K."), name_ml="ശാരദ കെ.", born=date(1960, 5, 5))
        stated = {**FITTING, **changes.pop("circumstances", {})}
        said = ApplicationSaid(
            scheme=self.schemes[scheme], ward="12", received_on=date(2026, 10, 20), face="counter",
            evidence=["Income certificate 41/2026"], consent_form="paper", consented_on=date(2026, 10, 20),
            circumstances=[
                CircumstanceSaid(kind, value, date(2026, 10, 20), "Form 1") for kind, value in stated.items()
            ],
            route=changes.pop("route", RouteSaid("bank", "SMPL0000012", "00110022")),
        )  # fmt: skip
        received = receive_application(
            self.by(changes.pop("by", "clerk"), when), changes.pop("who", who), replace(said, **changes)
        )
        return received.application

    def check_all(self, name: str = "secretary", when: datetime | None = None) -> None:
        """The officer agrees to every entry that waits for another person."""
        authority = self.by(name, when)
        for one in waiting_entries(authority):
            if not one.is_ones_own:
                check_entry(authority, Named(one.kind, one.entry), is_agreed=True)

    def awarded(self, scheme: str = OLD_AGE, **changes: Any) -> Award:
        """An award from November 2026: applied, checked, assessed, sanctioned."""
        application = self.applied(scheme, **changes)
        self.check_all()
        assess_application(self.by("clerk"), application, date(2026, 10, 28))
        return sanction(self.by("secretary"), application, NOVEMBER, self.order)


def two_bodies() -> Bodies:
    """The bodies with their masters, as the worker role writes them."""
    District.objects.create(name="Sample")
    here = LocalBody.objects.create(
        name="Sample Panchayat", kind="panchayat", district="Sample", code="221001"
    )
    there = LocalBody.objects.create(
        name="Other Panchayat", kind="panchayat", district="Sample", code="221002"
    )
    department = Department.objects.create(code="SJD", name="Social Justice")
    head = HeadOfAccount.objects.create(code="2235-60-102-99", title="Pensions")
    schemes = {}
    for code, title in ((OLD_AGE, "Old age pension"), (WIDOW, "Widow pension")):
        schemes[code] = SchemeOffice.objects.create(
            code=code, title=title, title_ml=title, department=department, head=head
        )
        SchemeRegister.objects.create(
            code=f"BEN-{code}", controller=code, name=title, name_ml=title, recorded_at=at(1)
        )
    society = Society.objects.create(
        code="S1", name="Society", name_ml="സംഘം", local_body=here,
        public_key=SOCIETY_KEY.public_key().public_bytes_raw().hex(),
    )  # fmt: skip
    order = Order.objects.create(number="C2-41/2026", dated=date(2026, 10, 27), recorded_at=at(27))
    found = Bodies(here, there, schemes, society, order)
    for name, role, scope in (
        ("clerk", "local_body_clerk", "221001"), ("clerk-2", "local_body_clerk", "221001"),
        ("secretary", "local_body_secretary", "221001"), ("clerk-there", "local_body_clerk", "221002"),
        ("secretary-there", "local_body_secretary", "221002"),
        ("old-age", "scheme_officer", OLD_AGE), ("widows", "scheme_officer", WIDOW),
        ("old-age-2", "scheme_officer", OLD_AGE), ("old-age-3", "scheme_officer", OLD_AGE),
        ("finance", "finance_officer", ""),
    ):  # fmt: skip
        found.appoint(name, role, scope)
    return found


def with_vault(folder: Path, settings: Any) -> bytes:
    """Give a test its own vault keys; returns the private key."""
    (folder / "keys").mkdir(parents=True, exist_ok=True)
    public, private = new_vault_keys()
    (folder / "keys" / "vault.pub").write_bytes(public)
    settings.VETHANAM_STATE = folder
    return private
