-- Senders and transfers of data are written only when a second person agrees, and appended.

CREATE TRIGGER written_when_agreed BEFORE INSERT OR UPDATE ON messaging_registeredsender
  FOR EACH STATEMENT EXECUTE FUNCTION people_masters_agreed();
ALTER TABLE messaging_registeredsender ENABLE ALWAYS TRIGGER written_when_agreed;
CREATE TRIGGER written_when_agreed BEFORE INSERT OR UPDATE ON privacy_transfer
  FOR EACH STATEMENT EXECUTE FUNCTION people_masters_agreed();
ALTER TABLE privacy_transfer ENABLE ALWAYS TRIGGER written_when_agreed;
