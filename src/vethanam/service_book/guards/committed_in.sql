-- The writing transaction of each row, so that a reader of new rows does not miss late commits.
-- PostgreSQL fills the column; no process role may write it (site/rights.py).

FOR EACH TABLE service_book_absence, service_book_attendance, service_book_authorisedrate, service_book_death,
  service_book_guardianship,
  service_book_leaveaccount, service_book_membership, service_book_obligation, service_book_pay,
  service_book_payeeaccount, service_book_posting, service_book_quarters,
  service_book_recoverysuspension, service_book_servicespell, service_book_sheet,
  service_book_taxchoice, service_book_verification, service_book_wage:
ALTER TABLE {table}
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX IF NOT EXISTS {table}_committed_in ON {table} (committed_in);
END;
