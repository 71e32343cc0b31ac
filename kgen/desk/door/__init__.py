"""Who may come in: the process that answers browsers, and lets stewards alone ask the desk."""
