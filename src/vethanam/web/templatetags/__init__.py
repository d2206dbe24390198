"""Tags of the pages; they are built in, so no template loads them."""
