-- Rows that `vethanam check` compares with the log (journal/guards/rowset.sql).
-- Columns in brackets may change without an entry.

KEEP ROWS OF people_appointment, people_appointmentdecision, people_appointmentproposal,
  people_delegation, people_delegationdecision, people_employment, people_masterchange, people_masterclosing,
  people_masterdecision, people_masterproposal, people_officeclass, people_statesetting;

KEEP ROWS AND CHANGES OF people_billarrangement, people_billclass, people_department, people_district,
  people_drawingcode, people_headofaccount, people_localbody, people_office, people_person(language),
  people_post, people_program, people_treasury;
