-- The writing transaction of each row, so that a reader of new rows does not miss late commits.
-- PostgreSQL fills the column; no process role may write it (site/rights.py).

FOR EACH TABLE people_billarrangement, people_billclass, people_drawingcode, people_headofaccount,
  people_office, people_officeclass, people_post, people_treasury, people_statesetting,
  people_masterproposal, people_masterchange, people_masterdecision, people_masterclosing,
  people_department, people_district, people_localbody, people_program:
ALTER TABLE {table}
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
END;
