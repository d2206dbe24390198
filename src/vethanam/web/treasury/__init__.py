"""The treasury: bills received, objected, passed."""
