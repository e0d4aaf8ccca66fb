"""Qui a regardé mon coffre: every access, a line each, newest first."""
