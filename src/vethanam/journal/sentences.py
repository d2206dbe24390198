"""The sentences of this room, each once: code to English template, which is also the message
id of its translations.
"""

SENTENCES = {
    "database_rolled_back": (
        "The log in the database has %(size)s leaves, but a head of %(signed)s leaves was signed. An older "
        "database was brought back. Nobody is paid. Stop the units and run: vethanam restore --here"
    ),
    "epoch_differs": (
        "%(path)s says epoch %(known)s, the database is of epoch %(epoch)s. Nobody is paid. If the database "
        "was restored or copied, stop the units and run: vethanam restore --here"
    ),
    "entry_unreadable": (
        "This entry is no leaf. Compare with a backup, and find out who changed the database."
    ),
    "head_not_reproduced": "The stored log does not reproduce its signed head of %(size)s leaves.",
    "head_of_another_key": "The last head was not signed by this key: %(why)s",
    "head_not_signed": "This head is not signed by the log's key: %(why)s Compare with a published head.",
    "head_row_differs": "Its size or root is not what its signed note says. Compare with a published head.",
    "key_not_in_module": (
        "The token %(token)s has no Ed25519 key %(label)s. Name the key that is there, or make it: vethanam "
        "keys module"
    ),
    "known_heads_unreadable": (
        "%(path)s cannot be read. Compare the log with a published head. If they agree, remove the file."
    ),
    "leaf_between_differs": "A leaf between %(first)s and %(last)s is not the one that was signed.",
    "leaf_differs": "Leaf %(index)s is not the one that was signed.",
    "leaf_missing": "Leaf %(index)s is missing.",
    "leaves_beyond_head": "%(stored)s leaves are stored, %(signed)s are under a head.",
    "log_changed": "%(what)s The stored log was changed; nothing is signed until it is restored.",
    "log_hole": "The log has no node %(level)s/%(index)s. Stop signing and compare with a published head.",
    "log_key_open": (
        "Others may read the log key %(path)s. Take their rights away (chmod 600) and renew the key."
    ),
    "log_key_owner": "The log key %(path)s does not belong to the sequencer. Give it to its OS user.",
    "log_longer_than_head": "The log has %(size)s leaves, but the last signed head has %(signed)s.",
    "log_lost": (
        "Staged entries without a leaf that wait for none: %(count)s. Compare with a dump and call "
        "the operator."
    ),
    "log_not_signed": "%(what)s Nothing is signed.",
    "log_rolled_back": (
        "The stored log has %(size)s leaves, but a head of %(signed)s leaves was signed. An older database "
        "was brought back. Nothing is signed, because that would be a second history. Stop the units and "
        "run: vethanam restore --here"
    ),
    "module_failed": (
        "The module %(module)s failed: %(why)s. Look whether it is connected and set up, and start again."
    ),
    "module_key_differs": (
        "The key in the module is not the one of %(path)s. Nothing is signed. Name the right key in the "
        "key file."
    ),
    "module_key_extractable": (
        "The token %(token)s would give the private key %(label)s out. Make one that it keeps: vethanam "
        "keys module"
    ),
    "module_not_loaded": (
        "The module %(module)s is missing or cannot be loaded. Install its library, or correct module-path."
    ),
    "module_pin_last_try": (
        "The token %(token)s has one try of the PIN left, which is kept for a person. Correct the PIN's "
        "file, and log in once with the module's own program."
    ),
    "module_pin_open": (
        "Others may read the PIN %(path)s. Give it to the account of its process with mode 0400, and "
        "change the PIN."
    ),
    "module_pin_wrong": (
        "The module refuses the PIN in %(path)s (%(why)s). Correct it before the token locks."
    ),
    "no_head_of_size": "The latest signed head has %(size)s leaves, not %(asked)s.",
    "no_log_key": "The log key %(path)s cannot be read: %(why)s.",
    "no_module_pin": (
        "The module's PIN %(path)s cannot be read. Write it there, for the account of its process alone."
    ),
    "no_pkcs11_package": (
        "A key is in a module, and the package for it is not installed: pip install 'vethanam[pkcs11]'"
    ),
    "no_public_log_key": "The log's public key %(path)s cannot be read.",
    "no_signed_head": "The log has no signed head yet. Start the sequencer, or wait a second.",
    "node_differs": "Node %(level)s/%(index)s is not the one of its leaves.",
    "node_missing": "The log has no node %(level)s/%(index)s.",
    "not_a_key_address": (
        "This names no key in a module. Write pkcs11:token=…;object=…?module-path=/….so&pin-source=file:/…, "
        "and nothing else."
    ),
    "not_a_log_key": "%(path)s does not hold a log key.",
    "opening_differs": (
        "Its opening is not what the entry commits to. Restore it from a backup, and find out who "
        "changed the database."
    ),
    "openings_missing": (
        "%(missing)s openings are missing, and entries announce %(announced)s as destroyed. Restore them "
        "from a backup, and find out who changed the database."
    ),
    "root_differs": "The signed head says %(size)s leaves and another root than is stored beside it.",
    "row_below_one": (
        "A row of %(table)s has a number below 1, which no act gives. Find out who wrote it, and undo its "
        "effect by an act."
    ),
    "row_changed": (
        "This row of %(table)s is not as it was entered (entry %(entry)s of the log, %(at)s). Restore"
        " it from a backup, and find out who changed the database."
    ),
    "row_columns_gone": (
        "Rows of %(table)s were entered with columns that are gone: %(columns)s. Restore them from a backup."
    ),
    "row_missing": (
        "This row of %(table)s was entered (entry %(entry)s of the log, %(at)s) and is gone. Restore "
        "it from a backup, and find out who changed the database."
    ),
    "no_such_policy": (
        "There is no policy “%(policy)s” in %(folder)s. Ask the operator to put its file there."
    ),
    "policy_unreadable": "%(path)s cannot be used: %(why)s",
    "published_another_log": (
        "%(folder)s holds the files of another log, or of a longer one. Name an empty folder, and find out "
        "why."
    ),
    "row_set_changed": (
        "Its hashes are not those that were kept. Restore it from a backup, and find out who changed "
        "the database."
    ),
    "row_without_act": (
        "No act in the log wrote this row of %(table)s (entry %(entry)s, %(at)s; rows written with "
        "it: %(count)s; acts then: %(acts)s). Find out who wrote it, and undo its effect by an act."
    ),
    "row_without_entry": (
        "The log does not know this row of %(table)s. Find out who wrote it, and undo its effect by an act."
    ),
    "row_written_again": (
        "This row of %(table)s was written again (entry %(entry)s of the log, %(at)s), and no act of the log "
        "changes it. Restore it from a backup, and find out who changed the database."
    ),
    "rows_of_another_entry": ("Row sets name this entry, which is not about rows. Find out who wrote them."),
    "rows_leaf_differs": (
        "The row sets stored for this entry are not those it commits to. Restore them from a backup, "
        "and find out who changed the database."
    ),
    "token_not_in_module": (
        "The module %(module)s has no token %(token)s. Connect it, or correct the address."
    ),
    "witness_ahead": (
        "The witness %(witness)s signed a head of %(signed)s leaves, and the log has %(size)s. An older "
        "database was brought back, or there are two histories. Nothing is signed. Stop the units and run: "
        "vethanam restore --here"
    ),
    "witnesses_late": (
        "For a quarter of an hour too few witnesses signed a head of the log. See the sequencer's log, "
        "and ask whoever runs them."
    ),
}
