-- Rows that need the signatures in their entry take neither the number nor the entry of a row to come.

FOR EACH TABLE benefits_paymentorder, benefits_incentiveorder:
CREATE TRIGGER not_ahead AFTER INSERT ON {table}
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION journal_not_ahead('id');
ALTER TABLE {table} ENABLE ALWAYS TRIGGER not_ahead;
END;
