-- Sealed contacts: web and worker insert them, the dispatcher reads one under a grant of seconds.

ALTER TABLE privacy_sealed ADD CONSTRAINT privacy_sealed_form CHECK (
  get_byte(sealed, 0) BETWEEN 1 AND 4 AND octet_length(sealed) >= 80);

ALTER TABLE privacy_sealed ENABLE ROW LEVEL SECURITY;
ALTER TABLE privacy_sealed FORCE ROW LEVEL SECURITY;
ALTER TABLE privacy_datakey ENABLE ROW LEVEL SECURITY;
ALTER TABLE privacy_datakey FORCE ROW LEVEL SECURITY;
ALTER TABLE privacy_opengrant ENABLE ROW LEVEL SECURITY;
ALTER TABLE privacy_opengrant FORCE ROW LEVEL SECURITY;

-- Open named contacts for seconds, for messages in hand of an allowed use. Everything about the use comes from its entry in the
-- log: the entry is the one of its leaf, under a head, and commits to every person of the use (privacy_prove_use). The dispatcher
-- checks the head's signature; SQL cannot. A contact that its person replaced opens for a notice of security alone.
CREATE OR REPLACE FUNCTION privacy_grant(of_use bigint, contacts bigint[], seconds integer) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE until timestamptz;
        wanted integer := cardinality(contacts);
        needed integer;
        in_hand bigint[];
        said jsonb;
BEGIN
  SELECT e.leaf -> 'public' INTO said
    FROM public.privacy_use u
    JOIN public.journal_leaf l ON l.staged_id = u.leaf
    JOIN public.journal_staged s ON s.id = l.staged_id AND sha256('\x00'::bytea || s.leaf) = l.hash
   CROSS JOIN LATERAL (SELECT convert_from(s.leaf, 'UTF8')::jsonb AS leaf) e
   WHERE u.id = of_use AND u.outcome IN ('allow', 'partial')
     AND (u.send_until IS NULL OR u.send_until > clock_timestamp())
     AND l.index < (SELECT h.size FROM public.journal_head h ORDER BY h.id DESC LIMIT 1)
     AND e.leaf ->> 'kind' = 'use.allowed' AND e.leaf -> 'public' ->> 'use' = u.reference;
  IF said IS NULL THEN
    RAISE EXCEPTION 'No grant: the use was not allowed, is over, or no head covers an entry that names it.'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT EXISTS (SELECT FROM public.privacy_useproof p WHERE p.use_id = of_use) THEN
    PERFORM public.privacy_prove_use(of_use, said);
  END IF;
  SELECT array_agg(o.id), count(DISTINCT o.contact_id) INTO in_hand, needed
    FROM public.privacy_outbox o
    JOIN public.privacy_contact c ON c.id = o.contact_id AND c.person = o.person AND said -> 'sources' ? c.register
     AND said -> 'fields' ? c.kind
     AND (said ->> 'purpose' = 'SEC-NOTICE' OR NOT EXISTS (
       SELECT FROM public.privacy_contact l
        WHERE l.person = c.person AND l.kind = c.kind AND l.register = c.register AND l.version > c.version))
    JOIN public.privacy_usesubject s ON s.use_id = o.use_id AND s.person = o.person AND s.outcome = 'allow'
   WHERE o.use_id = of_use AND o.done_at IS NULL AND o.holder IS NOT NULL AND o.contact_id = ANY (contacts)
     AND CASE WHEN said ->> 'mode' = 'message' THEN said -> 'channels' ? o.channel
             ELSE said ->> 'mode' IN ('reveal', 'feed') AND said ->> 'mode' = o.channel END;
  IF wanted IS DISTINCT FROM needed THEN
    RAISE EXCEPTION 'No grant: a contact is asked for that no message in hand needs.'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT FROM public.privacy_reaching(ARRAY[of_use])) AND EXISTS (SELECT FROM public.privacy_restrained(in_hand)) THEN
    RAISE EXCEPTION 'No grant: a restraint covers a message.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  until := clock_timestamp() + make_interval(secs => least(greatest(seconds, 1), 60));
  INSERT INTO public.privacy_opengrant (contact_id, use_id, granted_at, expires_at)
  SELECT wanted_contact, of_use, clock_timestamp(), until FROM unnest(contacts) AS wanted_contact;
  RETURN until;
END $$;

