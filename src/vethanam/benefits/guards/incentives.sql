-- Incentives of societies: claimed once a list, for what was delivered; ordered by two officers.

CREATE OR REPLACE FUNCTION public.benefits_incentive_begins() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE paid public.benefits_advance_now;
BEGIN
  PERFORM FROM public.benefits_advance a WHERE a.id = NEW.advance_id FOR NO KEY UPDATE;
  SELECT * INTO paid FROM public.benefits_advance_now n WHERE n.advance_id = NEW.advance_id;
  IF paid.payment IS DISTINCT FROM 'credited' OR paid.listed_people > 0 OR NEW.deliveries <> paid.delivered_people THEN
    RAISE EXCEPTION 'An incentive is for the deliveries of a list that has ended.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER begins BEFORE INSERT ON benefits_incentivebill
  FOR EACH ROW EXECUTE FUNCTION benefits_incentive_begins();
ALTER TABLE benefits_incentivebill ENABLE ALWAYS TRIGGER begins;

CREATE OR REPLACE FUNCTION public.benefits_incentive_ordered() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM public.benefits_incentivebill b WHERE b.id = NEW.bill_id FOR NO KEY UPDATE;
  -- that two persons signed, the acts and the paymaster prove: a row says nothing of it, and keeps nobody from ordering
  IF NEW.role NOT IN ('scheme_officer', 'finance_officer') OR EXISTS (
      SELECT FROM public.benefits_incentivebill b WHERE b.id = NEW.bill_id
         AND (b.person_id = NEW.person_id OR b.entered_by_id = NEW.entered_by_id)) THEN
    RAISE EXCEPTION 'An officer of the scheme and another of finance order an incentive.'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER by_two BEFORE INSERT ON benefits_incentiveorder
  FOR EACH ROW EXECUTE FUNCTION benefits_incentive_ordered();
ALTER TABLE benefits_incentiveorder ENABLE ALWAYS TRIGGER by_two;
