"""Custody: the one part of the server that ever sees `auth`, here or in a process of its own."""
