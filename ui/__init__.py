"""Windows, the only room that holds Qt."""
