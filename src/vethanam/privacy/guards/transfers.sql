-- Entries of these registers are written only after a second person's approval.

FOR EACH TABLE privacy_transfer, privacy_electionclearance, privacy_highcourtapproval, privacy_notifiedregister, privacy_processorcontract, privacy_event,
  privacy_schemeregister:
CREATE TRIGGER written_when_agreed BEFORE INSERT OR UPDATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION people_masters_agreed();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER written_when_agreed;
END;
