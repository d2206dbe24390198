-- Rows that `vethanam check` compares with the log (journal/guards/rowset.sql).
-- Columns in brackets may change without an entry.

FOR EACH TABLE messaging_askeduse, messaging_campaign, messaging_campaignuse, messaging_contactnotice,
  messaging_messagetext, messaging_recipient, messaging_recipientend, messaging_registeredsender:
CREATE TRIGGER marked AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked;
END;

FOR EACH TABLE messaging_askeduseanswer:
CREATE TRIGGER marked AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows('is_queued');
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked;
CREATE TRIGGER marked_again AFTER UPDATE ON {table} REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows('is_queued');
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked_again;
END;
