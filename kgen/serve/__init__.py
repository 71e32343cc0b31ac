"""The preview: a garden kept in memory, whose pages are rendered when a browser asks for them.

One process holds the garden (`live`), another answers browsers and watches the files (`server`), so that the first has
no threads and can let further processes check in the background what is already shown.
"""
