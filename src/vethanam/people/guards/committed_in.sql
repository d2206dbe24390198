-- The writing transaction of each row, so that a reader of new rows does not miss late commits.
-- PostgreSQL fills the column; no process role may write it (site/rights.py).

ALTER TABLE people_billarrangement
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE people_billclass
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE people_drawingcode
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE people_headofaccount
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE people_office
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE people_officeclass
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE people_post
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE people_treasury
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE people_statesetting
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE people_masterproposal
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE people_masterchange
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE people_masterdecision
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE people_masterclosing
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE people_department
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE people_district
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE people_localbody
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
