-- Rows that `vethanam check` compares with the log (journal/guards/rowset.sql).
-- Columns in brackets may change without an entry.

FOR EACH TABLE people_appointment, people_appointmentdecision, people_appointmentproposal,
  people_delegation, people_employment, people_masterchange, people_masterclosing, people_masterdecision,
  people_masterproposal, people_officeclass, people_statesetting:
CREATE TRIGGER marked AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked;
END;

FOR EACH TABLE people_billarrangement, people_billclass, people_department, people_district,
  people_drawingcode, people_headofaccount, people_localbody, people_office, people_post, people_treasury:
CREATE TRIGGER marked AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked;
CREATE TRIGGER marked_again AFTER UPDATE ON {table} REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked_again;
END;

FOR EACH TABLE people_person:
CREATE TRIGGER marked AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows('account_id,language');
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked;
CREATE TRIGGER marked_again AFTER UPDATE ON {table} REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows('account_id,language');
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked_again;
END;
