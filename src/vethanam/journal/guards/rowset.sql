-- The rows that a transaction wrote in tables that `vethanam check` compares: salted hashes, at most 8,192
-- rows a set. The sequencer puts every set under a leaf (`rows.entered`) with the kinds of entry that its
-- transaction staged. Only the owner and the backup role read salts and hashes, because an account number could
-- be guessed from them.

CREATE TABLE IF NOT EXISTS journal_rowset (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    relation text NOT NULL,
    bucket bigint NOT NULL,
    columns text[] NOT NULL,
    ids bigint[] NOT NULL,
    marks bytea[] NOT NULL,
    salt bytea NOT NULL,
    digest bytea NOT NULL,
    acts text[],
    staged_id bigint REFERENCES journal_staged (id)
);
COMMENT ON TABLE journal_rowset IS 'salted hashes of rows as an act wrote them; docs/spec/rows.md';
-- Hashes do not become shorter: trying to compress them was a twentieth of the database's work in a large import.
ALTER TABLE journal_rowset ALTER COLUMN marks SET STORAGE EXTERNAL;
CREATE INDEX IF NOT EXISTS journal_rowset_place ON journal_rowset (relation, bucket);
CREATE INDEX IF NOT EXISTS journal_rowset_waiting ON journal_rowset (id) WHERE staged_id IS NULL;
CREATE INDEX IF NOT EXISTS journal_rowset_leaf ON journal_rowset (staged_id);

-- Arguments: the columns that may change without an entry, with commas. An update marks the rows whose other
-- columns it changed.
CREATE OR REPLACE FUNCTION journal_mark_rows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO, YMD'
SET intervalstyle = 'postgres' SET bytea_output = 'hex' SET extra_float_digits = 1 AS $$
DECLARE
    free text[] := '{committed_in}' || string_to_array(coalesce(TG_ARGV[0], ''), ',');
    salt bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
    key text := (SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
                  WHERE indrelid = TG_RELID AND indisprimary);
    bound text[] := (SELECT array_agg(attname::text ORDER BY attname::text COLLATE "C") FROM pg_attribute
                      WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped
                        AND attname <> ALL (free));
    fresh text := (SELECT format('ROW(%s)::text', string_agg(format('fresh.%I', name), ',' ORDER BY n))
                     FROM unnest(bound) WITH ORDINALITY AS b(name, n));
    stale text := CASE WHEN TG_OP = 'UPDATE' THEN format(
        $ask$JOIN stale ON stale.%1$I = fresh.%1$I AND %2$s <> %3$s$ask$, key, fresh,
        replace(fresh, 'fresh.', 'stale.')) END;
BEGIN
    EXECUTE format($ask$
        INSERT INTO public.journal_rowset (relation, bucket, columns, ids, marks, salt, digest)
        SELECT $1, bucket, $2, ids, marks, $3,
               sha256(convert_to(concat_ws(
                 E'\n', 'vethanam/rowset/1', $1, bucket, $2, ids, marks, $3), 'UTF8'))
          FROM (SELECT id >> 13 AS bucket, array_agg(id ORDER BY id) AS ids,
                       array_agg(mark ORDER BY id) AS marks
                  FROM (SELECT fresh.%1$I::bigint AS id,
                               substr(sha256($3 || convert_to(%2$s, 'UTF8')), 1, 16) AS mark
                          FROM fresh %3$s) AS marked
                 GROUP BY 1) AS sets$ask$, key, fresh, stale)
      USING TG_TABLE_NAME::text, bound, salt;
    RETURN NULL;
END $$;

-- Once the sequencer has put a set under a leaf, it stays.
CREATE OR REPLACE FUNCTION journal_rowset_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.staged_id IS NOT NULL THEN
        RAISE EXCEPTION 'Row set % is under a leaf and stays.', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER only_grows BEFORE DELETE OR TRUNCATE ON journal_rowset
  FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows();
ALTER TABLE journal_rowset ENABLE ALWAYS TRIGGER only_grows;
CREATE TRIGGER stays BEFORE UPDATE ON journal_rowset FOR EACH ROW EXECUTE FUNCTION journal_rowset_stays();
ALTER TABLE journal_rowset ENABLE ALWAYS TRIGGER stays;
