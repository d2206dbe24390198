"""Guards are applied as a set: objects in no file are dropped, missing or changed ones are recreated."""

from __future__ import annotations

import psycopg
import pytest

from tests.conftest import World
from vethanam.errors import Broken, Refused
from vethanam.site import guards, install, manifest


def differing(world: World) -> list[str]:
    with world.connect("owner") as owner:
        return [
            one.record for one in manifest.differences(manifest.described(owner), manifest.shipped_manifest())
        ]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE FUNCTION stray() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE POLICY stray ON privacy_sealed FOR SELECT USING (true)",
        "CREATE VIEW stray AS SELECT 1 AS n",
        "CREATE TRIGGER stray BEFORE INSERT ON journal_leaf FOR EACH STATEMENT EXECUTE FUNCTION journal_only_sequencer()",
        "DROP TRIGGER only_appended ON service_book_pay",
        "ALTER TABLE journal_leaf DISABLE TRIGGER only_grows",
        "ALTER POLICY opens ON privacy_sealed USING (true)",
        "ALTER FUNCTION payments_credit_is_believed() RESET search_path",
        "ALTER TABLE privacy_sealed NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE payroll_bill DROP CONSTRAINT signers_are_different_persons",
        "ALTER TABLE payroll_bill DROP CONSTRAINT passer_drew_nothing, ADD CONSTRAINT passer_drew_nothing CHECK (true)",
        "DROP INDEX service_book_pay_committed_in",
        "GRANT SELECT ON people_person TO pg_monitor",
        "GRANT UPDATE (hash) ON journal_leaf TO vethanam_worker",
        "GRANT CREATE ON SCHEMA public TO vethanam_web",
    ],
)
def test_a_change_is_mended_by_applying_again(world: World, statement: str) -> None:
    world.sql("owner", statement)
    assert differing(world) != []
    install.migrate()
    assert differing(world) == []


@pytest.mark.parametrize(
    ("statement", "stray"),
    [
        ("CREATE TABLE stray (n int)", "table stray"),
        ("ALTER TABLE payroll_bill ADD COLUMN stray int", "column payroll_bill.stray"),
        ("ALTER TABLE payroll_bill ADD CONSTRAINT stray CHECK (true)", "constraint payroll_bill.stray"),
        ("CREATE INDEX stray ON payroll_bill (id)", "index stray"),
    ],
)
def test_an_object_of_no_file_is_refused_and_nothing_is_applied(
    world: World, statement: str, stray: str
) -> None:
    world.sql("owner", statement)
    world.sql("owner", "DROP TRIGGER only_appended ON service_book_pay")
    with pytest.raises(Refused) as refused:
        install.migrate()
    assert refused.value.code == "schema_strays"
    assert stray in refused.value.says
    assert "trigger service_book_pay.only_appended" in differing(world)


def test_a_statement_of_no_known_form_is_broken() -> None:
    with pytest.raises(Broken) as broken:
        list(guards.guards_of("payroll/guards/stray.sql", "-- a comment\nDROP TABLE payroll_bill;"))
    assert broken.value.says == (
        "payroll/guards/stray.sql: no rule says how to apply the statement that begins with: DROP TABLE payroll_bill;"
    )


def test_a_second_definition_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    files = guards.guard_files()
    monkeypatch.setattr(
        guards, "guard_files", lambda: files | {"again.sql": files["payroll/guards/bills.sql"]}
    )
    with pytest.raises(Broken) as broken:
        guards.guards.__wrapped__()
    assert broken.value.code == "guard_twice"


def test_semicolons_in_bodies_texts_and_comments_end_no_statement() -> None:
    text = """
    -- first; second
    CREATE OR REPLACE FUNCTION payroll_a() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN -- it's; here
      EXECUTE $ask$ SELECT ';'; $ask$; RETURN NULL;
    END $$;
    COMMENT ON TABLE payroll_bill IS 'one; two''s';
    """
    assert [(one.kind, one.name) for one in guards.guards_of("payroll/guards/a.sql", text)] == [
        ("function", "payroll_a"),
        ("setting", "ON"),
    ]


def test_no_process_role_can_lift_a_guard(world: World) -> None:
    for role in ("web", "worker", "dispatcher", "sequencer"):
        with world.connect(role) as db, pytest.raises(psycopg.errors.InsufficientPrivilege):
            guards.lift_guards(db)
