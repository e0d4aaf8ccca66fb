"""The wire, the agent and the central server."""
