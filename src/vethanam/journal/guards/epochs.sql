-- Only the owner begins an epoch; a restored one is settled once. Rooms above ask the two functions.

CREATE OR REPLACE FUNCTION journal_epoch_is_kept() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.settled_at IS NULL
     AND to_jsonb(NEW) - 'settled_at' IS NOT DISTINCT FROM to_jsonb(OLD) - 'settled_at' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'An epoch is settled once and never changes.' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER is_kept BEFORE DELETE OR UPDATE ON journal_epoch
  FOR EACH ROW EXECUTE FUNCTION journal_epoch_is_kept();
ALTER TABLE journal_epoch ENABLE ALWAYS TRIGGER is_kept;
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON journal_epoch
  FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows();
ALTER TABLE journal_epoch ENABLE ALWAYS TRIGGER is_never_emptied;

CREATE OR REPLACE FUNCTION journal_epoch_code() RETURNS text LANGUAGE sql STABLE
  RETURN (SELECT code FROM journal_epoch ORDER BY id DESC LIMIT 1);

CREATE OR REPLACE FUNCTION journal_is_settled() RETURNS boolean LANGUAGE sql STABLE
  RETURN COALESCE((SELECT settled_at IS NOT NULL FROM journal_epoch ORDER BY id DESC LIMIT 1), false);
