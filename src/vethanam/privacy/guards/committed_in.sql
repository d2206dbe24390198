-- The writing transaction of each row, so that a reader of new rows does not miss late commits,
-- and a guard can tell what came in one transaction.
-- PostgreSQL fills the column; no process role may write it (site/rights.py).

FOR EACH TABLE privacy_electionclearance, privacy_highcourtapproval, privacy_notifiedregister, privacy_consentmanager, privacy_processorcontract, privacy_event, privacy_schemeregister, privacy_transfer,
  privacy_use:
ALTER TABLE {table}
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
END;
