-- Rows that mean nothing without the signatures in their entry. A false one takes neither the number nor the entry of a row to come:
-- it would keep the true one out.

CREATE OR REPLACE FUNCTION messaging_not_ahead() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE numbers text := pg_get_serial_sequence('public.' || quote_ident(TG_TABLE_NAME), TG_ARGV[0]);
        last bigint;
        is_ahead boolean;
BEGIN
  IF session_user NOT IN ('vethanam_web', 'vethanam_worker') THEN
    RETURN NULL;
  END IF;
  EXECUTE format('SELECT last_value FROM %s', numbers) INTO last;
  EXECUTE format('SELECT max(%I) > $1 FROM fresh', TG_ARGV[0]) INTO is_ahead USING last;
  IF is_ahead OR (SELECT max(leaf) FROM fresh) > (SELECT last_value FROM public.journal_staged_id_seq) THEN
    RAISE EXCEPTION 'A row of % names a number or an entry that is still to come.', TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;

FOR EACH TABLE identity_signedact, identity_signingkey, identity_keyconfirmation, people_appointment, people_appointmentproposal,
  people_appointmentdecision, people_delegation, people_delegationdecision, privacy_approval, privacy_eventdeclaration, privacy_hold,
  privacy_holdstep, privacy_policyproposal, privacy_policyset, privacy_positionproposal, privacy_purpose, privacy_purposeproposal,
  privacy_restraint, privacy_restraintposition, privacy_roll, privacy_textclassproposal, privacy_usepause, privacy_useresume,
  benefits_paymentorder, benefits_incentiveorder, messaging_campaign, messaging_askeduse, messaging_recipient:
CREATE TRIGGER not_ahead AFTER INSERT ON {table}
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION messaging_not_ahead('id');
ALTER TABLE {table} ENABLE ALWAYS TRIGGER not_ahead;
END;
