"""Files changed in place: by `kgen mv`, `withdraw`, `clean-image`, and by what drafts become."""
