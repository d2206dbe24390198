-- The writing transaction of each row, so that a reader of new rows does not miss late commits.
-- PostgreSQL fills the column; no process role may write it (site/rights.py).

FOR EACH TABLE messaging_registeredsender, messaging_registeredgateway, messaging_sendermanager, messaging_sendercredential, messaging_operatortext,
  messaging_operatortariff:
ALTER TABLE {table}
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
END;
