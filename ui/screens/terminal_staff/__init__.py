"""The staff's way out of a terminal."""
