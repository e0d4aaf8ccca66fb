"""B4 Un papier: page by page, and who may see it."""
