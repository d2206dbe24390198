-- PostgreSQL's memory for locks is one for all roles and databases: a process that takes it all, with advisory locks or otherwise, stops
-- every session, also the administrator's. As soon as a role of ours has half of it, its sessions with the most locks end.
-- This reads few relations, so that it needs no such memory itself.

CREATE OR REPLACE FUNCTION journal_end_hoarders() RETURNS bigint LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
SELECT count(pg_terminate_backend(h.pid))
  FROM (SELECT a.pid, sum(l.held) OVER (PARTITION BY a.usename ORDER BY l.held, a.pid) AS upto
          FROM (SELECT k.pid, count(*) AS held FROM pg_locks k WHERE NOT k.fastpath GROUP BY k.pid) l
          JOIN pg_stat_activity a ON a.pid = l.pid
         WHERE a.usename LIKE 'vethanam\_%' AND a.usename NOT IN ('vethanam_owner', 'vethanam_backup')) h
 WHERE h.upto > current_setting('max_locks_per_transaction')::integer * current_setting('max_connections')::integer / 2
$$;
