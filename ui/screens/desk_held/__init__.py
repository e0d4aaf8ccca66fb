"""A file that was set aside unopened."""
