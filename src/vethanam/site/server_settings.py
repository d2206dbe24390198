"""Settings of the server that keep data out of its log, guards in force and commits on disk.

A superuser's ``ALTER SYSTEM`` outlives restarts: it is read after every file. A setting of a role or of the
database holds for their sessions, and hides the server's from this one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings

from vethanam.errors import Finding
from vethanam.site.roles import BACKUP, database_role

#: settings to make, so that people's data stays out of the server's log
QUIET_LOG = {
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "log_min_duration_statement": "-1",
}
#: and those to leave as they are
_QUIET_ALREADY = {
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "debug_print_parse": "off",
    "debug_print_rewritten": "off",
    "debug_print_plan": "off",
}
_QUIET: Mapping[str, tuple[str, ...]] = {
    name: (value,) for name, value in (QUIET_LOG | _QUIET_ALREADY).items()
}
#: settings with which a server runs no code of others and loses no commit; values wanted, the first is named
SAFE: Mapping[str, tuple[str, ...]] = {
    "shared_preload_libraries": ("", "pg_stat_statements"),
    "session_preload_libraries": ("",),
    "local_preload_libraries": ("",),
    "allow_system_table_mods": ("off",),
    "ignore_system_indexes": ("off",),
    "ignore_checksum_failure": ("off",),
    "zero_damaged_pages": ("off",),
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "local", "remote_write", "remote_apply"),
    "wal_level": ("replica", "logical"),
    "data_sync_retry": ("off",),
    "ignore_invalid_pages": ("off",),
    "default_table_access_method": ("heap",),
    "jit_provider": ("llvmjit",),
    "ssl_passphrase_command": ("",),
    "archive_cleanup_command": ("",),
    "recovery_end_command": ("",),
    "oauth_validator_libraries": ("",),
    "extension_control_path": ("$system",),
}
#: settings that a database or a role may have: none of them changes an answer
HARMLESS = frozenset({
    "application_name", "effective_cache_size", "idle_session_timeout", "idle_in_transaction_session_timeout",
    "jit", "lock_timeout", "maintenance_work_mem", "random_page_cost", "statement_timeout", "work_mem",
})  # fmt: skip
#: settings that the launcher of our own server writes, and nobody else
OURS = frozenset({
    "archive_command", "archive_library", "archive_mode", "archive_timeout", "dynamic_library_path",
    "hba_file", "ident_file", "listen_addresses", "restore_command", "unix_socket_directories",
    "unix_socket_group", "unix_socket_permissions",
})  # fmt: skip
_BY_LAUNCHER, _BY_SUPERUSER = "/vethanam.conf", "/postgresql.auto.conf"

_OF_SERVER = """
SELECT name, setting, coalesce(sourcefile, ''), pending_restart FROM pg_settings WHERE name = ANY (%s)
"""
_OF_ROLES = r"""
SELECT split_part(s.setting, '=', 1), substr(s.setting, strpos(s.setting, '=') + 1)
  FROM pg_db_role_setting g LEFT JOIN pg_roles r ON r.oid = g.setrole, unnest(g.setconfig) s(setting)
 WHERE g.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
   AND (g.setrole = 0 OR g.setdatabase <> 0 OR r.rolname LIKE 'vethanam\_%')
"""


@dataclass(frozen=True, slots=True)
class _Shown:
    name: str
    setting: str
    file: str = ""
    waits: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether our launcher wrote it: without a durable disk for tests only."""
        return settings.VETHANAM_SERVER_IS_OURS and self.file.endswith(_BY_LAUNCHER)


def setting_findings(db: psycopg.Connection[Any]) -> Iterator[Finding]:
    """Each setting of server, database and our roles that differs, or will after a restart."""
    known = [*_QUIET, *SAFE, *OURS]
    rows = [_Shown(*row) for row in db.execute(_OF_SERVER, (known,))]
    if "shared_preload_libraries" not in {row.name for row in rows}:
        yield Finding(database_role(BACKUP), "server_settings_unread")
    given = [_Shown(name, setting) for name, setting in db.execute(_OF_ROLES)]
    rows += [row for row in given if row.name in known]
    found = {row.name: one for row in rows for one in _of(row)}
    found |= {
        row.name: Finding(row.name, "setting_not_allowed", facts={"shown": row.setting or "-"})
        for row in given
        if row.name not in HARMLESS and row.name not in _QUIET and row.name not in SAFE
    }
    yield from (found[name] for name in sorted(found))


def _of(row: _Shown) -> Iterator[Finding]:
    wanted = _QUIET.get(row.name) or SAFE.get(row.name)
    if row.waits:
        yield Finding(row.name, "server_setting_waits")
    elif wanted is None:
        if settings.VETHANAM_SERVER_IS_OURS and row.file.endswith(_BY_SUPERUSER):
            yield Finding(row.name, "server_setting_not_ours", facts={"shown": row.setting})
    elif row.setting.strip('"') not in wanted and not row.is_ours:
        code = "log_setting" if row.name in _QUIET else "server_setting"
        yield Finding(row.name, code, facts={"shown": row.setting or "-", "wanted": wanted[0] or "''"})
