-- Who entered each entry that another person checks, and the rule that it is another person.

CREATE VIEW public.benefits_entered AS
  SELECT 'circumstance' AS kind, id, entered_by_id, person_id FROM public.benefits_circumstance
  UNION ALL
  SELECT 'standing', id, entered_by_id, person_id FROM public.benefits_standingevent
  UNION ALL
  SELECT 'route', id, entered_by_id, person_id FROM public.benefits_route
  UNION ALL
  SELECT 'death', id, entered_by_id, person_id FROM public.benefits_death
  UNION ALL
  SELECT 'guardian', id, entered_by_id, person_id FROM public.benefits_guardian
  UNION ALL
  SELECT 'likeness', id, entered_by_id, person_id FROM public.benefits_likeness
  UNION ALL
  SELECT 'elsewhere', id, entered_by_id, person_id FROM public.benefits_drawnelsewhere
  UNION ALL
  SELECT 'demand', id, entered_by_id, person_id FROM public.benefits_demandevent WHERE kind <> 'stayed'
  UNION ALL
  SELECT 'delivery', id, entered_by_id, person_id FROM public.benefits_delivery
  UNION ALL
  SELECT 'money_return', id, entered_by_id, person_id FROM public.benefits_moneyreturn;

-- Of all rows of a statement at once: a sheet of a hundred thousand people is checked by one. Each question is planned
-- for its rows: a plan that was kept for one row compares each of fifty thousand with each.
CREATE OR REPLACE FUNCTION public.benefits_checked_by_another() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE bad boolean;
BEGIN
  EXECUTE $ask$SELECT EXISTS (SELECT FROM checked c
              WHERE NOT EXISTS (SELECT FROM public.benefits_entered e WHERE e.kind = c.kind AND e.id = c.entry))$ask$ INTO bad;
  IF bad THEN
    RAISE EXCEPTION 'A check names no entry.' USING ERRCODE = 'foreign_key_violation';
  END IF;
  EXECUTE $ask$SELECT EXISTS (SELECT FROM checked c JOIN public.benefits_entered e ON e.kind = c.kind AND e.id = c.entry
              WHERE c.checked_by_id = e.entered_by_id OR c.person_id = e.person_id)$ask$ INTO bad;
  IF bad THEN
    RAISE EXCEPTION 'Another person than the one who entered it checks an entry.' USING ERRCODE = 'restrict_violation';
  END IF;
  EXECUTE $ask$SELECT FROM checked c JOIN public.benefits_standingevent e ON c.kind = 'standing' AND e.id = c.entry
     JOIN public.benefits_awardnow n ON n.award_id = e.award_id FOR UPDATE OF n$ask$;
  EXECUTE $ask$SELECT EXISTS (SELECT FROM checked c JOIN public.benefits_standingevent e ON e.id = c.entry
                JOIN public.benefits_awardnow n ON n.award_id = e.award_id
              WHERE c.kind = 'standing' AND n.waits IS DISTINCT FROM c.entry)$ask$ INTO bad;
  IF bad THEN
    RAISE EXCEPTION 'This change of an award does not wait any more.' USING ERRCODE = 'restrict_violation';
  END IF;
  -- in turn with releases of the scheme, which draw the due less everything drawn
  EXECUTE $ask$SELECT FROM public.benefits_schemeoffice s
    WHERE s.id IN (SELECT a.scheme_id FROM checked c
                     JOIN public.benefits_drawnelsewhere e ON c.kind = 'elsewhere' AND e.id = c.entry
                     JOIN public.benefits_award a ON a.id = e.award_id)
    ORDER BY s.id FOR NO KEY UPDATE OF s$ask$;
  RETURN NULL;
END $$;
CREATE TRIGGER by_another AFTER INSERT ON benefits_check
  REFERENCING NEW TABLE AS checked FOR EACH STATEMENT EXECUTE FUNCTION benefits_checked_by_another();
ALTER TABLE benefits_check ENABLE ALWAYS TRIGGER by_another;

