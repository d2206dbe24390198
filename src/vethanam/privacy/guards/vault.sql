-- Sealed contacts: web and worker insert them, the dispatcher reads one under a grant of seconds.

ALTER TABLE privacy_sealed ADD CONSTRAINT privacy_sealed_form CHECK (
  get_byte(sealed, 0) IN (1, 2) AND octet_length(sealed) >= 80);

ALTER TABLE privacy_sealed ENABLE ROW LEVEL SECURITY;
ALTER TABLE privacy_sealed FORCE ROW LEVEL SECURITY;
ALTER TABLE privacy_datakey ENABLE ROW LEVEL SECURITY;
ALTER TABLE privacy_datakey FORCE ROW LEVEL SECURITY;
ALTER TABLE privacy_opengrant ENABLE ROW LEVEL SECURITY;
ALTER TABLE privacy_opengrant FORCE ROW LEVEL SECURITY;

CREATE OR REPLACE FUNCTION privacy_grant(of_use bigint, contacts bigint[], seconds integer) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE until timestamptz := clock_timestamp() + make_interval(secs => least(greatest(seconds, 1), 60));
        wanted integer := cardinality(contacts);
        needed integer;
        in_hand bigint[];
BEGIN
  IF NOT EXISTS (
       SELECT FROM public.privacy_use u
         JOIN public.journal_leaf l ON l.staged_id = u.leaf
        WHERE u.id = of_use AND u.outcome IN ('allow', 'partial')
          AND (u.send_until IS NULL OR u.send_until > clock_timestamp())
          AND l.index < (SELECT h.size FROM public.journal_head h ORDER BY h.id DESC LIMIT 1)) THEN
    RAISE EXCEPTION 'No grant: the use was not allowed, is over, or no signed head covers its leaf yet.'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT array_agg(o.id), count(DISTINCT o.contact_id) INTO in_hand, needed FROM public.privacy_outbox o
   WHERE o.use_id = of_use AND o.done_at IS NULL AND o.holder IS NOT NULL AND o.contact_id = ANY (contacts);
  IF wanted IS DISTINCT FROM needed THEN
    RAISE EXCEPTION 'No grant: a contact is asked for that no message in hand needs.'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT FROM public.privacy_reaching(ARRAY[of_use])) AND EXISTS (SELECT FROM public.privacy_restrained(in_hand)) THEN
    RAISE EXCEPTION 'No grant: a restraint covers a message.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO public.privacy_opengrant (contact_id, use_id, granted_at, expires_at)
  SELECT wanted_contact, of_use, clock_timestamp(), until FROM unnest(contacts) AS wanted_contact;
  RETURN until;
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
