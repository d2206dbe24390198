-- Banks, branches, keys and days are written only after a second person's approval; terms and days are append-only.

CREATE TRIGGER written_when_agreed BEFORE INSERT OR UPDATE ON payments_bank
  FOR EACH STATEMENT EXECUTE FUNCTION people_masters_agreed();
ALTER TABLE payments_bank ENABLE ALWAYS TRIGGER written_when_agreed;
CREATE TRIGGER written_when_agreed BEFORE INSERT OR UPDATE ON payments_branch
  FOR EACH STATEMENT EXECUTE FUNCTION people_masters_agreed();
ALTER TABLE payments_branch ENABLE ALWAYS TRIGGER written_when_agreed;
CREATE TRIGGER written_when_agreed BEFORE INSERT OR UPDATE ON payments_bankterms
  FOR EACH STATEMENT EXECUTE FUNCTION people_masters_agreed();
ALTER TABLE payments_bankterms ENABLE ALWAYS TRIGGER written_when_agreed;
CREATE TRIGGER written_when_agreed BEFORE INSERT OR UPDATE ON payments_treasuryday
  FOR EACH STATEMENT EXECUTE FUNCTION people_masters_agreed();
ALTER TABLE payments_treasuryday ENABLE ALWAYS TRIGGER written_when_agreed;
