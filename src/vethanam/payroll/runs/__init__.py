"""A month computed: its facts, lines, findings and hashes."""
