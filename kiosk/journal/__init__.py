"""The device journal: a hash chain of what was done."""
