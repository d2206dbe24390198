-- A leg is sent again in an officer's name only on a delegation that a superior agreed to.

CREATE TRIGGER on_agreed_delegation BEFORE INSERT ON payments_reissue
  FOR EACH ROW WHEN (NEW.delegation_id IS NOT NULL) EXECUTE FUNCTION public.people_delegation_counts();
ALTER TABLE payments_reissue ENABLE ALWAYS TRIGGER on_agreed_delegation;
