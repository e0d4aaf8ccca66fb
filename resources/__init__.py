"""Languages, icons, fonts and texts, found by package data."""
