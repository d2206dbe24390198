"""One small office for the tests of payroll: its officers, its people, and time to act in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.orders.models import Order
from vethanam.payroll.actions import (
    Voucher,
    check_bill,
    compute_run,
    enter_outside_voucher,
    lock_run,
    make_bill,
    pass_bill,
    present_bill,
    verify_outside_voucher,
)
from vethanam.payroll.former_system.drawn_sheet import enter_sheet, take_drawn
from vethanam.payroll.models import DrawnElsewhere
from vethanam.people.models import (
    Appointment,
    BillArrangement,
    BillClass,
    DrawingCode,
    Employment,
    HeadOfAccount,
    Office,
    OfficeClass,
    Person,
    Post,
    Treasury,
)
from vethanam.people.queries import authority_of
from vethanam.periods import Month
from vethanam.service_book.actions import correct, record, verify
from vethanam.service_book.models import Fact, Sheet
from vethanam.service_book.sheets.intake import Taken
from vethanam.service_book.sheets.verification import verify_sheet

KOLKATA = ZoneInfo("Asia/Kolkata")
OCTOBER = Month(2026, 10)
FOUNDED = date(2020, 4, 1)


def at(day: int = 28, hour: int = 10, month: int = 10) -> datetime:
    """An instant of 2026, by default a morning at the end of October."""
    return datetime(2026, month, day, hour, tzinfo=KOLKATA)


type Seats = Callable[[Account, Person, str, str, str], None]


def appointed_by_row(account: Account, person: Person, role: str, scope: str, office: str) -> None:
    """An appointment without signatures."""
    Appointment.objects.create(
        account=account, person=person, role=role, scope=scope, office=office, valid_from=FOUNDED,
        recorded_at=at(1, month=1),
    )  # fmt: skip


@dataclass
class SmallOffice:
    """A drawing code with two clerks, a drawing officer, a treasury officer and new employees on demand."""

    code: DrawingCode
    bill_class: BillClass
    place: Office
    post: Post
    order: Order
    treasury: Treasury
    head: HeadOfAccount
    seats: Seats = appointed_by_row
    officers: dict[str, Account] = field(default_factory=dict)
    people: dict[str, Employment] = field(default_factory=dict)

    def by(self, name: str, when: datetime | None = None, **wanted: Any) -> Authority:
        """The authority of an officer at an instant."""
        return authority_of(self.officers[name], when or at(), is_sample=True, **wanted)

    def drew_elsewhere(
        self,
        who: Employment,
        month: Month,
        amounts: Mapping[str, int],
        voucher: Voucher,
        when: datetime | None = None,
        *,
        replaces: DrawnElsewhere | None = None,
    ) -> DrawnElsewhere:
        """A voucher of another system, entered by the clerk and verified by the drawing officer."""
        entered = enter_outside_voucher(
            self.by("clerk", when), who, month, amounts, voucher, replaces=replaces
        )
        return verify_outside_voucher(self.by("officer", when), entered)

    def took_over_drawn(self, text: str, when: datetime | None = None) -> Taken:
        """A sheet of months drawn before, taken over by the clerk and verified by the drawing officer."""
        taken = take_drawn(self.by("clerk", when), text.encode(), "drawn.csv")
        if taken.sheet and taken.new:
            sheet = Sheet.objects.get(pk=taken.sheet)
            verify_sheet(self.by("officer", when), sheet, enters={sheet.kind: enter_sheet})
        return taken

    def appoint(
        self, name: str, role: str, scope: str, person: Person | None = None, office: str = "DEPT"
    ) -> Account:
        """An officer with an account of his own; a person already known keeps being one person."""
        account = Account.objects.create(username=name, kind=Account.Kind.OFFICER)
        person = person or Person.objects.create(
            name=f"Officer {name}", born=date(1975, 1, 1), recorded_at=at(1)
        )
        self.seats(account, person, role, scope, office)
        self.officers[name] = account
        return account

    def hire(
        self,
        number: str,
        *,
        basic_pay: int = 4_560_000,
        joined: date = date(2010, 6, 1),
        code: DrawingCode | None = None,
        bill_class: BillClass | None = None,
        known: datetime | None = None,
        person: Person | None = None,
        **memberships: int,
    ) -> Employment:
        """A person on a stage of a scale, posted under the code; every fact verified by a second account."""
        known = known or at(1)
        person = person or Person.objects.create(
            name=f"Person {number}", born=date(1985, 5, 5), recorded_at=known
        )
        employment = Employment.objects.create(
            person=person, number=number, category="state", recorded_at=known
        )
        facts = [
            self.record(employment, "service_spell", joined, known),
            self.record(
                employment,
                "posting",
                joined,
                known,
                post=self.post,
                office=self.place,
                drawing_code=code or self.code,
                bill_class=bill_class or self.bill_class,
            ),
            self.record(
                employment,
                "pay",
                joined,
                known,
                basis="scale",
                revision=11,
                scale="37400-79000",
                basic_pay=basic_pay,
            ),
            self.record(
                employment,
                "payee_account",
                joined,
                known,
                branch="TEST0000001",
                number=f"{number.zfill(7)}1111",
                tail="1111",
                holder=f"Person {number}",
            ),
        ]
        facts += [
            self.record(employment, "membership", joined, known, fund=fund, amount=amount)
            for fund, amount in memberships.items()
        ]
        self.verify(facts, known)
        self.people[number] = employment
        return employment

    def record(
        self, employment: Employment, kind: str, valid_from: date, known: datetime, **fields: Any
    ) -> Fact:
        """One fact, entered by the first clerk, by the office's one order."""
        fields.setdefault("order", self.order)
        return record(self.by("clerk", known), kind, employment, valid_from=valid_from, **fields)

    def verify(self, facts: list[Fact], known: datetime) -> None:
        """Another person verifies."""
        verify(self.by("officer", known), facts)

    def note(
        self, employment: Employment, kind: str, valid_from: date, known: datetime, **fields: Any
    ) -> Fact:
        """One fact recorded and verified."""
        fact = self.record(employment, kind, valid_from, known, **fields)
        self.verify([fact], known)
        return fact

    def amend(self, fact: Fact, known: datetime, **changes: Any) -> Fact:
        """A correction recorded and verified."""
        correction = correct(self.by("clerk", known), fact, **changes)
        self.verify([correction], known)
        return correction


