"""What is decided about the pixels of a page, one decision a file, and what is made of them."""
