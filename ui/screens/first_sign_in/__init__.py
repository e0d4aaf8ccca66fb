"""A first sign-in: a password of one's own, then the terms."""
