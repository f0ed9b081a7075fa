"""What the stage panel is made of: the areas of the maps, the weights of means, the nearest figures, the wide view."""
