"""The sentences of this room: code → English template, which is also the message id of its translations."""

SENTENCES = {
    "database_of_another_version": (
        "This database was made by another version of Vethanam (%(migration)s) and cannot be upgraded. Begin with an"
        " empty database: set VETHANAM_STATE to a new folder, or VETHANAM_DATABASE_URL to a new database."
    ),
    "guard_form": "%(file)s: no rule says how to apply the statement that begins with: %(statement)s",
    "guard_twice": "%(file)s: the %(kind)s %(name)s is defined already. Keep one definition.",
    "migration_changed": "The file %(path)s is not the one that was committed. Install this version again.",
    "object_changed": (
        "The %(kind)s %(name)s was changed. Found: %(found)s. This version: %(wanted)s. %(mend)s"
    ),
    "object_missing": "The %(kind)s %(name)s is missing. This version: %(wanted)s. %(mend)s",
    "object_unknown": "The %(kind)s %(name)s is not part of this version. Found: %(found)s. %(mend)s",
    "other_schema": (
        "The migrations, guards or rights of this database are not those of this version. Run: vethanam install"
    ),
    "right_changed": "%(name)s: the role may %(found)s; this version gives %(wanted)s. %(mend)s",
    "right_missing": "%(name)s: the role may do nothing; this version gives %(wanted)s. %(mend)s",
    "right_unknown": "%(name)s: the role may %(found)s; this version gives nothing. %(mend)s",
    "schema_by_hand": "Find out who changed the database, and put it back by hand or from a backup.",
    "schema_install": "Find out who changed the database, then run: vethanam install",
    "schema_strays": "The database has what this version does not know: %(strays)s. Remove it, then run: vethanam install",
}
