-- The writing transaction of each row, so that a reader of new rows does not miss late commits.
-- PostgreSQL fills the column; no process role may write it (site/rights.py).

FOR EACH TABLE payments_institution, payments_bankterms, payments_treasuryday, payments_bank,
  payments_branch:
ALTER TABLE {table}
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
END;
