-- Signatures of a bill: maker, checker, countersigning officer and passer are different persons.

ALTER TABLE public.payroll_bill ADD CONSTRAINT signers_are_different_persons CHECK (
  checked_by_id IS DISTINCT FROM made_by_id
  AND (countersigned_by_id IS NULL OR countersigned_by_id NOT IN (made_by_id, coalesce(checked_by_id, made_by_id))));
ALTER TABLE public.payroll_bill ADD CONSTRAINT passer_drew_nothing CHECK (NOT (
  ARRAY[passed_by_id, passed_for_id] && ARRAY[made_by_id, made_for_id, checked_by_id, checked_for_id,
    countersigned_by_id, countersigned_for_id, presented_by_id, presented_for_id]));
ALTER TABLE public.payroll_bill ADD CONSTRAINT signed_by_its_scheme CHECK (
  state IN ('made', 'cancelled') OR CASE signing
    WHEN 'maker_checker' THEN checked_by_id IS NOT NULL
    WHEN 'self_drawn' THEN checked_by_id IS NULL AND countersigned_by_id IS NULL
    WHEN 'countersigned' THEN countersigned_by_id IS NOT NULL
    ELSE false END);
ALTER TABLE public.payroll_bill ADD CONSTRAINT signed_as_far_as_it_is CHECK (
  (state IN ('made', 'checked', 'countersigned', 'cancelled') OR presented_by_id IS NOT NULL)
  AND (state NOT IN ('passed', 'part_credited', 'closed') OR passed_by_id IS NOT NULL)
  AND (state IN ('passed', 'part_credited', 'closed') OR passed_by_id IS NULL)
  AND ((made_by_id IS NULL) = (made_for_id IS NULL)) AND ((checked_by_id IS NULL) = (checked_for_id IS NULL))
  AND ((countersigned_by_id IS NULL) = (countersigned_for_id IS NULL))
  AND ((presented_by_id IS NULL) = (presented_for_id IS NULL)) AND ((passed_by_id IS NULL) = (passed_for_id IS NULL)));

CREATE OR REPLACE FUNCTION public.payroll_step_is_signed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
-- On an installation that is no sample each signed step of a bill names the signature of a passkey of who did it, given then.
BEGIN
  IF NEW.act NOT IN ('checked', 'countersigned', 'presented', 'passed')
     OR NOT EXISTS (SELECT FROM public.site_installation WHERE NOT is_sample) THEN
    RETURN NEW;
  END IF;
  IF NOT EXISTS (
    SELECT FROM public.identity_signedact s JOIN public.identity_signingkey k ON k.id = s.key_id
     WHERE s.id = (NEW.facts ->> 'signed')::bigint AND s.signs = 'bill' AND s.at = NEW.at
       AND s.act = CASE NEW.act WHEN 'checked' THEN 'check' WHEN 'countersigned' THEN 'countersign'
                                WHEN 'presented' THEN 'present' ELSE 'pass' END
       AND s.person = NEW.person_id AND k.person = NEW.person_id AND k.algorithm = 'webauthn') THEN
    RAISE EXCEPTION 'A bill is signed with a passkey.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'step_without_signature';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER is_signed BEFORE INSERT ON public.payroll_billact
  FOR EACH ROW EXECUTE FUNCTION public.payroll_step_is_signed();
ALTER TABLE public.payroll_billact ENABLE ALWAYS TRIGGER is_signed;

FOR EACH TABLE payroll_billact, payroll_run:
CREATE TRIGGER on_agreed_delegation BEFORE INSERT ON {table}
  FOR EACH ROW WHEN (NEW.delegation_id IS NOT NULL) EXECUTE FUNCTION public.people_delegation_counts();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER on_agreed_delegation;
END;
