"""What the server keeps: records in SQL (SQLite or PostgreSQL), parts in a folder."""
