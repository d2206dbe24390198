-- Nobody is posted to an office, post or drawing code, or paid by a class of bill, after its last day.

CREATE OR REPLACE FUNCTION service_book_posted_where_open() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    closed text;
BEGIN
    IF NOT EXISTS (SELECT FROM people_masterclosing) THEN
        RETURN NULL;
    END IF;
    EXECUTE $ask$
        SELECT c.kind || ' ' || c.key FROM posted p
          JOIN people_office o ON o.id = p.office_id
          JOIN people_post t ON t.id = p.post_id
          JOIN people_drawingcode d ON d.id = p.drawing_code_id
          JOIN people_billclass b ON b.id = p.bill_class_id
          JOIN people_masterclosing c ON (c.kind, c.key) IN
               (('office', o.code), ('post', t.code), ('drawing_code', d.code), ('bill_class', b.code))
         WHERE p.valid_from > c.last_day AND NOT p.is_withdrawn LIMIT 1
    $ask$ INTO closed;
    IF closed IS NOT NULL THEN
        RAISE EXCEPTION 'A posting names % after its last day.', replace(closed, '_', ' ')
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER posted_where_open AFTER INSERT ON service_book_posting
  REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION service_book_posted_where_open();
ALTER TABLE service_book_posting ENABLE ALWAYS TRIGGER posted_where_open;
