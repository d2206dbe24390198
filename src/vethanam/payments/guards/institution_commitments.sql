-- Commitments to institutions' accounts (service_book/guards/account_commitments.sql), for signatures.

CREATE OR REPLACE FUNCTION public.payments_committed_institution(secret bytea, entry public.payments_institutionaccount)
RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(sha256(secret || convert_to('institution ' || entry.id, 'UTF8')) || convert_to(jsonb_build_array(
    entry.institution_id, entry.valid_from, entry.branch, entry.number, entry.holder)::text, 'UTF8'))
$$;

CREATE OR REPLACE FUNCTION public.payments_institution_commitments(asked bigint[])
RETURNS TABLE (account bigint, commitment bytea) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE secret bytea := public.service_book_account_secret();
BEGIN
  RETURN QUERY SELECT a.id, public.payments_committed_institution(secret, a)
    FROM public.payments_institutionaccount a WHERE a.id = ANY (asked);
END $$;
