"""One folder per screen: a presenter without Qt and a view without decisions."""
