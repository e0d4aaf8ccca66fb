"""*Montrer ma carte*: a card shown to the camera, at the terminal and at the desk."""
