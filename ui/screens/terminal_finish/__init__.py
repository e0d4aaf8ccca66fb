"""B8 Terminer: what was done, then nothing left."""
