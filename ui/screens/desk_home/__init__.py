"""The desk's first page: find a person, open a safe, scan, link."""
