-- Money paid too much: demanded with notice, decided by another person, kept back from later months of the same person,
-- within the decision and while nothing stays it. What is kept back settles its month as a drawal does.

CREATE VIEW public.benefits_demand_event_now AS
  SELECT e.id, e.demand_id, e.kind, e.by, e.amount, e.lifts_id
    FROM public.benefits_demandevent e
   WHERE e.kind = 'stayed'
      OR EXISTS (SELECT FROM public.benefits_check c WHERE c.kind = 'demand' AND c.entry = e.id AND c.is_agreed);

CREATE VIEW public.benefits_demand_now AS
  SELECT d.id AS demand_id, a.scheme_id, a.beneficiary_id, d.addressee, n.principal,
         coalesce(c.interest, 0) + s.interest AS interest,
         coalesce(c.outcome, '')::text AS outcome, c.source_id, c.from_month, c.instalment, c.most_rate,
         s.is_set_aside, s.is_stayed, s.waived, s.repaid, k.recovered,
         CASE WHEN s.is_set_aside OR c.outcome = 'dropped' THEN 0
              ELSE greatest(n.principal + coalesce(c.interest, 0) + s.interest - s.waived - s.repaid - k.recovered, 0) END AS remaining
    FROM public.benefits_demand d
    JOIN public.benefits_award a ON a.id = d.award_id
    LEFT JOIN public.benefits_demanddecision c ON c.demand_id = d.id
   CROSS JOIN LATERAL (SELECT coalesce(sum(l.amount), 0)::bigint AS principal FROM public.benefits_demandline l WHERE l.demand_id = d.id) n
   CROSS JOIN LATERAL (SELECT coalesce(sum(r.amount), 0)::bigint AS recovered FROM public.benefits_recovery r WHERE r.demand_id = d.id) k
   CROSS JOIN LATERAL (
         SELECT coalesce(bool_or(e.kind = 'set_aside'), false) AS is_set_aside,
                coalesce(bool_or(e.kind = 'stayed' AND NOT EXISTS (
                  SELECT FROM public.benefits_demand_event_now u WHERE u.lifts_id = e.id)), false) AS is_stayed,
                coalesce(sum(e.amount) FILTER (WHERE e.kind = 'waived'), 0)::bigint AS waived,
                coalesce(sum(e.amount) FILTER (WHERE e.kind = 'repaid'), 0)::bigint AS repaid,
                coalesce(sum(e.amount) FILTER (WHERE e.kind = 'interest'), 0)::bigint AS interest
           FROM public.benefits_demand_event_now e WHERE e.demand_id = d.id) s;

