"""Printing one paper: the choices, the sending, what the printer says."""
