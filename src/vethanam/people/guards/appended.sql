-- Appointments, delegations, classes of offices, proposals of masters and their decisions are append-only.

CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON people_appointment
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE people_appointment ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON people_delegation
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE people_delegation ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON people_officeclass
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE people_officeclass ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON people_appointmentproposal
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE people_appointmentproposal ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON people_appointmentdecision
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE people_appointmentdecision ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON people_statesetting
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE people_statesetting ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON people_masterproposal
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE people_masterproposal ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON people_masterchange
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE people_masterchange ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON people_masterdecision
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE people_masterdecision ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON people_masterclosing
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE people_masterclosing ENABLE ALWAYS TRIGGER only_appended;
