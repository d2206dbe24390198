-- Every entry of the room is appended. The standing of awards is derived from them (standing.sql).

FOR EACH TABLE benefits_appeal, benefits_appealoutcome, benefits_application, benefits_assessment, benefits_award,
  benefits_beneficiary, benefits_check, benefits_circumstance, benefits_death, benefits_decision,
  benefits_guardian, benefits_lifeproof, benefits_lifewindow, benefits_likeness, benefits_referencecode,
  benefits_route, benefits_standingevent, benefits_codesecret, benefits_cycle, benefits_cycleapproval, benefits_cyclereopening, benefits_drawnelsewhere,
  benefits_release, benefits_kind, benefits_kindmonth, benefits_cyclecount, benefits_cyclesecret, benefits_cycletile,
  benefits_paymentorder, benefits_beneficiarysheet, benefits_sheetrow, benefits_sheetdecision,
  benefits_advance, benefits_listtaken, benefits_delivery, benefits_moneyreturn,
  benefits_incentivebill, benefits_incentiveorder, benefits_compensationline:
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER only_appended;
END;

CREATE TRIGGER no_canary AFTER INSERT ON benefits_beneficiary
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION messaging_no_canary();
