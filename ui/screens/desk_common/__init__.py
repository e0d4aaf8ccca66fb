"""What several desk screens share: notices, names and dates in words, consent cards."""
