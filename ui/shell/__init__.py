"""The window between sessions: welcome, wiping, pause."""
