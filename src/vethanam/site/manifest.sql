-- Describes each object of a database: kind, name, text. Read by manifest.py, with pg_catalog as the only schema of the path.

-- Tables, views, sequences.
SELECT CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence'
                      WHEN 'c' THEN 'type' ELSE 'relation ' || c.relkind::text END,
       format('%s.%s', n.nspname, c.relname),
       concat_ws('; ', 'owner ' || pg_get_userbyid(c.relowner), nullif('persistence ' || c.relpersistence::text, 'persistence p'),
         'partitioned by ' || pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid),
         (SELECT 'inherits ' || string_agg(inhparent::regclass::text, ', ') FROM pg_inherits WHERE inhrelid = c.oid),
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
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind NOT IN ('i', 'I', 't');

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
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped;

-- Constraints, whether their own triggers fire, and how many an enforced foreign key lacks.
SELECT 'constraint', format('%s.%s.%s', n.nspname, c.relname, k.conname),
       pg_get_constraintdef(k.oid) || CASE WHEN k.convalidated THEN '' ELSE ' not validated' END ||
         coalesce((SELECT ' triggers ' || string_agg(DISTINCT t.tgenabled::text, ' ') FROM pg_trigger t
                    WHERE t.tgconstraint = k.oid AND t.tgenabled <> 'O'), '') ||
         CASE WHEN k.contype = 'f' AND (SELECT count(*) FROM pg_trigger t WHERE t.tgconstraint = k.oid) < 4
              THEN ' triggers missing' ELSE '' END
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND k.contype NOT IN ('n', 't');

-- Indexes.
SELECT 'index', format('%s.%s', n.nspname, c.relname),
       pg_get_indexdef(c.oid) || CASE WHEN i.indisvalid AND i.indisready AND i.indislive THEN '' ELSE ' not valid' END ||
         CASE WHEN i.indisunique AND NOT i.indimmediate
               AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid AND k.condeferrable)
              THEN ' not immediate' ELSE '' END
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema';

-- Triggers, event triggers, rules.
SELECT 'trigger', format('%s.%s.%s', n.nspname, c.relname, t.tgname),
       CASE t.tgenabled WHEN 'O' THEN '' WHEN 'A' THEN 'always: ' WHEN 'D' THEN 'disabled: ' ELSE 'on a replica: ' END ||
         regexp_replace(pg_get_triggerdef(t.oid), '^CREATE (CONSTRAINT )?TRIGGER \S+ ', '\1')
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT (t.tgisinternal AND EXISTS (SELECT FROM pg_constraint k WHERE k.oid = t.tgconstraint))
UNION ALL
SELECT 'event trigger', evtname, concat_ws(' ', evtenabled::text, evtevent, evtfoid::regproc::text) FROM pg_event_trigger
UNION ALL
SELECT 'rule', format('%s.%s.%s', n.nspname, c.relname, r.rulename), pg_get_ruledef(r.oid)
  FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT (c.relkind IN ('v', 'm') AND r.rulename = '_RETURN');

-- Functions, by a hash of their bodies; also those that somebody added to PostgreSQL's own.
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
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    OR p.oid >= 16384 AND n.nspname !~ '^pg_temp' AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e');

-- Policies of row security.
SELECT 'policy', format('%s.%s.%s', n.nspname, c.relname, p.polname),
       concat_ws('; ', 'for ' || p.polcmd::text, CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
         'to ' || (SELECT string_agg(CASE r WHEN 0 THEN 'everybody' ELSE pg_get_userbyid(r) END, ', '
                                     ORDER BY CASE r WHEN 0 THEN 'everybody' ELSE pg_get_userbyid(r) END)
                     FROM unnest(p.polroles) r),
         'using ' || pg_get_expr(p.polqual, p.polrelid), 'check ' || pg_get_expr(p.polwithcheck, p.polrelid))
  FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema';

