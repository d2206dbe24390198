"""The sentences of this room, each once: code to English template, which is also the message
id of its translations.
"""

SENTENCES = {
    "archive_unreadable": "It is no archive that can be read, or unpacks to too much.",
    "archive_without_bundle": "The archive holds no bundle.json.",
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
    "not_a_bundle": "It does not say that it is a %(bundle)s, a %(file)s or a %(log)s.",
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
    "page_without_bundle": "The page holds no bundle, or one that cannot be read.",
    "paper_without_proof": "The PDF holds no proof of a payslip that can be read.",
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
    "slip_code_unreadable": "This is no code of a payslip. Scan it again, or copy all of it.",
    "signature_differs": "The signature of %(key)s does not fit the text it stands under.",
    "nothing_is_signed": "The act %(act)s has nothing to sign.",
    "label_differs": "its label is not made from this secret.",
    "label_in_tree": "the label of this secret is in the tree: its person is in the use.",
    "label_twice": "One label stands twice in the tree of a use: two persons have one secret.",
    "leaf_without_labels": "this leaf is not of a use with a tree sorted by label.",
    "neighbour_not_in_tree": "a neighbour does not stand at its place of the tree.",
    "neighbours_form": "its neighbours have another form.",
    "not_a_tree": "The tree has another length: 64 bytes for each leaf, 100 leaves at least.",
    "not_between_neighbours": "its neighbours do not stand around the label of this secret.",
    "tree_form": "its tree is not 128 leaves in base64.",
    "tree_of_another_use": "the tree is not the one that the leaf commits to.",
    "tree_too_small": "a tree has 100 leaves at least.",
    "tree_unsorted": "the tree is not sorted: leaf %(position)s does not stand above the one before it.",
    "use_key_differs": "the key is not that of the use.",
    "leaf_of_no_map": "this leaf is not the map of a day.",
    "list_not_in_map": "the map has another list for this person: an entry is missing, added or changed.",
    "map_covers_less": "the map covers more than the log before it, or less than the map before.",
    "map_key_differs": "the key is not that of the map.",
    "map_missing": "the day %(day)s has no map.",
    "map_names_another": "it does not name the map before it.",
    "map_of_earlier_day": "the map of %(day)s comes after the map of a later day.",
    "map_twice": "the day %(day)s has two maps.",
    "map_without_day": "the map names no day.",
    "record_after_map": "entry %(record)s is not among those that the map covers.",
    "tree_of_version_1": "its people stand in a tree of version 1, and uses before it have version 2.",
}
