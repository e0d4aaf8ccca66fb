"""Printing: pages as pixels, and IPP to the machine's own scheduler. No Qt, no file of ours."""
