-- Messages stopped by a court order or undertaking.

ALTER TABLE privacy_restraint ADD CONSTRAINT privacy_restraint_kinds CHECK (
  kinds::text[] <@ ARRAY['achievements', 'service_benefit_announcements', 'all_messages']);
ALTER TABLE privacy_restraint ADD CONSTRAINT privacy_restraint_ends_after CHECK (until IS NULL OR until >= starts_at);
ALTER TABLE privacy_restraint ADD CONSTRAINT privacy_restraint_document CHECK (
  document_hash IS NULL OR octet_length(document_hash) = 32);
ALTER TABLE privacy_restraint ADD CONSTRAINT privacy_restraint_stop CHECK (kind <> 'stop' OR cardinality(uses) > 0);

ALTER TABLE privacy_restraintposition ADD CONSTRAINT privacy_leave_opens_something CHECK (
  (state = 'leave') = (cardinality(leave_purposes) + cardinality(leave_senders) + cardinality(leave_channels) > 0));

ALTER TABLE privacy_statedmessage ADD CONSTRAINT privacy_statedmessage_salt CHECK (octet_length(salt) >= 16);

-- Whether a restraint covers a use, apart from channel and class, which belong to a message.
CREATE OR REPLACE FUNCTION privacy_covers(r privacy_restraint, u privacy_use) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT (cardinality(r.uses) = 0 OR u.reference = ANY (r.uses))
   AND NOT u.purpose_code = ANY (r.excepts)
   AND (cardinality(r.source_registers) = 0 OR u.request -> 'sources' ?| r.source_registers::text[])
   AND (cardinality(r.purposes) + cardinality(r.kinds) = 0 OR u.purpose_code = ANY (r.purposes) OR u.kinds && r.kinds)
   AND (cardinality(r.controllers) + cardinality(r.senders) = 0
        OR u.office = ANY (r.controllers) OR u.on_behalf_of = ANY (r.controllers) OR u.sender = ANY (r.senders))
$$;

