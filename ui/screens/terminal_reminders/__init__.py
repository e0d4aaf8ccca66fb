"""*Mes rappels*: what will remind the person, a new one, and an end to all of them."""
