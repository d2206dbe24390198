"""One file per scheme of benefits."""
