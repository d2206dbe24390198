-- Describes each object of a database: kind, name, text. Read by manifest.py, with pg_catalog as the only schema of the path.
-- An object made after initdb has an oid of 16384 or more, in any schema. Temporary ones are of one session and left out.

-- Tables, views, sequences.
SELECT CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence'
                      WHEN 'c' THEN 'type' ELSE 'relation ' || c.relkind::text END,
       format('%s.%s', n.nspname, c.relname),
       concat_ws('; ', 'owner ' || pg_get_userbyid(c.relowner), nullif('persistence ' || c.relpersistence::text, 'persistence p'),
         'partitioned by ' || pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid),
         (SELECT 'inherits ' || string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = c.oid),
         'options ' || array_to_string(c.reloptions, ', '),
         CASE WHEN c.relkind IN ('r', 'p') AND NOT c.relhastriggers AND EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid)
              THEN 'triggers hidden' END,
         CASE WHEN NOT c.relhasindex AND EXISTS (SELECT FROM pg_index WHERE indrelid = c.oid) THEN 'indexes hidden' END,
         CASE WHEN c.relchecks <> (SELECT count(*) FROM pg_constraint WHERE conrelid = c.oid AND contype = 'c')
              THEN 'checks hidden' END,
         CASE WHEN c.relrowsecurity THEN 'row security on' END, CASE WHEN c.relforcerowsecurity THEN 'row security forced' END,
         CASE c.relkind WHEN 'v' THEN regexp_replace(pg_get_viewdef(c.oid), '\s+', ' ', 'g')
              WHEN 'S' THEN (SELECT concat_ws(' ', format_type(seqtypid, NULL), seqstart, seqincrement, seqmin, seqmax, seqcache,
                                              seqcycle) FROM pg_sequence WHERE seqrelid = c.oid) END)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.oid >= 16384 AND c.relkind NOT IN ('i', 'I') AND NOT (n.nspname ~ '^pg_temp_\d+$' AND c.relpersistence = 't')
   AND NOT (c.relkind = 't' AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = c.oid));

-- Columns.
SELECT 'column', format('%s.%s.%s', n.nspname, c.relname, a.attname),
       concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END,
         'default ' || pg_get_expr(d.adbin, d.adrelid),
         CASE WHEN d.oid IS NOT NULL AND NOT a.atthasdef THEN 'default hidden' END, nullif('identity ' || a.attidentity::text, 'identity '),
         nullif('generated ' || a.attgenerated::text, 'generated '),
         (SELECT 'collation ' || o.collname FROM pg_collation o
           WHERE o.oid = a.attcollation AND a.attcollation <> (SELECT typcollation FROM pg_type WHERE oid = a.atttypid)))
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped
   AND NOT (n.nspname ~ '^pg_temp_\d+$' AND c.relpersistence = 't');

-- Constraints; of a foreign key also triggers of its own that do not fire, are missing, or call another function. An index
-- checks a unique constraint, by a trigger too where it is deferrable.
WITH own AS (
  SELECT t.*, t.tgqual IS NULL AND t.tgisinternal AND (t.tgrelid, t.tgfoid::regproc::text, t.tgtype) IN (
           (k.conrelid, '"RI_FKey_check_ins"', 5), (k.conrelid, '"RI_FKey_check_upd"', 17),
           (k.confrelid, format('"RI_FKey_%s_del"', d.act), 9), (k.confrelid, format('"RI_FKey_%s_upd"', u.act), 17)) AS is_usual
    FROM pg_trigger t JOIN pg_constraint k ON k.oid = t.tgconstraint AND k.contype = 'f'
    JOIN (VALUES ('a', 'noaction'), ('r', 'restrict'), ('c', 'cascade'), ('n', 'setnull'), ('d', 'setdefault')) d (letter, act)
      ON d.letter = k.confdeltype::text
    JOIN (VALUES ('a', 'noaction'), ('r', 'restrict'), ('c', 'cascade'), ('n', 'setnull'), ('d', 'setdefault')) u (letter, act)
      ON u.letter = k.confupdtype::text
), kept AS (
  SELECT tgconstraint, count(*) AS count,
         string_agg(DISTINCT tgenabled::text, ' ') FILTER (WHERE tgenabled <> 'O') AS off,
         string_agg(concat_ws(' ', tgrelid::regclass, tgfoid::regproc, tgtype), ', ' ORDER BY tgname) FILTER (WHERE NOT is_usual) AS other,
         count(DISTINCT (tgrelid, tgfoid, tgtype)) AS different
    FROM own GROUP BY tgconstraint
)
SELECT 'constraint', format('%s.%s.%s', n.nspname, c.relname, k.conname),
       pg_get_constraintdef(k.oid) || CASE WHEN k.convalidated THEN '' ELSE ' not validated' END ||
         coalesce(' triggers ' || kept.off, '') || coalesce(' triggers of others: ' || kept.other, '') ||
         CASE WHEN k.contype = 'f' AND least(kept.count, kept.different) < 4 OR k.contype = 'f' AND kept.count IS NULL
              THEN ' triggers missing' ELSE '' END
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN kept ON kept.tgconstraint = k.oid
 WHERE k.oid >= 16384 AND k.contype NOT IN ('n', 't') AND NOT (n.nspname ~ '^pg_temp_\d+$' AND c.relpersistence = 't');

