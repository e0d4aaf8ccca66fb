"""What the server does later: one queue of jobs beside the records, on either engine."""
