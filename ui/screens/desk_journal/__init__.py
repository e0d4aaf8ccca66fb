"""M3 Journal: what the team did on this post, for its manager."""
