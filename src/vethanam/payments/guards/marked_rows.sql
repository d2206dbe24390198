-- Rows that `vethanam check` compares with the log (journal/guards/rowset.sql).
-- Columns in brackets may change without an entry.

FOR EACH TABLE payments_answerbody, payments_bankday, payments_bankterms, payments_credit,
  payments_filebody, payments_institution, payments_legaccount, payments_reissue, payments_treasuryday:
CREATE TRIGGER marked AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked;
END;

FOR EACH TABLE payments_bank, payments_branch, payments_institutionaccount:
CREATE TRIGGER marked AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked;
CREATE TRIGGER marked_again AFTER UPDATE ON {table} REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked_again;
END;

FOR EACH TABLE payments_answer:
CREATE TRIGGER marked AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows('credits_count,findings_count,leaf');
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked;
CREATE TRIGGER marked_again AFTER UPDATE ON {table} REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows('credits_count,findings_count,leaf');
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked_again;
END;

FOR EACH TABLE payments_paymentfile:
CREATE TRIGGER marked AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows('acknowledged_at,handed_over_at,leaf,state');
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked;
CREATE TRIGGER marked_again AFTER UPDATE ON {table} REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows('acknowledged_at,handed_over_at,leaf,state');
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked_again;
END;

FOR EACH TABLE payments_paymentleg:
CREATE TRIGGER marked AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows('file_id,state');
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked;
CREATE TRIGGER marked_again AFTER UPDATE ON {table} REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows('file_id,state');
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked_again;
END;
