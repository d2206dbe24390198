"""After sealing, telling and refusing, contacts exist only in the seals and at the mail server."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tests.contact_search import found_in, found_under
from tests.messaging.house import MAIL, MOBILE, House
from vethanam.messaging.actions import ask_for_use, intimate_credits
from vethanam.messaging.queries import intimations_of
from vethanam.privacy.queries import contacts_of, uses_of, uses_overview

CONTACTS = [MAIL.format(n=n) for n in range(3)] + [MOBILE.format(n=n).replace(" ", "") for n in range(4)]


def test_no_contact_in_tables_files_logs_or_what_is_read(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        house.credit()
        intimate_credits(house.desk.service)
        house.sequence()
        house.dispatch()
        with pytest.raises(Exception, match="no key called"):
            ask_for_use(
                house.desk.service, {"purpose": "SAL-CREDIT", "cohort": "all employees", "numbers": CONTACTS}
            )
    assert len(house.mailbox.received) == 3
    assert found_in(dump_of(house), CONTACTS) == []
    assert found_in(_ours(caplog), CONTACTS) == []
    shown = [contacts_of(person) + uses_of(person) + intimations_of(person) for person in house.people]
    assert found_in(repr((shown, uses_overview())).encode(), CONTACTS) == []
    assert found_under(house.state, CONTACTS) == []


def test_no_contact_in_the_servers_own_files(house: House) -> None:
    """Tables, write-ahead log, temporary files and server log: the whole cluster on disk."""
    house.credit()
    intimate_credits(house.desk.service)
    house.sequence()
    house.dispatch()
    house.world.sql("postgres", "CHECKPOINT")
    assert len(house.mailbox.received) == 3
    data = Path(house.world.sql("postgres", "SHOW data_directory")[0][0])
    others = house.world.sql(
        "postgres", "SELECT oid::text FROM pg_database WHERE datname <> current_database()"
    )
    assert found_under(data, CONTACTS, leave_out=[data / "base" / oid for (oid,) in others]) == []


def dump_of(house: House) -> bytes:
    """Every row of every table as text, read as superuser: seals included, since they are closed."""
    with house.world.connect("postgres") as connection:
        names = [
            name
            for (name,) in connection.execute(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            )
        ]
        parts = []
        for name in names:
            with connection.cursor().copy(f'COPY "{name}" TO STDOUT') as copy:
                parts += [bytes(block) for block in copy]
    return b"".join(parts)


def _ours(caplog: pytest.LogCaptureFixture) -> bytes:
    records = [record for record in caplog.records if not record.name.startswith(("mail", "asyncio"))]
    return "\n".join(f"{record.getMessage()} {record.args} {record.exc_text}" for record in records).encode()
