"""The desk's screens put together."""
