-- Payment of a release: ordered by two persons over its drawals; a leg is what the release draws for an award, and
-- ends by an event of the bank or of the society.

CREATE OR REPLACE FUNCTION public.benefits_route_commitments(asked bigint[])
RETURNS TABLE (route bigint, commitment bytea) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- As of employees' accounts (service_book/guards/account_commitments.sql): no number is told.
DECLARE secret bytea := public.service_book_account_secret();
BEGIN
  RETURN QUERY SELECT r.id, sha256(sha256(secret || convert_to('route ' || r.id, 'UTF8')) || convert_to(jsonb_build_array(
      r.application_id, r.payer, r.from_month, r.kind, r.branch, r.number, r.holder, r.is_joint)::text, 'UTF8'))
    FROM public.benefits_route r WHERE r.id = ANY (asked);
END $$;

CREATE OR REPLACE FUNCTION public.benefits_routes_now(of_release bigint, in_month integer)
RETURNS TABLE (award bigint, route bigint, kind text) LANGUAGE sql STABLE AS $$
-- The checked route of the State's payer by which each award of a release is paid in a month.
  SELECT DISTINCT ON (a.id) a.id, r.id, r.kind::text
    FROM (SELECT DISTINCT d.award_id FROM public.benefits_drawn d WHERE d.release_id = of_release) d
    JOIN public.benefits_award a ON a.id = d.award_id
    JOIN public.benefits_decision s ON s.id = a.decision_id
    JOIN public.benefits_route r ON r.application_id = s.application_id AND r.payer = 'state' AND r.from_month <= in_month
    JOIN public.benefits_check c ON c.kind = 'route' AND c.entry = r.id AND c.is_agreed
   ORDER BY a.id, r.from_month DESC, r.id DESC
$$;

