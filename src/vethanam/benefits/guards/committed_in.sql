-- The writing transaction of each row, so that a reader of new rows does not miss late commits.
-- PostgreSQL fills the column; no process role may write it (site/rights.py).

FOR EACH TABLE benefits_appeal, benefits_appealoutcome, benefits_application, benefits_assessment, benefits_award,
  benefits_beneficiary, benefits_check, benefits_circumstance, benefits_death, benefits_decision,
  benefits_guardian, benefits_lifeproof, benefits_lifewindow, benefits_likeness, benefits_referencecode,
  benefits_route, benefits_standingevent, benefits_schemeoffice, benefits_society, benefits_cycle,
  benefits_cycleapproval, benefits_cyclereopening, benefits_drawnelsewhere, benefits_release,
  benefits_paymentorder, benefits_beneficiarysheet, benefits_sheetrow, benefits_sheetdecision,
  benefits_advance, benefits_listtaken, benefits_delivery, benefits_moneyreturn,
  benefits_incentivebill, benefits_incentiveorder:
ALTER TABLE {table}
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
END;

-- Those in which a cycle looks for entries that the one before did not see.
FOR EACH TABLE benefits_application, benefits_award, benefits_check, benefits_circumstance, benefits_death,
  benefits_lifeproof, benefits_standingevent:
CREATE INDEX IF NOT EXISTS {table}_committed_in ON {table} (committed_in);
END;
