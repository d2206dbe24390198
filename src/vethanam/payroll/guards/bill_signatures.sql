-- Who signs a bill: maker, checker, countersigning officer and passer are different persons.

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
