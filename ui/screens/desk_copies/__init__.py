"""Work copies: taking one out of the safe, and *Mes copies de travail*."""
