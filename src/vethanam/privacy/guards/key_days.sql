-- Contacts opened by day (docs/spec/key-day.md).

-- The database dates a count by the sequencer's latest head, in a sample by the time of its use. None joins a day that is signed.
CREATE OR REPLACE FUNCTION privacy_count_is_dated() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  NEW.recorded_at := clock_timestamp();
  IF journal_is_of_sample() THEN
    NEW.at := coalesce((SELECT u.at + (NEW.recorded_at - u.recorded_at) FROM privacy_use u WHERE u.id = NEW.use_id),
                       journal_business_time());
  ELSE
    NEW.at := coalesce((SELECT h.at FROM journal_head h ORDER BY h.id DESC LIMIT 1), NEW.recorded_at);
  END IF;
  NEW.at := greatest(NEW.at, (SELECT (max(d.day) + 1)::timestamp AT TIME ZONE 'Asia/Kolkata' FROM privacy_keyday d));
  RETURN NEW;
END $$;

CREATE TRIGGER is_dated BEFORE INSERT ON privacy_openedcount FOR EACH ROW EXECUTE FUNCTION privacy_count_is_dated();

-- Days are signed in order, once the sequencer has signed a head on a later day.
CREATE OR REPLACE FUNCTION privacy_key_day_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE today date := (SELECT (h.at AT TIME ZONE 'Asia/Kolkata')::date FROM journal_head h ORDER BY h.id DESC LIMIT 1);
BEGIN
  IF NEW.day <> (SELECT max(d.day) + 1 FROM privacy_keyday d) OR NOT journal_is_of_sample() AND NEW.day >= today THEN
    RAISE EXCEPTION 'Days of opened contacts are signed in order, each once it is over.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER follows BEFORE INSERT ON privacy_keyday FOR EACH ROW EXECUTE FUNCTION privacy_key_day_follows();

-- Uses of a signed day, and uses opened without any count, whose counts differ from the grants of the database, from the messages
-- begun or let go, or are fewer than the messages that gateways took. All counts are of the whole use, so that no midnight lies
-- between two of them. A use with a message in hand, and one opened before there were counts, is not compared.
CREATE OR REPLACE FUNCTION privacy_openings_compared(of_day date) RETURNS TABLE (
  use text, granted bigint, opened bigint, accounted bigint, taken bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
WITH begins AS (SELECT min(c.recorded_at) - interval '1 minute' AS at FROM public.privacy_openedcount c),
  asked AS (
  SELECT l.use_id FROM public.privacy_keyline l JOIN public.privacy_keyday d ON d.id = l.day_id WHERE d.day = of_day
   UNION
  SELECT p.use_id FROM public.privacy_useproof p
   WHERE NOT EXISTS (SELECT FROM public.privacy_openedcount c WHERE c.use_id = p.use_id)),
  compared AS (
  SELECT u.reference::text AS use, c.opened, c.accounted, m.taken,
         (SELECT count(*) FROM public.privacy_opengrant g WHERE g.use_id = u.id) - m.unopened AS granted
    FROM asked a
    JOIN public.privacy_use u ON u.id = a.use_id
    JOIN public.privacy_useproof p ON p.use_id = u.id
    JOIN begins b ON p.proven_at >= b.at
   CROSS JOIN LATERAL (
     SELECT coalesce(sum(c.opened), 0)::bigint AS opened, coalesce(sum(c.begun + c.let_go), 0)::bigint AS accounted
       FROM public.privacy_openedcount c WHERE c.use_id = u.id) c
   CROSS JOIN LATERAL (
     SELECT count(*) FILTER (WHERE o.result = 'contact does not open') AS unopened,
            count(*) FILTER (WHERE o.state IN ('accepted', 'sent')) AS taken,
            coalesce(bool_or(o.holder IS NOT NULL AND o.done_at IS NULL), false) AS is_in_hand
       FROM public.privacy_outbox o WHERE o.use_id = u.id) m
   WHERE NOT m.is_in_hand)
SELECT d.use, d.granted, d.opened, d.accounted, d.taken FROM compared d
 WHERE d.granted <> d.opened OR d.opened <> d.accounted OR d.opened < d.taken ORDER BY d.use
$$;

-- The same for the worker, which may read neither proofs nor grants; the check reads every table by itself.
CREATE OR REPLACE FUNCTION privacy_openings_differing(of_day date) RETURNS TABLE (
  use text, granted bigint, opened bigint, accounted bigint, taken bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT * FROM public.privacy_openings_compared(of_day)
$$;
