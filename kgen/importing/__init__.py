"""Stories that people have elsewhere become drafts, which wait beside content/ until a steward accepts them."""
