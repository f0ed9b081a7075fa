"""What is known of each figure: the year it describes, its standard, whether it enters the panel, what contradicts it."""
