"""Tags of the pages; they are registered as built-ins, so templates need no ``load``."""