-- Rights. A role that owns an object has every right to it and is not listed: its name stands with the object.
WITH given AS (
  SELECT format('%s.%s', n.nspname, c.relname) AS name, x.*, NULL AS attname, c.relowner AS owner
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) x WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  UNION ALL
  SELECT format('%s.%s', n.nspname, c.relname), x.*, a.attname, c.relowner
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(a.attacl) x
   WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  UNION ALL
  SELECT format('%s.%s(%s)', n.nspname, p.proname,
                (SELECT coalesce(string_agg(format_type(t, NULL), ',' ORDER BY o), '')
                   FROM unnest(p.proargtypes) WITH ORDINALITY y(t, o))), x.*, NULL, p.proowner
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x
   WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  UNION ALL
  SELECT 'schema ' || n.nspname, x.*, NULL, n.nspowner FROM pg_namespace n, aclexplode(n.nspacl) x WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  UNION ALL
  SELECT 'parameter ' || parname, x.*, NULL, 10::oid FROM pg_parameter_acl, aclexplode(paracl) x
   WHERE x.grantee = 0 OR x.grantee IN (SELECT oid FROM pg_roles WHERE rolname LIKE 'vethanam\_%')
  UNION ALL
  -- rights of our roles on PostgreSQL's own objects
  SELECT format('%s.%s', n.nspname, c.relname), x.*, NULL, c.relowner
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) x
   WHERE n.nspname IN ('pg_catalog', 'information_schema')
     AND x.grantee IN (SELECT oid FROM pg_roles WHERE rolname LIKE 'vethanam\_%')
  UNION ALL
  SELECT format('%s.%s', n.nspname, c.relname), x.*, a.attname, c.relowner
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(a.attacl) x
   WHERE n.nspname IN ('pg_catalog', 'information_schema')
     AND x.grantee IN (SELECT oid FROM pg_roles WHERE rolname LIKE 'vethanam\_%')
  UNION ALL
  SELECT format('%s.%s', n.nspname, p.proname), x.*, NULL, p.proowner
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace, aclexplode(p.proacl) x
   WHERE n.nspname IN ('pg_catalog', 'information_schema')
     AND x.grantee IN (SELECT oid FROM pg_roles WHERE rolname LIKE 'vethanam\_%')
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
SELECT 'schema', n.nspname, 'owner ' || pg_get_userbyid(n.nspowner) FROM pg_namespace n WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
UNION ALL
SELECT 'type', format('%s.%s', n.nspname, t.typname),
       concat_ws('; ', 'owner ' || pg_get_userbyid(t.typowner), t.typtype::text,
         (SELECT string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid))
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND t.typtype IN ('d', 'e', 'm', 'r')
UNION ALL
SELECT 'extension', extname, extversion FROM pg_extension WHERE extname <> 'plpgsql'
UNION ALL
SELECT 'operator', format('%s.%s', n.nspname, o.oid::regoperator::text), o.oprcode::text
  FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
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

-- PostgreSQL's own functions, casts, operators and views, once they were changed: initdb wrote their rows, and plpgsql's last of all.
WITH made AS (
  SELECT least((SELECT xmin::text::bigint FROM pg_language WHERE lanname = 'plpgsql'),
               (SELECT xmin::text::bigint FROM pg_extension WHERE extname = 'plpgsql'),
               (SELECT xmin::text::bigint FROM pg_database WHERE datname = 'template0')) AS last
), own AS (
  SELECT tableoid, oid, xmin FROM pg_proc UNION ALL SELECT tableoid, oid, xmin FROM pg_cast
  UNION ALL SELECT tableoid, oid, xmin FROM pg_operator UNION ALL SELECT tableoid, oid, xmin FROM pg_opclass
  UNION ALL SELECT tableoid, oid, xmin FROM pg_amop UNION ALL SELECT tableoid, oid, xmin FROM pg_amproc
  UNION ALL SELECT tableoid, oid, xmin FROM pg_type UNION ALL SELECT tableoid, oid, xmin FROM pg_rewrite
  UNION ALL SELECT 'pg_proc'::regclass, aggfnoid, xmin FROM pg_aggregate
)
SELECT DISTINCT 'built-in', pg_describe_object(tableoid, oid, 0), 'changed' FROM own, made
 WHERE oid < 16384 AND xmin::text::bigint > last;
