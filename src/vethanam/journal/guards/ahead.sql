-- Rows that mean nothing without the signatures in their entry. A false one takes neither the number nor the entry of a row to come:
-- it would keep the true one out.

CREATE OR REPLACE FUNCTION journal_not_ahead() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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
