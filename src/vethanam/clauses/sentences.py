"""The sentences of this room: code to English template, which is also the message id of its translations."""

SENTENCES = {
    "column_empty": "%(name)s of %(frame)s is empty in %(nulls)s rows. Give a value: %(says)s.",
    "column_missing": "The frame of %(frame)s has no column %(name)s. Add it: %(says)s.",
    "column_type": "%(name)s of %(frame)s is %(found)s, and should be %(dtype)s (%(unit)s).",
    "column_unknown": "%(frame)s has no column called %(name)s. It has: %(names)s.",
    "frame_differs": "The frame of %(frame)s is not as declared. Each row is %(row)s.",
    "rule_hides_column": "The rule %(name)s has the name of a column of %(frame)s. Give it another name.",
    "rule_twice": (
        "Two rules are called %(name)s. Give one of them another name, or dates that do not overlap."
    ),
    "rules_in_a_circle": "These rules wait for each other: %(circle)s. Break the circle.",
    "unknown_column": (
        "The rule %(rule)s reads %(name)s, which is neither a column of %(frame)s nor a rule. Declare "
        "it, or mend the rule."
    ),
}
