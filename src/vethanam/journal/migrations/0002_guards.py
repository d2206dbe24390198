"""What the database itself holds: the log only grows, and only the sequencer gives places and heads.

The triggers are ENABLE ALWAYS, so ``session_replication_role`` does not pass them by. A superuser can still
disable a trigger; that is what signed heads outside the house are for.
"""

from django.db import migrations

WAITING = """
CREATE TABLE journal_waiting (
    staged_id bigint PRIMARY KEY REFERENCES journal_staged (id),
    xid xid8 NOT NULL
); COMMENT ON TABLE journal_waiting IS 'staged entries that have no leaf yet, with the transaction that
staged them';
"""

FUNCTIONS = """
CREATE FUNCTION journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The log only grows: % of % is refused.', lower(TG_OP), TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION journal_only_sequencer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> 'vethanam_sequencer' THEN
        RAISE EXCEPTION 'Only the sequencer writes %.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION journal_stage() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.journal_waiting (staged_id, xid) SELECT id, pg_current_xact_id() FROM fresh;
    RETURN NULL;
END $$;

CREATE FUNCTION journal_has_leaf() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM journal_leaf WHERE staged_id = OLD.staged_id) THEN
        RAISE EXCEPTION 'Staged entry % has no leaf yet and must wait for it.', OLD.staged_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;
"""

TRIGGERS = [
    ("staged", "only_grows", "BEFORE UPDATE OR DELETE OR TRUNCATE", "", "STATEMENT", "journal_only_grows"),
    ("leaf", "only_grows", "BEFORE UPDATE OR DELETE OR TRUNCATE", "", "STATEMENT", "journal_only_grows"),
    ("node", "only_grows", "BEFORE UPDATE OR DELETE OR TRUNCATE", "", "STATEMENT", "journal_only_grows"),
    ("head", "only_grows", "BEFORE UPDATE OR DELETE OR TRUNCATE", "", "STATEMENT", "journal_only_grows"),
    ("opening", "never_changes", "BEFORE UPDATE OR TRUNCATE", "", "STATEMENT", "journal_only_grows"),
    ("leaf", "only_sequencer", "BEFORE INSERT", "", "STATEMENT", "journal_only_sequencer"),
    ("node", "only_sequencer", "BEFORE INSERT", "", "STATEMENT", "journal_only_sequencer"),
    ("head", "only_sequencer", "BEFORE INSERT", "", "STATEMENT", "journal_only_sequencer"),
    ("staged", "waits", "AFTER INSERT", "REFERENCING NEW TABLE AS fresh", "STATEMENT", "journal_stage"),
    ("waiting", "never_changes", "BEFORE UPDATE OR TRUNCATE", "", "STATEMENT", "journal_only_grows"),
    ("waiting", "until_leaf", "BEFORE DELETE", "", "ROW", "journal_has_leaf"),
]

HASHES = """
ALTER TABLE journal_leaf ADD CONSTRAINT journal_leaf_hash CHECK (octet_length(hash) = 32 AND index >= 0);
ALTER TABLE journal_node ADD CONSTRAINT journal_node_hash
    CHECK (octet_length(hash) = 32 AND level > 0 AND index >= 0);
ALTER TABLE journal_head ADD CONSTRAINT journal_head_root CHECK (octet_length(root) = 32 AND size >= 0);
ALTER TABLE journal_opening ADD CONSTRAINT journal_opening_salt CHECK (octet_length(salt) >= 16);
"""


def _trigger(table: str, name: str, when: str, referencing: str, each: str, function: str) -> str:
    return (
        f"CREATE TRIGGER {name} {when} ON journal_{table} {referencing}"
        f" FOR EACH {each} EXECUTE FUNCTION {function}();"
        f"ALTER TABLE journal_{table} ENABLE ALWAYS TRIGGER {name};"
    )


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [
        migrations.RunSQL(WAITING, "DROP TABLE journal_waiting"),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        *[migrations.RunSQL(_trigger(*trigger), migrations.RunSQL.noop) for trigger in TRIGGERS],
        migrations.RunSQL(HASHES, migrations.RunSQL.noop),
    ]
