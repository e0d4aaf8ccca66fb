"""Installing a post with its code."""
