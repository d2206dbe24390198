"""A person's own pages: pay, the reason of each line, the uses of her contacts."""
