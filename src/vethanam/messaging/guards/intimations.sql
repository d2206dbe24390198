-- An intimation needs a credit of its person, or of the account of which she is the heir, and an allowed use. The same
-- news is told again only where the message of an earlier one was set aside at dispatch.

CREATE INDEX IF NOT EXISTS privacy_outbox_set_aside ON privacy_outbox (use_id)
 WHERE state = 'cancelled' AND result IN ('another contact by now', 'logged at another time');

CREATE OR REPLACE FUNCTION messaging_intimations_rest() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE is_unfounded boolean;
BEGIN
  EXECUTE $ask$
    SELECT EXISTS (SELECT FROM made i
             LEFT JOIN public.payments_credit c ON c.id = i.credit_id
             LEFT JOIN public.payments_paymentleg l ON l.id = c.leg_id
              AND (l.employment_id, l.for_month) = (i.employment_id, i.for_month)
              AND (l.person_id = i.person_id OR EXISTS (
                SELECT FROM public.service_book_payeeaccount a JOIN public.people_employment h ON h.number = a.heir
                 WHERE a.id = l.account_fact_id AND a.heir <> '' AND h.person_id = i.person_id))
             LEFT JOIN public.privacy_usesubject s ON s.use_id = i.use_id AND s.person = i.person_id
            WHERE l.id IS NULL OR s.id IS NULL)
        OR EXISTS (SELECT FROM (SELECT DISTINCT text_id FROM made) i
             LEFT JOIN public.messaging_messagetext t ON t.id = i.text_id WHERE t.id IS NULL)
        OR EXISTS (SELECT FROM made i LEFT JOIN public.messaging_intimation o ON o.id = i.corrects_id
            WHERE i.corrects_id IS NOT NULL AND o.person_id IS DISTINCT FROM i.person_id)
        OR EXISTS (SELECT FROM made i WHERE i.again_id IS NOT NULL AND NOT EXISTS (
             SELECT FROM public.messaging_intimation o JOIN public.privacy_outbox m ON m.use_id = o.use_id AND m.person = o.person_id
              WHERE o.id = i.again_id AND (o.credit_id, o.person_id, o.corrects_id) IS NOT DISTINCT FROM (i.credit_id, i.person_id, i.corrects_id)
                AND m.state = 'cancelled' AND m.result IN ('another contact by now', 'logged at another time')))
  $ask$ INTO is_unfounded;
  IF is_unfounded THEN
    RAISE EXCEPTION 'An intimation needs a credit of its person and month not told before, a use about her, and its text.'
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER rest AFTER INSERT ON messaging_intimation
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION messaging_intimations_rest();

-- A notice of a benefit is of an award of its person, by an allowed use about her under the purpose of such notices.
CREATE OR REPLACE FUNCTION messaging_benefit_intimations_rest() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE is_unfounded boolean;
BEGIN
  EXECUTE $ask$
    SELECT EXISTS (SELECT FROM made i
             LEFT JOIN public.benefits_award a ON a.id = i.award_id
             LEFT JOIN public.benefits_beneficiary b ON b.id = a.beneficiary_id AND b.person_id = i.person_id
             LEFT JOIN public.privacy_use u ON u.id = i.use_id AND u.purpose_code = 'BEN-CREDIT'
             LEFT JOIN public.privacy_usesubject s ON s.use_id = u.id AND s.person = i.person_id
             LEFT JOIN public.messaging_messagetext t ON t.id = i.text_id AND t.purpose = u.purpose_code
            WHERE b.id IS NULL OR s.id IS NULL OR t.id IS NULL)
  $ask$ INTO is_unfounded;
  IF is_unfounded THEN
    RAISE EXCEPTION 'A notice of a benefit needs an award of its person, a use about her, and its text.'
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER rest AFTER INSERT ON messaging_benefitintimation
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION messaging_benefit_intimations_rest();