CREATE OR REPLACE FUNCTION public.benefits_is_dead(asked bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
-- Whether a death of a beneficiary is on record that nobody refuted.
  SELECT EXISTS (SELECT FROM public.benefits_death d
                  WHERE d.beneficiary_id = asked AND d.refutes_id IS NULL AND NOT EXISTS (
                        SELECT FROM public.benefits_death r
                          JOIN public.benefits_check c ON c.kind = 'death' AND c.entry = r.id AND c.is_agreed
                         WHERE r.refutes_id = d.id))
$$;

CREATE OR REPLACE FUNCTION public.benefits_recovered_now(of_scheme bigint, in_months integer[])
RETURNS TABLE (award bigint, for_month integer, amount bigint) LANGUAGE sql STABLE AS $$
-- Kept back from the State's part of a month. What a demand kept back that was set aside is due again.
  SELECT r.award_id, r.for_month, sum(r.amount)::bigint
    FROM public.benefits_recovery r JOIN public.benefits_award a ON a.id = r.award_id
   WHERE a.scheme_id = of_scheme AND r.for_month = ANY (in_months)
     AND NOT EXISTS (SELECT FROM public.benefits_demand_event_now e WHERE e.demand_id = r.demand_id AND e.kind = 'set_aside')
   GROUP BY r.award_id, r.for_month
$$;

CREATE OR REPLACE FUNCTION public.benefits_recoverable(of_scheme bigint)
RETURNS TABLE (award bigint, demand bigint, from_month integer, instalment bigint, most_rate integer, remaining bigint)
LANGUAGE sql STABLE AS $$
-- The oldest open demand of each award: upheld, not stayed, sent to the person herself, who lives.
  SELECT DISTINCT ON (n.source_id) n.source_id, n.demand_id, n.from_month, n.instalment, n.most_rate, n.remaining
    FROM public.benefits_demand_now n JOIN public.benefits_award a ON a.id = n.source_id
   WHERE a.scheme_id = of_scheme AND a.beneficiary_id = n.beneficiary_id AND n.outcome = 'upheld' AND n.addressee = 'person'
     AND NOT n.is_set_aside AND NOT n.is_stayed AND n.remaining > 0 AND NOT public.benefits_is_dead(n.beneficiary_id)
   ORDER BY n.source_id, n.demand_id
$$;

CREATE OR REPLACE FUNCTION public.benefits_lock_recoverable(of_scheme bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- The demands that a release of a scheme may serve: a stay comes before the release or after it.
BEGIN
  PERFORM FROM public.benefits_demand d
    WHERE d.id IN (SELECT r.demand FROM public.benefits_recoverable(of_scheme) r) ORDER BY d.id FOR NO KEY UPDATE;
END $$;

CREATE OR REPLACE FUNCTION public.benefits_overpaid(of_scheme bigint, awards bigint[], in_months integer[])
RETURNS TABLE (award bigint, for_month integer, is_held boolean, excess bigint, demanded bigint, paid_on date)
LANGUAGE sql STABLE AS $$
-- Of the State's part: paid above the due, what standing demands ask of it, and the day of the last payment (null: outside).
-- In the month of her death a payment of up to the day stands; one without a known day is held.
  WITH paid AS (
    SELECT x.award_id, x.for_month, sum(x.amount)::bigint AS amount, max(x.paid_on) AS paid_on
      FROM (SELECT d.award_id, d.for_month, d.amount, l.paid_on
              FROM public.benefits_drawal d
              JOIN public.benefits_leg l ON l.release_id = d.release_id AND l.award_id = d.award_id
                                        AND l.state IN ('credited', 'delivered')
             WHERE d.payer = 'state' AND d.award_id = ANY (awards) AND d.for_month = ANY (in_months)
               AND d.release_id = ANY (ARRAY(SELECT r.id FROM public.benefits_release r
                                              WHERE r.scheme_id = of_scheme AND r.months && in_months))
            UNION ALL
            SELECT e.award_id, e.for_month, e.amount, NULL
              FROM public.benefits_elsewhere_in_force e
             WHERE e.payer = 'state' AND e.award_id = ANY (awards) AND e.for_month = ANY (in_months)) x
     GROUP BY x.award_id, x.for_month),
  asked AS (
    SELECT d.award_id, l.for_month, sum(l.amount)::bigint AS amount
      FROM public.benefits_demandline l
      JOIN public.benefits_demand d ON d.id = l.demand_id
      JOIN public.benefits_demand_now n ON n.demand_id = d.id AND n.outcome <> 'dropped' AND NOT n.is_set_aside
     WHERE d.award_id = ANY (awards) AND l.for_month = ANY (in_months) GROUP BY d.award_id, l.for_month)
  SELECT p.award_id, p.for_month, b.due IS NULL OR coalesce(t.for_month = p.for_month AND p.paid_on IS NULL, false),
         CASE WHEN t.for_month = p.for_month AND p.paid_on <= t.died_on THEN 0
              ELSE greatest(least(p.amount, coalesce(x.here + x.elsewhere, 0) - b.due), 0) END,
         coalesce(k.amount, 0)::bigint, p.paid_on
    FROM paid p
    JOIN public.benefits_award a ON a.id = p.award_id AND a.scheme_id = of_scheme
    LEFT JOIN public.benefits_lines_now(of_scheme, in_months) l ON l.award = p.award_id AND l.for_month = p.for_month
    LEFT JOIN public.benefits_dues_now(of_scheme, in_months) d
           ON d.kind = l.kind AND d.month = p.for_month AND d.payer = 'state' AND l.state = 'eligible'
   CROSS JOIN LATERAL (SELECT CASE WHEN l.award IS NULL OR l.state = 'held' THEN NULL
                                   WHEN l.state = 'eligible' THEN d.amount ELSE 0 END AS due) b
    LEFT JOIN public.benefits_drawn_now(of_scheme, in_months) x
           ON x.award = p.award_id AND x.for_month = p.for_month AND x.payer = 'state'
    LEFT JOIN asked k ON k.award_id = p.award_id AND k.for_month = p.for_month
    LEFT JOIN LATERAL (
         SELECT e.died_on, to_char(e.died_on, 'YYYYMM')::integer AS for_month FROM public.benefits_death e
          WHERE e.beneficiary_id = a.beneficiary_id AND e.refutes_id IS NULL AND public.benefits_is_dead(a.beneficiary_id)
          ORDER BY e.id DESC LIMIT 1) t ON true
$$;

CREATE OR REPLACE FUNCTION public.benefits_demand_begins() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.addressee = 'person' AND public.benefits_is_dead(
       (SELECT a.beneficiary_id FROM public.benefits_award a WHERE a.id = NEW.award_id)) THEN
    RAISE EXCEPTION 'A demand is not made of a dead person.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER begins BEFORE INSERT ON benefits_demand
  FOR EACH ROW EXECUTE FUNCTION benefits_demand_begins();
ALTER TABLE benefits_demand ENABLE ALWAYS TRIGGER begins;

CREATE OR REPLACE FUNCTION public.benefits_demanded_within_excess() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE asked record;
BEGIN
  FOR asked IN EXECUTE $ask$
      SELECT d.id, d.committed_in, d.award_id, a.scheme_id, array_agg(m.for_month) AS months
        FROM made m JOIN public.benefits_demand d ON d.id = m.demand_id JOIN public.benefits_award a ON a.id = d.award_id
       GROUP BY 1, 2, 3, 4 $ask$ LOOP
    PERFORM FROM public.benefits_schemeoffice s WHERE s.id = asked.scheme_id FOR NO KEY UPDATE;
    IF asked.committed_in <> pg_current_xact_id() THEN
      RAISE EXCEPTION 'The months of a demand come with it.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (SELECT count(*) FROM public.benefits_overpaid(asked.scheme_id, ARRAY[asked.award_id], asked.months) o
         WHERE NOT o.is_held AND o.demanded <= o.excess) <> cardinality(asked.months) THEN
      RAISE EXCEPTION 'demand % asks for more than was paid too much', asked.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'demanded_within_excess';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER within_excess AFTER INSERT ON benefits_demandline
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION benefits_demanded_within_excess();
ALTER TABLE benefits_demandline ENABLE ALWAYS TRIGGER within_excess;

CREATE OR REPLACE FUNCTION public.benefits_demand_decided() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE asked public.benefits_demand; whose bigint;
BEGIN
  SELECT * INTO asked FROM public.benefits_demand d WHERE d.id = NEW.demand_id FOR NO KEY UPDATE;
  IF NEW.person_id = asked.person_id OR NEW.entered_by_id = asked.entered_by_id THEN
    RAISE EXCEPTION 'Another person than the one who made a demand decides it.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.recorded_at AT TIME ZONE 'Asia/Kolkata')::date <= asked.answer_by AND NEW.outcome = 'upheld'
     AND NOT EXISTS (SELECT FROM public.benefits_demandanswer w WHERE w.demand_id = asked.id) THEN
    RAISE EXCEPTION 'A demand is decided after the answer, or after the last day for one.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.interest > 0 AND asked.cause <> 'false_statement' THEN
    RAISE EXCEPTION 'Interest follows a false statement.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.source_id IS NOT NULL THEN
    SELECT a.beneficiary_id INTO whose FROM public.benefits_award a WHERE a.id = asked.award_id;
    IF asked.addressee <> 'person'
       OR whose IS DISTINCT FROM (SELECT a.beneficiary_id FROM public.benefits_award a WHERE a.id = NEW.source_id) THEN
      RAISE EXCEPTION 'Nothing is kept back from another person.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.from_month <= (SELECT max(l.for_month) FROM public.benefits_demandline l WHERE l.demand_id = asked.id) THEN
      RAISE EXCEPTION 'Instalments are kept back from later months.' USING ERRCODE = 'restrict_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER by_another BEFORE INSERT ON benefits_demanddecision
  FOR EACH ROW EXECUTE FUNCTION benefits_demand_decided();
ALTER TABLE benefits_demanddecision ENABLE ALWAYS TRIGGER by_another;

CREATE OR REPLACE FUNCTION public.benefits_demand_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- On an event as it is entered, and on the agreement to one: it fits what the demand is then.
DECLARE event public.benefits_demandevent; state public.benefits_demand_now;
BEGIN
  IF TG_TABLE_NAME = 'benefits_demandevent' THEN
    event := NEW;
  ELSIF NEW.kind <> 'demand' OR NOT NEW.is_agreed THEN
    RETURN NEW;
  ELSE
    SELECT * INTO event FROM public.benefits_demandevent e WHERE e.id = NEW.entry;
  END IF;
  PERFORM FROM public.benefits_demand d WHERE d.id = event.demand_id FOR NO KEY UPDATE;
  SELECT * INTO state FROM public.benefits_demand_now n WHERE n.demand_id = event.demand_id;
  IF state.is_set_aside OR state.outcome = 'dropped' THEN
    RAISE EXCEPTION 'This demand does not stand any more.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF event.kind <> 'interest' AND event.amount > state.remaining THEN
    RAISE EXCEPTION 'That is more than remains of the demand.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF event.kind = 'interest' AND (state.outcome <> 'upheld' OR state.interest > 0 OR NOT EXISTS (
      SELECT FROM public.benefits_demand d WHERE d.id = event.demand_id AND d.cause = 'false_statement')) THEN
    RAISE EXCEPTION 'Interest follows a false statement, once, on an upheld demand.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF event.kind = 'lifted' AND NOT EXISTS (
      SELECT FROM public.benefits_demandevent e WHERE e.id = event.lifts_id AND e.demand_id = event.demand_id AND e.kind = 'stayed'
         AND NOT EXISTS (SELECT FROM public.benefits_demand_event_now u WHERE u.lifts_id = e.id)) THEN
    RAISE EXCEPTION 'This lifts no open stay.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
