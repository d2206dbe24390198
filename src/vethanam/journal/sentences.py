"""The sentences of this room, each once: code to English template, which is also the message id of its translations."""

SENTENCES = {
    "log_changed": "%(what)s. The stored log was changed; nothing is signed until it is restored.",
    "log_hole": "The log has no node %(level)s/%(index)s. Stop signing and compare with a published head.",
    "log_key_open": "Others may read the log key %(path)s. Take their rights away (chmod 600) and renew the key.",
    "log_key_owner": "The log key %(path)s does not belong to the sequencer. Give it to its OS user.",
    "log_lost": (
        "Staged entries without a leaf that wait for none: %(count)s. Compare with a dump and call the "
        "operator."
    ),
    "log_not_signed": "%(what)s Nothing is signed.",
    "no_head_of_size": "The latest signed head has %(size)s leaves, not %(asked)s.",
    "no_log_key": "The log key %(path)s cannot be read: %(why)s.",
    "no_public_log_key": "The log's public key %(path)s cannot be read.",
    "no_signed_head": "The log has no signed head yet. Start the sequencer, or wait a second.",
    "not_a_log_key": "%(path)s does not hold a log key.",
}
