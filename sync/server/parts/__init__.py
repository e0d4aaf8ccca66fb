"""Sealed parts: received piece by piece, checked whole, kept in a folder or in a bucket."""
