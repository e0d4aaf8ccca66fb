"""Sticks that people bring: noticed, read from, copied to, let go of."""
