"""Messages both ends speak, version 1; PROTOCOL.md is their specification."""
