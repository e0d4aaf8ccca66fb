"""B2 Mon espace: six pictures at most."""
