"""What a page says: printed words, machine-readable zones, codes, and the kind of paper."""
