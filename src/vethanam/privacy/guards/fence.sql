-- The lock between dispatchers, who share it, and a session that enters a restraint, which takes it exclusively.

-- Dispatchers share it for a chunk; entering a restraint takes it exclusively.
CREATE OR REPLACE FUNCTION privacy_fence() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 7310013001310::bigint';

CREATE OR REPLACE FUNCTION privacy_holds_fence(exclusively boolean) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT EXISTS (SELECT FROM pg_catalog.pg_locks l
                WHERE l.locktype = 'advisory' AND l.pid = pg_catalog.pg_backend_pid() AND l.granted AND l.objsubid = 1
                  AND (l.classid::bigint << 32 | l.objid::bigint) = public.privacy_fence()
                  AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
                  AND (NOT exclusively OR l.mode = 'ExclusiveLock'))
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
