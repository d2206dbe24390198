"""A guard over the rows of a statement is planned for as many rows as there are.

A function keeps its plans for as long as its session lives: what was planned when five messages began, or when a table had one
page, compared each of fifty thousand with each. So a question about the rows of a statement is asked as a text, which is
planned each time, or it is answered in one pass; and lists of messages are planned for, not one of ten.

What begins is found without what it was before: what is being sent does not move to being sent (``moves``), so whatever is
so now was not so before.
"""

from django.db import migrations

FENCE = """
DROP TRIGGER passes_the_fence ON privacy_outbox;
CREATE OR REPLACE FUNCTION privacy_message_passes_the_fence() RETURNS trigger LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan AS $$
DECLARE begun bigint[] := ARRAY(SELECT n.id FROM after n WHERE n.state = 'sending');
BEGIN
  IF cardinality(begun) = 0 THEN
    RETURN NULL;
  END IF;
  IF NOT public.privacy_holds_fence(false) THEN
    RAISE EXCEPTION 'A message is begun behind the fence only.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM public.privacy_restrained(begun)) THEN
    RAISE EXCEPTION 'A restraint covers this message.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER passes_the_fence AFTER UPDATE ON privacy_outbox REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_message_passes_the_fence();
ALTER FUNCTION privacy_grant(bigint, bigint[], integer) SET plan_cache_mode = force_custom_plan;
"""

QUEUED = """
CREATE OR REPLACE FUNCTION privacy_messages_begin() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE is_unfounded boolean;
BEGIN
  IF EXISTS (SELECT FROM made m WHERE m.state <> 'queued') THEN
    RAISE EXCEPTION 'A message begins as queued.' USING ERRCODE = 'restrict_violation';
  END IF;
  EXECUTE $ask$
    WITH allowed AS MATERIALIZED (
      SELECT u.id, ARRAY(SELECT jsonb_array_elements_text(u.request -> 'sources')) AS registers
        FROM public.privacy_use u
       WHERE u.id IN (SELECT DISTINCT n.use_id FROM made n) AND u.outcome IN ('allow', 'partial'))
    SELECT EXISTS (SELECT FROM made m
      LEFT JOIN allowed u ON u.id = m.use_id
      LEFT JOIN public.privacy_contact c
             ON c.id = m.contact_id AND c.person = m.person AND c.register = ANY (u.registers)
      LEFT JOIN public.privacy_usesubject s ON s.use_id = m.use_id AND s.person = m.person AND s.outcome = 'allow'
     WHERE u.id IS NULL OR c.id IS NULL OR s.id IS NULL)
  $ask$ INTO is_unfounded;
  IF is_unfounded THEN
    RAISE EXCEPTION 'A message needs a use that was allowed for this person, and a contact of a register it draws from.'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0021_registers")]
    operations = [migrations.RunSQL(FENCE + QUEUED, migrations.RunSQL.noop)]
