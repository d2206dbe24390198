-- Employments, appointments, delegations, classes of offices, proposals of masters and their decisions are append-only.

FOR EACH TABLE people_appointment, people_delegation, people_delegationdecision, people_officeclass,
  people_appointmentproposal, people_appointmentdecision, people_statesetting, people_masterproposal,
  people_masterchange, people_masterdecision, people_masterclosing:
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER only_appended;
END;

CREATE TRIGGER stays BEFORE DELETE OR TRUNCATE ON people_employment
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