CREATE OR REPLACE FUNCTION public.benefits_is_ordered_again(line bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
-- Whether rows of both roles order a line that was not delivered a second time. The paymaster proves their signatures.
  SELECT count(DISTINCT o.role) = 2 FROM public.benefits_paymentorder o
    JOIN public.benefits_leg l ON l.id = line AND l.release_id = o.release_id
   WHERE line = ANY (o.again)
$$;

CREATE OR REPLACE FUNCTION public.benefits_open_awards(of_release bigint, in_month integer)
RETURNS TABLE (award bigint, amount bigint, leg bigint, attempt integer, route bigint, kind text, place text)
LANGUAGE sql STABLE AS $$
-- The awards of a release without a live leg. place: why none is written now; empty: one can be.
  SELECT d.award_id, d.amount, l.id, coalesce(l.attempt, 0)::integer, n.route, coalesce(n.kind, ''),
         CASE WHEN w.state IN ('suspended', 'ended') AND w.cause IN ('death_reported', 'death') THEN 'stopped'
              WHEN n.route IS NULL THEN 'no_route'
              WHEN n.kind = 'home' AND d.is_compensation THEN 'no_account'
              WHEN l.state IN ('rejected', 'returned', 'undelivered') AND l.route_id = n.route THEN l.state
              WHEN s.at IS NULL OR s.at < v.at THEN 'unsigned'
              WHEN l.state = 'undelivered' AND NOT public.benefits_is_ordered_again(l.id) THEN 'to_order_again'
              WHEN l.state = 'withheld' AND l.route_id = n.route
                   AND NOT coalesce(s.at > l.recorded_at, false)
                   AND NOT EXISTS (SELECT FROM public.benefits_paymentorder o
                                    WHERE o.release_id = of_release AND o.again <> '{}' AND o.recorded_at > l.recorded_at)
              THEN 'withheld'
              ELSE '' END
    FROM (SELECT x.award_id, sum(x.amount)::bigint AS amount, r.compensation <> '' AS is_compensation
            FROM public.benefits_drawn x JOIN public.benefits_release r ON r.id = x.release_id
           WHERE x.release_id = of_release GROUP BY 1, 3) d
    JOIN public.benefits_awardnow w ON w.award_id = d.award_id
    LEFT JOIN public.benefits_routes_now(of_release, in_month) n ON n.award = d.award_id
    LEFT JOIN LATERAL (SELECT y.* FROM public.benefits_leg y
                        WHERE y.release_id = of_release AND y.award_id = d.award_id
                        ORDER BY y.attempt DESC LIMIT 1) l ON true
    LEFT JOIN LATERAL (SELECT max(g.recorded_at) AS at FROM public.service_book_accountsignature g
                        WHERE g.kind = 'benefit_route' AND g.fact = n.route) s ON true
    -- a person who was reported dead: her route is signed again, with the word that she lives
    LEFT JOIN LATERAL (SELECT max(c.recorded_at) AS at FROM public.benefits_standingevent r
                         JOIN public.benefits_check c ON c.kind = 'standing' AND c.entry = r.id AND c.is_agreed
                        WHERE r.award_id = d.award_id AND r.cause = 'alive') v ON true
   WHERE l.id IS NULL OR l.state IN ('rejected', 'returned', 'withheld', 'undelivered')
$$;

CREATE OR REPLACE FUNCTION public.benefits_payment_ordered() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE asked public.benefits_release;
BEGIN
  SELECT * INTO asked FROM public.benefits_release r WHERE r.id = NEW.release_id;
  PERFORM FROM public.benefits_schemeoffice s WHERE s.id = asked.scheme_id FOR NO KEY UPDATE;
  IF NEW.content <> public.benefits_drawals_hash(asked.id)
     OR NEW.sum <> (SELECT sum(d.amount) FROM public.benefits_drawn d WHERE d.release_id = asked.id) THEN
    RAISE EXCEPTION 'A payment is ordered by the drawals of its release.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM unnest(NEW.again) AS a(line) LEFT JOIN public.benefits_leg l ON l.id = a.line
              WHERE l.id IS NULL OR l.release_id <> asked.id OR l.kind <> 'home' OR l.advance_id IS NULL
                 OR l.state NOT IN ('undelivered', 'reissued')) THEN
    RAISE EXCEPTION 'A line is ordered a second time if it was not delivered.' USING ERRCODE = 'restrict_violation';
  END IF;
  -- that two persons signed, the acts and the paymaster prove: a row says nothing of it, and keeps nobody from ordering
  IF NEW.role NOT IN ('scheme_officer', 'finance_officer') THEN
    RAISE EXCEPTION 'An officer of the scheme and another of finance order a payment.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER by_two BEFORE INSERT ON benefits_paymentorder
  FOR EACH ROW EXECUTE FUNCTION benefits_payment_ordered();
ALTER TABLE benefits_paymentorder ENABLE ALWAYS TRIGGER by_two;

