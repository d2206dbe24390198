"""One file per bill line."""
