"""What stewards do, as plans that change nothing: the commands carry them out, and so may others."""
