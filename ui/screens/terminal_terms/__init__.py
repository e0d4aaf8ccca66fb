"""The terms of service, one idea a card, one unticked box (CNS-01)."""
