-- An intimation needs a credit of its person and an allowed use.

CREATE OR REPLACE FUNCTION messaging_intimations_rest() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE is_unfounded boolean;
BEGIN
  EXECUTE $ask$
    SELECT EXISTS (SELECT FROM made i
             LEFT JOIN public.payments_credit c ON c.id = i.credit_id
             LEFT JOIN public.payments_paymentleg l ON l.id = c.leg_id
              AND (l.person_id, l.employment_id, l.for_month) = (i.person_id, i.employment_id, i.for_month)
             LEFT JOIN public.privacy_usesubject s ON s.use_id = i.use_id AND s.person = i.person_id
            WHERE l.id IS NULL OR s.id IS NULL)
        OR EXISTS (SELECT FROM (SELECT DISTINCT text_id FROM made) i
             LEFT JOIN public.messaging_messagetext t ON t.id = i.text_id WHERE t.id IS NULL)
        OR EXISTS (SELECT FROM made i LEFT JOIN public.messaging_intimation o ON o.id = i.corrects_id
            WHERE i.corrects_id IS NOT NULL AND o.person_id IS DISTINCT FROM i.person_id)
  $ask$ INTO is_unfounded;
  IF is_unfounded THEN
    RAISE EXCEPTION 'An intimation needs a credit of its person and month, a use about her, and its text.'
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER rest AFTER INSERT ON messaging_intimation
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION messaging_intimations_rest();
