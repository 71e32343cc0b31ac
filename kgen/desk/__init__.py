"""The desk: the pages in which stewards look after a garden.

One process holds the garden (`desk`), another answers browsers and decides who may ask (`server`, `gate`), so that the
first has no threads and hears nothing from anybody who is not a steward.
"""
