-- Home delivery: the lines of an advance are delivered once, each by two persons; money back stays within what was not
-- delivered. Every rupee of an advance is delivered, to be delivered, to be returned, or returned.

CREATE VIEW public.benefits_advance_now AS
  SELECT a.id AS advance_id, a.total, p.id AS leg_id, p.state AS payment, p.paid_on, p.paid_on + a.days AS last_day,
         l.delivered_people, l.delivered, l.listed_people, l.listed, l.undelivered_people, l.undelivered,
         m.returned, m.returning, m.interest_paid, m.interest_paying
    FROM public.benefits_advance a
    LEFT JOIN LATERAL (SELECT y.id, y.state, y.paid_on FROM public.benefits_leg y
                        WHERE y.advance_id = a.id AND y.kind = 'society' ORDER BY y.attempt DESC LIMIT 1) p ON true
   CROSS JOIN LATERAL (
         SELECT count(*) FILTER (WHERE y.state = 'delivered') AS delivered_people,
                coalesce(sum(y.amount) FILTER (WHERE y.state = 'delivered'), 0)::bigint AS delivered,
                count(*) FILTER (WHERE y.state = 'listed') AS listed_people,
                coalesce(sum(y.amount) FILTER (WHERE y.state = 'listed'), 0)::bigint AS listed,
                count(*) FILTER (WHERE y.state NOT IN ('delivered', 'listed')) AS undelivered_people,
                coalesce(sum(y.amount) FILTER (WHERE y.state NOT IN ('delivered', 'listed')), 0)::bigint AS undelivered
           FROM public.benefits_leg y WHERE y.advance_id = a.id AND y.kind = 'home') l
   CROSS JOIN LATERAL (
         SELECT coalesce(sum(r.amount) FILTER (WHERE c.is_agreed AND NOT r.is_interest), 0)::bigint AS returned,
                coalesce(sum(r.amount) FILTER (WHERE c.is_agreed IS NULL AND NOT r.is_interest), 0)::bigint AS returning,
                coalesce(sum(r.amount) FILTER (WHERE c.is_agreed AND r.is_interest), 0)::bigint AS interest_paid,
                coalesce(sum(r.amount) FILTER (WHERE c.is_agreed IS NULL AND r.is_interest), 0)::bigint AS interest_paying
           FROM public.benefits_moneyreturn r
           LEFT JOIN public.benefits_check c ON c.kind = 'money_return' AND c.entry = r.id
          WHERE r.advance_id = a.id) m;

CREATE OR REPLACE FUNCTION public.benefits_receipt_code(line text) RETURNS text LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
-- The receipt code of a line, by its reference: she reads it on her own page and tells it for her money.
  SELECT string_agg(substr('23456789ABCDEFGHJKMNPQRSTUVWXYZ', get_byte(s.mark, n) % 31 + 1, 1), '' ORDER BY n)
    FROM (SELECT public.benefits_mark('receipt', line) AS mark) s, generate_series(0, 7) n
$$;

