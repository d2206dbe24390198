-- Who entered or verified a fact is there and stays. Asked once a statement: a sheet names one account for a million rows.

CREATE OR REPLACE FUNCTION public.service_book_entered_by_account() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE asked bigint[] := ARRAY(SELECT DISTINCT e.entered_by_id FROM entered e);
BEGIN
  PERFORM public.service_book_are_accounts(asked);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.service_book_verified_by_account() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  asked bigint[] := ARRAY(SELECT DISTINCT v.verified_by_id FROM verified v);
  persons bigint[] := ARRAY(SELECT DISTINCT v.person_id FROM verified v WHERE v.person_id IS NOT NULL);
BEGIN
  PERFORM public.service_book_are_accounts(asked);
  PERFORM public.people_are_persons(persons);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.service_book_are_accounts(asked bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
-- Refuses a number that no account has. As by a foreign key the accounts are locked: nobody deletes one meanwhile.
DECLARE found integer;
BEGIN
  PERFORM FROM public.identity_account a WHERE a.id = ANY (asked) ORDER BY a.id FOR KEY SHARE;
  GET DIAGNOSTICS found = ROW_COUNT;
  IF found < cardinality(asked) THEN
    RAISE EXCEPTION 'A fact is entered or verified by an account that is not there.' USING ERRCODE = 'foreign_key_violation';
  END IF;
END $$;

CREATE TRIGGER verified_by_account AFTER INSERT ON service_book_verification
  REFERENCING NEW TABLE AS verified FOR EACH STATEMENT EXECUTE FUNCTION service_book_verified_by_account();
ALTER TABLE service_book_verification ENABLE ALWAYS TRIGGER verified_by_account;
FOR EACH TABLE service_book_absence, service_book_attendance, service_book_authorisedrate, service_book_death,
  service_book_guardianship,
  service_book_leaveaccount, service_book_membership, service_book_obligation, service_book_pay,
  service_book_payeeaccount, service_book_posting, service_book_quarters,
  service_book_recoverysuspension, service_book_servicespell, service_book_taxchoice,
  service_book_wage:
CREATE TRIGGER entered_by_account AFTER INSERT ON {table}
  REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION service_book_entered_by_account();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER entered_by_account;
END;
