-- Rows that `vethanam check` compares with the log (journal/guards/rowset.sql).
-- Columns in brackets may change without an entry.

FOR EACH TABLE identity_activation, identity_firstcode, identity_personmark, identity_resetagreement,
  identity_resetrequest, identity_signedact, identity_signingkey:
CREATE TRIGGER marked AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked;
END;

FOR EACH TABLE identity_account:
CREATE TRIGGER marked AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows('is_active,language,last_login,password');
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked;
CREATE TRIGGER marked_again AFTER UPDATE ON {table} REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows('is_active,language,last_login,password');
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked_again;
END;
