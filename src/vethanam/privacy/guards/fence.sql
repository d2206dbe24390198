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

-- Take the fence alone until the end of the transaction, and return the instant. A session that shares it for two seconds more is
-- ended: a dispatcher looks fifty times a second whether somebody waits. Its end is not waited for: the lock is asked for again
-- before the session can be opened anew.
CREATE OR REPLACE FUNCTION privacy_close_fence() RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
BEGIN
  FOR try IN 1..10 LOOP
    BEGIN
      LOCK TABLE public.privacy_fence IN EXCLUSIVE MODE;
      RETURN clock_timestamp();
    EXCEPTION WHEN lock_not_available THEN
      PERFORM set_config('lock_timeout', '500ms', true);
      PERFORM pg_terminate_backend(l.pid) FROM pg_locks l
        WHERE l.locktype = 'relation' AND l.relation = 'public.privacy_fence'::regclass AND l.granted
          AND l.pid <> pg_backend_pid()
          AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database());
    END;
  END LOOP;
  LOCK TABLE public.privacy_fence IN EXCLUSIVE MODE;
  RETURN clock_timestamp();
END $$;

-- Keep every other session from the rows that the entry of a restraint needs, until the end of the transaction. One of our roles
-- that has written or locked such rows, in a transaction still open, is ended, and cannot come back before.
CREATE OR REPLACE FUNCTION privacy_end_blockers() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms' AS $$
DECLARE ended integer := 0;
        needed CONSTANT regclass[] := ARRAY['public.privacy_restraint', 'public.privacy_recordedwindow', 'public.identity_account',
                                            'public.journal_staged', 'public.journal_opening', 'public.journal_waiting'];
BEGIN
  FOR try IN 1..10 LOOP
    BEGIN
      LOCK TABLE public.privacy_restraint, public.privacy_recordedwindow, public.identity_account, public.journal_staged,
                 public.journal_opening, public.journal_waiting IN EXCLUSIVE MODE;
      RETURN ended;
    EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
      ended := ended + (
        SELECT count(pg_terminate_backend(b.pid))
          FROM (SELECT DISTINCT l.pid FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
                 WHERE l.locktype = 'relation' AND l.granted AND l.pid <> pg_backend_pid()
                   AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
                   AND l.mode <> 'AccessShareLock' AND l.relation = ANY (needed) AND a.usename LIKE 'vethanam\_%') b);
    END;
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
  RETURN NULL;
END $$;

CREATE TRIGGER passes_the_fence AFTER UPDATE ON privacy_outbox
  REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION privacy_message_passes_the_fence();
