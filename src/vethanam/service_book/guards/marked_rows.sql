-- Rows that `vethanam check` compares with the log (journal/guards/rowset.sql).
-- Columns in brackets may change without an entry.

KEEP ROWS OF service_book_absence, service_book_accountsecret, service_book_attendance, service_book_authorisedrate, service_book_death,
  service_book_guardianship,
  service_book_leaveaccount, service_book_membership, service_book_obligation, service_book_pay,
  service_book_payeeaccount, service_book_posting, service_book_quarters, service_book_recoverysuspension,
  service_book_servicespell, service_book_sheet, service_book_sheetverification, service_book_taxchoice,
  service_book_verification, service_book_wage;
