"""Papers we print: identifier card, mandate, receipts, made in memory as PDF."""
