-- Business time for guards: the server's clock, or in a sample the latest instant of its acts. No caller states it.
-- A sample's acts may be replayed, so the last entry is not always the latest: look at the last few hundred.

CREATE OR REPLACE FUNCTION journal_business_time() RETURNS timestamptz LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT is_sample() THEN
    RETURN statement_timestamp();
  END IF;
  RETURN coalesce((
    SELECT max((convert_from(leaf, 'UTF8')::jsonb ->> 'at')::timestamptz)
      FROM (SELECT leaf FROM journal_staged ORDER BY id DESC LIMIT 500) AS recent), '2024-04-01T10:00:00+05:30');
END $$;

CREATE OR REPLACE FUNCTION journal_business_day() RETURNS date LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN (journal_business_time() AT TIME ZONE 'Asia/Kolkata')::date;
END $$;
