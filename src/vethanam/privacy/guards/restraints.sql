-- Messages stopped by a court order or undertaking.

ALTER TABLE privacy_restraint ADD CONSTRAINT privacy_restraint_kinds CHECK (
  kinds::text[] <@ ARRAY['achievements', 'service_benefit_announcements', 'all_messages']);
ALTER TABLE privacy_restraint ADD CONSTRAINT privacy_restraint_ends_after CHECK (until IS NULL OR until >= starts_at);
ALTER TABLE privacy_restraint ADD CONSTRAINT privacy_restraint_document CHECK (
  document_hash IS NULL OR octet_length(document_hash) = 32);
ALTER TABLE privacy_restraint ADD CONSTRAINT privacy_restraint_stop CHECK (kind <> 'stop' OR cardinality(uses) > 0);

ALTER TABLE privacy_restraintposition ADD CONSTRAINT privacy_leave_opens_something CHECK (
  (state = 'leave') = (cardinality(leave_purposes) + cardinality(leave_senders) + cardinality(leave_channels) > 0));

ALTER TABLE privacy_statedmessage ADD CONSTRAINT privacy_statedmessage_salt CHECK (octet_length(salt) BETWEEN 16 AND 255);

-- The content of an entry; null where its bytes are no JSON. Web and worker stage any bytes, and name them in a row of a use: they
-- keep no restraint from being entered.
CREATE OR REPLACE FUNCTION privacy_content_of(entry bigint) RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN (SELECT convert_from(s.leaf, 'UTF8')::jsonb FROM public.journal_staged s WHERE s.id = entry);
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
  RETURN NULL;
END $$;

-- The public part of an entry of a kind; null where the entry is of another kind.
CREATE OR REPLACE FUNCTION privacy_logged(entry bigint, of_kind text) RETURNS jsonb LANGUAGE sql STABLE AS $$
SELECT l.leaf -> 'public' FROM (SELECT public.privacy_content_of(entry) AS leaf) l WHERE l.leaf ->> 'kind' = of_kind
$$;

-- The public part of the entry of a use, whatever was answered; null where it names another use.
CREATE OR REPLACE FUNCTION privacy_said_of(u privacy_use) RETURNS jsonb LANGUAGE sql STABLE AS $$
SELECT l.leaf -> 'public' FROM (SELECT public.privacy_content_of(u.leaf) AS leaf) l
 WHERE l.leaf ->> 'kind' IN ('use.allowed', 'use.held', 'use.refused') AND l.leaf -> 'public' ->> 'use' = u.reference
$$;

-- Whether a text passes a restraint on kinds of message: a closed text that was registered before the restraint, or a text whose
-- class a law officer and another person signed after it. Signatures are checked by the dispatcher.
CREATE OR REPLACE FUNCTION privacy_text_passes(r privacy_restraint, u privacy_use, said jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
WITH t AS (
  SELECT u.text_leaf AS leaf, coalesce(x ->> 'closed' = 'true', false) AS is_closed
    FROM public.privacy_logged(u.text_leaf, 'text.registered') x WHERE x ->> 'hash' = said ->> 'template_hash')
SELECT said ->> 'mode' IN ('feed', 'reveal', 'export', 'read', 'count')
    OR EXISTS (SELECT FROM t WHERE t.is_closed AND (r.leaf IS NULL OR t.leaf < r.leaf))
    OR EXISTS (
      SELECT FROM public.privacy_textclassproposal c
        JOIN public.privacy_approval a ON a.of = 'text' AND a.reference = c.reference AND a.commitment = c.commitment
         AND a.role = 'law_officer' AND a.leaf > r.leaf
        JOIN public.privacy_approval b ON b.of = 'text' AND b.reference = c.reference AND b.commitment = c.commitment
         AND b.person <> a.person AND b.leaf > r.leaf
       WHERE encode(c.template_hash, 'hex') = said ->> 'template_hash' AND NOT c.kind = ANY (r.kinds)
         AND CASE WHEN c.values_hash IS NULL THEN EXISTS (SELECT FROM t WHERE t.is_closed)
                  ELSE encode(c.values_hash, 'hex') = said ->> 'values' END)
$$;

-- Whether a restraint reaches a use, by everything but channel and class, which are of a message. Only the entry of the use is
-- read, never its row; a use without its entry is reached by every restraint.
CREATE OR REPLACE FUNCTION privacy_covers(r privacy_restraint, u privacy_use) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT coalesce((
  SELECT (cardinality(r.uses) = 0 OR u.reference = ANY (r.uses))
     AND NOT said ->> 'purpose' = ANY (r.excepts)
     AND (cardinality(r.source_registers) = 0 OR said -> 'sources' ?| r.source_registers::text[])
     AND (cardinality(r.purposes) + cardinality(r.kinds) = 0 OR said ->> 'purpose' = ANY (r.purposes)
          OR coalesce(said -> 'kinds' ?| r.kinds::text[], cardinality(r.kinds) > 0)
          OR (cardinality(r.kinds) > 0 AND NOT coalesce(public.privacy_text_passes(r, u, said), false)))
     AND (cardinality(r.controllers) + cardinality(r.senders) = 0
          OR coalesce(said ->> 'office' = ANY (r.controllers), false)
          OR coalesce(said ->> 'for_office' = ANY (r.controllers), false)
          OR coalesce(said ->> 'sender' = ANY (r.senders), false))
    FROM public.privacy_said_of(u) said WHERE said IS NOT NULL), true)
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
                  AND (cardinality(p.leave_purposes) = 0
                       OR public.privacy_said_of(u) ->> 'purpose' = ANY (p.leave_purposes))
                  AND (cardinality(p.leave_senders) = 0
                       OR public.privacy_said_of(u) ->> 'sender' = ANY (p.leave_senders))
                  AND (cardinality(p.leave_channels) = 0 OR through = ANY (p.leave_channels)))
