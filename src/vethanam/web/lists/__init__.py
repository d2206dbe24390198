"""Lists as tables: searched, sorted, narrowed and taken out as files; people, bills and offices found by a part of a name."""
