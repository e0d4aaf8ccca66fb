"""What people do with a safe: one file per flow of FORMAT.md section 6."""
