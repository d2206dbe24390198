-- Labels of persons in uses (docs/spec/persons.md): a secret per person, and a key per use.

-- The two halves of one key of HMAC-SHA-256: 0x36 in the one pad where the other has 0x5c.
ALTER TABLE privacy_labelsecret ADD CONSTRAINT privacy_labelsecret_halves CHECK (
  octet_length(inner_key) = 32 AND octet_length(outer_key) = 32
  AND ('x' || encode(inner_key, 'hex'))::bit(256) # ('x' || encode(outer_key, 'hex'))::bit(256) = ('x' || repeat('6a', 32))::bit(256));

ALTER TABLE privacy_usesecret ADD CONSTRAINT privacy_usesecret_form CHECK (octet_length(key) = 32 AND octet_length(filler) = 32);

ALTER TABLE privacy_usesubject ADD CONSTRAINT privacy_usesubject_label CHECK (octet_length(label) = 32);

-- The text of which a label is made: the key of the use and its reference.
CREATE OR REPLACE FUNCTION privacy_label_text(key bytea, reference text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
SELECT 'vethanam/label/2\012'::bytea || key || convert_to(reference, 'UTF8')
$$;

-- HMAC-SHA-256 of a text of labels under a person's secret, from its padded halves.
CREATE OR REPLACE FUNCTION privacy_label(inner_key bytea, outer_key bytea, label_text bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
SELECT sha256(outer_key || '\x5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c'::bytea
  || sha256(inner_key || '\x3636363636363636363636363636363636363636363636363636363636363636'::bytea || label_text))
$$;

-- The leaves that fill up a tree of few people.
CREATE OR REPLACE FUNCTION privacy_padding(filler bytea, people bigint) RETURNS SETOF bytea LANGUAGE sql IMMUTABLE AS $$
SELECT sha512('vethanam/padding/2\012'::bytea || filler || set_byte('\x00'::bytea, 0, i))
  FROM generate_series(0, 127 - people::integer) i WHERE people < 100
$$;

CREATE OR REPLACE FUNCTION privacy_secret_of_a_use() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.privacy_use u WHERE u.id = NEW.use_id AND u.committed_in = pg_current_xact_id()) THEN
    RAISE EXCEPTION 'The secrets of a use come with it.' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION privacy_tiles_of_a_use() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT use_id FROM made) m
               LEFT JOIN public.privacy_use u ON u.id = m.use_id AND u.committed_in = pg_current_xact_id()
              WHERE u.id IS NULL) THEN
    RAISE EXCEPTION 'The tree of a use comes with it.' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER of_a_use AFTER INSERT ON privacy_labeltile
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION privacy_tiles_of_a_use();

CREATE TRIGGER of_a_use BEFORE INSERT ON privacy_usesecret
  FOR EACH ROW EXECUTE FUNCTION privacy_secret_of_a_use();
