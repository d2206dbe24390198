-- Rows that `vethanam check` compares with the log (journal/guards/rowset.sql).
-- Columns in brackets may change without an entry.

FOR EACH TABLE payroll_arrearlist, payroll_billact, payroll_component, payroll_drawnelsewhere,
  payroll_lineanswer, payroll_lineobjection, payroll_linequestion, payroll_occasion, payroll_recovery,
  payroll_refundline, payroll_resolution, payroll_signeddifference, payroll_wentlive:
CREATE TRIGGER marked AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked;
END;

FOR EACH TABLE payroll_claim:
CREATE TRIGGER marked AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows('state');
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked;
END;

FOR EACH TABLE payroll_bill, payroll_billline, payroll_presentation, payroll_refund:
CREATE TRIGGER marked AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked;
CREATE TRIGGER marked_again AFTER UPDATE ON {table} REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked_again;
END;

FOR EACH TABLE payroll_run:
CREATE TRIGGER marked AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows('done,outcome,state,step,total');
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked;
CREATE TRIGGER marked_again AFTER UPDATE ON {table} REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows('done,outcome,state,step,total');
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked_again;
END;