-- Indexes.
SELECT 'index', format('%s.%s', n.nspname, c.relname),
       pg_get_indexdef(c.oid) || CASE WHEN i.indisvalid AND i.indisready AND i.indislive THEN '' ELSE ' not valid' END ||
         CASE WHEN i.indisunique AND NOT i.indimmediate
               AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid AND k.condeferrable)
              THEN ' not immediate' ELSE '' END
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_class o ON o.oid = i.indrelid
 WHERE c.oid >= 16384 AND o.relkind <> 't' AND NOT (n.nspname ~ '^pg_temp_\d+$' AND c.relpersistence = 't');

-- Triggers, event triggers, rules.
SELECT 'trigger', format('%s.%s.%s', n.nspname, c.relname, t.tgname),
       CASE t.tgenabled WHEN 'O' THEN '' WHEN 'A' THEN 'always: ' WHEN 'D' THEN 'disabled: ' ELSE 'on a replica: ' END ||
         regexp_replace(pg_get_triggerdef(t.oid), '^CREATE (CONSTRAINT )?TRIGGER \S+ ', '\1')
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE t.oid >= 16384 AND NOT (n.nspname ~ '^pg_temp_\d+$' AND c.relpersistence = 't')
   AND NOT (t.tgisinternal AND EXISTS (
     SELECT FROM pg_constraint k WHERE k.oid = t.tgconstraint AND t.tgrelid IN (k.conrelid, k.confrelid)
        AND (k.contype = 'f' AND t.tgfoid::regproc::text ~ '^"RI_FKey_\w+"$' OR k.contype = 'u' AND t.tgfoid = 'unique_key_recheck'::regproc)))
UNION ALL
SELECT 'event trigger', evtname, concat_ws(' ', evtenabled::text, evtevent, evtfoid::regproc::text) FROM pg_event_trigger
UNION ALL
SELECT 'rule', format('%s.%s.%s', n.nspname, c.relname, r.rulename), pg_get_ruledef(r.oid)
  FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE r.oid >= 16384 AND NOT (c.relkind IN ('v', 'm') AND r.rulename = '_RETURN')
   AND NOT (n.nspname ~ '^pg_temp_\d+$' AND c.relpersistence = 't');

-- Functions, by a hash of their bodies.
SELECT 'function', format('%s.%s(%s)', n.nspname, p.proname,
         (SELECT coalesce(string_agg(format_type(t, NULL), ',' ORDER BY o), '') FROM unnest(p.proargtypes) WITH ORDINALITY x(t, o))),
       concat_ws('; ', 'body ' || encode(sha256(convert_to(
           concat_ws('|', p.prosrc, pg_get_function_sqlbody(p.oid), p.probin, a.aggtransfn::regproc, a.aggfinalfn::regproc,
                     a.agginitval), 'UTF8')), 'hex'),
         'owner ' || pg_get_userbyid(p.proowner), l.lanname, pg_get_function_arguments(p.oid),
         'returns ' || pg_get_function_result(p.oid),
         concat_ws(' ', 'kind ' || p.prokind::text, 'volatility ' || p.provolatile::text, 'parallel ' || p.proparallel::text,
           CASE WHEN p.prosecdef THEN 'definer' END, CASE WHEN p.proisstrict THEN 'strict' END,
           CASE WHEN p.proleakproof THEN 'leakproof' END, CASE WHEN p.prosupport <> 0 THEN 'support ' || p.prosupport::text END), array_to_string(p.proconfig, ', '))
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
  LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid
 WHERE p.oid >= 16384 AND n.nspname !~ '^pg_temp_\d+$';

