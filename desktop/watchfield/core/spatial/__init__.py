"""Which fixes lie near, and is a polygon sound? The only room that knows rtree and shapely, and only when asked."""
