"""Bounced mail, delivered by a real mail server into the dispatcher's folder."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox as Maildir

from tests.messaging.house import MAIL, House
from tests.privacy.contact_states import contact_states
from vethanam.errors import Broken
from vethanam.messaging.actions import intimate_credits
from vethanam.messaging.returned_mail import Inbox, is_for_good
from vethanam.privacy.queries import contacts_in_use, live_contacts
from vethanam.site.processes import free_port

KEY = bytes(32)


@dataclass
class Office:
    """The sender's mail server: mail to its return addresses goes to a maildir."""

    folder: Path
    port: int

    @property
    def inbox(self) -> Inbox:
        return Inbox(self.folder, KEY, every_seconds=0)

    def report(self, to: str, status: str, action: str = "failed") -> None:
        """Another server reports the outcome of a letter (RFC 3464)."""
        status_text = (
            f"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; person0@office.example\r\n"
            f"Action: {action}\r\nStatus: {status}\r\n"
        )
        lines = [
            "From: MAILER-DAEMON@mx.example", f"To: {to}", "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "",
            "--b", "Content-Type: text/plain", "", "It could not be delivered to person0@office.example.",
            "--b", "Content-Type: message/delivery-status", "", status_text, "--b--", "",
        ]  # fmt: skip
        with smtplib.SMTP("127.0.0.1", self.port, local_hostname="mx.example") as line:
            line.sendmail("", [to], "\r\n".join(lines))

    def left(self, where: str) -> list[Path]:
        return sorted((self.folder / where).iterdir())


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    folder = tmp_path / "returned"
    controller = Controller(Maildir(folder), hostname="127.0.0.1", port=free_port(), ready_timeout=10)
    controller.start()
    yield Office(folder, controller.port)
    controller.stop()


def told(house: House, office: Office) -> list[str]:
    """Tell three people; returns each return address in order."""
    house.credit()
    intimate_credits(house.desk.service)
    house.sequence()
    house.dispatch(inbox=office.inbox)
    return [house.mailbox.return_paths[MAIL.format(n=n)] for n in range(3)]


def test_a_letter_that_came_back_lowers_its_contact_and_the_outcome_says_so(
    house: House, office: Office
) -> None:
    addresses = told(house, office)
    assert len(set(addresses)) == 3 and all(one.startswith("salary+") for one in addresses)
    assert house.states() == {"accepted": 3}
    office.report(addresses[0], "5.1.1")
    house.dispatch(inbox=office.inbox)
    assert house.states() == {"accepted": 2, "failed": 1}
    person = house.people[0]
    with house.world.role("web"):
        shown = live_contacts([person])[person, "email_official"]
        assert not shown.is_verified and shown.returned_on is not None
        assert contact_states(house.people[:2], ["email"], "SAL-CREDIT") == {
            person: {"email": "unverified"}, house.people[1]: {"email": "verified"},
        }  # fmt: skip
        assert set(contacts_in_use(house.people, "email", "SAL-CREDIT")) == set(house.people[1:3])
    assert office.left("new") == [] == office.left("cur")
    rows = house.world.sql("postgres", "SELECT result FROM privacy_outbox WHERE state = 'failed'")
    closings = house.world.sql("postgres", "SELECT accepted, failed FROM privacy_useclosing ORDER BY id")
    assert rows == [("returned 5.1.1",)] and closings == [(3, 0), (2, 1)]
    (leaf,) = house.world.sql(
        "postgres",
        "SELECT leaf FROM journal_staged WHERE convert_from(leaf, 'UTF8') LIKE '%contact.returned%'",
    )
    assert b'"code":"5.1.1"' in bytes(leaf[0]) and b"office.example" not in bytes(leaf[0])


@pytest.mark.parametrize(
    ("status", "action"), [("5.2.2", "failed"), ("4.4.1", "delayed"), ("5.7.1", "failed")]
)
def test_what_says_nothing_of_the_address_changes_nothing(
    house: House, office: Office, status: str, action: str
) -> None:
    office.report(told(house, office)[0], status, action)
    house.dispatch(inbox=office.inbox)
    assert house.states() == {"accepted": 3} and office.left("new") == []


def test_a_report_with_a_tag_that_is_not_ours_is_left_for_a_human(house: House, office: Office) -> None:
    mine, other = told(house, office)[:2]
    office.report(mine.replace(mine.split("-")[1].split("@")[0], other.split("-")[1].split("@")[0]), "5.1.1")
    house.dispatch(inbox=office.inbox)
    assert house.states() == {"accepted": 3} and len(office.left("cur")) == 1


def test_a_report_that_comes_twice_counts_once(house: House, office: Office) -> None:
    address = told(house, office)[0]
    for _ in range(2):
        office.report(address, "5.1.1")
        house.dispatch(inbox=office.inbox)
    assert house.world.sql("postgres", "SELECT count(*)::int FROM privacy_contactreturn") == [(1,)]


def test_an_address_refused_at_the_door_is_lowered_too(house: House, office: Office) -> None:
    house.mailbox.refuse[MAIL.format(n=1)] = "550 5.1.1 no such mailbox"
    house.credit()
    intimate_credits(house.desk.service)
    house.sequence()
    house.dispatch()
    assert house.states() == {"accepted": 2, "failed": 1}
    codes = house.world.sql(
        "postgres",
        "SELECT person, code FROM privacy_contactreturn r JOIN privacy_contact c ON c.id = contact_id",
    )
    assert codes == [(house.people[1], "5.1.1")]


def test_nobody_says_that_a_message_failed_without_a_return(house: House, office: Office) -> None:
    told(house, office)
    with pytest.raises(psycopg.errors.RestrictViolation, match="does not become"):
        house.world.sql("dispatcher", "UPDATE privacy_outbox SET state = 'failed', result = 'returned 5.1.1'")


def test_a_folder_that_others_may_read_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with pytest.raises(Broken, match="open to others"):
        Inbox(tmp_path, KEY).check()
    tmp_path.chmod(0o700)
    Inbox(tmp_path, KEY).check()


@pytest.mark.parametrize(
    ("code", "answer"), [("550 5.1.1", True), ("550", False), ("552 5.2.2", False), ("5.1.10", True)]
)
def test_which_answers_are_about_the_address(code: str, answer: bool) -> None:
    assert is_for_good(code) is answer
