-- Masters change by two persons: a proposal never changes, another person than the proposer decides, and the
-- web process writes a master only in the transaction of its approval.

CREATE OR REPLACE FUNCTION people_masters_decided() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    proposed people_masterproposal;
BEGIN
    SELECT * INTO STRICT proposed FROM people_masterproposal WHERE id = NEW.proposal_id;
    IF NEW.outcome = 'withdrawn' THEN
        IF NEW.decided_by_id <> proposed.proposed_by_id THEN
            RAISE EXCEPTION 'Only the account that proposed a change withdraws it.' USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF NEW.decided_by_id = proposed.proposed_by_id
        OR NEW.decided_person_id = proposed.proposed_person_id
        OR EXISTS (SELECT FROM people_person WHERE id = NEW.decided_person_id AND account_id = proposed.proposed_by_id)
        OR EXISTS (SELECT FROM people_appointment
                    WHERE person_id = NEW.decided_person_id AND account_id = proposed.proposed_by_id) THEN
        RAISE EXCEPTION 'A change of a master is decided by another person than the one who proposed it.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER another_person BEFORE INSERT ON people_masterdecision
    FOR EACH ROW EXECUTE FUNCTION people_masters_decided();
ALTER TABLE people_masterdecision ENABLE ALWAYS TRIGGER another_person;

CREATE OR REPLACE FUNCTION people_masters_changed() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM people_masterdecision WHERE proposal_id = NEW.proposal_id) THEN
        RAISE EXCEPTION 'A proposal that is decided takes no further change.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER before_the_decision BEFORE INSERT ON people_masterchange
    FOR EACH ROW EXECUTE FUNCTION people_masters_changed();
ALTER TABLE people_masterchange ENABLE ALWAYS TRIGGER before_the_decision;

CREATE OR REPLACE FUNCTION people_masters_agreed() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_user = 'vethanam_web' AND NOT EXISTS (
        SELECT FROM people_masterdecision WHERE committed_in = pg_current_xact_id() AND outcome = 'agreed'
    ) THEN
        RAISE EXCEPTION '% is written only in the transaction in which a second person agrees.', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

FOR EACH TABLE people_department, people_district, people_localbody, people_treasury,
  people_headofaccount, people_billclass, people_post, people_office, people_officeclass,
  people_drawingcode, people_billarrangement, people_statesetting, people_masterclosing,
  people_program:
CREATE TRIGGER written_when_agreed BEFORE INSERT OR UPDATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION people_masters_agreed();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER written_when_agreed;
END;