$$;

-- The time at which a use is judged, of a real instant: the instant itself. A sample has business time: that of the use, which web
-- or worker wrote, and the real time passed since.
CREATE OR REPLACE FUNCTION privacy_moment(u privacy_use, moment timestamptz, in_sample boolean) RETURNS timestamptz
LANGUAGE sql IMMUTABLE AS $$
SELECT CASE WHEN in_sample THEN u.at + (moment - u.recorded_at) ELSE moment END
$$;

-- Whether the election authority let this very text go. Signatures of a clearance are proven by the dispatcher.
CREATE OR REPLACE FUNCTION privacy_is_cleared(said jsonb, moment timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT EXISTS (SELECT FROM public.privacy_electionclearance c
                WHERE c.purpose = said ->> 'purpose' AND c.text_hash = said ->> 'template_hash'
                  AND (moment AT TIME ZONE 'Asia/Kolkata')::date <= c.until)
$$;

-- Restraints on a use, apart from channel and class: a restraint, or (null) a statewide election window.
CREATE OR REPLACE FUNCTION privacy_reaching(uses bigint[]) RETURNS TABLE (use bigint, restraint bigint, moment timestamptz)
LANGUAGE sql STABLE AS $$
WITH of_use AS MATERIALIZED (
  SELECT u, public.privacy_moment(u, clock_timestamp(), s.of_sample) AS moment
    FROM public.privacy_use u, public.journal_is_of_sample() AS s(of_sample) WHERE u.id = ANY (uses))
SELECT (w.u).id, r.id, w.moment
  FROM of_use w JOIN public.privacy_restraint r ON public.privacy_covers(r, w.u) AND public.privacy_binds(r, w.moment)
UNION ALL
SELECT (w.u).id, NULL, w.moment FROM of_use w JOIN public.privacy_purpose p ON p.id = (w.u).purpose_id
 WHERE (p.content ->> 'election_window' = 'deny'
        OR p.content ->> 'election_window' <> 'unaffected'
           AND coalesce(public.privacy_said_of(w.u) -> 'kinds' ? 'achievements', true))
   AND EXISTS (SELECT FROM public.privacy_recordedwindow e
                WHERE e.kind = 'election' AND 'state' = ANY (e.area) AND (e.starts_at <= e.at OR e.starts_at <= w.moment)
                  AND (e.ended_at IS NULL OR w.moment < e.ended_at)
                  AND NOT EXISTS (SELECT FROM public.privacy_windowagreement g JOIN public.privacy_recordedwindow n ON n.id = g.window_id
                                   WHERE n.code = e.code AND n.id > e.id))
   AND NOT public.privacy_is_cleared(public.privacy_said_of(w.u), w.moment)
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
SELECT o.id, o.use_id, o.person, o.state, public.privacy_moment(u, o.done_at, x.of_sample)
  FROM public.privacy_restraint r
 CROSS JOIN public.journal_is_of_sample() AS x(of_sample)
  JOIN public.privacy_use u ON public.privacy_covers(r, u)
  JOIN public.privacy_outbox o ON o.use_id = u.id
  LEFT JOIN public.privacy_usesubject s ON s.use_id = o.use_id AND s.person = o.person
 WHERE r.id = of_restraint
   AND (cardinality(r.channels) = 0 OR o.channel = ANY (r.channels))
   AND (cardinality(r.classes) = 0 OR cardinality(coalesce(s.classes, '{}')) = 0 OR s.classes && r.classes)
$$;

-- A restraint is the row of its entry: nothing narrower.
CREATE OR REPLACE FUNCTION privacy_restraint_as_logged() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE said jsonb := public.privacy_logged(NEW.leaf, 'restraint.filed');
        scope jsonb := said -> 'scope';
BEGIN
  IF said IS NULL OR said ->> 'restraint' IS DISTINCT FROM NEW.reference OR said ->> 'kind' IS DISTINCT FROM NEW.kind
     OR (said ->> 'from')::timestamptz IS DISTINCT FROM NEW.starts_at OR (said ->> 'until')::timestamptz IS DISTINCT FROM NEW.until
     OR (said ->> 'is_case_pending')::boolean IS DISTINCT FROM NEW.is_case_pending
     OR said -> 'except' IS DISTINCT FROM to_jsonb(NEW.excepts)
     OR coalesce(scope -> 'source_registers', '[]') <> to_jsonb(NEW.source_registers)
     OR coalesce(scope -> 'purposes', '[]') <> to_jsonb(NEW.purposes) OR coalesce(scope -> 'kinds', '[]') <> to_jsonb(NEW.kinds)
     OR coalesce(scope -> 'controllers', '[]') <> to_jsonb(NEW.controllers)
     OR coalesce(scope -> 'senders', '[]') <> to_jsonb(NEW.senders) OR coalesce(scope -> 'channels', '[]') <> to_jsonb(NEW.channels)
     OR coalesce(scope -> 'classes', '[]') <> to_jsonb(NEW.classes) OR coalesce(scope -> 'uses', '[]') <> to_jsonb(NEW.uses) THEN
    RAISE EXCEPTION 'The restraint is not the one of its entry in the log.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_as_logged BEFORE INSERT ON privacy_restraint
  FOR EACH ROW EXECUTE FUNCTION privacy_restraint_as_logged();

-- A window, or its end, is the row of its entry: nobody ends an election by a row alone.
CREATE OR REPLACE FUNCTION privacy_window_as_logged() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE said jsonb := public.privacy_logged(NEW.leaf, 'window.recorded');
BEGIN
  IF said IS NULL OR said ->> 'window' IS DISTINCT FROM NEW.code OR said ->> 'kind' IS DISTINCT FROM NEW.kind
     OR said -> 'area' IS DISTINCT FROM to_jsonb(NEW.area)
     OR (said ->> 'from')::timestamptz IS DISTINCT FROM NEW.starts_at
     OR (said ->> 'ended')::timestamptz IS DISTINCT FROM NEW.ended_at THEN
    RAISE EXCEPTION 'The window is not the one of its entry in the log.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_as_logged BEFORE INSERT ON privacy_recordedwindow
  FOR EACH ROW EXECUTE FUNCTION privacy_window_as_logged();

-- The agreement to the end of a window is the row of its entry. The signatures in it are checked by the dispatcher.
CREATE OR REPLACE FUNCTION privacy_agreement_as_logged() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF public.privacy_logged(NEW.leaf, 'window.agreed') ->> 'window' IS DISTINCT FROM
     (SELECT w.code FROM public.privacy_recordedwindow w WHERE w.id = NEW.window_id) THEN
    RAISE EXCEPTION 'The agreement is not the one of its entry in the log.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_as_logged BEFORE INSERT ON privacy_windowagreement
  FOR EACH ROW EXECUTE FUNCTION privacy_agreement_as_logged();

-- A position is the row of its entry, with the approvals of a law officer and another person, given after the restraint. Their
-- signatures are checked by the dispatcher.
CREATE OR REPLACE FUNCTION privacy_position_as_logged() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE said jsonb := public.privacy_logged(NEW.leaf, 'restraint.position');
        leave jsonb := said -> 'leave';
BEGIN
  IF said IS NULL OR said ->> 'state' IS DISTINCT FROM NEW.state
     OR said ->> 'restraint' IS DISTINCT FROM (SELECT r.reference FROM public.privacy_restraint r WHERE r.id = NEW.restraint_id)
     OR (said ->> 'until')::timestamptz IS DISTINCT FROM NEW.until
     OR coalesce(leave -> 'purposes', '[]') <> to_jsonb(NEW.leave_purposes)
     OR coalesce(leave -> 'senders', '[]') <> to_jsonb(NEW.leave_senders)
     OR coalesce(leave -> 'channels', '[]') <> to_jsonb(NEW.leave_channels) THEN
    RAISE EXCEPTION 'The position is not the one of its entry in the log.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT EXISTS (
      SELECT FROM public.privacy_positionproposal q
        JOIN public.privacy_restraint r ON r.id = q.restraint_id
        JOIN public.privacy_approval a ON a.of = 'position' AND a.reference = q.reference AND a.commitment = q.commitment
         AND a.role = 'law_officer' AND a.leaf > r.leaf
        JOIN public.privacy_approval b ON b.of = 'position' AND b.reference = q.reference AND b.commitment = q.commitment
         AND b.person <> a.person AND b.leaf > r.leaf
       WHERE q.id = NEW.proposal_id AND q.restraint_id = NEW.restraint_id AND encode(q.commitment, 'hex') = said ->> 'approved') THEN
    RAISE EXCEPTION 'A law officer and a second person sign what ends or narrows a restraint.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_as_logged BEFORE INSERT ON privacy_restraintposition
  FOR EACH ROW EXECUTE FUNCTION privacy_position_as_logged();

-- Nothing follows a proven end. One that the worker has not proven keeps no other position out.
CREATE OR REPLACE FUNCTION privacy_position_follows() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.privacy_restraintposition p
              WHERE p.restraint_id = NEW.restraint_id AND p.state IN ('vacated', 'dismissed', 'released')
                AND public.privacy_is_proven_end('position', p.id::text)) THEN
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
