-- Senders are written only after a second person's approval.

CREATE TRIGGER written_when_agreed BEFORE INSERT OR UPDATE ON messaging_registeredsender
  FOR EACH STATEMENT EXECUTE FUNCTION people_masters_agreed();
ALTER TABLE messaging_registeredsender ENABLE ALWAYS TRIGGER written_when_agreed;
