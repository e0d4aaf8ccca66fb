"""A person's identity: corrected, and chosen where two posts told it differently."""
