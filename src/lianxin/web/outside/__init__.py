"""What somebody outside sees who was asked by a link: one question, and the place to answer it."""
