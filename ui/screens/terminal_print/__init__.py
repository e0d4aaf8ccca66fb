"""*Imprimer* at the terminal (B6): how many, which pages, and what really happens."""
