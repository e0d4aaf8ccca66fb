"""B7 Qui peut voir: one line an organisation, and an end to it."""
