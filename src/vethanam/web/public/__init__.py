"""Pages for anybody: requests to message many people, rights, what the record proves, the language."""
