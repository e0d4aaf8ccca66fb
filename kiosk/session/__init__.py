"""Processes: supervisor, session, wipe, idle, local messages."""
