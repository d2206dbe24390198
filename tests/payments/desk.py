"""One passed bill of four people, a bank's folder with its key, and the actors: made once, copied."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.conftest import Furnished, Furnisher, World
from tests.payments.builders import AT
from tests.payments.paymaster_rounds import PAY_PUB
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.payments.channel import Channel, open_channel
from vethanam.payroll.register.components import codes_of
from vethanam.people.models import (
    Appointment,
    BillClass,
    DrawingCode,
    Employment,
    HeadOfAccount,
    Person,
    Role,
    Treasury,
)
from vethanam.sample.bank import make_bank_keys, read_key
from vethanam.service_book.models import PayeeAccount

DRAWN_IN = 202610
NETS = (6842750, 3120000, 5, 4500001)


@dataclass
class Desk:
    """A database with a passed bill, seen as the worker, with the ids of its rows."""

    service: Authority
    officer: Authority
    bill: int
    employments: tuple[int, ...]
    facts: tuple[int, ...]
    ids: dict[str, int] = field(default_factory=dict)
    world: World = field(default=cast("World", None))
    channel: Channel = field(default=cast("Channel", None))
    bank_key: Ed25519PrivateKey = field(default=cast("Ed25519PrivateKey", None))

    def later(self, days: int = 1) -> Authority:
        """The service some days later."""
        return self.service.later(self.service.at + timedelta(days=days))

    def join(self, net: int) -> tuple[int, int]:
        """Add a person without an account, on a supplementary bill of that sum:
        returns employment and bill.
        """
        n = Employment.objects.count()
        person = Person.objects.create(name=f"Q{n}", born=date(1981, 1, 1), recorded_at=AT)
        employment = Employment.objects.create(
            person=person, number=f"20023{n}", category="state", recorded_at=AT
        )
        bill = pass_a_bill(self.world, self.ids, [employment.pk], [person.pk], (net,), number=n)
        return employment.pk, bill

    def deducting(
        self,
        *deducted: tuple[str, int, int | None],
        nets: tuple[int, ...] = NETS,
        number: int = 50,
        kind: str = "monthly",
    ) -> int:
        """A further bill of the same people, each with these deductions."""
        persons = list(
            Employment.objects.filter(pk__in=self.employments)
            .order_by("pk")
            .values_list("person_id", flat=True)
        )
        return pass_a_bill(
            self.world,
            self.ids,
            list(self.employments),
            persons,
            nets,
            number=number,
            deducted=deducted,
            kind=kind,
        )

    def new_account(
        self,
        employment: int,
        number: str,
        *,
        verified: bool = True,
        holder: str = "Anitha S",
        valid_from: date = date(2026, 11, 1),
        **more: str,
    ) -> int:
        """A further account of an employee, recorded by one account and verified by another."""
        fact = PayeeAccount.objects.create(
            employment_id=employment,
            valid_from=valid_from,
            recorded_at=AT,
            entered_by_id=self.service.account,
            number=number,
            tail=number[-4:],
            holder=holder,
            **{"branch": "SBIN0070028", **more},
        )
        if verified:
            self.verify(fact.pk)
        return fact.pk

    def verify(self, account: int) -> None:
        """Verify an account as the drawing officer."""
        from vethanam.service_book.models import Verification

        Verification.objects.create(
            kind="payee_account", fact=account, verified_by_id=self.officer.account, recorded_at=AT
        )


@contextlib.contextmanager
def at_desk(furnish: Furnisher, furnished: Furnished, folder: Path) -> Iterator[Desk]:
    """A copy of a furnished desk for one test, as the worker, with a bank of its own in a folder."""
    private, public = make_bank_keys()
    (folder / "bank.key").write_bytes(private)
    (folder / "bank.pub").write_bytes(public)
    (folder / "pay.pub").write_bytes(PAY_PUB)
    with furnish.copy_of(furnished) as world, world.role("worker"):
        yield replace(
            furnished.made,
            world=world,
            ids=dict(furnished.made.ids),
            channel=open_channel(folder / "bank", folder / "bank.pub"),
            bank_key=read_key(folder / "bank.key"),
        )


def make_desk(world: World, _nothing: Any) -> Desk:
    """The bill and its prerequisites; world, channel and key come with a copy."""
    treasury = Treasury.objects.create(code="TVM01", name="District Treasury")
    drawing_code = DrawingCode.objects.create(code="0412", title="Head of office", treasury=treasury)
    bill_class = BillClass.objects.create(code="pay", title="Pay", signing="maker_checker")
    head = HeadOfAccount.objects.create(code="2202-01-104-99-01", title="Salaries")
    service = Account.objects.create(username="payments", kind=Account.Kind.SERVICE)
    signed_in = Account.objects.create(username="ddo-0412", kind=Account.Kind.OFFICER)
    persons = [
        Person.objects.create(name=f"P{n}", born=date(1980, 1, 1), recorded_at=AT)
        for n in range(len(NETS) + 2)
    ]
    employments = [
        Employment.objects.create(person=person, number=f"10023{n}", category="state", recorded_at=AT)
        for n, person in enumerate(persons[: len(NETS)])
    ]
    officer = persons[-1]
    Appointment.objects.create(
        account=signed_in, person=officer, role=Role.DRAWING_OFFICER, scope="0412", office="DEPT",
        valid_from=date(2026, 1, 1), recorded_at=AT - timedelta(days=300),
    )  # fmt: skip
    made = Desk(
        service=Authority(service.pk, None, "TRY", Role.SERVICE, AT),
        officer=Authority(signed_in.pk, officer.pk, "DEPT", Role.DRAWING_OFFICER, AT, scope="0412"),
        bill=0,
        employments=tuple(one.pk for one in employments),
        facts=(),
    )
    made.facts = tuple(made.new_account(one.pk, f"3123456789{n}") for n, one in enumerate(employments))
    ids = {
        "drawing_code_id": drawing_code.pk,
        "treasury_id": treasury.pk,
        "bill_class_id": bill_class.pk,
        "head_id": head.pk,
    }
    made.bill = pass_a_bill(
        world, ids, [one.pk for one in employments], [one.person_id for one in employments], NETS
    )
    made.ids = ids
    return made


def pass_a_bill(
    world: World,
    ids: dict[str, int],
    employments: list[int],
    persons: list[int],
    nets: tuple[int, ...],
    number: int = 1,
    deducted: Sequence[tuple[str, int, int | None]] = (),
    kind: str = "monthly",
) -> int:
    """A passed bill, written past payroll's triggers, because its making is not under test.

    ``deducted`` gives component, amount and obligation of each person's deductions.
    """
    first, second, third = 1, 2, 3
    taken = sum(amount for _, amount, _ in deducted)
    codes = codes_of({"basic_pay": "earning"} | {name: "deduction" for name, _, _ in deducted})
    columns: dict[str, Any] = {
        **ids, "number": f"0412/2026-27/{number}", "signing": "maker_checker", "kind": kind,
        "account_year": "2026-27", "register_number": number, "drawn_in": DRAWN_IN, "state": "passed",
        "people": len(nets), "gross": sum(nets) + taken * len(nets), "deductions": taken * len(nets),
        "net": sum(nets), "made_at": AT,
        "made_by_id": first, "made_for_id": first, "checked_by_id": second, "checked_for_id": second,
        "presented_by_id": second, "presented_for_id": second, "passed_by_id": third, "passed_for_id": third,
    }  # fmt: skip
    with world.connect("postgres") as connection:
        connection.execute("SELECT payroll_open_month(%s::integer)", [DRAWN_IN])
        connection.execute("SET session_replication_role = replica")
        names, places = ", ".join(columns), ", ".join(["%s"] * len(columns))
        row = connection.execute(
            f"INSERT INTO payroll_bill ({names}) VALUES ({places}) RETURNING id", list(columns.values())
        ).fetchone()
        assert row
        for employment, person, net in zip(employments, persons, nets, strict=True):
            connection.execute(
                "INSERT INTO payroll_payslip (drawn_in, bill_id, employment_id, person_id, claims, "
                "for_months, components,"
                " obligations, amounts, gross, deductions, net, account_year, tax_year)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '2026-27', '2026-27')",
                [
                    DRAWN_IN, row[0], employment, person,
                    *([one] * (len(deducted) + 1) for one in (1, DRAWN_IN)),
                    [codes["basic_pay"], *(codes[name] for name, _, _ in deducted)],
                    [None, *(obligation for _, _, obligation in deducted)],
                    [net + taken, *(amount for _, amount, _ in deducted)], net + taken, taken, net,
                ],
            )  # fmt: skip
        connection.execute(
            "INSERT INTO payroll_presentation (bill_id, treasury_id, ordinal, token, presented_at, outcome, "
            "reason,"
            " voucher_number, voucher_date, account_year)"
            " VALUES (%s, %s, 1, %s, %s, 'passed', '', %s, %s, '2026-27')",
            [row[0], ids["treasury_id"], f"T{number}", AT, f"V{number}", AT.date()],
        )
        return int(row[0])
