"""Pages of the take-over: entering sheets, verifying sheets, comparing months."""
