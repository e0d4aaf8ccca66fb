"""Words that leave the server for a person's phone or a mailbox: ports and their drivers."""