-- A decision is by another person than the one who entered the application or its assessment. A sanction follows
-- the latest assessment: eligible, or held for an order alone. Not eligible only after an appeal that was allowed.
-- Without an assessment it is the sanction that a row of a sheet states, by the verifier of the sheet.
CREATE OR REPLACE FUNCTION public.benefits_decided_by_another() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE bad boolean;
BEGIN
  EXECUTE $ask$SELECT FROM public.benefits_application a JOIN decided d ON d.application_id = a.id AND d.assessment_id IS NOT NULL
    FOR NO KEY UPDATE OF a$ask$;
  EXECUTE $ask$SELECT EXISTS (SELECT FROM decided d WHERE d.assessment_id IS DISTINCT FROM (
       SELECT max(s.id) FROM public.benefits_assessment s WHERE s.application_id = d.application_id))$ask$ INTO bad;
  IF bad THEN
    RAISE EXCEPTION 'A decision follows the latest assessment of its application.' USING ERRCODE = 'restrict_violation';
  END IF;
  EXECUTE $ask$SELECT EXISTS (SELECT FROM decided d JOIN public.benefits_application a ON a.id = d.application_id
               LEFT JOIN public.benefits_assessment s ON s.id = d.assessment_id
              WHERE d.person_id = a.person_id OR d.entered_by_id = a.entered_by_id
                 OR d.person_id = s.person_id OR d.entered_by_id = s.entered_by_id)$ask$ INTO bad;
  IF bad THEN
    RAISE EXCEPTION 'Another person than the one who entered or assessed an application decides it.'
      USING ERRCODE = 'restrict_violation';
  END IF;
  EXECUTE $ask$SELECT EXISTS (SELECT FROM decided n WHERE n.allowed_by_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM public.benefits_appealoutcome o JOIN public.benefits_appeal p ON p.id = o.appeal_id
        JOIN public.benefits_decision d ON d.id = p.decision_id
       WHERE o.id = n.allowed_by_id AND o.is_allowed AND d.application_id = n.application_id))$ask$ INTO bad;
  IF bad THEN
    RAISE EXCEPTION 'Only an appeal that was allowed opens an application again.' USING ERRCODE = 'restrict_violation';
  END IF;
  EXECUTE $ask$SELECT EXISTS (SELECT FROM decided d JOIN public.benefits_assessment s ON s.id = d.assessment_id
              WHERE d.outcome = 'sanctioned'
                AND (s.outcome = 'not_eligible' AND d.allowed_by_id IS NULL
                     OR s.outcome = 'held' AND s.reasons::text[] IS DISTINCT FROM ARRAY['RULE_NOT_READ']))$ask$ INTO bad;
  IF bad THEN
    RAISE EXCEPTION 'No award without eligibility.' USING ERRCODE = 'restrict_violation';
  END IF;
  EXECUTE $ask$SELECT EXISTS (SELECT FROM decided n JOIN public.benefits_application a ON a.id = n.application_id
               LEFT JOIN public.benefits_sheetrow r ON r.application_id = a.id AND r.sheet_id = a.sheet_id
               LEFT JOIN public.benefits_sheetdecision v ON v.sheet_id = a.sheet_id AND v.is_agreed
              WHERE (n.assessment_id IS NULL) <> (a.sheet_id IS NOT NULL)
                 OR n.assessment_id IS NULL
                AND (n.from_month, n.order_id, n.leaf, n.person_id, n.entered_by_id)
                    IS DISTINCT FROM (r.from_month, r.order_id, v.leaf, v.person_id, v.entered_by_id))$ask$ INTO bad;
  IF bad THEN
    RAISE EXCEPTION 'A sanction is taken over as a verified sheet states it.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER by_another AFTER INSERT ON benefits_decision
  REFERENCING NEW TABLE AS decided FOR EACH STATEMENT EXECUTE FUNCTION benefits_decided_by_another();
ALTER TABLE benefits_decision ENABLE ALWAYS TRIGGER by_another;

CREATE OR REPLACE FUNCTION public.benefits_award_of_sanction() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE bad boolean;
BEGIN
  EXECUTE $ask$SELECT EXISTS (
      SELECT FROM awarded w LEFT JOIN public.benefits_decision d ON d.id = w.decision_id AND d.outcome = 'sanctioned'
        LEFT JOIN public.benefits_application a ON a.id = d.application_id
       WHERE (a.beneficiary_id, a.scheme_id, a.local_body_id, a.ward, d.from_month)
             IS DISTINCT FROM (w.beneficiary_id, w.scheme_id, w.local_body_id, w.ward, w.from_month))$ask$ INTO bad;
  IF bad THEN
    RAISE EXCEPTION 'An award is as its sanction says.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER of_sanction AFTER INSERT ON benefits_award
  REFERENCING NEW TABLE AS awarded FOR EACH STATEMENT EXECUTE FUNCTION benefits_award_of_sanction();
ALTER TABLE benefits_award ENABLE ALWAYS TRIGGER of_sanction;

-- An appeal is against a refusal; its outcome is entered by another person than the one who refused.
CREATE OR REPLACE FUNCTION public.benefits_appeal_of_refusal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.benefits_decision d WHERE d.id = NEW.decision_id AND d.outcome = 'refused') THEN
    RAISE EXCEPTION 'An appeal is against a refusal.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER of_refusal BEFORE INSERT ON benefits_appeal
  FOR EACH ROW EXECUTE FUNCTION benefits_appeal_of_refusal();
ALTER TABLE benefits_appeal ENABLE ALWAYS TRIGGER of_refusal;

CREATE OR REPLACE FUNCTION public.benefits_appeal_by_another() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.benefits_appeal p JOIN public.benefits_decision d ON d.id = p.decision_id
              WHERE p.id = NEW.appeal_id AND (d.person_id = NEW.person_id OR d.entered_by_id = NEW.entered_by_id)) THEN
    RAISE EXCEPTION 'Another person than the one who refused enters the outcome of an appeal.'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER by_another BEFORE INSERT ON benefits_appealoutcome
  FOR EACH ROW EXECUTE FUNCTION benefits_appeal_by_another();
ALTER TABLE benefits_appealoutcome ENABLE ALWAYS TRIGGER by_another;
