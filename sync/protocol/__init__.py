"""Messages both ends speak; PROTOCOL.md is their specification."""
