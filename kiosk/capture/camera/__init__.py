"""Document cameras and webcams as a source: a child looks, the session sees small views."""
