-- Each transaction that stages an entry, writes a row set or signs a head tells the processes that wait for it
-- (vethanam.journal.wakeups). A notification has no content and promises nothing.

CREATE OR REPLACE FUNCTION journal_notify() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('vethanam', '');
    RETURN NULL;
END $$;

CREATE TRIGGER notifies AFTER INSERT ON journal_staged FOR EACH STATEMENT EXECUTE FUNCTION journal_notify();
ALTER TABLE journal_staged ENABLE ALWAYS TRIGGER notifies;
CREATE TRIGGER notifies AFTER INSERT ON journal_rowset FOR EACH STATEMENT EXECUTE FUNCTION journal_notify();
ALTER TABLE journal_rowset ENABLE ALWAYS TRIGGER notifies;
CREATE TRIGGER notifies AFTER INSERT ON journal_head FOR EACH STATEMENT EXECUTE FUNCTION journal_notify();
ALTER TABLE journal_head ENABLE ALWAYS TRIGGER notifies;
