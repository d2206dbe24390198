-- Rows that `vethanam check` compares with the log (journal/guards/rowset.sql).
-- Columns in brackets may change without an entry.

FOR EACH TABLE orders_figure, orders_order, orders_ordereffect:
CREATE TRIGGER marked AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER marked;
END;
