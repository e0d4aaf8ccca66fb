"""The central server: stores, orders, checks signatures, hands out; never opens."""
