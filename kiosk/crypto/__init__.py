"""The only room that holds a cipher; FORMAT.md is its specification."""
