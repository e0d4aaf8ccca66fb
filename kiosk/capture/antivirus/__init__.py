"""Files of strangers looked through by the post's antivirus before anything opens them (VLT-17)."""
