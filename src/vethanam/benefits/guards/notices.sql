-- Notices of a register of deaths are appended, and so is what an officer found of each.

FOR EACH TABLE benefits_deathnotice, benefits_deathnoticeanswer:
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER only_appended;
ALTER TABLE {table}
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
END;

KEEP ROWS OF benefits_deathnotice, benefits_deathnoticeanswer;
