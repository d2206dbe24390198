"""Links of another body's register to people here: one officer enters them, another agrees."""
