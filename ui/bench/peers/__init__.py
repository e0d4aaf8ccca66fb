"""The same data by us and by the sync tools people use today, side by side.

One module a contestant, each behind `port.Peer`; `contest.py` runs them in turn.
"""
