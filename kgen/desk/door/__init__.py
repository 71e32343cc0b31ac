"""Who may come in: the process that answers browsers, and lets only stewards ask the desk."""
