"""B3 Mes papiers: every paper with its picture."""
