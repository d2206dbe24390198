"""Lists as tables: search, sort, filter, download; and the search for people, bills and offices."""
