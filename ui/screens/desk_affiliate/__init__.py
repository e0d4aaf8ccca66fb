"""Linking a person by their own sign-in."""