FOR EACH TABLE benefits_demandevent, benefits_check:
CREATE TRIGGER demand_moves BEFORE INSERT ON {table}
  FOR EACH ROW EXECUTE FUNCTION benefits_demand_moves();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER demand_moves;
END;

CREATE OR REPLACE FUNCTION public.benefits_recovered_as_decided() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_nestloop = off AS $$
-- Only a decided, unstayed demand, from the same person, within instalment, limit, rest and due.
DECLARE asked public.benefits_release; bad bigint;
BEGIN
  FOR asked IN SELECT r.* FROM public.benefits_release r WHERE r.id IN (SELECT DISTINCT m.release_id FROM made m) LOOP
    PERFORM FROM public.benefits_schemeoffice s WHERE s.id = asked.scheme_id FOR NO KEY UPDATE;
    PERFORM FROM public.benefits_demand d WHERE d.id IN (SELECT m.demand_id FROM made m) ORDER BY d.id FOR NO KEY UPDATE;
    IF asked.payer <> 'state' OR asked.committed_in <> pg_current_xact_id() THEN
      RAISE EXCEPTION 'What is kept back comes with a release of the State.' USING ERRCODE = 'restrict_violation';
    END IF;
    EXECUTE $ask$
      SELECT m.award_id
        FROM made m
        JOIN public.benefits_demand_now n ON n.demand_id = m.demand_id
        LEFT JOIN public.benefits_award a ON a.id = m.award_id
        LEFT JOIN public.benefits_lines_now($1, $2) l ON l.award = m.award_id AND l.for_month = m.for_month
        LEFT JOIN public.benefits_dues_now($1, $2) d ON d.kind = l.kind AND d.month = m.for_month AND d.payer = 'state'
        LEFT JOIN public.benefits_drawn_now($1, $2) x
               ON x.award = m.award_id AND x.for_month = m.for_month AND x.payer = 'state'
        LEFT JOIN public.benefits_recovered_now($1, $2) k ON k.award = m.award_id AND k.for_month = m.for_month
       WHERE m.release_id = $3
         AND (n.outcome <> 'upheld' OR n.is_set_aside OR n.is_stayed OR n.addressee <> 'person'
              OR public.benefits_is_dead(n.beneficiary_id) OR a.scheme_id IS DISTINCT FROM $1
              OR a.beneficiary_id IS DISTINCT FROM n.beneficiary_id OR n.source_id IS DISTINCT FROM m.award_id
              OR m.for_month < n.from_month OR l.state IS DISTINCT FROM 'eligible' OR d.amount IS NULL
              OR k.amount > n.instalment OR k.amount > d.amount * coalesce(n.most_rate, 0) / 10000
              OR coalesce(x.here + x.elsewhere, 0) + k.amount > d.amount
              OR n.recovered + n.repaid + n.waived > n.principal + n.interest)
       LIMIT 1$ask$
      INTO bad USING asked.scheme_id, asked.months, asked.id;
    IF bad IS NOT NULL THEN
      RAISE EXCEPTION 'award % would lose more than a decided demand allows', bad
        USING ERRCODE = 'check_violation', CONSTRAINT = 'recovered_as_decided';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER as_decided AFTER INSERT ON benefits_recovery
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION benefits_recovered_as_decided();
ALTER TABLE benefits_recovery ENABLE ALWAYS TRIGGER as_decided;

FOR EACH TABLE benefits_demand, benefits_demandline, benefits_demandanswer, benefits_demanddecision, benefits_demandevent,
  benefits_recovery:
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER only_appended;
END;

FOR EACH TABLE benefits_demand, benefits_demandanswer, benefits_demanddecision, benefits_demandevent:
ALTER TABLE {table}
  ADD COLUMN IF NOT EXISTS committed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
END;

KEEP ROWS OF benefits_demand, benefits_demandline, benefits_demandanswer, benefits_demanddecision, benefits_demandevent,
  benefits_recovery;
