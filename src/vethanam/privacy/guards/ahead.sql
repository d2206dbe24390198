-- Rows that need the signatures in their entry take neither the number nor the entry of a row to come.

FOR EACH TABLE privacy_approval, privacy_eventdeclaration, privacy_hold, privacy_holdstep, privacy_policyproposal,
  privacy_policyset, privacy_positionproposal, privacy_purpose, privacy_purposeproposal, privacy_restraint,
  privacy_restraintposition, privacy_roll, privacy_textclassproposal, privacy_usepause, privacy_useresume,
  privacy_windowagreement:
CREATE TRIGGER not_ahead AFTER INSERT ON {table}
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION journal_not_ahead('id');
ALTER TABLE {table} ENABLE ALWAYS TRIGGER not_ahead;
END;
