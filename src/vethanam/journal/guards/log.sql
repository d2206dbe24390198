-- The log is append-only. Only the sequencer writes leaves, nodes and heads. These triggers are ENABLE ALWAYS, so that
-- session_replication_role does not disable them.

CREATE OR REPLACE FUNCTION journal_only_grows() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'The log only grows: % of % is refused.', lower(TG_OP), TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON journal_head
  FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows();
ALTER TABLE journal_head ENABLE ALWAYS TRIGGER only_grows;
CREATE TRIGGER only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON journal_stamp
  FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows();
ALTER TABLE journal_stamp ENABLE ALWAYS TRIGGER only_grows;
CREATE TRIGGER only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON journal_cosignature
  FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows();
ALTER TABLE journal_cosignature ENABLE ALWAYS TRIGGER only_grows;
CREATE TRIGGER only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON journal_leaf
  FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows();
ALTER TABLE journal_leaf ENABLE ALWAYS TRIGGER only_grows;
CREATE TRIGGER only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON journal_node
  FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows();
ALTER TABLE journal_node ENABLE ALWAYS TRIGGER only_grows;
CREATE TRIGGER never_changes BEFORE UPDATE OR TRUNCATE ON journal_opening
  FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows();
ALTER TABLE journal_opening ENABLE ALWAYS TRIGGER never_changes;
CREATE TRIGGER only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON journal_staged
  FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows();
ALTER TABLE journal_staged ENABLE ALWAYS TRIGGER only_grows;
CREATE TRIGGER never_changes BEFORE UPDATE OR TRUNCATE ON journal_waiting
  FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows();
ALTER TABLE journal_waiting ENABLE ALWAYS TRIGGER never_changes;

CREATE OR REPLACE FUNCTION journal_only_sequencer() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_user <> 'vethanam_sequencer' THEN
        RAISE EXCEPTION 'Only the sequencer writes %.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER only_sequencer BEFORE INSERT ON journal_head
  FOR EACH STATEMENT EXECUTE FUNCTION journal_only_sequencer();
ALTER TABLE journal_head ENABLE ALWAYS TRIGGER only_sequencer;
CREATE TRIGGER only_sequencer BEFORE INSERT ON journal_stamp
  FOR EACH STATEMENT EXECUTE FUNCTION journal_only_sequencer();
ALTER TABLE journal_stamp ENABLE ALWAYS TRIGGER only_sequencer;
CREATE TRIGGER only_sequencer BEFORE INSERT ON journal_cosignature
  FOR EACH STATEMENT EXECUTE FUNCTION journal_only_sequencer();
ALTER TABLE journal_cosignature ENABLE ALWAYS TRIGGER only_sequencer;
CREATE TRIGGER only_sequencer BEFORE INSERT ON journal_leaf
  FOR EACH STATEMENT EXECUTE FUNCTION journal_only_sequencer();
ALTER TABLE journal_leaf ENABLE ALWAYS TRIGGER only_sequencer;
CREATE TRIGGER only_sequencer BEFORE INSERT ON journal_node
  FOR EACH STATEMENT EXECUTE FUNCTION journal_only_sequencer();
ALTER TABLE journal_node ENABLE ALWAYS TRIGGER only_sequencer;

ALTER TABLE journal_leaf ADD CONSTRAINT journal_leaf_hash CHECK (octet_length(hash) = 32 AND index >= 0);
ALTER TABLE journal_node ADD CONSTRAINT journal_node_hash
    CHECK (octet_length(hash) = 32 AND level > 0 AND index >= 0);
ALTER TABLE journal_head ADD CONSTRAINT journal_head_root CHECK (octet_length(root) = 32 AND size >= 0);
ALTER TABLE journal_opening ADD CONSTRAINT journal_opening_size CHECK (octet_length(private) <= 16777216);
ALTER TABLE journal_opening ADD CONSTRAINT journal_opening_salt CHECK (octet_length(salt) BETWEEN 16 AND 255);

-- An opening is kept for a year at least, by the time in its entry, which the entry's hash binds.
CREATE OR REPLACE FUNCTION journal_kept_a_year() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM journal_staged s WHERE s.id = OLD.staged_id
              AND (convert_from(s.leaf, 'UTF8')::jsonb ->> 'logged_at')::timestamptz > clock_timestamp() - interval '365 days') THEN
    RAISE EXCEPTION 'The opening of entry % is kept for a year.', OLD.staged_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN OLD;
END $$;

CREATE TRIGGER kept_a_year BEFORE DELETE ON journal_opening FOR EACH ROW EXECUTE FUNCTION journal_kept_a_year();
ALTER TABLE journal_opening ENABLE ALWAYS TRIGGER kept_a_year;