-- Policies of row security.
SELECT 'policy', format('%s.%s.%s', n.nspname, c.relname, p.polname),
       concat_ws('; ', 'for ' || p.polcmd::text, CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
         'to ' || (SELECT string_agg(CASE r WHEN 0 THEN 'everybody' ELSE pg_get_userbyid(r) END, ', '
                                     ORDER BY CASE r WHEN 0 THEN 'everybody' ELSE pg_get_userbyid(r) END)
                     FROM unnest(p.polroles) r),
         'using ' || pg_get_expr(p.polqual, p.polrelid), 'check ' || pg_get_expr(p.polwithcheck, p.polrelid))
  FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE p.oid >= 16384;

-- Rights. A role that owns an object has every right to it and is not listed: its name stands with the object. Of
-- PostgreSQL's own objects: those of our roles, and those of everybody that initdb did not give.
WITH ours AS (
  SELECT oid FROM pg_roles WHERE rolname LIKE 'vethanam\_%'
), born AS (
  SELECT i.classoid, i.objoid, i.objsubid, y.privilege_type FROM pg_init_privs i, aclexplode(i.initprivs) y
   WHERE y.grantee = 0 AND i.objoid < 16384
), given AS (
  SELECT format('%s.%s', n.nspname, c.relname) AS name, x.*, NULL AS attname, c.relowner AS owner
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) x
   WHERE CASE WHEN c.oid >= 16384 THEN NOT (n.nspname ~ '^pg_temp_\d+$' AND c.relpersistence = 't')
              ELSE x.grantee IN (SELECT oid FROM ours) OR x.grantee = 0 AND NOT (n.nspname = 'information_schema' AND x.privilege_type = 'SELECT')
                AND ('pg_class'::regclass, c.oid, 0, x.privilege_type) NOT IN (SELECT classoid, objoid, objsubid, privilege_type FROM born) END
  UNION ALL
  SELECT format('%s.%s', n.nspname, c.relname), x.*, a.attname, c.relowner
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(a.attacl) x
   WHERE CASE WHEN c.oid >= 16384 THEN NOT (n.nspname ~ '^pg_temp_\d+$' AND c.relpersistence = 't')
              ELSE x.grantee IN (SELECT oid FROM ours) OR x.grantee = 0 AND ('pg_class'::regclass, c.oid, a.attnum, x.privilege_type) NOT IN (
                     SELECT classoid, objoid, objsubid, privilege_type FROM born) END
  UNION ALL
  SELECT format('%s.%s(%s)', n.nspname, p.proname,
                (SELECT coalesce(string_agg(format_type(t, NULL), ',' ORDER BY o), '')
                   FROM unnest(p.proargtypes) WITH ORDINALITY y(t, o))), x.*, NULL, p.proowner
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x
   WHERE p.oid >= 16384 AND n.nspname !~ '^pg_temp_\d+$'
  UNION ALL
  SELECT format('%s.%s', n.nspname, p.proname), x.*, NULL, p.proowner
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace, aclexplode(p.proacl) x
   WHERE p.oid < 16384 AND (x.grantee IN (SELECT oid FROM ours) OR x.grantee = 0
     AND EXISTS (SELECT FROM pg_init_privs i WHERE i.classoid = 'pg_proc'::regclass AND i.objoid = p.oid)
     AND ('pg_proc'::regclass, p.oid, 0, x.privilege_type) NOT IN (SELECT classoid, objoid, objsubid, privilege_type FROM born))
  UNION ALL
  SELECT 'schema ' || n.nspname, x.*, NULL, n.nspowner FROM pg_namespace n, aclexplode(n.nspacl) x
   WHERE CASE WHEN n.oid >= 16384 OR n.nspname = 'public' THEN n.nspname !~ '^pg_(toast_)?temp_\d+$'
              ELSE x.grantee IN (SELECT oid FROM ours) OR x.grantee = 0 AND x.privilege_type <> 'USAGE' END
  UNION ALL
  SELECT 'parameter ' || parname, x.*, NULL, 10::oid FROM pg_parameter_acl, aclexplode(paracl) x
   WHERE x.grantee = 0 OR x.grantee IN (SELECT oid FROM ours)
  UNION ALL
  SELECT 'database', x.*, NULL, d.datdba FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) x
   WHERE d.datname = current_database()
  UNION ALL
  SELECT 'new objects', x.*, NULL, d.defaclrole FROM pg_default_acl d, aclexplode(d.defaclacl) x
), verbs AS (
  SELECT name, CASE grantee WHEN 0 THEN 'everybody' ELSE pg_get_userbyid(grantee) END AS role,
         privilege_type || CASE WHEN is_grantable THEN ' to be passed on' ELSE '' END AS verb,
         string_agg(attname, ', ' ORDER BY attname) AS columns
    FROM given WHERE grantee <> owner GROUP BY 1, 2, 3
)
SELECT 'right', role || ' on ' || name,
       string_agg(verb || coalesce(' (' || columns || ')', ''), ', ' ORDER BY verb)
  FROM verbs GROUP BY 1, 2;

