"""Pages for people on a roll who have no account and no card."""
