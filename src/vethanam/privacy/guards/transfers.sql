-- A transfer of data is written only after a second person's approval.

CREATE TRIGGER written_when_agreed BEFORE INSERT OR UPDATE ON privacy_transfer
  FOR EACH STATEMENT EXECUTE FUNCTION people_masters_agreed();
ALTER TABLE privacy_transfer ENABLE ALWAYS TRIGGER written_when_agreed;
