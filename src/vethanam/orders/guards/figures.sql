-- A figure of the rules is written only after a second person's approval.

CREATE TRIGGER written_when_agreed BEFORE INSERT OR UPDATE ON orders_figure
  FOR EACH STATEMENT EXECUTE FUNCTION people_masters_agreed();
ALTER TABLE orders_figure ENABLE ALWAYS TRIGGER written_when_agreed;
