-- Facts and verifications are append-only.

CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON service_book_absence
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE service_book_absence ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON service_book_attendance
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE service_book_attendance ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON service_book_authorisedrate
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE service_book_authorisedrate ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON service_book_leaveaccount
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE service_book_leaveaccount ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON service_book_membership
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE service_book_membership ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON service_book_obligation
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE service_book_obligation ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON service_book_pay
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE service_book_pay ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON service_book_payeeaccount
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE service_book_payeeaccount ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON service_book_posting
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE service_book_posting ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON service_book_quarters
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE service_book_quarters ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON service_book_recoverysuspension
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE service_book_recoverysuspension ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON service_book_servicespell
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE service_book_servicespell ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON service_book_sheet
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE service_book_sheet ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON service_book_sheetverification
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE service_book_sheetverification ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON service_book_taxchoice
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE service_book_taxchoice ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON service_book_verification
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE service_book_verification ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON service_book_wage
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE service_book_wage ENABLE ALWAYS TRIGGER only_appended;
