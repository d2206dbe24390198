-- Rows that `vethanam check` compares with the log (journal/guards/rowset.sql).

KEEP ROWS OF benefits_appeal, benefits_appealoutcome, benefits_application, benefits_assessment, benefits_award,
  benefits_beneficiary, benefits_check, benefits_circumstance, benefits_death, benefits_decision,
  benefits_guardian, benefits_lifeproof, benefits_lifewindow, benefits_likeness, benefits_referencecode,
  benefits_route, benefits_standingevent, benefits_cycle, benefits_cycleapproval, benefits_cyclereopening,
  benefits_drawnelsewhere, benefits_kindmonth, benefits_release, benefits_paymentorder,
  benefits_beneficiarysheet, benefits_sheetrow, benefits_sheetdecision,
  benefits_advance, benefits_listtaken, benefits_delivery, benefits_moneyreturn,
  benefits_incentivebill, benefits_incentiveorder, benefits_compensationline,
  benefits_leg(part_id, state, why, paid_on, advance_id);

KEEP ROWS AND CHANGES OF benefits_schemeoffice, benefits_society,
  benefits_filepart(acknowledged_at, handed_over_at, leaf, state);
