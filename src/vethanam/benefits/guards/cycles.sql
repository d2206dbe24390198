-- Cycles: lines in one partition a cycle, frozen once the row of the cycle stands; approval and reopening by others.

CREATE TABLE IF NOT EXISTS public.benefits_rollline (
  cycle_id bigint NOT NULL,
  award_id bigint NOT NULL,
  for_month integer NOT NULL,
  beneficiary_id bigint NOT NULL,
  local_body_id bigint NOT NULL,
  state varchar(12) NOT NULL,
  reason varchar(40) NOT NULL DEFAULT '',
  kind_id bigint,
  recheck integer NOT NULL,
  PRIMARY KEY (cycle_id, award_id, for_month),
  CONSTRAINT line_state CHECK (state IN ('eligible', 'not_eligible', 'held', 'suspended', 'ended')),
  CONSTRAINT line_of_a_kind CHECK (state <> 'eligible' OR kind_id IS NOT NULL)
) PARTITION BY LIST (cycle_id);

-- The transaction that opened a cycle; it alone writes lines, amounts, counts and row of it.
CREATE TABLE IF NOT EXISTS public.benefits_opencycle (
  id bigint PRIMARY KEY,
  opened_in xid8 NOT NULL DEFAULT pg_current_xact_id()
);

CREATE OR REPLACE FUNCTION public.benefits_open_part(parent text, part bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- The partition of a cycle or release, read and written through the parent alone.
DECLARE made text := format('%s_%s', parent, part); key text; r record;
BEGIN
  key := CASE parent WHEN 'benefits_rollline' THEN 'cycle_id' WHEN 'benefits_drawal' THEN 'release_id' END;
  IF key IS NULL OR part IS NULL THEN
    RAISE EXCEPTION 'no such parts' USING ERRCODE = 'check_violation';
  END IF;
  EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING ALL)', made, parent);
  EXECUTE format('ALTER TABLE public.%I ADD CONSTRAINT of_its_part CHECK (%I = %s)', made, key, part);
  EXECUTE format('REVOKE ALL ON public.%I FROM PUBLIC', made);
  FOR r IN SELECT rolname FROM pg_roles WHERE rolname LIKE 'vethanam\_%' AND rolname NOT IN ('vethanam_owner', 'vethanam_backup') LOOP
    EXECUTE format('REVOKE ALL ON public.%I FROM %I', made, r.rolname);
  END LOOP;
  EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I FOR VALUES IN (%s)', parent, made, part);
END $$;

CREATE OR REPLACE FUNCTION public.benefits_open_cycle() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- The id of a new cycle, with the partition of its lines.
DECLARE made bigint := nextval(pg_get_serial_sequence('public.benefits_cycle', 'id'));
BEGIN
  PERFORM public.benefits_open_part('benefits_rollline', made);
  INSERT INTO public.benefits_opencycle (id) VALUES (made);
  RETURN made;
END $$;

-- Approved and not reopened: these count. Of two with a line for one award and month the later approval counts.
CREATE VIEW public.benefits_cycle_in_force AS
  SELECT c.id AS cycle_id, c.scheme_id, c.month, c.months, p.id AS approval_id
    FROM public.benefits_cycle c
    JOIN public.benefits_cycleapproval p ON p.cycle_id = c.id
   WHERE NOT EXISTS (SELECT FROM public.benefits_cyclereopening r WHERE r.cycle_id = c.id);

CREATE OR REPLACE FUNCTION public.benefits_lines_now(of_scheme bigint, in_months integer[])
RETURNS TABLE (award bigint, for_month integer, beneficiary bigint, local_body bigint, state text, reason text, kind bigint,
               cycle bigint)
LANGUAGE sql STABLE AS $$
  SELECT DISTINCT ON (l.award_id, l.for_month) l.award_id, l.for_month, l.beneficiary_id, l.local_body_id, l.state::text,
         l.reason::text, l.kind_id, l.cycle_id
    FROM public.benefits_rollline l
    JOIN public.benefits_cycle_in_force c ON c.cycle_id = l.cycle_id
   WHERE l.for_month = ANY (in_months)
     AND l.cycle_id = ANY (ARRAY(SELECT f.cycle_id FROM public.benefits_cycle_in_force f
                                  WHERE f.scheme_id = of_scheme AND f.months && in_months))
   ORDER BY l.award_id, l.for_month, c.approval_id DESC
$$;