CREATE OR REPLACE FUNCTION public.benefits_compensation_held(of_release bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- Why a release of compensation waits, as the code of a sentence; NULL if nothing holds it, or it pays no compensation.
  SELECT CASE
      WHEN d.compensation_id IS NULL THEN 'compensation_not_approved'
      WHEN (SELECT x.state FROM public.orders_ordereffect x
             WHERE x.order_id = r.order_id AND x.employment IS NULL AND x.valid_from <= public.journal_business_day()
             ORDER BY x.valid_from DESC, x.recorded_at DESC, x.id DESC LIMIT 1) IN ('stayed', 'set_aside', 'superseded')
      THEN 'order_does_not_hold'
      WHEN (SELECT t.rate FROM public.payroll_compensationtax t WHERE t.compensation_id = n.id
             ORDER BY t.id DESC LIMIT 1) IS DISTINCT FROM 0 THEN 'compensation_taxed_for_beneficiaries' END
    FROM public.benefits_release r
    LEFT JOIN public.payroll_compensation n ON n.reference = r.compensation
    LEFT JOIN public.payroll_compensationdecision d ON d.compensation_id = n.id AND d.outcome = 'approved'
   WHERE r.id = of_release AND r.compensation <> ''
$$;

CREATE OR REPLACE FUNCTION public.benefits_part_begins() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.state <> 'written' OR NEW.sha256 IS NOT NULL OR NOT starts_with(NEW.message, journal_epoch_code() || '-')
     OR NEW.message !~ '^[A-Z0-9-]+$' OR NOT journal_is_settled() THEN
    RAISE EXCEPTION 'Payment file %: it begins as written, in this epoch.', NEW.message
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF public.benefits_compensation_held(NEW.release_id) IS NOT NULL THEN
    RAISE EXCEPTION 'Payment file %: its compensation waits.', NEW.message USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER begins BEFORE INSERT ON benefits_filepart
  FOR EACH ROW EXECUTE FUNCTION benefits_part_begins();
ALTER TABLE benefits_filepart ENABLE ALWAYS TRIGGER begins;

CREATE OR REPLACE FUNCTION public.benefits_part_moves_forward() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE moving CONSTANT text[] := ARRAY['state', 'sha256', 'handed_over_at', 'acknowledged_at', 'leaf'];
BEGIN
  IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving
     OR (OLD.sha256 IS NOT NULL AND NEW.sha256 IS DISTINCT FROM OLD.sha256) THEN
    RAISE EXCEPTION 'Payment file %: its content cannot change.', OLD.message
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.sha256 IS DISTINCT FROM OLD.sha256 AND public.benefits_compensation_held(NEW.release_id) IS NOT NULL THEN
    RAISE EXCEPTION 'Payment file %: its compensation waits.', OLD.message USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT (CASE OLD.state
       WHEN 'written' THEN NEW.state IN ('written', 'leaving', 'withdrawn')
       WHEN 'leaving' THEN NEW.state = 'leaving' OR (OLD.sha256 IS NULL) = (NEW.state IN ('written', 'withdrawn'))
       WHEN 'handed_over' THEN NEW.state IN ('handed_over', 'acknowledged')
       ELSE NEW.state = OLD.state END)
     OR (NEW.state IN ('handed_over', 'acknowledged') AND (NEW.handed_over_at IS NULL OR NEW.sha256 IS NULL))
     OR (NEW.state = 'acknowledged' AND NEW.leaf IS NULL)
  THEN RAISE EXCEPTION 'Payment file %: its state only moves forward.', OLD.message
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER moves_forward BEFORE UPDATE ON benefits_filepart
  FOR EACH ROW EXECUTE FUNCTION benefits_part_moves_forward();
ALTER TABLE benefits_filepart ENABLE ALWAYS TRIGGER moves_forward;

CREATE OR REPLACE FUNCTION public.benefits_leg_begins() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE old public.benefits_leg;
BEGIN
  IF NEW.state <> (CASE NEW.kind WHEN 'home' THEN 'waiting' ELSE 'instructed' END)
     OR NEW.paid_on IS NOT NULL OR (NEW.kind <> 'home' AND NEW.part_id IS NULL)
     OR (NEW.kind NOT IN ('society', 'bill') AND NEW.advance_id IS NOT NULL)
     OR NOT starts_with(NEW.reference, public.journal_epoch_code() || '-') THEN
    RAISE EXCEPTION 'Payment %: a leg begins unpaid, in this epoch.', NEW.reference
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.replaces_id IS NOT NULL THEN
    SELECT * INTO old FROM public.benefits_leg l WHERE l.id = NEW.replaces_id FOR UPDATE;
    IF old.state NOT IN ('rejected', 'returned', 'withheld', 'undelivered')
       OR (old.release_id, old.award_id, old.attempt + 1) IS DISTINCT FROM (NEW.release_id, NEW.award_id, NEW.attempt::int)
       OR NEW.kind IN ('society', 'bill')
          AND (old.advance_id, old.kind) IS DISTINCT FROM (NEW.advance_id, NEW.kind) THEN
      RAISE EXCEPTION 'Payment %: it does not stand in place of %.', NEW.reference, old.reference
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF old.state = 'undelivered' AND NOT public.benefits_is_ordered_again(old.id) THEN
      RAISE EXCEPTION 'Payment %: nobody ordered % a second time.', NEW.reference, old.reference
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER begins BEFORE INSERT ON benefits_leg
  FOR EACH ROW EXECUTE FUNCTION benefits_leg_begins();
ALTER TABLE benefits_leg ENABLE ALWAYS TRIGGER begins;

CREATE OR REPLACE FUNCTION public.benefits_legs_within_drawn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- With one live leg an award (a unique index), the live legs of a release never exceed its drawals, and these never the due.
DECLARE bad text;
BEGIN
  EXECUTE $ask$
  SELECT m.reference FROM made m
    JOIN public.benefits_release r ON r.id = m.release_id
    LEFT JOIN public.benefits_route t ON t.id = m.route_id
   WHERE m.kind NOT IN ('society', 'bill') AND (r.payer <> 'state' OR t.payer <> 'state' OR t.kind <> m.kind
      OR t.application_id IS DISTINCT FROM (SELECT s.application_id FROM public.benefits_award a
           JOIN public.benefits_decision s ON s.id = a.decision_id WHERE a.id = m.award_id)
      OR r.compensation <> '' AND m.kind = 'home'
      OR m.amount IS DISTINCT FROM (SELECT sum(d.amount) FROM public.benefits_drawn d
           WHERE d.release_id = m.release_id AND d.award_id = m.award_id)
      OR (SELECT count(DISTINCT o.role) FROM public.benefits_paymentorder o WHERE o.release_id = m.release_id) <> 2)
   LIMIT 1$ask$ INTO bad;
  IF bad IS NOT NULL THEN
    RAISE EXCEPTION 'Payment %: it is not drawn by an ordered release for this award and route.', bad
      USING ERRCODE = 'check_violation', CONSTRAINT = 'leg_within_drawn';
  END IF;
  EXECUTE $ask$
  SELECT m.reference FROM made m LEFT JOIN public.benefits_advance a ON a.id = m.advance_id
   WHERE m.kind = 'society'
     AND ((m.amount, m.release_id) IS DISTINCT FROM (a.total, a.release_id)
          OR m.attempt = 1 AND NOT coalesce(public.benefits_advance_is_whole(a.id), false))
   LIMIT 1$ask$ INTO bad;
  IF bad IS NOT NULL THEN
    RAISE EXCEPTION 'Payment %: an advance is the sum of its lines.', bad
      USING ERRCODE = 'check_violation', CONSTRAINT = 'advance_of_its_lines';
  END IF;
  EXECUTE $ask$
  SELECT m.reference FROM made m LEFT JOIN public.benefits_advance a ON a.id = m.advance_id
    LEFT JOIN public.benefits_incentivebill b ON b.advance_id = m.advance_id
   WHERE m.kind = 'bill'
     AND ((m.amount, m.release_id) IS DISTINCT FROM (b.total, a.release_id)
          OR (SELECT count(DISTINCT o.role) FROM public.benefits_incentiveorder o WHERE o.bill_id = b.id) <> 2)
   LIMIT 1$ask$ INTO bad;
  IF bad IS NOT NULL THEN
    RAISE EXCEPTION 'Payment %: an incentive is paid as two officers ordered it.', bad
      USING ERRCODE = 'check_violation', CONSTRAINT = 'incentive_as_ordered';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER within_drawn AFTER INSERT ON benefits_leg
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION benefits_legs_within_drawn();
ALTER TABLE benefits_leg ENABLE ALWAYS TRIGGER within_drawn;

CREATE OR REPLACE FUNCTION public.benefits_leg_rests_on_events() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  moving CONSTANT text[] := ARRAY['state', 'part_id', 'why', 'paid_on', 'advance_id'];
  happened text[]; credited date; part_state text; said public.benefits_delivery; is_off boolean;
BEGIN
  IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
    RAISE EXCEPTION 'Payment %: its content cannot change.', OLD.reference USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT p.state INTO part_state FROM public.benefits_filepart p WHERE p.id = OLD.part_id;
  IF NEW.part_id IS DISTINCT FROM OLD.part_id AND NOT (
       OLD.state = 'instructed' AND NEW.state = 'instructed' AND part_state = 'withdrawn'
       AND EXISTS (SELECT FROM public.benefits_filepart p
                    WHERE p.id = NEW.part_id AND p.release_id = OLD.release_id AND p.state = 'written')) THEN
    RAISE EXCEPTION 'Payment %: it leaves in the file it was written into.', OLD.reference
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- a line leaves its list only where the payment to the society was withheld, and never signed
  is_off := OLD.kind = 'home' AND OLD.state = 'listed' AND NEW.advance_id IS NULL
    AND EXISTS (SELECT FROM public.benefits_leg p WHERE p.advance_id = OLD.advance_id AND p.kind = 'society' AND p.state = 'withheld')
    AND NOT EXISTS (SELECT FROM public.benefits_leg p WHERE p.advance_id = OLD.advance_id AND p.kind = 'society'
                       AND (p.state IN ('instructed', 'credited')
                            OR EXISTS (SELECT FROM public.payments_benefitaccount b WHERE b.leg_id = p.id)));
  IF NEW.advance_id IS DISTINCT FROM OLD.advance_id AND NOT is_off AND NOT (
       OLD.kind = 'home' AND OLD.advance_id IS NULL AND OLD.state = 'waiting' AND NEW.state = 'listed'
       AND NOT EXISTS (SELECT FROM public.benefits_leg p WHERE p.advance_id = NEW.advance_id AND p.kind = 'society')) THEN
    RAISE EXCEPTION 'Payment %: it stays on its list.', OLD.reference USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT d.* INTO said FROM public.benefits_delivery d
    JOIN public.benefits_check c ON c.kind = 'delivery' AND c.entry = d.id AND c.is_agreed WHERE d.leg_id = OLD.id;
  SELECT coalesce(array_agg(e.kind::text), '{}'), max(e."on") FILTER (WHERE e.kind = 'credited') INTO happened, credited
    FROM public.payments_benefitcredit e WHERE e.leg_id = OLD.id;
  IF NOT coalesce(CASE
       WHEN NEW.state = OLD.state THEN NEW.paid_on IS NOT DISTINCT FROM OLD.paid_on
       WHEN NEW.state = 'credited' THEN 'credited' = ANY (happened) AND NOT 'returned' = ANY (happened) AND NEW.paid_on = credited
       WHEN NEW.state = 'rejected' THEN OLD.state = 'instructed' AND 'rejected' = ANY (happened)
       WHEN NEW.state = 'returned' THEN OLD.state IN ('instructed', 'credited') AND 'returned' = ANY (happened)
       WHEN NEW.state = 'withheld' THEN OLD.state = 'instructed' AND part_state = 'withdrawn' AND happened = '{}'
                                        OR OLD.state = 'waiting' OR is_off
       WHEN NEW.state = 'waiting' THEN is_off
       WHEN NEW.state = 'listed' THEN OLD.state = 'waiting' AND NEW.advance_id IS NOT NULL
       WHEN NEW.state = 'delivered' THEN OLD.state = 'listed' AND said.outcome = 'delivered' AND NEW.paid_on = said."on"
       WHEN NEW.state = 'undelivered' THEN OLD.state = 'listed' AND coalesce(said.outcome <> 'delivered', EXISTS (
              SELECT FROM public.benefits_advance_now n
               WHERE n.advance_id = OLD.advance_id AND n.last_day < public.journal_business_day())
            AND NOT EXISTS (
              SELECT FROM public.benefits_delivery d LEFT JOIN public.benefits_check c ON c.kind = 'delivery' AND c.entry = d.id
               WHERE d.leg_id = OLD.id AND c.id IS NULL))
       WHEN NEW.state = 'reissued' THEN OLD.state IN ('rejected', 'returned', 'withheld', 'undelivered')
                                        AND EXISTS (SELECT FROM public.benefits_leg n WHERE n.replaces_id = OLD.id)
       ELSE false END, false)
     OR (NEW.state NOT IN ('credited', 'delivered') AND NEW.paid_on IS NOT NULL) THEN
    RAISE EXCEPTION 'Payment %: no event says %.', OLD.reference, NEW.state USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER rests_on_events BEFORE UPDATE ON benefits_leg
  FOR EACH ROW EXECUTE FUNCTION benefits_leg_rests_on_events();
ALTER TABLE benefits_leg ENABLE ALWAYS TRIGGER rests_on_events;

FOR EACH TABLE benefits_filepart, benefits_leg:
CREATE TRIGGER is_kept BEFORE DELETE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER is_kept;
END;
