"""Rows that open or tell something and are kept in no row set, compared with their entries.

They are a live token, a bound subject of a provider, a typed code that confirms a contact, and a webhook.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg

from vethanam.errors import Finding

_TOKENS = """
WITH issued AS MATERIALIZED (
  SELECT convert_from(leaf, 'UTF8')::jsonb -> 'public' AS public FROM journal_staged
   WHERE leaf LIKE '%"kind":"token.issued"%')
SELECT t.id FROM identity_token t
 WHERE t.revoked_at IS NULL AND t.expires_at > now() AND NOT EXISTS (
   SELECT FROM issued WHERE public ->> 'token' = left(encode(t.hash, 'hex'), 16)
      AND public ->> 'role' = t.role AND public ->> 'scope' = t.scope)
"""
_SUBJECTS = """
SELECT b.id FROM identity_boundsubject b
  LEFT JOIN journal_staged s ON s.id = b.leaf AND s.leaf LIKE '%"kind":"account.provider_bound"%'
  LEFT JOIN journal_opening o ON o.staged_id = s.id
  LEFT JOIN LATERAL (SELECT convert_from(o.private, 'UTF8')::jsonb AS said) p ON true
 WHERE b.ended_at IS NULL
   AND ((p.said ->> 'account')::bigint IS DISTINCT FROM b.account_id
        OR coalesce(p.said ->> 'subject', b.subject) <> b.subject)
"""
_CODES = """
SELECT a.id FROM privacy_codeanswer a
  JOIN privacy_contactcode c ON c.id = a.code_id JOIN privacy_contact k ON k.id = c.contact_id
  LEFT JOIN journal_staged s ON s.id = a.leaf AND s.leaf LIKE '%"kind":"contact.confirmed"%'
  LEFT JOIN journal_opening o ON o.staged_id = s.id
  LEFT JOIN LATERAL (SELECT convert_from(o.private, 'UTF8')::jsonb AS said) p ON true
 WHERE a.is_right AND ((p.said ->> 'person')::bigint, p.said ->> 'kind', (p.said ->> 'version')::bigint)
       IS DISTINCT FROM (k.person, k.kind, k.version::bigint)
"""
_WEBHOOKS = """
SELECT w.id FROM webhooks_webhook w
  LEFT JOIN LATERAL (
    SELECT c.given FROM people_masterchange c
      JOIN people_masterdecision d ON d.proposal_id = c.proposal_id AND d.outcome = 'agreed'
     WHERE c.kind = 'webhook' AND c.key = w.code ORDER BY d.id DESC LIMIT 1) g ON true
 WHERE (g.given ->> 'url', g.given ->> 'events', g.given ->> 'within', g.given ->> 'scope')
       IS DISTINCT FROM (w.url, array_to_string(w.events, ', '), w.within, w.scope)
"""
#: the record in a finding, its table, and the query for rows without an entry
_ADDED = (
    ("Token", "identity_token", _TOKENS),
    ("Bound subject", "identity_boundsubject", _SUBJECTS),
    ("Code answer", "privacy_codeanswer", _CODES),
    ("Webhook", "webhooks_webhook", _WEBHOOKS),
)


def added_row_findings(db: psycopg.Connection[Any]) -> Iterator[Finding]:
    """A finding for each such row without its entry."""
    for record, table, query in _ADDED:
        for (row,) in db.execute(f"{query} ORDER BY 1 LIMIT 20").fetchall():
            yield Finding(f"{record} {row}", "row_without_entry", blocks=True, facts={"table": table})
