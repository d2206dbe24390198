"""What the portal Mobile Seva tells of its messages in a file: matched, once, and nothing is sent again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import psycopg
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from tests.messaging.far_sides import FarSide, mgov, page, running
from tests.messaging.house import MOBILE, House, register_gateway
from tests.messaging.test_gateway_conformance import ACCOUNT
from tests.messaging.town import Town
from vethanam.acts.fields import File
from vethanam.errors import Refused, Unsound, UnsoundInput
from vethanam.evidence.bundles import whole_log
from vethanam.ledger.verifier import verify
from vethanam.messaging.actions.portal_reports import record_portal_report
from vethanam.messaging.count_files import own_counts
from vethanam.messaging.gateways.letter import Fate
from vethanam.messaging.gateways.mgov import MgovGateway
from vethanam.messaging.gateways.mgov.forms import fate_of
from vethanam.messaging.portal_report_models import PortalReport, PortalReportLine
from vethanam.privacy.actions import seal_contacts
from vethanam.privacy.models import UseClosing
from vethanam.privacy.vault.number import parse

TAKEN = b"402,MsgID = 15062016146600397424%dmsdgsms"
LATER = b"409,Message will be submitted,MsgID = 15062016146600397424%dmsdgsms"
LATER_UNNAMED = b"409, will be submitted"


@dataclass
class Portal:
    """The portal in a thread: its answers in turn, and the forms that it got."""

    answers: Sequence[bytes]
    side: FarSide = field(init=False)
    _count: int = 0

    def __post_init__(self) -> None:
        self.side = FarSide(mgov, self._answer)

    def _answer(self, _number: int) -> bytes:
        said = self.answers[min(self._count, len(self.answers) - 1)]
        self._count += 1
        return page(said)

    def hands_out(self, house: House) -> int:
        """Dispatch through it; returns how many forms it has got so far."""
        with house.world.role("dispatcher"):
            dispatcher = house.dispatcher()
            dispatcher.gateways = (
                *dispatcher.gateways,
                MgovGateway("127.0.0.1", self.side.port, ACCOUNT, seconds=5, lines=1),
            )
            dispatcher.start()
            for _ in range(5):
                dispatcher.go_round()
            for gateway in dispatcher.gateways:
                gateway.close()
        house.sequence()
        return len(self.side.taken)


@contextmanager
def told_by_portal(town: Town, *answers: bytes) -> Iterator[Portal]:
    """The order by short message to four numbers, through the portal."""
    house, portal = town.house, Portal(answers)
    numbers = [(person, parse("mobile", MOBILE.format(n=n))) for n, person in enumerate(house.people)]
    seal_contacts(house.desk.service, numbers, verified_on=date(2026, 10, 1))
    with running(portal.side):
        register_gateway(house.world, "mgov", portal.side.port)
        town.sent(town.approved(channels=("sms", "portal")))
        assert portal.hands_out(house) == 4
        yield portal


def named(answer: bytes, number: int) -> bytes:
    return answer % number


def report(*lines: tuple[str, str], header: str = "VTNFIN") -> bytes:
    """A file: the last digit of each message, or its whole number, and its status."""
    rows = [
        f"15062016146600397424{number}msdgsms,{header},{status}" if len(number) == 1 else
        f"{number},{header},{status}"
        for number, status in lines
    ]  # fmt: skip
    return "\n".join(["message,header,status", *rows, ""]).encode()


def states(house: House) -> dict[str, int]:
    return {state: count for state, count in house.states().items() if count}


def test_a_report_ends_what_was_accepted_and_what_was_not_known(town: Town) -> None:
    house, dpo = town.house, town["dpo"].authority
    answers = (named(TAKEN, 1), named(LATER, 2), LATER_UNNAMED, named(TAKEN, 4))
    with told_by_portal(town, *answers) as portal:
        assert states(house) == {"accepted": 2, "uncertain": 2}
        content = report(("1", "Delivered"), ("2", "DELIVRD"), ("4", "failed"), ("9", "delivered"))
        first = record_portal_report(dpo, content)
        assert {name: count for name, count in first.counts.items() if count} == {
            "delivered": 2, "failed": 1, "unknown": 1,
        }  # fmt: skip
        assert portal.hands_out(house) == 4, "nothing is sent again"
        assert states(house) == {"sent": 2, "failed": 1, "uncertain": 1}
        closing = UseClosing.objects.latest("pk")
        assert (closing.accepted, closing.sent, closing.failed, closing.uncertain) == (0, 2, 1, 1)
        with pytest.raises(Refused, match="entered before"):
            record_portal_report(dpo, content)
        again = record_portal_report(dpo, report(("1", "delivered"), ("2", "failed"), ("4", "pending")))
        assert {name: count for name, count in again.counts.items() if count} == {
            "before": 1, "otherwise": 1, "waiting": 1,
        }  # fmt: skip
        assert portal.hands_out(house) == 4 and states(house) == {"sent": 2, "failed": 1, "uncertain": 1}
    today = timezone.localdate()
    assert sum(own_counts(today, today).values()) == 3, "the operator counts what did not arrive too"
    assert verify(whole_log()).outcome == "verified"


def test_the_database_takes_no_other_end_and_a_line_once(town: Town) -> None:
    with told_by_portal(town, named(TAKEN, 1), named(LATER, 2), LATER_UNNAMED, LATER_UNNAMED):
        record_portal_report(town["dpo"].authority, report(("1", "failed")))
        line = PortalReportLine.objects.get()
        with pytest.raises(DatabaseError, match="delivery_reported_once"), transaction.atomic():
            PortalReportLine.objects.create(
                report_id=line.report_id, delivery_id=line.delivery_id, state="delivered"
            )
        world = town.house.world
        for role, change, refusal in (
            (
                "dispatcher",
                "UPDATE privacy_outbox SET state = 'failed', result = 'lost' WHERE state = 'accepted'",
                "does not become failed",
            ),
            ("owner", "UPDATE messaging_portalreport SET counts = '{}'", "appended to"),
        ):
            with pytest.raises(psycopg.Error, match=refusal):
                world.sql(role, change)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (report(("1", "delivered"), header="NOTOURS"), "count_header"),
        (report(("1", "somewhere")), "report_status"),
        (report(("910000040007", "delivered")), "report_message"),
        (report(("1", "delivered"), ("1", "failed")), "report_contradicts"),
    ],
)
def test_a_file_with_a_line_that_cannot_be_used_is_refused_whole(
    town: Town, content: bytes, fault: str
) -> None:
    with pytest.raises(UnsoundInput) as caught:
        record_portal_report(town["dpo"].authority, report(("2", "delivered")) + content.partition(b"\n")[2])
    assert [one.code for one in caught.value.faults] == [fault]
    assert "40007" not in caught.value.says and PortalReport.objects.count() == 0


@pytest.mark.parametrize(
    "content",
    [
        b"message,header,status,mobileno\nA1,VTNFIN,delivered,910000040007\n",
        b"message,header,status\nA1,VTNFIN,delivered,910000040007\n",
        b"message,status\nA1,delivered\n", b"message,header,status\n", b"\xff\xfe", b"",
    ],
)  # fmt: skip
def test_no_file_with_another_column_is_read(town: Town, content: bytes) -> None:
    with pytest.raises(Unsound, match="telephone numbers") as caught:
        record_portal_report(town["dpo"].authority, content)
    assert "40007" not in str(caught.value) and PortalReport.objects.count() == 0


def test_only_an_officer_of_messages_enters_one(town: Town) -> None:
    file = File("report.csv", report(("1", "delivered")))
    refused = town["law"].does("record_portal_report", file=file)
    assert refused.code == "not_acting_as" and PortalReport.objects.count() == 0
    done = town["desk"].does("record_portal_report", file=file)
    assert done.ok and done.state["unknown"] == 1, done.says


@pytest.mark.parametrize(
    ("answer", "references"),
    [
        (named(LATER, 2), ("mgov:150620161466003974242msdgsms",)),
        (LATER_UNNAMED, ()),
        (b"409", ()),
        (b"409,MsgID = ", ()),
    ],
)
def test_an_answer_that_promises_is_uncertain_and_keeps_its_number(
    answer: bytes, references: tuple[str, ...]
) -> None:
    handed = fate_of(answer)
    assert (handed.fate, handed.references) == (Fate.UNCERTAIN, references)
