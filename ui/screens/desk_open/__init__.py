"""Opening a safe: one page, four blocks, any order."""
