"""The sentences of this room, each once: code to English template, which is also the message
id of its translations.
"""

SENTENCES = {
    "bundle_part_missing": "A part is missing, or one does not belong to it.",
    "bundle_without_entries": "It holds no entries, or one that is none.",
    "commitment_not_in_tree": "A commitment is not in the tree of the event.",
    "contact_in_public": (
        "%(called)s: this stands in public for ever, and looks like it holds a phone number or an e-mail "
        "address. Write it without. Nothing was recorded."
    ),
    "content_hash_differs": "its content does not have this hash.",
    "entry_part_missing": "a part of it is missing, or one does not belong to it.",
    "entry_sentence_differs": "its sentence differs from its leaf.",
    "hash_form": "a hash of it is not written as 64 hexadecimal digits.",
    "leaf_not_in_log": "this leaf does not stand at this place of the signed log.",
    "leaf_too_long": "A leaf of kind %(kind)s has %(length)s bytes; put a hash of the long part in it.",
    "no_proof_from_size": (
        "A tree of %(size)s leaves has no proof from size %(old)s; ask from 1 to %(size)s."
    ),
    "no_root_of_size": "The tree has %(size)s leaves; it has no root for %(asked)s.",
    "no_such_leaf": "A tree of %(size)s leaves has no leaf %(index)s.",
    "no_such_size": "The tree has %(size)s leaves, not %(asked)s.",
    "no_zone": "A time without a zone cannot stand in the log.",
    "not_a_bundle": "It does not say that it is a %(bundle)s or a %(log)s.",
    "not_a_commitment": "A commitment in the tree of a mass event does not have 32 bytes.",
    "not_a_head": "The signed text is not a head of this log: origin, number of leaves, root.",
    "not_a_key": "This is not a key of a log; a character of it is missing or changed.",
    "not_a_kind": "“%(kind)s” is not the kind of a leaf. Use a dotted name such as use.refused.",
    "not_a_leaf": "An entry does not have the form of a leaf of this log.",
    "not_a_note": "This is not a signed note: text, an empty line, signature lines.",
    "not_a_signature": "This is no signature as an approval holds it.",
    "not_a_witness_key": "This is not a key of a witness; a character of it is missing or changed.",
    "not_canonical": "This cannot stand in the log in one exact form: %(why)s.",
    "not_in_tree": "This commitment is not in the tree of the event.",
    "not_signable_text": "Only text that ends in a newline and has no control characters is signed.",
    "not_signed_by": "It does not carry the signature of %(key)s.",
    "opening_form": "its opening has another form.",
    "path_form": "its path is not a list of hashes.",
    "person_not_in_event": "the person's record is not among those the leaf commits to.",
    "person_part_form": "its person's part has another form.",
    "person_twice": "One commitment stands twice in the tree of a mass event; salt each anew.",
    "personal_in_public": "The public part of a leaf of kind %(kind)s must not hold “%(key)s”.",
    "persons_part_form": "its persons' part has another form.",
    "private_part_differs": "its private part is not the one that was committed to.",
    "policy_incomplete": (
        "The policy needs one line “quorum NAME”, and each witness another key. Write “quorum none” if "
        "nobody has to sign."
    ),
    "policy_line": (
        "Line %(number)s of the policy is none of: witness NAME KEY [ADDRESS]; group NAME all|any|NUMBER "
        "NAME...; quorum NAME. A name stands once, above the lines that use it."
    ),
    "salt_form": "a salt of it is not written in hexadecimal digits, or too short.",
    "short_salt": "A salt of %(length)s bytes hides nothing; it must have %(least)s to 255.",
    "signature_differs": "The signature of %(key)s does not fit the text it stands under.",
    "nothing_is_signed": "The act %(act)s has nothing to sign.",
}
