-- Facts and verifications are append-only.

FOR EACH TABLE service_book_absence, service_book_accountsecret, service_book_accountsignature,
  service_book_attendance, service_book_authorisedrate, service_book_death,
  service_book_guardianship,
  service_book_leaveaccount, service_book_membership, service_book_obligation, service_book_pay,
  service_book_payeeaccount, service_book_posting, service_book_quarters,
  service_book_recoverysuspension, service_book_servicespell, service_book_sheet,
  service_book_sheetverification, service_book_taxchoice, service_book_verification, service_book_wage:
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER only_appended;
END;