CREATE OR REPLACE FUNCTION public.benefits_dues_now(of_scheme bigint, in_months integer[])
RETURNS TABLE (kind bigint, month integer, payer text, amount bigint, due bigint, cycle bigint) LANGUAGE sql STABLE AS $$
  SELECT n.kind_id, n.month, s.payer, s.amount, n.due, n.cycle_id
    FROM (SELECT DISTINCT ON (k.kind_id, k.month) k.kind_id, k.month, k.state, k.centre, k.due, k.cycle_id
            FROM public.benefits_kindmonth k
            JOIN public.benefits_cycle_in_force c ON c.cycle_id = k.cycle_id
           WHERE c.scheme_id = of_scheme AND k.month = ANY (in_months)
           ORDER BY k.kind_id, k.month, c.approval_id DESC) n
   CROSS JOIN LATERAL (VALUES ('state', n.state), ('centre', n.centre)) AS s(payer, amount)
$$;

CREATE OR REPLACE FUNCTION public.benefits_cycle_hashes(asked bigint, OUT roll bytea, OUT result bytea) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp SET work_mem = '128MB' AS $$
-- Of the lines of 4,096 award numbers at a time, so that no text is long. The words of a kind are written once.
  WITH kind AS MATERIALIZED (
    SELECT k.id, '|' || k.age_band || '|' || k.disability_band || '|' || k.other_pension || '|' || k.share_class AS words
      FROM public.benefits_kind k),
  part AS (
    SELECT l.for_month, l.award_id >> 12 AS place,
           sha256(convert_to(string_agg(l.award_id || '|' || l.beneficiary_id || '|' || l.local_body_id
             || CASE WHEN l.state IN ('suspended', 'ended') THEN '|' || l.reason ELSE '|' END, E'\n' ORDER BY l.award_id),
             'UTF8')) AS stands,
           sha256(convert_to(string_agg(l.award_id || '|' || l.state || '|' || l.reason || coalesce(k.words, '||||'), E'\n'
             ORDER BY l.award_id), 'UTF8')) AS decided
      FROM public.benefits_rollline l LEFT JOIN kind k ON k.id = l.kind_id
     WHERE l.cycle_id = asked GROUP BY 1, 2),
  told AS (
    SELECT m.month || k.words || format('|%s|%s|%s|%s|%s', m.due, m.held, m.state, m.centre, m.missing) AS amount
      FROM public.benefits_kindmonth m JOIN kind k ON k.id = m.kind_id WHERE m.cycle_id = asked)
  SELECT sha256('vethanam/roll/1\012'::bytea || coalesce((SELECT string_agg(
                  convert_to(for_month || '|' || place || '|', 'UTF8') || stands, ''::bytea ORDER BY for_month, place) FROM part), '')),
         sha256('vethanam/cycle/1\012'::bytea || coalesce((SELECT string_agg(
                  convert_to(for_month || '|' || place || '|', 'UTF8') || decided, ''::bytea ORDER BY for_month, place) FROM part), '')
                || sha256(convert_to(coalesce((SELECT string_agg(amount, E'\n' ORDER BY amount COLLATE "C") FROM told), ''), 'UTF8')))
$$;

CREATE OR REPLACE FUNCTION public.benefits_is_opened_here(asked bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.benefits_opencycle o WHERE o.id = asked AND o.opened_in = pg_current_xact_id())
$$;

CREATE OR REPLACE FUNCTION public.benefits_lines_before_cycle() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- Lines, amounts and counts come before the row of their cycle, in its transaction; from then on they are frozen.
-- Another transaction would not see that row until it is committed.
BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT m.cycle_id FROM made m) m
              WHERE NOT public.benefits_is_opened_here(m.cycle_id)
                 OR EXISTS (SELECT FROM public.benefits_cycle c WHERE c.id = m.cycle_id)) THEN
    RAISE EXCEPTION 'A computed cycle is frozen.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;

FOR EACH TABLE benefits_rollline, benefits_kindmonth, benefits_cyclecount:
CREATE TRIGGER frozen AFTER INSERT ON {table}
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION benefits_lines_before_cycle();
END;

