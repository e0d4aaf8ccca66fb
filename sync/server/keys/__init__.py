"""The server's own keys behind one small port: a protected file, a key service, a module."""