-- Members of a flat object between two keys, in canonical form, each after a comma.
CREATE OR REPLACE FUNCTION privacy_members(of_object jsonb, after text, before text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT coalesce(string_agg(',' || to_json(m.key)::text || ':' || m.value::text, '' ORDER BY m.key COLLATE "C"), '')
  FROM jsonb_each(of_object) m
 WHERE m.key > after COLLATE "C" AND (before IS NULL OR m.key < before COLLATE "C")
$$;

-- The root of a Merkle tree (RFC 9162) over leaf hashes of 32 bytes each: per level one query; a last odd one moves up.
CREATE OR REPLACE FUNCTION privacy_root_over(hashes bytea) RETURNS bytea LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE level bytea := hashes;
        count integer := octet_length(hashes) / 32;
BEGIN
  WHILE count > 1 LOOP
    SELECT string_agg(sha256('\x01'::bytea || substr(level, 64 * i + 1, 64)), ''::bytea ORDER BY i)
           || substr(level, 64 * (count / 2) + 1, 32 * (count % 2))
      INTO level FROM generate_series(0, count / 2 - 1) i;
    count := (count + 1) / 2;
  END LOOP;
  RETURN level;
END $$;

-- Recompute the root of a use's people from salts, records and secrets (ledger/label_trees.py), compare it with the root in its
-- leaf, and keep that it was so: subjects come in the transaction of their use, and no row of them changes. Records of a use differ
-- in person and values, so that the rest of each distinct record is written once. A use from before there were labels has its own
-- tree (ledger/persons.py); no use after one with labels has it. Called by privacy_grant.
CREATE OR REPLACE FUNCTION privacy_prove_use(of_use bigint, said jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE hashes bytea;
        is_hers boolean;
        has_labels boolean := said ? 'persons2';
        domain bytea := CASE WHEN has_labels THEN 'vethanam/persons/2\012'::bytea ELSE 'vethanam/persons/1\012'::bytea END;
        secrets public.privacy_usesecret;
        label_text bytea;
BEGIN
  IF has_labels THEN
    SELECT k.* INTO secrets FROM public.privacy_usesecret k WHERE k.use_id = of_use AND encode(sha256(k.key), 'hex') = said ->> 'label_key';
    label_text := public.privacy_label_text(secrets.key, said ->> 'use');
  ELSIF EXISTS (SELECT FROM public.privacy_use u JOIN public.privacy_use e ON e.leaf < u.leaf
                  JOIN public.privacy_usesecret k ON k.use_id = e.id WHERE u.id = of_use) THEN
    RAISE EXCEPTION 'No grant: the entry of the use has no labels, and entries before it have.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  WITH kind AS MATERIALIZED (
    SELECT d.rest, public.privacy_members(d.rest, '', 'person') || ',"person":' AS before,
           public.privacy_members(d.rest, 'person', 'values') AS between, public.privacy_members(d.rest, 'values', NULL) AS after
      FROM (SELECT DISTINCT s.record - 'person' - 'values' AS rest FROM public.privacy_usesubject s WHERE s.use_id = of_use) d),
  committed AS (
    SELECT s.record -> 'person' = to_jsonb(s.person) AND k.rest ->> 'use' = u.reference AND k.rest ->> 'outcome' = s.outcome
             AND (NOT has_labels OR s.label = public.privacy_label(p.inner_key, p.outer_key, label_text)) AS is_hers,
           CASE WHEN has_labels THEN s.label ELSE ''::bytea END
           || sha256('vethanam/commitment/1\012'::bytea || set_byte('\x00'::bytea, 0, octet_length(s.salt)) || s.salt
                     || convert_to('{' || substr(k.before || s.person || k.between
                                                 || coalesce(',"values":' || (s.record -> 'values')::text, '') || k.after, 2) || '}',
                                   'UTF8')) AS leaf
      FROM public.privacy_use u
      JOIN public.privacy_usesubject s ON s.use_id = u.id
      JOIN kind k ON k.rest = s.record - 'person' - 'values'
      LEFT JOIN public.privacy_labelsecret p ON has_labels AND p.person = s.person
     WHERE u.id = of_use),
  filled AS (
    SELECT c.is_hers, c.leaf FROM committed c
     UNION ALL
    SELECT true, public.privacy_padding(secrets.filler, (SELECT count(*) FROM committed)) WHERE has_labels)
  SELECT string_agg(sha256('\x00'::bytea || f.leaf), ''::bytea ORDER BY f.leaf), bool_and(coalesce(f.is_hers, false))
    INTO hashes, is_hers FROM filled f;
  IF NOT coalesce(is_hers, false) OR coalesce(said ->> 'persons2', said ->> 'persons') IS DISTINCT FROM encode(sha256(
       domain || int8send(octet_length(hashes) / 32) || public.privacy_root_over(hashes)), 'hex') THEN
    RAISE EXCEPTION 'No grant: the people of the use are not those its entry commits to.'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO public.privacy_useproof (use_id, proven_at) VALUES (of_use, clock_timestamp()) ON CONFLICT DO NOTHING;
END $$;

CREATE OR REPLACE FUNCTION privacy_datakeys_of_contacts() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE is_unfounded boolean;
BEGIN
  EXECUTE $ask$
    SELECT EXISTS (SELECT FROM made m LEFT JOIN public.privacy_contact c ON c.id = m.contact_id AND c.person = m.person
                    WHERE c.id IS NULL)
  $ask$ INTO is_unfounded;
  IF is_unfounded THEN
    RAISE EXCEPTION 'A data key closes a contact of its person.' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER of_a_contact AFTER INSERT ON privacy_datakey
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION privacy_datakeys_of_contacts();

CREATE POLICY seals ON privacy_sealed FOR INSERT TO vethanam_web, vethanam_worker WITH CHECK (true);
CREATE POLICY opens ON privacy_sealed FOR SELECT TO vethanam_dispatcher USING (EXISTS (
  SELECT FROM privacy_opengrant g WHERE g.contact_id = privacy_sealed.contact_id AND g.expires_at > clock_timestamp()));
CREATE POLICY reseals ON privacy_sealed FOR UPDATE TO vethanam_dispatcher USING (EXISTS (
  SELECT FROM privacy_opengrant g WHERE g.contact_id = privacy_sealed.contact_id AND g.expires_at > clock_timestamp()))
  WITH CHECK (EXISTS (
  SELECT FROM privacy_opengrant g WHERE g.contact_id = privacy_sealed.contact_id AND g.expires_at > clock_timestamp()));
CREATE POLICY wraps ON privacy_datakey TO vethanam_dispatcher USING (true) WITH CHECK (true);
CREATE POLICY grants ON privacy_opengrant FOR INSERT TO vethanam_owner WITH CHECK (true);
CREATE POLICY reads ON privacy_opengrant FOR SELECT TO vethanam_dispatcher, vethanam_owner USING (true);
CREATE POLICY erases ON privacy_sealed FOR DELETE TO vethanam_dispatcher USING (privacy_is_to_go(contact_id));
