"""The schema is defined once: committed migrations, guards in files, a manifest, and a transaction
number on each fact.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.conftest import World
from vethanam.benefits.queries import changes
from vethanam.service_book.models import FACTS
from vethanam.site import manifest, schema
from vethanam.site.guards import guard_files, guards
from vethanam.site.roles import PROCESS_ROLES, database_role

SOURCE = Path(schema.__file__).parents[1]
ROOMS = sorted({path.split("/")[0] for path in schema.migration_hashes()})
#: rows of these tables carry the number of the transaction that wrote them
NUMBERED = {
    *(model._meta.db_table for model in FACTS.values()),
    "service_book_verification", "service_book_sheet", "orders_order", "orders_ordereffect",
    "payments_institution",
    *(f"people_{name}" for name in (
        "billarrangement", "billclass", "department", "district", "drawingcode", "headofaccount", "localbody",
        "masterchange", "masterclosing", "masterdecision", "masterproposal", "office", "officeclass", "post",
        "statesetting",
            "program", "treasury")),
    "orders_figure", "messaging_registeredsender", "messaging_registeredgateway",
    "messaging_sendermanager", "messaging_sendercredential", "messaging_operatortext",
    "messaging_operatortariff",
    *(f"privacy_{name}" for name in (
        "consentmanager", "electionclearance", "event", "highcourtapproval", "notifiedregister",
        "processorcontract",
        "schemeregister", "transfer", "use")),
    *(f"benefits_{name}" for name in (
        "advance", "delivery", "incentivebill", "incentiveorder", "listtaken", "moneyreturn",
        "appeal", "appealoutcome", "application", "assessment", "award", "beneficiary", "beneficiarysheet",
        "check", "circumstance", "cycle", "cycleapproval", "cyclereopening", "death", "deathnotice",
        "deathnoticeanswer", "decision", "demand", "demandanswer", "demanddecision", "demandevent",
        "drawnelsewhere", "guardian", "lifeproof", "lifewindow", "likeness", "paymentorder",
        "referencecode", "release", "route", "schemeoffice", "sheetdecision", "sheetrow", "society",
        "standingevent")),
    *(f"payments_{name}" for name in ("bank", "bankterms", "branch", "treasuryday")),
}  # fmt: skip


def test_committed_migrations_are_never_edited() -> None:
    """A new migration gets its line from tools/schema.py; an existing line never changes."""
    assert schema.migration_hashes() == schema.committed_hashes()


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_begins_with_one_initial_migration(room: str) -> None:
    names = sorted(path.stem for path in (SOURCE / room / "migrations").glob("[0-9]*.py"))
    assert names[0] == "0001_initial"
    assert [name for name in names if "initial" in name] == ["0001_initial"]
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


def test_migrations_are_those_of_the_models(world: World) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_each_object_is_defined_once_in_a_guard_of_its_room() -> None:
    """Reading the guards refuses a second definition; a guard lies in the room of its table."""
    rooms = {room.label for room in schema.our_rooms()}
    elsewhere = [
        (guard.file, guard.name)
        for guard in guards()
        if (guard.table or guard.name).split("_")[0] != guard.file.split("_")[0].split("/")[0]
        and guard.name != "is_sample"
        and guard.kind != "index"
    ]
    assert elsewhere == []
    assert {name.split("/")[0] for name in guard_files()} <= rooms


def test_no_guard_stands_in_python() -> None:
    made = re.compile(r"CREATE (?:OR REPLACE )?(?:CONSTRAINT )?(?:FUNCTION|TRIGGER|POLICY|VIEW|AGGREGATE) ")
    assert [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if made.search(path.read_text(encoding="utf-8")) and path.name != "guards.py"
    ] == []


def test_every_guard_of_the_database_stands_in_a_file(world: World) -> None:
    with world.connect("owner") as owner:
        found = manifest.described(owner)
    there = {
        (kind, re.sub(r"\(.*", "", name))
        for kind, name in found
        if kind in {"function", "trigger", "policy", "view"} and not name.startswith("procrastinate")
    }
    assert there == {
        (guard.kind, guard.name)
        for guard in guards()
        if guard.kind in {"function", "trigger", "policy", "view"}
    }


def test_the_manifest_is_that_of_a_fresh_database(world: World) -> None:
    """Where this fails after a change of models, guards or rights, run tools/schema.py."""
    with world.connect("owner") as owner, owner.transaction(force_rollback=True):
        manifest.partition_opened(owner)
        found = manifest.described(owner)
    assert [one.says for one in manifest.differences(found, manifest.shipped_manifest())] == []


def test_the_manifest_reads_as_it_is_written() -> None:
    text = (SOURCE / "site" / "manifest.txt").read_text(encoding="utf-8")
    assert manifest.written_manifest(manifest.read_manifest(text)) == text


def test_rows_that_count_carry_their_transaction_and_no_process_writes_it(world: World) -> None:
    numbered = world.sql("owner",
        "SELECT attrelid::regclass::text FROM pg_attribute WHERE attname = 'committed_in'"
                         " AND attrelid::regclass::text NOT LIKE '%%committed_in'")  # fmt: skip
    assert {table for (table,) in numbered} == NUMBERED
    for table in NUMBERED:
        for role in PROCESS_ROLES:
            (found,) = world.sql(
                "owner",
                "SELECT has_column_privilege(%s, %s, 'committed_in', 'INSERT')"
                " OR has_column_privilege(%s, %s, 'committed_in', 'UPDATE')",
                database_role(role), table, database_role(role), table,
            )  # fmt: skip
            assert found == (False,), (table, role)


def test_facts_are_found_by_their_transaction() -> None:
    indexed = {
        guard.table for guard in guards() if guard.kind == "index" and guard.name.endswith("_committed_in")
    }
    assert indexed == {
        *(model._meta.db_table for model in FACTS.values()),
        "service_book_verification",
        "service_book_sheet",
        *changes.TABLES,
    }
