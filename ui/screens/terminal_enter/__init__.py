"""B1 Entrer: an identifier and a password, told calmly when they are not right."""
