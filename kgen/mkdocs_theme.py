"""kgen's own frame as a MkDocs theme; MkDocs looks for a theme's templates beside this `__file__`."""

from kgen.settings.package import package_folder

__file__ = str(package_folder("theme") / "kgen" / "__init__.py")