CREATE OR REPLACE FUNCTION public.benefits_cycle_computed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE before record; found record;
BEGIN
  IF NOT public.benefits_is_opened_here(NEW.id) THEN
    RAISE EXCEPTION 'A cycle is written in the transaction that opened it.' USING ERRCODE = 'restrict_violation';
  END IF;
  PERFORM FROM public.benefits_schemeoffice s WHERE s.id = NEW.scheme_id FOR NO KEY UPDATE;
  SELECT c.id, c.version INTO before FROM public.benefits_cycle c
   WHERE c.scheme_id = NEW.scheme_id AND c.month = NEW.month ORDER BY c.version DESC LIMIT 1;
  IF NEW.version <> coalesce(before.version, 0) + 1 THEN
    RAISE EXCEPTION 'Another version of this cycle was computed.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM public.benefits_cycle_in_force f WHERE f.cycle_id = before.id) THEN
    RAISE EXCEPTION 'This cycle is approved. It is computed again once it is reopened.' USING ERRCODE = 'restrict_violation';
  END IF;
  SELECT h.roll, h.result INTO found FROM public.benefits_cycle_hashes(NEW.id) h;
  NEW.roll_hash := found.roll;
  NEW.result_hash := found.result;
  RETURN NEW;
END $$;
CREATE TRIGGER computed BEFORE INSERT ON benefits_cycle
  FOR EACH ROW EXECUTE FUNCTION benefits_cycle_computed();
ALTER TABLE benefits_cycle ENABLE ALWAYS TRIGGER computed;

CREATE OR REPLACE FUNCTION public.benefits_cycle_approved_by_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE asked public.benefits_cycle;
BEGIN
  SELECT * INTO asked FROM public.benefits_cycle c WHERE c.id = NEW.cycle_id;
  PERFORM FROM public.benefits_schemeoffice s WHERE s.id = asked.scheme_id FOR NO KEY UPDATE;
  IF NEW.person_id = asked.person_id OR NEW.entered_by_id = asked.entered_by_id THEN
    RAISE EXCEPTION 'Another person than the one who computed a cycle approves it.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.result_hash <> asked.result_hash THEN
    RAISE EXCEPTION 'A cycle is approved by its hash.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM public.benefits_cycle c
              WHERE c.scheme_id = asked.scheme_id AND c.month = asked.month AND c.version > asked.version) THEN
    RAISE EXCEPTION 'A later version of this cycle was computed.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER by_another BEFORE INSERT ON benefits_cycleapproval
  FOR EACH ROW EXECUTE FUNCTION benefits_cycle_approved_by_another();
ALTER TABLE benefits_cycleapproval ENABLE ALWAYS TRIGGER by_another;

CREATE OR REPLACE FUNCTION public.benefits_cycle_reopened_by_a_third() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE asked public.benefits_cycle; approved public.benefits_cycleapproval;
BEGIN
  SELECT * INTO asked FROM public.benefits_cycle c WHERE c.id = NEW.cycle_id;
  PERFORM FROM public.benefits_schemeoffice s WHERE s.id = asked.scheme_id FOR NO KEY UPDATE;
  SELECT * INTO approved FROM public.benefits_cycleapproval p WHERE p.cycle_id = NEW.cycle_id;
  IF approved.id IS NULL THEN
    RAISE EXCEPTION 'This cycle is not approved.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.person_id IN (asked.person_id, approved.person_id)
     OR NEW.entered_by_id IN (asked.entered_by_id, approved.entered_by_id) THEN
    RAISE EXCEPTION 'A third person reopens a cycle.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM public.benefits_release r WHERE r.scheme_id = asked.scheme_id AND r.months && asked.months
                AND (r.committed_in >= approved.committed_in
                  OR EXISTS (SELECT FROM public.benefits_drawal d WHERE d.release_id = r.id AND d.cycle_id = NEW.cycle_id))) THEN
    RAISE EXCEPTION 'Money is released for this cycle.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER by_a_third BEFORE INSERT ON benefits_cyclereopening
  FOR EACH ROW EXECUTE FUNCTION benefits_cycle_reopened_by_a_third();
ALTER TABLE benefits_cyclereopening ENABLE ALWAYS TRIGGER by_a_third;

CREATE OR REPLACE FUNCTION public.benefits_tree_before_approval() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- In turn with the approval, which takes the same lock.
BEGIN
  PERFORM FROM public.benefits_schemeoffice s JOIN public.benefits_cycle c ON c.scheme_id = s.id
    WHERE c.id = NEW.cycle_id FOR NO KEY UPDATE OF s;
  IF EXISTS (SELECT FROM public.benefits_cycleapproval p WHERE p.cycle_id = NEW.cycle_id) THEN
    RAISE EXCEPTION 'The tree of an approved cycle is frozen.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
FOR EACH TABLE benefits_cyclesecret, benefits_cycletile:
CREATE TRIGGER frozen BEFORE INSERT ON {table}
  FOR EACH ROW EXECUTE FUNCTION benefits_tree_before_approval();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER frozen;
END;
