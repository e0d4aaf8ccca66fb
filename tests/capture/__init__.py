"""The quality set of capture: drawn papers whose truth is known, and what is made of them."""
