"""The desk and terminal, headless: rules, keys, storage, capture, session. No Qt, no HTTP."""
