"""The posts of a structure, for its manager."""
