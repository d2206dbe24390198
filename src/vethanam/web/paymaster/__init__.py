"""The paymaster's own page: served by its process on its own address, never by the web process."""
