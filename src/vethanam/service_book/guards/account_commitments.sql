-- Commitments to whole accounts, for signatures: the caller names entries and learns 32 bytes each, never a number.
--
--   salt       = SHA-256(secret || "account" or "institution", a space, id of the entry)
--   commitment = SHA-256(salt || text of the entry as a JSON array)

CREATE OR REPLACE FUNCTION public.service_book_committed_account(secret bytea, entry public.service_book_payeeaccount)
RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(sha256(secret || convert_to('account ' || entry.id, 'UTF8')) || convert_to(jsonb_build_array(
    entry.employment_id, entry.valid_from, entry.kind_of_account, entry.branch, entry.number, entry.holder,
    entry.onward_branch, entry.onward_number, entry.is_withdrawn)::text, 'UTF8'))
$$;

CREATE OR REPLACE FUNCTION public.service_book_account_secret() RETURNS bytea LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
-- Made at the first call: two random UUIDs have 244 random bits.
DECLARE found bytea;
BEGIN
  INSERT INTO public.service_book_accountsecret (id, secret)
    VALUES (1, sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))) ON CONFLICT DO NOTHING;
  SELECT s.secret INTO found FROM public.service_book_accountsecret s;
  RETURN found;
END $$;

CREATE OR REPLACE FUNCTION public.service_book_account_commitments(asked bigint[])
RETURNS TABLE (fact bigint, commitment bytea) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE secret bytea := public.service_book_account_secret();
BEGIN
  RETURN QUERY SELECT a.id, public.service_book_committed_account(secret, a)
    FROM public.service_book_payeeaccount a WHERE a.id = ANY (asked);
END $$;
