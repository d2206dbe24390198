-- No two verified absences count on one day of an employment. An order may review a suspension while it goes on, and an
-- entry whose order was stayed, set aside or superseded by that day is out of the way. The entry before a correction no
-- longer counts, so the corrected entry may be verified. Asked once a statement, for absences alone.

CREATE OR REPLACE FUNCTION public.service_book_one_absence_a_day() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  facts bigint[] := ARRAY(SELECT v.fact FROM verified v WHERE v.kind = 'absence');
  whose bigint[] := ARRAY(SELECT DISTINCT a.employment_id FROM public.service_book_absence a WHERE a.id = ANY (facts));
  clash record;
BEGIN
  IF cardinality(facts) = 0 THEN RETURN NULL; END IF;
  -- two verifications at one time wait for each other
  PERFORM FROM public.people_employment e WHERE e.id = ANY (whose) ORDER BY e.id FOR NO KEY UPDATE;
  WITH spell AS MATERIALIZED (
    SELECT id, employment_id, order_id, kind_of_absence, valid_from,
           valid_from + (session = 'AN')::int AS first,
           coalesce(valid_until - (session_until = 'FN')::int, 'infinity') AS last
      FROM public.service_book_absence WHERE employment_id = ANY (whose)),
  pair AS MATERIALIZED (
    SELECT n.id AS one, o.id AS other, n.valid_from AS begins, o.valid_from AS beside
      FROM spell n
      JOIN spell o ON o.employment_id = n.employment_id AND o.id <> n.id AND o.first <= n.last AND n.first <= o.last
     WHERE n.id = ANY (facts)
       AND NOT (n.kind_of_absence = 'suspension' AND o.kind_of_absence = 'suspension')
       AND NOT EXISTS (
           SELECT FROM public.orders_ordereffect f
            WHERE f.order_id IN (n.order_id, o.order_id) AND coalesce(f.employment, n.employment_id) = n.employment_id
              AND f.state IN ('stayed', 'set_aside', 'superseded') AND f.valid_from <= least(n.last, o.last)))
  SELECT p.begins, p.beside INTO clash FROM pair p
   WHERE EXISTS (SELECT FROM public.service_book_standing s WHERE s.kind = 'absence' AND s.fact = p.one AND s.counts)
     AND EXISTS (SELECT FROM public.service_book_standing s WHERE s.kind = 'absence' AND s.fact = p.other AND s.counts)
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'Two entries of leave or suspension hold one day, from % and from %. Correct or end one of them.',
      clash.begins, clash.beside USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER one_absence_a_day AFTER INSERT ON service_book_verification
  REFERENCING NEW TABLE AS verified FOR EACH STATEMENT EXECUTE FUNCTION service_book_one_absence_a_day();
ALTER TABLE service_book_verification ENABLE ALWAYS TRIGGER one_absence_a_day;
