-- Business time for guards: the server's clock, or in a sample the latest instant of its acts. No caller states it.
-- A sample's acts may be replayed, so the last entry is not always the latest: look at the last few hundred. Their time
-- stands at the eighth byte; bytes from before leaf_form.sql that are no leaf have none.

CREATE OR REPLACE FUNCTION journal_business_time() RETURNS timestamptz LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT is_sample() THEN
    RETURN statement_timestamp();
  END IF;
  RETURN coalesce((
    SELECT max(at)::timestamptz
      FROM (SELECT encode(substr(leaf, 8, 27), 'escape') AS at FROM journal_staged ORDER BY id DESC LIMIT 500) AS recent
     WHERE journal_is_instant(at)), '2024-04-01T10:00:00+05:30');
END $$;

CREATE OR REPLACE FUNCTION journal_business_day() RETURNS date LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN (journal_business_time() AT TIME ZONE 'Asia/Kolkata')::date;
END $$;

-- Whether the log is a sample's: by its name in the latest head, which the sequencer writes. No before the first head.
CREATE OR REPLACE FUNCTION journal_is_of_sample() RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT coalesce((SELECT split_part(split_part(h.note, E'\n', 1), '/', 1) = 'vethanam.example'
                   FROM public.journal_head h ORDER BY h.id DESC LIMIT 1), false)
$$;
