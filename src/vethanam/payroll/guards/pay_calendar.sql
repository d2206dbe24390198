-- The pay calendar is appended in the transaction in which a second person agrees to these very days. A bill is paid
-- from the pay-day of its latest month on; without an entry, from the first day of the next month.

CREATE OR REPLACE FUNCTION payroll_pay_day(code bigint, of_month integer) RETURNS bigint LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE own text := coalesce((SELECT g.pay_group FROM payroll_paygroup g
    WHERE g.drawing_code_id = code AND g.first_month <= of_month ORDER BY g.first_month DESC, g.id DESC LIMIT 1), 'general');
BEGIN
  RETURN (SELECT d.id FROM payroll_payday d WHERE d.month = of_month AND d.pay_group IN (own, 'general')
           ORDER BY d.pay_group = own DESC, d.id DESC LIMIT 1);
END $$;

CREATE OR REPLACE FUNCTION payroll_pays_on(code bigint, of_month integer) RETURNS date LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN coalesce((SELECT d.pays_on FROM payroll_payday d WHERE d.id = payroll_pay_day(code, of_month)),
                  (make_date(of_month / 100, of_month % 100, 1) + interval '1 month')::date);
END $$;

-- A payment for an occasion (surrender of leave, festival, compensation) has no month of work: it leaves when it is passed.
CREATE OR REPLACE FUNCTION payroll_bill_pays_on(of_bill bigint) RETURNS date LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE bill payroll_bill; latest integer; lines bigint;
BEGIN
  SELECT * INTO STRICT bill FROM payroll_bill WHERE id = of_bill;
  SELECT max(c.for_month) FILTER (WHERE c.occasion_id IS NULL), count(*) INTO latest, lines
    FROM payroll_billline l JOIN payroll_claim c ON c.id = l.claim_id WHERE l.bill_id = of_bill AND l.is_live;
  IF latest IS NULL AND lines > 0 THEN
    RETURN NULL;
  END IF;
  RETURN payroll_pays_on(bill.drawing_code_id, coalesce(latest, bill.drawn_in));
END $$;

CREATE OR REPLACE FUNCTION payroll_calendar_agreed() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE stated jsonb;
BEGIN
  IF TG_TABLE_NAME = 'payroll_payday' THEN
    stated := jsonb_build_object('pay_group', NEW.pay_group, 'month', payroll_month_text(NEW.month),
                                 'opens_on', NEW.opens_on::text, 'cut_off_on', NEW.cut_off_on::text,
                                 'pays_on', NEW.pays_on::text);
  ELSE
    stated := jsonb_build_object('pay_group', NEW.pay_group, 'first_month', payroll_month_text(NEW.first_month),
      'drawing_code', (SELECT c.code FROM people_drawingcode c WHERE c.id = NEW.drawing_code_id));
  END IF;
  IF NOT EXISTS (
    SELECT FROM people_masterdecision d JOIN people_masterchange c ON c.proposal_id = d.proposal_id
     WHERE d.committed_in = pg_current_xact_id() AND d.outcome = 'agreed' AND c.kind = TG_ARGV[0]
       AND c.order_id = NEW.order_id AND c.given @> stated)
  THEN
    RAISE EXCEPTION '% is written only in the transaction in which a second person agrees to it.', TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION payroll_month_text(month integer) RETURNS text LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN to_char(month / 100, 'FM0000') || '-' || to_char(month % 100, 'FM00');
END $$;

CREATE TRIGGER written_when_agreed BEFORE INSERT ON payroll_payday
  FOR EACH ROW EXECUTE FUNCTION payroll_calendar_agreed('pay_day');
ALTER TABLE payroll_payday ENABLE ALWAYS TRIGGER written_when_agreed;
CREATE TRIGGER written_when_agreed BEFORE INSERT ON payroll_paygroup
  FOR EACH ROW EXECUTE FUNCTION payroll_calendar_agreed('pay_group');
ALTER TABLE payroll_paygroup ENABLE ALWAYS TRIGGER written_when_agreed;

FOR EACH TABLE payroll_payday, payroll_paygroup:
CREATE TRIGGER stays BEFORE DELETE OR UPDATE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION payroll_refuse();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER stays;
END;
