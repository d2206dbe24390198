-- Senders and gateways are written only after a second person's approval.

FOR EACH TABLE messaging_registeredsender, messaging_registeredgateway, messaging_sendermanager, messaging_sendercredential, messaging_operatortext,
  messaging_operatortariff:
CREATE TRIGGER written_when_agreed BEFORE INSERT OR UPDATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION people_masters_agreed();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER written_when_agreed;
END;
