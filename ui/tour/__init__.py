"""The main job, driven through the real screens of real processes, and proved afterwards."""
