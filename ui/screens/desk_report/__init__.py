"""An access that is lost, stolen or misused: ended at once."""
