-- Offices of schemes, societies and windows are written in the transaction in which a second person agrees.

FOR EACH TABLE benefits_schemeoffice, benefits_society, benefits_lifewindow:
CREATE TRIGGER written_when_agreed BEFORE INSERT OR UPDATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION people_masters_agreed();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER written_when_agreed;
END;