CREATE OR REPLACE FUNCTION public.benefits_advance_is_whole(asked bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
-- Whether an advance is exactly the sum of its lines, all of its release and by a route to its society.
  SELECT a.total = n.amount AND a.people = n.people AND n.others = 0
    FROM public.benefits_advance a
   CROSS JOIN LATERAL (
         SELECT count(*) AS people, sum(y.amount) AS amount,
                count(*) FILTER (WHERE y.release_id <> a.release_id OR y.state <> 'listed'
                                    OR t.society_id IS DISTINCT FROM a.society_id) AS others
           FROM public.benefits_leg y JOIN public.benefits_route t ON t.id = y.route_id
          WHERE y.advance_id = a.id AND y.kind = 'home') n
   WHERE a.id = asked
$$;

CREATE OR REPLACE FUNCTION public.benefits_delivery_begins() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE line public.benefits_leg; paid public.benefits_advance_now;
BEGIN
  SELECT * INTO line FROM public.benefits_leg y WHERE y.id = NEW.leg_id FOR NO KEY UPDATE;
  SELECT * INTO paid FROM public.benefits_advance_now n WHERE n.advance_id = line.advance_id;
  IF line.kind <> 'home' OR line.state <> 'listed' OR EXISTS (
       SELECT FROM public.benefits_delivery d
         LEFT JOIN public.benefits_check c ON c.kind = 'delivery' AND c.entry = d.id
        WHERE d.leg_id = NEW.leg_id AND coalesce(c.is_agreed, true)) THEN
    RAISE EXCEPTION 'Payment %: its delivery is entered once.', line.reference USING ERRCODE = 'restrict_violation';
  END IF;
  IF paid.payment IS DISTINCT FROM 'credited' OR NEW."on" NOT BETWEEN paid.paid_on AND paid.last_day THEN
    RAISE EXCEPTION 'Payment %: it is delivered from the credit to the last day.', line.reference
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.outcome = 'delivered' AND EXISTS (
       SELECT FROM public.benefits_award a WHERE a.id = line.award_id AND public.benefits_is_dead(a.beneficiary_id)) THEN
    RAISE EXCEPTION 'Payment %: a death is on record.', line.reference USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.proof = 'code' AND NEW.reference <> public.benefits_receipt_code(line.reference) THEN
    RAISE EXCEPTION 'Payment %: this is not its receipt code.', line.reference USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER begins BEFORE INSERT ON benefits_delivery
  FOR EACH ROW EXECUTE FUNCTION benefits_delivery_begins();
ALTER TABLE benefits_delivery ENABLE ALWAYS TRIGGER begins;

CREATE OR REPLACE FUNCTION public.benefits_money_return_begins() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE paid public.benefits_advance_now;
BEGIN
  PERFORM FROM public.benefits_advance a WHERE a.id = NEW.advance_id FOR NO KEY UPDATE;
  SELECT * INTO paid FROM public.benefits_advance_now n WHERE n.advance_id = NEW.advance_id;
  IF NEW.is_interest AND NOT EXISTS (
      SELECT FROM public.benefits_moneyreturn r
        JOIN public.benefits_check c ON c.kind = 'money_return' AND c.entry = r.id AND c.is_agreed
       WHERE r.advance_id = NEW.advance_id AND NOT r.is_interest AND r."on" > paid.last_day) THEN
    RAISE EXCEPTION 'Interest follows money that came back late.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT NEW.is_interest AND NEW.amount > paid.undelivered - paid.returned - paid.returning OR NEW."on" < paid.paid_on THEN
    RAISE EXCEPTION 'No more goes back than was not delivered.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM public.benefits_moneyreturn r
               LEFT JOIN public.benefits_check c ON c.kind = 'money_return' AND c.entry = r.id
              WHERE r.reference = NEW.reference AND coalesce(c.is_agreed, true)) THEN
    RAISE EXCEPTION 'A transfer of money back is entered once.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER begins BEFORE INSERT ON benefits_moneyreturn
  FOR EACH ROW EXECUTE FUNCTION benefits_money_return_begins();
ALTER TABLE benefits_moneyreturn ENABLE ALWAYS TRIGGER begins;

CREATE OR REPLACE FUNCTION public.benefits_deliveries_checked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- With the second person's agreement a line is delivered, or not delivered.
BEGIN
  EXECUTE $ask$UPDATE public.benefits_leg l
     SET state = CASE d.outcome WHEN 'delivered' THEN 'delivered' ELSE 'undelivered' END,
         paid_on = CASE d.outcome WHEN 'delivered' THEN d."on" END,
         why = CASE d.outcome WHEN 'delivered' THEN '' ELSE d.outcome END
    FROM checked c JOIN public.benefits_delivery d ON d.id = c.entry
   WHERE c.kind = 'delivery' AND c.is_agreed AND l.id = d.leg_id$ask$;
  RETURN NULL;
END $$;
CREATE TRIGGER delivered AFTER INSERT ON benefits_check
  REFERENCING NEW TABLE AS checked FOR EACH STATEMENT EXECUTE FUNCTION benefits_deliveries_checked();
ALTER TABLE benefits_check ENABLE ALWAYS TRIGGER delivered;
