"""What a person shared with this service."""
