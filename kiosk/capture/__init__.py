"""From paper or file to checked page images and a PDF, all in memory."""
