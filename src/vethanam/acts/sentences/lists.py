"""The sentences on lists as files."""

SENTENCES = {
    "unknown_list": "There is no list “%(name)s”. Use one of: %(known)s.",
    "months_exchanged": "%(last)s lies before %(first)s. Exchange the months.",
    "months_too_many": "A list has at most %(most)s months. Name fewer.",
    "list_too_long": "This list has more than %(most)s rows. Narrow it, by month or office.",
    "unknown_ending": "A list is taken out as %(known)s. “%(typed)s” is none of them.",
}
