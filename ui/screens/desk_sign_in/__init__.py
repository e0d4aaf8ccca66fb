"""Signing in at the desk: identifier and password."""