-- Whether it binds at an instant of business time: begun at its entry or since, and not over. Past its date it holds while
-- the case is pending and the court's next order is not recorded.
CREATE OR REPLACE FUNCTION privacy_binds(r privacy_restraint, moment timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT (r.starts_at <= r.at OR r.starts_at <= moment)
   AND coalesce((SELECT p.state = 'continued' AND (r.is_case_pending OR p.until IS NULL OR moment <= p.until)
                   FROM public.privacy_restraintposition p
                  WHERE p.restraint_id = r.id AND p.state <> 'leave' ORDER BY p.id DESC LIMIT 1),
                r.is_case_pending OR r.until IS NULL OR moment <= r.until)
$$;

-- Whether a leave opens a covered message.
CREATE OR REPLACE FUNCTION privacy_leave_opens(of_restraint bigint, u privacy_use, through text, moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
SELECT EXISTS (SELECT FROM public.privacy_restraintposition p
                WHERE p.restraint_id = of_restraint AND p.state = 'leave' AND (p.until IS NULL OR moment <= p.until)
                  AND (cardinality(p.leave_purposes) = 0 OR u.purpose_code = ANY (p.leave_purposes))
                  AND (cardinality(p.leave_senders) = 0 OR u.sender = ANY (p.leave_senders))
                  AND (cardinality(p.leave_channels) = 0 OR through = ANY (p.leave_channels)))
$$;

-- Restraints on a use, apart from channel and class: a restraint, or (null) a statewide election window.
CREATE OR REPLACE FUNCTION privacy_reaching(uses bigint[]) RETURNS TABLE (use bigint, restraint bigint, moment timestamptz)
LANGUAGE sql STABLE AS $$
WITH of_use AS MATERIALIZED (
  SELECT u, u.at + (clock_timestamp() - u.recorded_at) AS moment FROM public.privacy_use u WHERE u.id = ANY (uses))
SELECT (w.u).id, r.id, w.moment
  FROM of_use w JOIN public.privacy_restraint r ON public.privacy_covers(r, w.u) AND public.privacy_binds(r, w.moment)
UNION ALL
SELECT (w.u).id, NULL, w.moment FROM of_use w JOIN public.privacy_purpose p ON p.id = (w.u).purpose_id
 WHERE (p.content ->> 'election_window' = 'deny'
        OR p.content ->> 'election_window' <> 'unaffected' AND 'achievements' = ANY ((w.u).kinds))
   AND EXISTS (SELECT FROM (SELECT DISTINCT ON (code) * FROM public.privacy_recordedwindow ORDER BY code, id DESC) e
                WHERE e.kind = 'election' AND 'state' = ANY (e.area) AND (e.starts_at <= e.at OR e.starts_at <= w.moment)
                  AND (e.ended_at IS NULL OR w.moment < e.ended_at))
$$;

CREATE OR REPLACE FUNCTION privacy_restrained(messages bigint[]) RETURNS TABLE (message bigint, restraint bigint)
LANGUAGE sql STABLE AS $$
WITH asked AS MATERIALIZED (
  SELECT o.id, o.use_id, o.person, o.channel FROM unnest(messages) m JOIN public.privacy_outbox o ON o.id = m),
reaching AS MATERIALIZED (
  SELECT x.use, x.restraint, x.moment FROM public.privacy_reaching(ARRAY(SELECT DISTINCT a.use_id FROM asked a)) x),
covering AS MATERIALIZED (
  SELECT x.use, u, x.moment, r.id, r.channels, r.classes
    FROM reaching x JOIN public.privacy_use u ON u.id = x.use JOIN public.privacy_restraint r ON r.id = x.restraint)
SELECT o.id, min(c.id)
  FROM covering c JOIN asked o ON o.use_id = c.use
  LEFT JOIN public.privacy_usesubject s ON s.use_id = o.use_id AND s.person = o.person
 WHERE (cardinality(c.channels) = 0 OR o.channel = ANY (c.channels))
   AND (cardinality(c.classes) = 0 OR cardinality(coalesce(s.classes, '{}')) = 0 OR s.classes && c.classes)
   AND NOT public.privacy_leave_opens(c.id, c.u, o.channel, c.moment)
 GROUP BY o.id
UNION ALL
SELECT o.id, NULL FROM reaching x JOIN asked o ON o.use_id = x.use WHERE x.restraint IS NULL
$$;

-- Every message in a restraint's scope, in any state.
CREATE OR REPLACE FUNCTION privacy_messages_under(of_restraint bigint)
RETURNS TABLE (message bigint, use bigint, person bigint, state varchar, told_at timestamptz) LANGUAGE sql STABLE AS $$
SELECT o.id, o.use_id, o.person, o.state, u.at + (o.done_at - u.recorded_at)
  FROM public.privacy_restraint r
  JOIN public.privacy_use u ON public.privacy_covers(r, u)
  JOIN public.privacy_outbox o ON o.use_id = u.id
  LEFT JOIN public.privacy_usesubject s ON s.use_id = o.use_id AND s.person = o.person
 WHERE r.id = of_restraint
   AND (cardinality(r.channels) = 0 OR o.channel = ANY (r.channels))
   AND (cardinality(r.classes) = 0 OR cardinality(coalesce(s.classes, '{}')) = 0 OR s.classes && r.classes)
$$;

CREATE OR REPLACE FUNCTION privacy_position_follows() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.privacy_restraintposition p
              WHERE p.restraint_id = NEW.restraint_id AND p.state IN ('vacated', 'dismissed', 'released')) THEN
    RAISE EXCEPTION 'This restraint is over.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.state = 'released') IS DISTINCT FROM
     (SELECT r.kind = 'stop' FROM public.privacy_restraint r WHERE r.id = NEW.restraint_id) THEN
    RAISE EXCEPTION 'An officer releases a stop of an officer; a court ends what is before a court.'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER follows BEFORE INSERT ON privacy_restraintposition
  FOR EACH ROW EXECUTE FUNCTION privacy_position_follows();

CREATE OR REPLACE FUNCTION privacy_end_restrained(of_restraint bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE waiting bigint[] := ARRAY(SELECT m.message FROM public.privacy_messages_under(of_restraint) m WHERE m.state = 'queued');
        covered bigint[] := ARRAY(SELECT x.message FROM public.privacy_restrained(waiting) x
                                   WHERE x.restraint IS NOT NULL ORDER BY x.message);
        ended integer;
BEGIN
  PERFORM 1 FROM public.privacy_outbox o WHERE o.id = ANY (covered) AND o.state = 'queued' ORDER BY o.id FOR UPDATE;
  WITH done AS (
    UPDATE public.privacy_outbox o SET state = 'cancelled', done_at = clock_timestamp(), result = 'COURT_RESTRAINT'
     WHERE o.id = ANY (covered) AND o.state = 'queued'
    RETURNING 1)
  SELECT count(*) INTO ended FROM done;
  RETURN ended;
END $$;
