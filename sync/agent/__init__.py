"""The client side: outbox to server to database, one file per step."""
