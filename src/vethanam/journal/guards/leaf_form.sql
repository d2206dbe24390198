-- The form of a leaf (docs/spec/leaf.md), as `leaf_in` of ledger/leaves.py reads it. Every role that stages an entry could write
-- any bytes, and the log keeps them for ever: what is no leaf is refused here, so that no reader meets it.

-- A JSON value in canonical form (docs/spec/canonical-json.md); null where it has none. ``depth`` counts the objects and arrays
-- around it.
CREATE OR REPLACE FUNCTION journal_canonical(of_value jsonb, depth integer) RETURNS text LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  CASE jsonb_typeof(of_value)
  WHEN 'object' THEN
    RETURN (SELECT '{' || coalesce(string_agg(
                     CASE WHEN octet_length(m.key) = length(m.key) THEN to_json(m.key)::text END || ':'
                     || CASE jsonb_typeof(m.value) WHEN 'string' THEN m.value::text
                        ELSE public.journal_canonical(m.value, depth + 1) END, ',' ORDER BY m.key COLLATE "C"), '') || '}'
              FROM jsonb_each(of_value) m WHERE depth < 64);
  WHEN 'array' THEN
    RETURN (SELECT '[' || coalesce(string_agg(
                     CASE jsonb_typeof(m.value) WHEN 'string' THEN m.value::text
                     ELSE public.journal_canonical(m.value, depth + 1) END, ',' ORDER BY m.place), '') || ']'
              FROM jsonb_array_elements(of_value) WITH ORDINALITY m (value, place) WHERE depth < 64);
  WHEN 'number' THEN
    RETURN CASE WHEN scale(of_value::numeric) = 0 AND abs(of_value::numeric) < 2 ^ 53::numeric THEN of_value::text END;
  ELSE
    RETURN of_value::text;
  END CASE;
END $$;

-- Whether an instant is written as the log writes it, and is one.
CREATE OR REPLACE FUNCTION journal_is_instant(written text) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT translate(written, '123456789', '000000000') = '0000-00-00T00:00:00.000000Z'
   AND substr(written, 12, 2) < '24' AND substr(written, 18, 2) < '60'
   AND left(written, 4) BETWEEN '0002' AND '9998' AND pg_input_is_valid(written, 'timestamptz')
$$;

-- Whether bytes are a leaf. Its members are sorted and of fixed form, so that they are cut out where they must stand; the public part
-- alone is read as JSON.
CREATE OR REPLACE FUNCTION journal_is_leaf(leaf bytea) RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE said text;
        at text;
        committed text;
        kind text;
        logged_at text;
        head text;
        tail text;
        public_part text;
BEGIN
  IF octet_length(leaf) > 65535 THEN
    RETURN false;
  END IF;
  said := convert_from(leaf, 'UTF8');
  at := substr(said, 8, 27);
  committed := CASE WHEN substr(said, 50, 4) = 'null' THEN 'null' ELSE substr(said, 50, 66) END;
  kind := split_part(substr(said, length(committed) + 59, 200), '"', 1);
  logged_at := substr(said, length(committed) + length(kind) + 74, 27);
  head := format('{"at":"%s","commitment":%s,"kind":"%s","logged_at":"%s","public":', at, committed, kind, logged_at);
  tail := format(',"sample":%s,"v":1}', CASE WHEN right(said, 13) = ':false,"v":1}' THEN 'false' ELSE 'true' END);
  public_part := substr(said, length(head) + 1, greatest(length(said) - length(head) - length(tail), 0));
  RETURN said = head || public_part || tail
     AND public.journal_is_instant(at) AND public.journal_is_instant(logged_at)
     AND (committed = 'null' OR left(committed, 1) || translate(committed, '0123456789abcdef', '') || right(committed, 1) = '""""')
     AND kind ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$'
     AND public_part IS JSON OBJECT WITH UNIQUE KEYS
     AND coalesce(public_part = public.journal_canonical(public_part::jsonb, 1), false);
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
  RETURN false;
END $$;

CREATE OR REPLACE FUNCTION journal_only_leaves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM fresh WHERE NOT public.journal_is_leaf(fresh.leaf)) THEN
    RAISE EXCEPTION 'This entry is no leaf and is refused. Write it in the form of docs/spec/leaf.md.'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER are_leaves AFTER INSERT ON journal_staged
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION journal_only_leaves();
ALTER TABLE journal_staged ENABLE ALWAYS TRIGGER are_leaves;
