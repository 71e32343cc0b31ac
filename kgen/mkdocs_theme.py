"""The frame of kgen's own as a theme of MkDocs, which looks for the templates of a theme beside this `__file__`."""

from kgen.settings.package import package_folder

__file__ = str(package_folder("theme") / "kgen" / "__init__.py")
