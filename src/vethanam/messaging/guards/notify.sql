-- A stop word wakes the worker: its messages end within a minute. See journal/guards/notify.sql.

CREATE TRIGGER notifies AFTER INSERT ON messaging_stopword FOR EACH STATEMENT EXECUTE FUNCTION journal_notify();
ALTER TABLE messaging_stopword ENABLE ALWAYS TRIGGER notifies;
