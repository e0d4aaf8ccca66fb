"""Work copies on media: which are approved, writing one file there, taking it away again."""
