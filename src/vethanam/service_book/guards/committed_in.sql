-- The writing transaction of each row, so that a reader of new rows does not miss late commits.
-- PostgreSQL fills the column; no process role may write it (site/rights.py).

ALTER TABLE service_book_absence
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX IF NOT EXISTS service_book_absence_committed_in ON service_book_absence (committed_in);
ALTER TABLE service_book_attendance
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX IF NOT EXISTS service_book_attendance_committed_in ON service_book_attendance (committed_in);
ALTER TABLE service_book_authorisedrate
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX IF NOT EXISTS service_book_authorisedrate_committed_in ON service_book_authorisedrate (committed_in);
ALTER TABLE service_book_leaveaccount
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX IF NOT EXISTS service_book_leaveaccount_committed_in ON service_book_leaveaccount (committed_in);
ALTER TABLE service_book_membership
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX IF NOT EXISTS service_book_membership_committed_in ON service_book_membership (committed_in);
ALTER TABLE service_book_obligation
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX IF NOT EXISTS service_book_obligation_committed_in ON service_book_obligation (committed_in);
ALTER TABLE service_book_pay
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX IF NOT EXISTS service_book_pay_committed_in ON service_book_pay (committed_in);
ALTER TABLE service_book_payeeaccount
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX IF NOT EXISTS service_book_payeeaccount_committed_in ON service_book_payeeaccount (committed_in);
ALTER TABLE service_book_posting
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX IF NOT EXISTS service_book_posting_committed_in ON service_book_posting (committed_in);
ALTER TABLE service_book_quarters
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX IF NOT EXISTS service_book_quarters_committed_in ON service_book_quarters (committed_in);
ALTER TABLE service_book_recoverysuspension
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX IF NOT EXISTS service_book_recoverysuspension_committed_in ON service_book_recoverysuspension (committed_in);
ALTER TABLE service_book_servicespell
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX IF NOT EXISTS service_book_servicespell_committed_in ON service_book_servicespell (committed_in);
ALTER TABLE service_book_sheet
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX IF NOT EXISTS service_book_sheet_committed_in ON service_book_sheet (committed_in);
ALTER TABLE service_book_taxchoice
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX IF NOT EXISTS service_book_taxchoice_committed_in ON service_book_taxchoice (committed_in);
ALTER TABLE service_book_verification
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX IF NOT EXISTS service_book_verification_committed_in ON service_book_verification (committed_in);
ALTER TABLE service_book_wage
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX IF NOT EXISTS service_book_wage_committed_in ON service_book_wage (committed_in);
