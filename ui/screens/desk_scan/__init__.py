"""Scanning and filing a paper."""
