-- Staged entries without a leaf, with their transaction.

CREATE TABLE IF NOT EXISTS journal_waiting (
    staged_id bigint PRIMARY KEY REFERENCES journal_staged (id),
    xid xid8 NOT NULL
);
COMMENT ON TABLE journal_waiting IS 'staged entries that have no leaf yet, with the transaction that
staged them';

CREATE OR REPLACE FUNCTION journal_stage() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.journal_waiting (staged_id, xid) SELECT id, pg_current_xact_id() FROM fresh;
    RETURN NULL;
END $$;

CREATE TRIGGER waits AFTER INSERT ON journal_staged
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION journal_stage();
ALTER TABLE journal_staged ENABLE ALWAYS TRIGGER waits;

CREATE OR REPLACE FUNCTION journal_has_leaf() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM journal_leaf WHERE staged_id = OLD.staged_id) THEN
        RAISE EXCEPTION 'Staged entry % has no leaf yet and must wait for it.', OLD.staged_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER until_leaf BEFORE DELETE ON journal_waiting FOR EACH ROW EXECUTE FUNCTION journal_has_leaf();
ALTER TABLE journal_waiting ENABLE ALWAYS TRIGGER until_leaf;