-- Schemas, types, extensions, operators, casts, publications, and settings of the database that guards rest on.
SELECT 'schema', n.nspname, 'owner ' || pg_get_userbyid(n.nspowner) FROM pg_namespace n
 WHERE (n.oid >= 16384 OR n.nspname = 'public') AND n.nspname !~ '^pg_(toast_)?temp_\d+$'
UNION ALL
SELECT 'type', format('%s.%s', n.nspname, t.typname),
       concat_ws('; ', 'owner ' || pg_get_userbyid(t.typowner), t.typtype::text,
         (SELECT string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid))
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
 WHERE t.oid >= 16384 AND n.nspname !~ '^pg_temp_\d+$' AND t.typtype <> 'c' AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
UNION ALL
SELECT 'extension', e.extname,
       concat_ws('; ', CASE WHEN e.extname <> 'plpgsql' THEN e.extversion END,
         (SELECT string_agg(i.type || ' ' || i.identity, ', ' ORDER BY i.type, i.identity)
            FROM pg_depend d, pg_identify_object(d.classid, d.objid, d.objsubid) i
           WHERE d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e'))
  FROM pg_extension e
UNION ALL
SELECT 'operator', format('%s.%s', n.nspname, o.oid::regoperator::text), o.oprcode::text
  FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE o.oid >= 16384
UNION ALL
SELECT 'cast', format_type(castsource, NULL) || ' as ' || format_type(casttarget, NULL),
       concat_ws(' ', castfunc::regproc, 'context ' || castcontext::text, 'method ' || castmethod::text)
  FROM pg_cast WHERE oid >= 16384
UNION ALL
SELECT 'language', l.lanname, CASE WHEN l.lanplcallfoid = 'plpgsql_call_handler'::regproc
                                    AND l.laninline = 'plpgsql_inline_handler'::regproc
                                    AND l.lanvalidator = 'plpgsql_validator'::regproc THEN '' ELSE 'another handler' END
  FROM pg_language l WHERE l.lanname NOT IN ('internal', 'c', 'sql')
UNION ALL
SELECT 'publication', pubname, 'owner ' || pg_get_userbyid(pubowner) FROM pg_publication
UNION ALL
SELECT 'subscription', subname, concat_ws(' ', 'owner', pg_get_userbyid(subowner), CASE WHEN subenabled THEN 'on' ELSE 'off' END, subpublications::text)
  FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
UNION ALL
SELECT 'user mapping', concat_ws(' ', srvname, usename), '' FROM pg_user_mappings
UNION ALL
SELECT 'setting', coalesce(r.rolname || ': ', '') || split_part(s.setting, '=', 1), split_part(s.setting, '=', 2)
  FROM pg_db_role_setting g LEFT JOIN pg_roles r ON r.oid = g.setrole, unnest(g.setconfig) s(setting)
 WHERE (g.setdatabase = 0 AND (g.setrole = 0 OR r.rolname LIKE 'vethanam\_%')
        OR g.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database()))
   AND split_part(s.setting, '=', 1) IN
       ('search_path', 'session_replication_role', 'row_security', 'role', 'session_preload_libraries', 'local_preload_libraries',
        'transform_null_equals', 'event_triggers')
UNION ALL
SELECT 'setting', 'server: ' || name, reset_val FROM pg_settings
 WHERE name IN ('session_replication_role', 'row_security', 'transform_null_equals', 'event_triggers') AND reset_val <> boot_val;

-- Objects of any other kind.
WITH made AS (
  SELECT tableoid, oid FROM pg_am UNION ALL SELECT tableoid, oid FROM pg_amop UNION ALL SELECT tableoid, oid FROM pg_amproc
  UNION ALL SELECT tableoid, oid FROM pg_collation UNION ALL SELECT tableoid, oid FROM pg_conversion
  UNION ALL SELECT tableoid, oid FROM pg_foreign_data_wrapper UNION ALL SELECT tableoid, oid FROM pg_foreign_server
  UNION ALL SELECT tableoid, oid FROM pg_largeobject_metadata UNION ALL SELECT tableoid, oid FROM pg_opclass
  UNION ALL SELECT tableoid, oid FROM pg_opfamily UNION ALL SELECT tableoid, oid FROM pg_statistic_ext
  UNION ALL SELECT tableoid, oid FROM pg_transform UNION ALL SELECT tableoid, oid FROM pg_ts_config
  UNION ALL SELECT tableoid, oid FROM pg_ts_dict UNION ALL SELECT tableoid, oid FROM pg_ts_parser
  UNION ALL SELECT tableoid, oid FROM pg_ts_template
)
SELECT i.type, i.identity, '' FROM made, pg_identify_object(made.tableoid, made.oid, 0) i WHERE made.oid >= 16384;

-- PostgreSQL's own functions, casts, operators, languages, views and first rights, once they were changed: initdb wrote their
-- rows, and plpgsql's last of all.
WITH made AS (
  SELECT least((SELECT xmin::text::bigint FROM pg_language WHERE lanname = 'plpgsql'),
               (SELECT xmin::text::bigint FROM pg_extension WHERE extname = 'plpgsql'),
               (SELECT xmin::text::bigint FROM pg_database WHERE datname = 'template0')) AS last
), own AS (
  SELECT tableoid, oid, xmin FROM pg_proc UNION ALL SELECT tableoid, oid, xmin FROM pg_cast
  UNION ALL SELECT tableoid, oid, xmin FROM pg_operator UNION ALL SELECT tableoid, oid, xmin FROM pg_opclass
  UNION ALL SELECT tableoid, oid, xmin FROM pg_amop UNION ALL SELECT tableoid, oid, xmin FROM pg_amproc
  UNION ALL SELECT tableoid, oid, xmin FROM pg_type UNION ALL SELECT tableoid, oid, xmin FROM pg_rewrite
  UNION ALL SELECT tableoid, oid, xmin FROM pg_language UNION ALL SELECT tableoid, oid, xmin FROM pg_class WHERE relkind = 'v'
  UNION ALL SELECT 'pg_proc'::regclass, aggfnoid, xmin FROM pg_aggregate
)
SELECT DISTINCT 'built-in', pg_describe_object(tableoid, oid, 0), 'changed' FROM own, made
 WHERE oid < 16384 AND xmin::text::bigint > last
UNION ALL
SELECT DISTINCT 'built-in', 'rights from initdb', 'changed' FROM pg_init_privs i, made
 WHERE i.objoid < 16384 AND i.xmin::text::bigint > last
UNION ALL
-- and an object with the name of one of ours, which every path finds before ours
SELECT 'built-in', 'pg_catalog.' || c.relname, 'hides ours' FROM pg_class c JOIN pg_class o ON o.relname = c.relname
 WHERE c.relnamespace = 'pg_catalog'::regnamespace AND o.relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'built-in', 'pg_catalog.' || p.proname, 'hides ours' FROM pg_proc p JOIN pg_proc o ON o.proname = p.proname
 WHERE p.pronamespace = 'pg_catalog'::regnamespace AND o.pronamespace = 'public'::regnamespace;
