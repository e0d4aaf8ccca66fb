"""Controls shared by screens."""
