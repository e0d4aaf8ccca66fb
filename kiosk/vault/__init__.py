"""The two SQLCipher databases of a post, its outbox, projection and part files."""
