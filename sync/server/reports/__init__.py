"""The monthly report of each structure (RPT-01): counted, kept, written as PDF and CSV."""
