-- What is destroyed when its time is over, and what is held (docs/spec/retention.md). The owner's two functions alone destroy: they
-- ask the clock, the purpose and the holds themselves, whatever the worker says.

ALTER TABLE privacy_hold ADD CONSTRAINT privacy_hold_days CHECK (since IS NULL OR until IS NULL OR since <= until);
ALTER TABLE privacy_hold ADD CONSTRAINT privacy_hold_named CHECK (named <> '' AND asked_by <> '');
ALTER TABLE privacy_destruction ADD CONSTRAINT privacy_destruction_form CHECK (
  (of_log OR of_record) AND log_days >= 365 AND record_days >= 365 AND extract(day FROM month) = 1);

-- Days for which a version of a purpose keeps a part (processing_log or record) after the end of its month, 365 at least. A version
-- from before these were days says the years of both.
CREATE OR REPLACE FUNCTION privacy_retention_days(content jsonb, part text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
SELECT greatest(365, coalesce(
  (content -> 'retention' ->> (part || '_days'))::integer,
  (SELECT y * 365 + y / 3 FROM (SELECT substring(content -> 'retention' ->> 'log' FROM 'P([0-9]+)Y')::integer AS y) s),
  365))
$$;

-- The month, in India, of an instant: its first day.
CREATE OR REPLACE FUNCTION privacy_month_of(instant timestamptz) RETURNS date LANGUAGE sql IMMUTABLE AS $$
SELECT date_trunc('month', instant AT TIME ZONE 'Asia/Kolkata')::date
$$;

-- The first day on which a record of a month is destroyed.
CREATE OR REPLACE FUNCTION privacy_goes_on(month date, days integer) RETURNS date LANGUAGE sql IMMUTABLE AS $$
SELECT (month + interval '1 month')::date + days
$$;

-- An end counts here once the worker has proven the signatures for it and entered it; a row of the web process alone ends nothing.
CREATE OR REPLACE FUNCTION privacy_is_proven_end(of_what text, named text) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT EXISTS (SELECT FROM public.privacy_provenend e WHERE e.of = of_what AND e.reference = named)
$$;

-- Whether a continuation of a restraint may still be proven: until a day after a head covers its entry. The worker proves before it
-- destroys, each time; by then it has looked.
CREATE OR REPLACE FUNCTION privacy_is_undecided(p privacy_restraintposition) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT p.state = 'continued' AND NOT public.privacy_is_proven_end('position', p.id::text)
   AND NOT EXISTS (
     SELECT FROM public.journal_leaf l
       JOIN LATERAL (SELECT h.at FROM public.journal_head h WHERE h.size > l.index ORDER BY h.size, h.id LIMIT 1) h ON true
      WHERE l.staged_id = p.leaf AND h.at < clock_timestamp() - interval '1 day')
$$;

-- Whether a restraint keeps uses at an instant, by its entry and its proven positions: as long as it binds by these, or an undecided
-- continuation may. A false position neither ends what it keeps nor makes it keep longer.
CREATE OR REPLACE FUNCTION privacy_keeps(r privacy_restraint, moment timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT (r.starts_at <= r.at OR r.starts_at <= moment)
   AND (coalesce((SELECT p.state = 'continued' AND (r.is_case_pending OR p.until IS NULL OR moment <= p.until)
                    FROM public.privacy_restraintposition p
                   WHERE p.restraint_id = r.id AND p.state <> 'leave' AND public.privacy_is_proven_end('position', p.id::text)
                   ORDER BY p.id DESC LIMIT 1),
                 r.is_case_pending OR r.until IS NULL OR moment <= r.until)
     OR EXISTS (SELECT FROM public.privacy_restraintposition p WHERE p.restraint_id = r.id AND public.privacy_is_undecided(p)))
$$;

-- The hold, restraint or breach case that keeps a use beyond its time; null if none. An officer's stop of a sending keeps nothing.
CREATE OR REPLACE FUNCTION privacy_held(u privacy_use) RETURNS text LANGUAGE sql STABLE AS $$
SELECT coalesce(
  (SELECT h.reference FROM public.privacy_hold h, (SELECT (u.recorded_at AT TIME ZONE 'Asia/Kolkata')::date AS day) d
    WHERE NOT public.privacy_is_proven_end('hold', h.reference)
      AND (cardinality(h.purposes) = 0 OR u.purpose_code = ANY (h.purposes))
      AND (cardinality(h.offices) = 0 OR u.office = ANY (h.offices) OR u.on_behalf_of = ANY (h.offices))
      AND (cardinality(h.uses) = 0 OR u.reference = ANY (h.uses))
      AND (h.since IS NULL OR d.day >= h.since) AND (h.until IS NULL OR d.day <= h.until)
    ORDER BY h.id LIMIT 1),
  (SELECT r.reference FROM public.privacy_restraint r
    WHERE r.kind <> 'stop' AND public.privacy_covers(r, u) AND public.privacy_keeps(r, clock_timestamp())
    ORDER BY r.id LIMIT 1),
  (SELECT d.reference FROM public.privacy_duty d
    WHERE d.kind = 'breach' AND d.account_id = u.asked_by_id
      AND NOT (public.privacy_is_proven_end('case', d.reference)
           AND EXISTS (SELECT FROM public.privacy_dutystep s WHERE s.duty_id = d.id AND s.kind = 'closed'))
    ORDER BY d.id LIMIT 1))
$$;

-- Uses with a part whose time is over at an instant and that no destruction names yet, held or not. A use with a message under way,
-- or closed less than a year ago, is not over.
CREATE OR REPLACE FUNCTION privacy_due(moment timestamptz) RETURNS TABLE (
  use bigint, purpose text, month date, of_log boolean, of_record boolean, log_days integer, record_days integer, since date)
LANGUAGE sql STABLE AS $$
WITH kept AS MATERIALIZED (
  SELECT p.id, public.privacy_retention_days(p.content, 'processing_log') AS log_days,
         public.privacy_retention_days(p.content, 'record') AS record_days
    FROM public.privacy_purpose p),
  aged AS (
  SELECT u.id, u.purpose_code, public.privacy_month_of(u.recorded_at) AS month,
         coalesce(k.log_days, 365) AS log_days, coalesce(k.record_days, 365) AS record_days
    FROM public.privacy_use u LEFT JOIN kept k ON k.id = u.purpose_id
   WHERE u.recorded_at < moment - interval '365 days'),
  passed AS (
  SELECT o.*, public.privacy_goes_on(o.month, o.log_days) AS log_goes, public.privacy_goes_on(o.month, o.record_days) AS record_goes,
         (moment AT TIME ZONE 'Asia/Kolkata')::date AS today,
         EXISTS (SELECT FROM public.privacy_forgotten f JOIN public.privacy_destruction d ON d.id = f.destruction_id
                  WHERE f.use_id = o.id AND d.of_log) AS is_log_named,
         EXISTS (SELECT FROM public.privacy_forgotten f JOIN public.privacy_destruction d ON d.id = f.destruction_id
                  WHERE f.use_id = o.id AND d.of_record) AS is_record_named
    FROM aged o)
SELECT o.id, o.purpose_code::text, o.month, o.today >= o.log_goes AND NOT o.is_log_named, o.today >= o.record_goes AND NOT o.is_record_named,
       o.log_days, o.record_days,
       least(CASE WHEN o.is_log_named THEN o.record_goes ELSE o.log_goes END, CASE WHEN o.is_record_named THEN o.log_goes ELSE o.record_goes END)
  FROM passed o
 WHERE (o.today >= o.log_goes AND NOT o.is_log_named OR o.today >= o.record_goes AND NOT o.is_record_named)
   AND NOT EXISTS (SELECT FROM public.privacy_outbox m WHERE m.use_id = o.id AND m.done_at IS NULL)
   AND NOT EXISTS (SELECT FROM public.privacy_useclosing c WHERE c.use_id = o.id AND c.recorded_at > moment - interval '365 days')
$$;

-- The entries of a use: its answer, and its closing.
CREATE OR REPLACE FUNCTION privacy_entries_of(uses bigint[]) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
SELECT u.leaf FROM public.privacy_use u WHERE u.id = ANY (uses)
UNION ALL
SELECT c.leaf FROM public.privacy_useclosing c WHERE c.use_id = ANY (uses)
$$;

-- What is due and held by nothing, by purpose, month and part: the number of uses, of private parts of their entries, of records.
CREATE OR REPLACE FUNCTION privacy_destructible() RETURNS TABLE (
  purpose text, month date, of_log boolean, of_record boolean, log_days integer, record_days integer,
  uses bigint[], openings bigint, records bigint)
LANGUAGE sql STABLE AS $$
WITH due AS MATERIALIZED (
  SELECT d.purpose, d.month, d.of_log, d.of_record, d.log_days, d.record_days, array_agg(d.use ORDER BY d.use) AS uses
    FROM public.privacy_due(clock_timestamp()) d JOIN public.privacy_use u ON u.id = d.use
   WHERE public.privacy_held(u) IS NULL
   GROUP BY 1, 2, 3, 4, 5, 6)
SELECT d.*,
       CASE WHEN d.of_log THEN
         (SELECT count(*) FROM public.privacy_entries_of(d.uses) e(leaf) JOIN public.journal_opening o ON o.staged_id = e.leaf)
       ELSE 0 END,
       CASE WHEN d.of_record THEN
         (SELECT count(*) FROM public.privacy_usesubject s WHERE s.use_id = ANY (d.uses) AND s.record IS NOT NULL)
         + (SELECT count(*) FROM public.privacy_subjectoutcome s JOIN public.privacy_useclosing c ON c.id = s.closing_id
             WHERE c.use_id = ANY (d.uses) AND s.record IS NOT NULL)
       ELSE 0 END
  FROM due d ORDER BY d.month, d.purpose, d.of_log, d.of_record
$$;

-- Enter a destruction that an entry announced, with every use it is of. The entry must say the rule and the counts that hold now.
CREATE OR REPLACE FUNCTION privacy_begin_destruction(of_leaf bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE said jsonb := public.privacy_logged(of_leaf, 'openings_destroyed');
        now_due record;
        begun bigint;
BEGIN
  SELECT * INTO now_due FROM public.privacy_destructible() g
   WHERE g.purpose = said ->> 'purpose' AND to_char(g.month, 'YYYY-MM') = said ->> 'month'
     AND g.of_log = (said -> 'parts' ? 'processing_log') AND g.of_record = (said -> 'parts' ? 'record')
     AND g.log_days = (said ->> 'processing_log_days')::integer AND g.record_days = (said ->> 'record_days')::integer;
  IF now_due.uses IS NULL OR (cardinality(now_due.uses), now_due.openings) IS DISTINCT FROM
     ((said ->> 'uses')::integer, (said ->> 'openings')::bigint) THEN
    RAISE EXCEPTION 'Nothing is destroyed: this is not what is due.' USING ERRCODE = 'restrict_violation';
  END IF;
  INSERT INTO public.privacy_destruction (purpose_code, month, of_log, of_record, log_days, record_days, uses, openings, records, leaf,
                                          recorded_at)
  VALUES (now_due.purpose, now_due.month, now_due.of_log, now_due.of_record, now_due.log_days, now_due.record_days, cardinality(now_due.uses),
          now_due.openings, now_due.records, of_leaf, clock_timestamp())
  RETURNING id INTO begun;
  INSERT INTO public.privacy_forgotten (use_id, destruction_id) SELECT use, begun FROM unnest(now_due.uses) AS use;
  RETURN begun;
END $$;

-- Destroy a lot of a destruction whose entry a head covers; returns the number of rows. What is held by now stays. Nothing left ends it.
CREATE OR REPLACE FUNCTION privacy_destroy_lot(of_destruction bigint, most integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE d public.privacy_destruction;
        free bigint[];
        gone integer := 0;
        more integer;
BEGIN
  SELECT * INTO d FROM public.privacy_destruction x WHERE x.id = of_destruction AND x.ended_at IS NULL FOR UPDATE;
  IF d.id IS NULL OR NOT EXISTS (SELECT FROM public.journal_leaf l WHERE l.staged_id = d.leaf
       AND l.index < (SELECT h.size FROM public.journal_head h ORDER BY h.id DESC LIMIT 1)) THEN
    RETURN 0;
  END IF;
  SELECT array_agg(u.id) INTO free FROM public.privacy_forgotten f JOIN public.privacy_use u ON u.id = f.use_id
   WHERE f.destruction_id = d.id AND public.privacy_held(u) IS NULL;
  IF d.of_record THEN
    UPDATE public.privacy_usesubject s SET outcome = '', reason = '', channel = '', classes = '{}', salt = NULL, record = NULL
     WHERE s.id IN (SELECT c.id FROM public.privacy_usesubject c WHERE c.use_id = ANY (free) AND c.record IS NOT NULL LIMIT most);
    GET DIAGNOSTICS gone = ROW_COUNT;
    UPDATE public.privacy_subjectoutcome s SET salt = NULL, record = NULL
     WHERE s.id IN (SELECT c.id FROM public.privacy_subjectoutcome c JOIN public.privacy_useclosing k ON k.id = c.closing_id
                     WHERE k.use_id = ANY (free) AND c.record IS NOT NULL LIMIT most - gone);
    GET DIAGNOSTICS more = ROW_COUNT;
    gone := gone + more;
    IF gone = 0 THEN
      UPDATE public.privacy_usesecret k SET key = NULL WHERE k.use_id = ANY (free) AND k.key IS NOT NULL;
    END IF;
  END IF;
  IF d.of_log THEN
    DELETE FROM public.journal_opening o
     WHERE o.staged_id IN (SELECT p.staged_id FROM public.privacy_entries_of(free) e(leaf)
                             JOIN public.journal_opening p ON p.staged_id = e.leaf LIMIT most - gone);
    GET DIAGNOSTICS more = ROW_COUNT;
    gone := gone + more;
  END IF;
  IF gone = 0 AND cardinality(free) = d.uses THEN
    UPDATE public.privacy_destruction SET ended_at = clock_timestamp() WHERE id = d.id;
  END IF;
  RETURN gone;
END $$;

-- A record of a use is emptied of everything but its place in the tree, and only once a destruction names the use.
CREATE OR REPLACE FUNCTION privacy_only_forgets() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE was jsonb := to_jsonb(OLD);
        now_is jsonb := to_jsonb(NEW);
        emptied jsonb;
        of_use bigint;
BEGIN
  IF TG_TABLE_NAME = 'privacy_usesubject' THEN
    of_use := OLD.use_id;
    emptied := '{"outcome": "", "reason": "", "channel": "", "classes": [], "salt": null, "record": null}';
  ELSIF TG_TABLE_NAME = 'privacy_usesecret' THEN
    of_use := OLD.use_id;
    emptied := '{"key": null}';
  ELSE
    of_use := (SELECT c.use_id FROM public.privacy_useclosing c WHERE c.id = OLD.closing_id);
    emptied := '{"salt": null, "record": null}';
  END IF;
  IF now_is <> was || emptied OR NOT EXISTS (
       SELECT FROM public.privacy_forgotten f JOIN public.privacy_destruction d ON d.id = f.destruction_id
        WHERE f.use_id = of_use AND d.of_record) THEN
    RAISE EXCEPTION '% is appended to, and emptied when its time is over.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

FOR EACH TABLE privacy_usesubject, privacy_subjectoutcome, privacy_usesecret:
CREATE TRIGGER only_forgets BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION privacy_only_forgets();
END;

CREATE TRIGGER is_kept BEFORE DELETE ON privacy_usesecret FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();

-- A destruction only ends.
CREATE OR REPLACE FUNCTION privacy_destruction_ends() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'ended_at' <> to_jsonb(OLD) - 'ended_at' OR OLD.ended_at IS NOT NULL THEN
    RAISE EXCEPTION 'A destruction is entered once and ends once.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER ends BEFORE DELETE OR UPDATE ON privacy_destruction
  FOR EACH ROW EXECUTE FUNCTION privacy_destruction_ends();

-- A hold is the row of its entry: what it keeps is in the log.
CREATE OR REPLACE FUNCTION privacy_hold_as_logged() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE said jsonb := public.privacy_logged(NEW.leaf, 'hold.set');
BEGIN
  IF said IS NULL OR said ->> 'hold' IS DISTINCT FROM NEW.reference OR said ->> 'ground' IS DISTINCT FROM NEW.ground
     OR said ->> 'named' IS DISTINCT FROM NEW.named OR said -> 'purposes' IS DISTINCT FROM to_jsonb(NEW.purposes)
     OR said -> 'offices' IS DISTINCT FROM to_jsonb(NEW.offices) OR said -> 'uses' IS DISTINCT FROM to_jsonb(NEW.uses)
     OR (said ->> 'since')::date IS DISTINCT FROM NEW.since OR (said ->> 'until')::date IS DISTINCT FROM NEW.until THEN
    RAISE EXCEPTION 'The hold is not the one of its entry in the log.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_as_logged BEFORE INSERT ON privacy_hold FOR EACH ROW EXECUTE FUNCTION privacy_hold_as_logged();

-- A hold ends by two persons of the two roles that may hold. A step is the row of its entry.
CREATE OR REPLACE FUNCTION privacy_hold_ends_by_two() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.role NOT IN ('law_officer', 'data_protection_officer') THEN
    RAISE EXCEPTION 'A law officer or the data protection officer ends a hold.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.kind = 'ended' AND NOT EXISTS (
       SELECT FROM public.privacy_holdstep p
        WHERE (p.hold_id, p.case_id) IS NOT DISTINCT FROM (NEW.hold_id, NEW.case_id) AND p.kind = 'proposed' AND p.by_id <> NEW.by_id AND p.role <> NEW.role
          AND p.person IS DISTINCT FROM NEW.person) THEN
    RAISE EXCEPTION 'A hold ends when another officer of the other role agrees.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF public.privacy_logged(NEW.leaf, CASE NEW.kind WHEN 'ended' THEN 'hold.ended' ELSE 'hold.end_proposed' END) ->> 'hold'
     IS DISTINCT FROM coalesce((SELECT h.reference FROM public.privacy_hold h WHERE h.id = NEW.hold_id),
                               (SELECT d.reference FROM public.privacy_duty d WHERE d.id = NEW.case_id)) THEN
    RAISE EXCEPTION 'The step is not the one of its entry in the log.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER by_two BEFORE INSERT ON privacy_holdstep FOR EACH ROW EXECUTE FUNCTION privacy_hold_ends_by_two();

-- A proven end has its entry under a head.
CREATE OR REPLACE FUNCTION privacy_end_is_logged() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.journal_leaf l WHERE l.staged_id = NEW.leaf
                  AND l.index < (SELECT h.size FROM public.journal_head h ORDER BY h.id DESC LIMIT 1)) THEN
    RAISE EXCEPTION 'An end is proven from an entry under a head.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_logged BEFORE INSERT ON privacy_provenend FOR EACH ROW EXECUTE FUNCTION privacy_end_is_logged();
