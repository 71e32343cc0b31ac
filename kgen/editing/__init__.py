"""Files changed in place: by `kgen clean-image`, by what stewards do, and by what drafts become."""