def small_office(
    code: str = "0412",
    signing: str = BillClass.Signing.MAKER_CHECKER,
    kind: str = "ddo",
    seats: Seats = appointed_by_row,
) -> SmallOffice:
    """An office of its own: clerk, second clerk, drawing officer; countersigning
    officer; two treasury officers. ``seats`` appoints them.
    """
    treasury, _ = Treasury.objects.get_or_create(code="T07", defaults={"name": "Treasury"})
    place = Office.objects.create(
        code=f"O{code}",
        name="Office",
        district="Ernakulam",
        local_body="Kochi",
        local_body_kind="corporation",
    )
    OfficeClass.objects.create(
        office=place, place_class="C", valid_from=date(2010, 1, 1), recorded_at=at(1, month=1)
    )
    drawing_code = DrawingCode.objects.create(code=code, kind=kind, title="Office", treasury=treasury)
    bill_class = BillClass.objects.create(code=f"class-{code}", title="Establishment", signing=signing)
    head, _ = HeadOfAccount.objects.get_or_create(code="2202-02-109-99", defaults={"title": "Schools"})
    BillArrangement.objects.create(
        drawing_code=drawing_code, bill_class=bill_class, head=head, valid_from=FOUNDED
    )
    post, _ = Post.objects.get_or_create(code="HST", defaults={"designation": "Teacher"})
    order, _ = Order.objects.get_or_create(
        number="Order 1/2015", dated=date(2015, 5, 1), defaults={"recorded_at": at(1, month=1)}
    )
    office = SmallOffice(drawing_code, bill_class, place, post, order, treasury, head, seats)
    for name, role in (
        ("clerk", "clerk"),
        ("second", "clerk"),
        ("officer", "drawing_officer"),
        ("controller", "countersigning_officer"),
    ):
        office.appoint(name if code == "0412" else f"{name}-{code}", role, code)
        office.officers[name] = office.officers[name if code == "0412" else f"{name}-{code}"]
    for name in ("treasurer", "treasurer-2"):
        account = Account.objects.filter(username=name).first()
        office.officers[name] = account or office.appoint(name, "treasury_officer", "T07", office="TRY")
    return office


def draw_october(office: SmallOffice) -> None:
    """October computed at the end of the month, billed and passed."""
    run = compute_run(OCTOBER, "0412", office.by("clerk"))
    lock_run(run.run, office.by("clerk"))
    for bill in make_bill(run.run, office.by("clerk")).bills:
        check_bill(bill, office.by("officer"))
        present_bill(bill, office.by("officer"))
        pass_bill(bill, office.by("treasurer", at(29)))
