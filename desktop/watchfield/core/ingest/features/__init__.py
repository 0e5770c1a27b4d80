"""Geographic files: placemarks, layers and features, and what their attributes say."""
