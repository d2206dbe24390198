-- The lock between dispatchers, who share it, and a session that enters a restraint, which takes it alone. It is a lock on an
-- empty table on which nobody has a right, so that it is taken through these functions of the owner and in no other way.

CREATE TABLE IF NOT EXISTS privacy_fence ();
COMMENT ON TABLE privacy_fence IS 'empty: dispatchers and whoever enters a restraint lock it';

-- Share the fence until the end of the transaction.
CREATE OR REPLACE FUNCTION privacy_enter_fence() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  LOCK TABLE public.privacy_fence IN SHARE MODE;
  RETURN pg_backend_pid();
END $$;

-- Take the fence alone until the end of the transaction, and return the instant. It waits in its place in the queue: who takes
-- the lock again after its end stands behind. A second session ends what stands in front (privacy_clear_way).
CREATE OR REPLACE FUNCTION privacy_close_fence() RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '30s' AS $$
BEGIN
  LOCK TABLE public.privacy_fence IN EXCLUSIVE MODE;
  RETURN clock_timestamp();
END $$;

-- Keep every other session from the rows that the entry of a restraint needs, until the end of the transaction.
CREATE OR REPLACE FUNCTION privacy_close_tables() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '30s' AS $$
BEGIN
  FOR try IN 1..10 LOOP
    BEGIN
      LOCK TABLE public.privacy_restraint, public.privacy_recordedwindow, public.identity_account, public.journal_staged,
                 public.journal_opening, public.journal_waiting IN EXCLUSIVE MODE;
      RETURN;
    EXCEPTION WHEN deadlock_detected THEN
      NULL;
    END;
  END LOOP;
  RAISE EXCEPTION 'Ten deadlocks in turn.' USING ERRCODE = 'lock_not_available';
END $$;

-- As long as a session waits for one of these locks, end sessions of our roles in front of it in the lock's queue: a holder after
-- one second more, and after eight also those that wait there. A dispatcher looks fifty times a second whether somebody waits.
CREATE OR REPLACE FUNCTION privacy_clear_way(waiting integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE began CONSTANT timestamptz := clock_timestamp();
        needed CONSTANT regclass[] := ARRAY['public.privacy_fence', 'public.privacy_restraint', 'public.privacy_recordedwindow',
                                            'public.identity_account', 'public.journal_staged', 'public.journal_opening',
                                            'public.journal_waiting'];
        here CONSTANT oid := (SELECT d.oid FROM pg_database d WHERE d.datname = current_database());
        awaited oid;
        ahead integer[];
        since jsonb := '{}';
        ended integer := 0;
BEGIN
  WHILE clock_timestamp() < began + interval '30 s' LOOP
    SELECT l.relation INTO awaited FROM pg_locks l
     WHERE l.pid = waiting AND l.locktype = 'relation' AND NOT l.granted AND l.database = here AND l.relation = ANY (needed);
    EXIT WHEN NOT FOUND;
    ahead := pg_blocking_pids(waiting);
    SELECT coalesce(jsonb_object_agg(l.pid, coalesce(since -> l.pid::text, to_jsonb(clock_timestamp()))), '{}') INTO since
      FROM (SELECT DISTINCT l.pid FROM pg_locks l
             WHERE l.locktype = 'relation' AND l.relation = awaited AND l.database = here AND l.granted
               AND l.pid = ANY (ahead)) l;
    ended := ended + (
      SELECT count(pg_terminate_backend(a.pid)) FROM pg_stat_activity a
       WHERE a.pid = ANY (ahead) AND a.datname = current_database() AND a.usename LIKE 'vethanam\_%'
         AND (clock_timestamp() > began + interval '8 s'
           OR clock_timestamp() > (since ->> a.pid::text)::timestamptz + interval '1 s'));
    PERFORM pg_sleep(0.05);
    PERFORM pg_stat_clear_snapshot();
  END LOOP;
  RETURN ended;
END $$;

-- Whether somebody waits for the fence. A copy of this database on the same server has the same number for its table.
CREATE OR REPLACE FUNCTION privacy_fence_is_awaited() RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT EXISTS (SELECT FROM pg_catalog.pg_locks l
                WHERE l.locktype = 'relation' AND l.relation = 'public.privacy_fence'::regclass AND NOT l.granted
                  AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d
                                     WHERE d.datname = pg_catalog.current_database()))
$$;

-- Whether this session holds the fence: alone by itself, or shared through the session that it named in vethanam.fence.
CREATE OR REPLACE FUNCTION privacy_holds_fence(exclusively boolean) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT EXISTS (SELECT FROM pg_catalog.pg_locks l
                WHERE l.locktype = 'relation' AND l.relation = 'public.privacy_fence'::regclass AND l.granted
                  AND CASE WHEN exclusively THEN l.pid = pg_catalog.pg_backend_pid() AND l.mode = 'ExclusiveLock'
                      ELSE l.mode = 'ShareLock' AND l.pid::text IN (pg_catalog.pg_backend_pid()::text,
                                                                     current_setting('vethanam.fence', true)) END)
$$;

CREATE OR REPLACE FUNCTION privacy_entered_behind_the_fence() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.privacy_holds_fence(true) THEN
    RAISE EXCEPTION 'This is entered while nobody hands anything over.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER behind_the_fence BEFORE INSERT ON privacy_recordedwindow
  FOR EACH ROW EXECUTE FUNCTION privacy_entered_behind_the_fence();
CREATE TRIGGER behind_the_fence BEFORE INSERT ON privacy_restraint
  FOR EACH ROW EXECUTE FUNCTION privacy_entered_behind_the_fence();

CREATE OR REPLACE FUNCTION privacy_message_passes_the_fence() RETURNS trigger LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE begun bigint[];
        of_uses bigint[];
BEGIN
  SELECT array_agg(n.id), array_agg(DISTINCT n.use_id) INTO begun, of_uses FROM after n WHERE n.state = 'sending';
  IF begun IS NULL THEN
    RETURN NULL;
  END IF;
  IF NOT public.privacy_holds_fence(false) THEN
    RAISE EXCEPTION 'A message is begun behind the fence only.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM public.privacy_reaching(of_uses)) AND EXISTS (SELECT FROM public.privacy_restrained(begun)) THEN
    RAISE EXCEPTION 'A restraint covers this message.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM public.privacy_usepause p WHERE p.use_id = ANY (of_uses)
              AND NOT EXISTS (SELECT FROM public.privacy_useresume r WHERE r.pause_id = p.id)) THEN
    RAISE EXCEPTION 'This sending is paused.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER passes_the_fence AFTER UPDATE ON privacy_outbox
  REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION privacy_message_passes_the_fence();
